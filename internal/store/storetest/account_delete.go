package storetest

import (
	"slices"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

// delete removes an account with its chats.
func (w *world) delete(a chat.Account) error {
	_, err := w.DeleteAccount(w.Context(), store.DeleteAccount{ID: a.ID, At: w.now()})
	return err
}

// handOver removes an account and gives what it owned to an heir.
func (w *world) handOver(a, heir chat.Account) store.DeletedAccount {
	w.Helper()
	deleted, err := w.DeleteAccount(w.Context(), store.DeleteAccount{ID: a.ID, Heir: heir.ID, At: w.now()})
	w.must(err)
	return deleted
}

// membership is what an event tells of somebody's membership.
func (w *world) membership(e chat.Event) chat.MembershipPayload {
	w.Helper()
	equal(w, "type of event", e.Type, chat.EventMembershipChanged)
	return payload[chat.MembershipPayload](w, e)
}

func testDeleteAccount(w *world) {
	ctx := w.Context()
	ada, bob := w.account("ada"), w.account("bob")
	session := w.session(ada, "a")
	own, shared, alone := w.chat(ada.ID), w.group(ada.ID, bob.ID), w.group(ada.ID)
	said := w.root(shared, ada.ID, "hello")
	heirs := w.session(bob, "b")
	nobody := chat.NewID[chat.Account]()
	deleted, err := w.DeleteAccount(ctx, store.DeleteAccount{ID: ada.ID, At: w.now()})
	w.must(err)
	w.wantTypes(deleted.Events, chat.EventMembershipChanged, chat.EventMembershipChanged)
	equal(w, "events", []chat.MembershipPayload{w.membership(deleted.Events[0]), w.membership(deleted.Events[1])}, []chat.MembershipPayload{
		{ConversationID: shared.ID, UserID: bob.ID, Role: chat.RoleOwner, Action: "role_updated"},
		{ConversationID: shared.ID, UserID: ada.ID, Role: chat.RoleOwner, Action: "removed"},
	})
	deleted.Events = nil
	equal(w, "deleted", deleted, store.DeletedAccount{Running: []chat.MessageID{}, Changed: []chat.AccountID{bob.ID}})
	found, err := w.FindSession(ctx, heirs.TokenHash)
	w.must(err)
	equal(w, "rotation of the heir's session", found.Session.RotationReason, "membership_change")

	_, err = w.AttemptPassword(ctx, store.PasswordAttempt{Account: ada.ID})
	w.refuses(chat.NotFound, err)
	_, err = w.FindSession(ctx, session.TokenHash)
	w.refuses(chat.NotFound, err)
	for _, c := range []chat.Conversation{own, alone, shared} {
		_, err = w.FindConversation(ctx, c.ID, ada.ID)
		w.refuses(chat.NotFound, err)
	}
	gone, err := w.DeletedAccounts(ctx, []chat.AccountID{bob.ID, ada.ID, nobody})
	w.must(err)
	equal(w, "deleted accounts", gone, []chat.AccountID{ada.ID, nobody})
	equal(w, "heir's role", w.see(shared, bob.ID).Role, chat.RoleOwner)
	message := w.find(said.ID, bob.ID)
	equal(w, "what was said", []any{message.Content, message.AuthorID}, []any{"hello", ada.ID})
	w.log(shared)
	purged, err := w.PurgeConversations(ctx, w.now())
	w.must(err)
	equal(w, "purged conversations", purged, 2)
	w.refuses(chat.NotFound, w.delete(ada))
}

func testHandOver(w *world) {
	ctx := w.Context()
	ada, eve := w.account("ada"), w.account("eve")
	own, alone, trashed := w.chat(ada.ID), w.group(ada.ID), w.chat(ada.ID)
	said := w.root(own, ada.ID, "to myself")
	_, _, err := w.DeleteConversation(ctx, trashed.ID, ada.ID, w.now())
	w.must(err)
	session := w.session(eve, "e")

	deleted := w.handOver(ada, eve)
	equal(w, "whose rights changed", deleted.Changed, []chat.AccountID{eve.ID})
	found, err := w.FindSession(ctx, session.TokenHash)
	w.must(err)
	equal(w, "rotation", found.Session.RotationReason, "membership_change")

	handed := w.see(own, eve.ID)
	equal(w, "chat", []any{handed.Kind, handed.Role, handed.Title, handed.Unread, handed.LastActivityAt},
		[]any{chat.KindChat, chat.RoleOwner, "Chat", int64(0), said.CreatedAt})
	message := w.find(said.ID, eve.ID)
	equal(w, "message", []any{message.Content, message.AuthorID}, []any{"to myself", ada.ID})
	people, err := w.ListParticipants(ctx, own.ID)
	w.must(err)
	equal(w, "who is in the chat", people, []chat.AccountID{eve.ID})
	equal(w, "role in the group", w.see(alone, eve.ID).Role, chat.RoleOwner)
	equal(w, "events", w.memberships(deleted.Events), []chat.MembershipPayload{
		{ConversationID: alone.ID, UserID: eve.ID, Role: chat.RoleOwner, Action: "added"},
		{ConversationID: alone.ID, UserID: ada.ID, Role: chat.RoleOwner, Action: "removed"},
	})
	conversations, _, err := w.ListConversations(ctx, eve.ID, store.ConversationFilter{Limit: 9})
	w.must(err)
	equal(w, "the heir's list", conversations, []chat.Conversation{handed, w.see(alone, eve.ID)})

	// What was in the trash is not handed over.
	_, err = w.FindConversation(ctx, trashed.ID, eve.ID)
	w.refuses(chat.NotFound, err)
	purged, err := w.PurgeConversations(ctx, w.now())
	w.must(err)
	equal(w, "purged conversations", purged, 1)
	w.post(own, said.ID, eve.ID, "go on")
	w.log(own)
	w.log(alone)
}

// testInherit: a group that somebody else owns as well stays theirs.
func testInherit(w *world) {
	ada, bob, eve, mia := w.account("ada"), w.account("bob"), w.account("eve"), w.account("mia")
	owned, heirIsIn, shared, others := w.group(ada.ID, bob.ID), w.group(ada.ID, bob.ID, eve.ID), w.group(ada.ID, mia.ID), w.group(bob.ID, ada.ID)
	w.join(shared, bob.ID, chat.RoleOwner, ada.ID)

	deleted := w.handOver(ada, eve)
	equal(w, "whose rights changed", deleted.Changed, []chat.AccountID{eve.ID})
	gone := func(c chat.Conversation, role chat.ConversationRole) chat.MembershipPayload {
		return chat.MembershipPayload{ConversationID: c.ID, UserID: ada.ID, Role: role, Action: "removed"}
	}
	equal(w, "events", w.memberships(deleted.Events), []chat.MembershipPayload{
		{ConversationID: owned.ID, UserID: eve.ID, Role: chat.RoleOwner, Action: "added"}, gone(owned, chat.RoleOwner),
		{ConversationID: heirIsIn.ID, UserID: eve.ID, Role: chat.RoleOwner, Action: "role_updated"}, gone(heirIsIn, chat.RoleOwner),
		gone(shared, chat.RoleOwner),
		gone(others, chat.RoleParticipant),
	})
	equal(w, "role of another member", w.see(owned, bob.ID).Role, chat.RoleParticipant)
	equal(w, "role of the heir", w.see(heirIsIn, eve.ID).Role, chat.RoleOwner)
	for _, c := range []chat.Conversation{shared, others} {
		_, err := w.FindConversation(w.Context(), c.ID, eve.ID)
		w.refuses(chat.NotFound, err)
		w.log(c)
	}
}

func testHeirs(w *world) {
	ctx := w.Context()
	ada, bob := w.account("ada"), w.account("bob")
	c := w.chat(ada.ID)
	_, err := w.UpdateAccount(ctx, store.AccountPatch{ID: bob.ID, Disabled: pointer(true), At: w.now()})
	w.must(err)
	for _, heir := range []chat.AccountID{ada.ID, bob.ID, chat.NewID[chat.Account]()} {
		_, err := w.DeleteAccount(ctx, store.DeleteAccount{ID: ada.ID, Heir: heir, At: w.now()})
		w.refuses(chat.Invalid, err)
	}
	equal(w, "owner", w.see(c, ada.ID).Role, chat.RoleOwner)
}

func testRunningForDeleted(w *world) {
	ada, bob := w.account("ada"), w.account("bob")
	own, shared, alone := w.chat(ada.ID), w.group(bob.ID, ada.ID), w.group(ada.ID, bob.ID)
	_, first := w.ask(own, chat.MessageID{}, ada.ID, "a question")
	_, second := w.ask(shared, chat.MessageID{}, ada.ID, "another one")
	w.ask(shared, chat.MessageID{}, bob.ID, "mine")
	_, third := w.ask(alone, chat.MessageID{}, bob.ID, "and I leave")
	_, err := w.RemoveParticipant(w.Context(), alone.ID, bob.ID, ada.ID, w.now())
	w.must(err)
	_, done := w.ask(own, chat.MessageID{}, ada.ID, "one more")
	w.finish(done)
	deleted, err := w.DeleteAccount(w.Context(), store.DeleteAccount{ID: ada.ID, At: w.now()})
	w.must(err)
	equal(w, "running", deleted.Running, []chat.MessageID{first.ID, second.ID, third.ID})
}

// memberships are what events tell of memberships, by conversation in the order
// in which they were made.
func (w *world) memberships(events []chat.Event) []chat.MembershipPayload {
	w.Helper()
	list := make([]chat.MembershipPayload, len(events))
	for i, e := range events {
		list[i] = w.membership(e)
	}
	slices.SortStableFunc(list, func(a, b chat.MembershipPayload) int {
		return slices.Compare(a.ConversationID.UUID[:], b.ConversationID.UUID[:])
	})
	return list
}
