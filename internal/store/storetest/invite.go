package storetest

import (
	"slices"
	"sync"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

func (w *world) newInvite(c chat.Conversation, by chat.AccountID, email string, role chat.ConversationRole) store.NewInvite {
	at := w.now()
	return store.NewInvite{
		Invite: chat.Invite{
			ID: chat.NewID[chat.Invite](), ConversationID: c.ID, Email: email, Role: role, InvitedBy: by,
			InviteLife: chat.InviteLife{CreatedAt: at, ExpiresAt: at.Add(time.Hour)},
		},
		TokenHash: chat.HashInviteToken(chat.NewInviteToken()),
	}
}

func (w *world) invite(c chat.Conversation, by chat.AccountID, email string, role chat.ConversationRole) store.NewInvite {
	w.Helper()
	n := w.newInvite(c, by, email, role)
	w.must(w.AddInvite(w.Context(), n))
	return n
}

func (w *world) accept(n store.NewInvite, who chat.Account) (store.Joined, error) {
	return w.AcceptInvite(w.Context(), store.AcceptInvite{TokenHash: n.TokenHash, Account: who.ID, At: w.now()})
}

func (w *world) revoke(n store.NewInvite, by chat.Account) error {
	return w.RevokeInvite(w.Context(), store.RevokeInvite{ConversationID: n.ConversationID, ID: n.ID, By: by.ID, At: w.now()})
}

func testInvites(w *world) {
	ctx := w.Context()
	ada, bob := w.account("ada"), w.account("bob")
	c := w.group(ada.ID)
	w.join(c, bob.ID, chat.RoleConvAdmin, ada.ID)
	first := w.invite(c, bob.ID, "Eve@Example.com", chat.RoleParticipant)

	found, err := w.FindInvite(ctx, first.TokenHash)
	w.must(err)
	equal(w, "found", found, store.FoundInvite{Invite: first.Invite, Title: "Group", Inviter: "bob"})
	_, err = w.UpdateAccount(ctx, store.AccountPatch{ID: bob.ID, DisplayName: pointer("Bob B."), At: w.now()})
	w.must(err)
	found, err = w.FindInvite(ctx, first.TokenHash)
	w.must(err)
	equal(w, "inviter", found.Inviter, "Bob B.")
	_, err = w.FindInvite(ctx, []byte("nonsense"))
	w.refuses(chat.NotFound, err)

	// One open invitation for each address and role.
	again := w.newInvite(c, ada.ID, "eve@example.COM", chat.RoleParticipant)
	w.refuses(chat.Conflict, w.AddInvite(ctx, again))
	other := w.invite(c, ada.ID, "eve@example.com", chat.RoleViewer)
	w.refuses(chat.Forbidden, w.AddInvite(ctx, w.newInvite(c, bob.ID, "eve@example.com", chat.RoleOwner)))
	w.must(w.revoke(first, ada))
	w.must(w.revoke(first, ada))
	w.must(w.AddInvite(ctx, again))
	late := w.newInvite(c, ada.ID, "eve@example.com", chat.RoleViewer)
	late.CreatedAt = other.ExpiresAt
	late.ExpiresAt = late.CreatedAt.Add(time.Minute)
	w.must(w.AddInvite(ctx, late))

	list, err := w.ListInvites(ctx, c.ID, bob.ID, 9)
	w.must(err)
	equal(w, "newest first", inviteIDs(list), []chat.InviteID{late.ID, other.ID, again.ID, first.ID})
	equal(w, "withdrawn", list[3].State(w.clock), chat.InviteRevoked)
	list, err = w.ListInvites(ctx, c.ID, ada.ID, 1)
	w.must(err)
	equal(w, "the newest one", inviteIDs(list), []chat.InviteID{late.ID})
	w.refuses(chat.NotFound, w.RevokeInvite(ctx, store.RevokeInvite{ConversationID: w.group(ada.ID).ID, ID: again.ID, By: ada.ID, At: w.now()}))
	w.refuses(chat.NotFound, w.RevokeInvite(ctx, store.RevokeInvite{TokenHash: []byte("nonsense"), By: ada.ID, At: w.now()}))
	w.must(w.RevokeInvite(ctx, store.RevokeInvite{TokenHash: other.TokenHash, By: bob.ID, At: w.now()}))

	_, _, err = w.DeleteConversation(ctx, c.ID, ada.ID, w.now())
	w.must(err)
	_, err = w.FindInvite(ctx, again.TokenHash)
	w.refuses(chat.NotFound, err)
	_, err = w.accept(again, w.account("eve"))
	w.refuses(chat.NotFound, err)
	w.refuses(chat.NotFound, w.revoke(again, ada))
	w.refuses(chat.NotFound, w.AddInvite(ctx, w.newInvite(c, ada.ID, "x@example.com", chat.RoleViewer)))
}

func testSweepInvites(w *world) {
	ctx := w.Context()
	ada := w.account("ada")
	c := w.group(ada.ID)
	n := func(email string) store.NewInvite { return w.invite(c, ada.ID, email, chat.RoleViewer) }
	expired, revoked, accepted, open := n("a@example.com"), n("b@example.com"), n("c@example.com"), n("d@example.com")
	w.must(w.revoke(revoked, ada))
	_, err := w.accept(accepted, w.account("eve"))
	w.must(err)
	sweep := func(before time.Time, limit int) int {
		n, err := w.SweepInvites(ctx, before, limit)
		w.must(err)
		return n
	}
	equal(w, "swept too early", sweep(expired.ExpiresAt, 100), 0)
	equal(w, "a batch", sweep(open.ExpiresAt, 2), 2)
	equal(w, "the rest", sweep(open.ExpiresAt, 2), 1)
	equal(w, "nothing is left", sweep(open.ExpiresAt, 2), 0)
	list, err := w.ListInvites(ctx, c.ID, ada.ID, 9)
	w.must(err)
	equal(w, "left", inviteIDs(list), []chat.InviteID{open.ID})
	_, err = w.FindInvite(ctx, accepted.TokenHash)
	w.refuses(chat.NotFound, err)
}

func inviteIDs(list []chat.Invite) []chat.InviteID {
	names := make([]chat.InviteID, len(list))
	for i, n := range list {
		names[i] = n.ID
	}
	return names
}

func testAcceptInvite(w *world) {
	ctx := w.Context()
	ada, bob, eve := w.account("ada"), w.account("bob"), w.account("eve")
	c := w.chat(ada.ID)
	n := w.invite(c, ada.ID, "bob@example.com", chat.RoleParticipant)
	joined, err := w.accept(n, bob)
	w.must(err)
	w.wantTypes(joined.Events, chat.EventConversationUpdated, chat.EventMembershipChanged)
	equal(w, "membership", payload[chat.MembershipPayload](w, joined.Events[1]),
		chat.MembershipPayload{ConversationID: c.ID, UserID: bob.ID, Role: chat.RoleParticipant, Action: "added"})
	joined.Events = nil
	equal(w, "joined", joined, store.Joined{ConversationID: c.ID, Role: chat.RoleParticipant})
	equal(w, "kind", w.see(c, bob.ID).Kind, chat.KindGroup)
	found, err := w.FindInvite(ctx, n.TokenHash)
	w.must(err)
	equal(w, "used by", []any{found.Invite.AcceptedBy, found.Invite.AcceptedAt, found.Invite.State(w.clock)},
		[]any{bob.ID, w.clock, chat.InviteAccepted})

	// A second time.
	joined, err = w.accept(n, bob)
	w.must(err)
	equal(w, "repeated", joined, store.Joined{ConversationID: c.ID, Role: chat.RoleParticipant})
	_, err = w.accept(n, eve)
	w.refuses(chat.Conflict, err)
	w.refuses(chat.Conflict, w.revoke(n, ada))
	_, err = w.RemoveParticipant(ctx, c.ID, bob.ID, ada.ID, w.now())
	w.must(err)
	_, err = w.accept(n, bob)
	w.refuses(chat.Conflict, err)

	withdrawn := w.invite(c, ada.ID, "eve@example.com", chat.RoleParticipant)
	w.must(w.revoke(withdrawn, ada))
	_, err = w.accept(withdrawn, eve)
	w.refuses(chat.Gone, err)
	expired := w.invite(c, ada.ID, "eve@example.com", chat.RoleParticipant)
	_, err = w.AcceptInvite(ctx, store.AcceptInvite{TokenHash: expired.TokenHash, Account: eve.ID, At: expired.ExpiresAt})
	w.refuses(chat.Gone, err)
	_, err = w.AcceptInvite(ctx, store.AcceptInvite{TokenHash: []byte("nonsense"), Account: eve.ID, At: w.now()})
	w.refuses(chat.NotFound, err)

	// Who is in can only gain.
	w.join(c, eve.ID, chat.RoleParticipant, ada.ID)
	joined, err = w.accept(w.invite(c, ada.ID, "eve@example.com", chat.RoleViewer), eve)
	w.must(err)
	equal(w, "weaker", joined, store.Joined{ConversationID: c.ID, Role: chat.RoleParticipant})
	joined, err = w.accept(w.invite(c, ada.ID, "eve@example.com", chat.RoleConvAdmin), eve)
	w.must(err)
	w.wantTypes(joined.Events, chat.EventMembershipChanged)
	equal(w, "action", payload[chat.MembershipPayload](w, joined.Events[0]).Action, "role_updated")
	equal(w, "stronger", w.see(c, eve.ID).Role, chat.RoleConvAdmin)
	w.log(c)
}

// testInviteRace: of several people who accept one invitation at the same time
// one gets in.
func testInviteRace(w *world) {
	ctx := w.Context()
	ada := w.account("ada")
	c := w.group(ada.ID)
	n := w.invite(c, ada.ID, "somebody@example.com", chat.RoleParticipant)
	people := []chat.Account{w.account("one"), w.account("two"), w.account("three"), w.account("four")}
	at := w.now()
	var wg sync.WaitGroup
	errs := make([]error, len(people))
	for i, who := range people {
		wg.Go(func() {
			_, errs[i] = w.AcceptInvite(ctx, store.AcceptInvite{TokenHash: n.TokenHash, Account: who.ID, At: at})
		})
	}
	wg.Wait()
	won := slices.IndexFunc(errs, func(err error) bool { return err == nil })
	if won < 0 {
		w.Fatal(errs)
	}
	for i, err := range errs {
		if i != won {
			w.refuses(chat.Conflict, err)
		}
	}
	list, err := w.ListParticipants(ctx, c.ID)
	w.must(err)
	equal(w, "participants", list, []chat.AccountID{ada.ID, people[won].ID})
}

func testInviteEmail(w *world) {
	ctx := w.Context()
	ada, bob := w.account("ada"), w.account("bob")
	n := w.invite(w.group(ada.ID), ada.ID, "Bob@Example.com", chat.RoleParticipant)
	accept := func() error {
		_, err := w.AcceptInvite(ctx, store.AcceptInvite{TokenHash: n.TokenHash, Account: bob.ID, MatchEmail: true, At: w.now()})
		return err
	}
	w.refuses(chat.Forbidden, accept())
	_, err := w.UpdateAccount(ctx, store.AccountPatch{ID: bob.ID, Email: pointer("bobby@example.com"), At: w.now()})
	w.must(err)
	w.refuses(chat.Forbidden, accept())
	_, err = w.UpdateAccount(ctx, store.AccountPatch{ID: bob.ID, Email: pointer("bob@example.COM"), At: w.now()})
	w.must(err)
	w.must(accept())
}

// testWithdrawnInvites: nobody comes back, or up again, by an invitation that
// they made themselves before.
func testWithdrawnInvites(w *world) {
	ctx := w.Context()
	ada, bob := w.account("ada"), w.account("bob")
	c := w.group(ada.ID)
	state := func(n store.NewInvite) chat.InviteState {
		w.Helper()
		found, err := w.FindInvite(ctx, n.TokenHash)
		w.must(err)
		return found.Invite.State(w.clock)
	}
	w.join(c, bob.ID, chat.RoleOwner, ada.ID)
	owner := w.invite(c, bob.ID, "a@example.com", chat.RoleOwner)
	admin := w.invite(c, bob.ID, "a@example.com", chat.RoleConvAdmin)
	others := w.invite(c, ada.ID, "b@example.com", chat.RoleOwner)
	w.join(c, bob.ID, chat.RoleConvAdmin, ada.ID)
	equal(w, "of an admin", []chat.InviteState{state(owner), state(admin)}, []chat.InviteState{chat.InviteRevoked, chat.InviteOpen})
	w.join(c, bob.ID, chat.RoleParticipant, ada.ID)
	equal(w, "of a member", state(admin), chat.InviteRevoked)

	w.join(c, bob.ID, chat.RoleConvAdmin, ada.ID)
	viewer := w.invite(c, bob.ID, "a@example.com", chat.RoleViewer)
	_, err := w.RemoveParticipant(ctx, c.ID, bob.ID, ada.ID, w.now())
	w.must(err)
	equal(w, "of somebody who was removed", state(viewer), chat.InviteRevoked)

	w.join(c, bob.ID, chat.RoleConvAdmin, ada.ID)
	viewer = w.invite(c, bob.ID, "a@example.com", chat.RoleViewer)
	used := w.invite(c, bob.ID, "c@example.com", chat.RoleViewer)
	_, err = w.accept(used, w.account("cid"))
	w.must(err)
	keeper := w.account("keeper")
	_, err = w.UpdateAccount(ctx, store.AccountPatch{ID: keeper.ID, Roles: pointer(chat.RoleAdmin), At: w.now()})
	w.must(err)
	w.must(w.delete(bob))
	_, err = w.FindInvite(ctx, viewer.TokenHash)
	w.refuses(chat.NotFound, err)
	found, err := w.FindInvite(ctx, used.TokenHash)
	w.must(err)
	equal(w, "inviter who is gone", found.Inviter, "")
	equal(w, "others", state(others), chat.InviteOpen)
}

func testSignUp(w *world) {
	ctx := w.Context()
	ada := w.account("ada")
	c := w.chat(ada.ID)
	n := w.invite(c, ada.ID, "new@example.com", chat.RoleViewer)
	signUp := func(name, email string, n store.NewInvite) (chat.Account, store.Joined, error) {
		at := w.now()
		a := chat.Account{
			ID: chat.NewID[chat.Account](), Username: name, Email: email, DisplayName: "Dr. " + name, Roles: chat.RoleMember,
			Theme: "system", CreatedAt: at, UpdatedAt: at,
		}
		joined, err := w.SignUp(ctx, store.SignUp{Account: a, PasswordHash: "hash", TokenHash: n.TokenHash, MatchEmail: true})
		return a, joined, err
	}
	absent := func(name string) {
		w.Helper()
		_, err := w.FindCredentials(ctx, name)
		w.refuses(chat.NotFound, err)
	}
	_, _, err := signUp("ADA", "new@example.com", n)
	w.refuses(chat.Conflict, err)
	_, _, err = signUp("new", "other@example.com", n)
	w.refuses(chat.Forbidden, err)
	absent("new")
	_, _, err = signUp("new", "new@example.com", w.newInvite(c, ada.ID, "new@example.com", chat.RoleViewer))
	w.refuses(chat.NotFound, err)
	absent("new")

	a, joined, err := signUp("new", "NEW@example.com", n)
	w.must(err)
	w.wantTypes(joined.Events, chat.EventConversationUpdated, chat.EventMembershipChanged)
	equal(w, "joined", []any{joined.ConversationID, joined.Role}, []any{c.ID, chat.RoleViewer})
	found, err := w.AttemptPassword(ctx, store.PasswordAttempt{Account: a.ID})
	w.must(err)
	equal(w, "account", found, store.Credentials{Account: a, PasswordHash: "hash"})
	equal(w, "role", w.see(c, a.ID).Role, chat.RoleViewer)

	_, _, err = signUp("late", "new@example.org", n)
	w.refuses(chat.Conflict, err)
	absent("late")
	gone := w.invite(c, ada.ID, "late@example.com", chat.RoleViewer)
	w.must(w.revoke(gone, ada))
	_, _, err = signUp("late", "late@example.com", gone)
	w.refuses(chat.Gone, err)
	absent("late")
}
