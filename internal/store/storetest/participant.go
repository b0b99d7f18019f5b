package storetest

import (
	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

func testParticipants(w *world) {
	ctx := w.Context()
	ada, bob, eve := w.account("ada"), w.account("bob"), w.account("eve")
	c := w.chat(ada.ID)
	add := func(who chat.Account, role chat.ConversationRole, by chat.Account) ([]chat.Event, error) {
		return w.AddParticipant(ctx, c.ID, who.ID, role, by.ID, w.now())
	}
	events, err := add(bob, chat.RoleParticipant, ada)
	w.must(err)
	w.wantTypes(events, chat.EventConversationUpdated, chat.EventMembershipChanged)
	equal(w, "membership", payload[chat.MembershipPayload](w, events[1]),
		chat.MembershipPayload{ConversationID: c.ID, UserID: bob.ID, Role: chat.RoleParticipant, Action: "added"})
	equal(w, "kind", w.see(c, bob.ID).Kind, chat.KindGroup)

	events, err = add(bob, chat.RoleParticipant, ada)
	w.must(err)
	w.wantTypes(events)
	events, err = add(bob, chat.RoleConvAdmin, ada)
	w.must(err)
	w.wantTypes(events, chat.EventMembershipChanged)
	equal(w, "action", payload[chat.MembershipPayload](w, events[0]).Action, "role_updated")
	role, err := w.Role(ctx, c.ID, bob.ID)
	w.must(err)
	equal(w, "role", role, chat.RoleConvAdmin)

	_, err = add(eve, chat.RoleViewer, bob)
	w.must(err)
	list, err := w.ListParticipants(ctx, c.ID)
	w.must(err)
	equal(w, "participants", list, []chat.AccountID{ada.ID, bob.ID, eve.ID})

	_, err = add(bob, chat.RoleParticipant, eve)
	w.refuses(chat.Forbidden, err)
	_, err = add(eve, chat.RoleOwner, bob)
	w.refuses(chat.Forbidden, err)
	_, err = add(ada, chat.RoleViewer, bob)
	w.refuses(chat.Forbidden, err)
	_, err = add(ada, chat.RoleViewer, ada)
	w.refuses(chat.Conflict, err)
	_, err = w.RemoveParticipant(ctx, c.ID, ada.ID, ada.ID, w.now())
	w.refuses(chat.Conflict, err)
	_, err = w.RemoveParticipant(ctx, c.ID, bob.ID, eve.ID, w.now())
	w.refuses(chat.Forbidden, err)
	_, err = add(w.account("zoe"), chat.RoleViewer, w.account("stranger"))
	w.refuses(chat.NotFound, err)
	_, err = w.AddParticipant(ctx, c.ID, chat.NewID[chat.Account](), chat.RoleViewer, ada.ID, w.now())
	w.refuses(chat.NotFound, err)

	events, err = w.RemoveParticipant(ctx, c.ID, bob.ID, bob.ID, w.now())
	w.must(err)
	w.wantTypes(events, chat.EventMembershipChanged)
	equal(w, "membership", payload[chat.MembershipPayload](w, events[0]),
		chat.MembershipPayload{ConversationID: c.ID, UserID: bob.ID, Role: chat.RoleConvAdmin, Action: "removed"})
	_, err = w.RemoveParticipant(ctx, c.ID, bob.ID, ada.ID, w.now())
	w.refuses(chat.NotFound, err)
	_, err = w.Role(ctx, c.ID, bob.ID)
	w.refuses(chat.NotFound, err)
	w.log(c)
}

func testWhoIsIn(w *world) {
	ctx := w.Context()
	ada, bob, eve := w.account("ada"), w.account("bob"), w.account("eve")
	c := w.group(ada.ID)
	joined := w.now()
	_, err := w.AddParticipant(ctx, c.ID, bob.ID, chat.RoleConvAdmin, ada.ID, joined)
	w.must(err)
	_, err = w.UpdateAccount(ctx, store.AccountPatch{ID: bob.ID, DisplayName: pointer("Bob B."), At: w.now()})
	w.must(err)
	list, err := w.Participants(ctx, c.ID, bob.ID)
	w.must(err)
	equal(w, "participants", list, []chat.Participant{
		{AccountID: ada.ID, Username: "ada", Role: chat.RoleOwner, JoinedAt: c.CreatedAt},
		{AccountID: bob.ID, Username: "bob", DisplayName: "Bob B.", Role: chat.RoleConvAdmin, JoinedAt: joined},
	})

	_, err = w.UpdateAccount(ctx, store.AccountPatch{ID: eve.ID, Disabled: pointer(true), At: w.now()})
	w.must(err)
	_, err = w.AddParticipant(ctx, c.ID, eve.ID, chat.RoleViewer, ada.ID, w.now())
	w.refuses(chat.Invalid, err)

	_, err = w.RemoveParticipant(ctx, c.ID, bob.ID, ada.ID, w.now())
	w.must(err)
	_, err = w.Participants(ctx, c.ID, bob.ID)
	w.refuses(chat.NotFound, err)
	_, _, err = w.DeleteConversation(ctx, c.ID, ada.ID, w.now())
	w.must(err)
	_, err = w.Participants(ctx, c.ID, ada.ID)
	w.refuses(chat.NotFound, err)
}

func testMembershipRotation(w *world) {
	ctx := w.Context()
	ada, bob := w.account("ada"), w.account("bob")
	c := w.group(ada.ID)
	w.session(ada, "ada")
	session := w.session(bob, "bob")
	// flagged reports whether bob's session is to rotate, and clears the flag by
	// rotating it.
	flagged := func(what string) {
		w.Helper()
		found, err := w.FindSession(ctx, session.TokenHash)
		w.must(err)
		equal(w, what, []any{found.Session.RequiresRotation, found.Session.RotationReason}, []any{true, "membership_change"})
		next := w.newSession(bob, what)
		w.must(w.RotateSession(ctx, store.RotateSession{Old: session.ID, Next: next, At: w.now()}))
		session = next
	}
	w.join(c, bob.ID, chat.RoleViewer, ada.ID)
	flagged("added")
	w.join(c, bob.ID, chat.RoleParticipant, ada.ID)
	flagged("role changed")
	w.join(c, bob.ID, chat.RoleParticipant, ada.ID)
	found, err := w.FindSession(ctx, session.TokenHash)
	w.must(err)
	equal(w, "flag after no change", found.Session.RequiresRotation, false)
	_, err = w.RemoveParticipant(ctx, c.ID, bob.ID, ada.ID, w.now())
	w.must(err)
	flagged("removed")
	_, err = w.AcceptInvite(ctx, store.AcceptInvite{
		TokenHash: w.invite(c, ada.ID, "bob@example.com", chat.RoleViewer).TokenHash, Account: bob.ID, At: w.now(),
	})
	w.must(err)
	flagged("invited")
	found, err = w.FindSession(ctx, []byte("ada"))
	w.must(err)
	equal(w, "flag of the others", found.Session.RequiresRotation, false)
}

// testRights tries everything that looks at or changes a conversation as an
// outsider and as a viewer.
func testRights(w *world) {
	ctx := w.Context()
	ada, viewer, outsider := w.account("ada"), w.account("viewer"), w.account("outsider")
	c := w.group(ada.ID)
	w.join(c, viewer.ID, chat.RoleViewer, ada.ID)
	question, answer := w.ask(c, chat.MessageID{}, ada.ID, "hello?")
	w.finish(answer)
	invite := w.invite(c, ada.ID, "old@example.com", chat.RoleViewer)

	reads := map[string]func(chat.AccountID) error{
		"FindConversation": func(by chat.AccountID) error { _, err := w.FindConversation(ctx, c.ID, by); return err },
		"Role":             func(by chat.AccountID) error { _, err := w.Role(ctx, c.ID, by); return err },
		"Participants":     func(by chat.AccountID) error { _, err := w.Participants(ctx, c.ID, by); return err },
		"FindMessage":      func(by chat.AccountID) error { _, err := w.FindMessage(ctx, question.ID, by); return err },
		"LeafBelow":        func(by chat.AccountID) error { _, err := w.LeafBelow(ctx, question.ID, by); return err },
		"ListChunks":       func(by chat.AccountID) error { _, err := w.ListChunks(ctx, answer.ID, by, 0, 1); return err },
		"ListUnread":       func(by chat.AccountID) error { _, err := w.ListUnread(ctx, c.ID, by); return err },
		"ListThreads": func(by chat.AccountID) error {
			_, _, err := w.ListThreads(ctx, store.ThreadPage{ConversationID: c.ID, Viewer: by, Limit: 1})
			return err
		},
		"ListTree": func(by chat.AccountID) error {
			_, _, err := w.ListTree(ctx, store.TreePage{RootID: question.ID, Viewer: by, Limit: 1})
			return err
		},
		"Line": func(by chat.AccountID) error {
			_, err := w.Line(ctx, store.LineQuery{ConversationID: c.ID, Viewer: by, Limit: 1})
			return err
		},
		"MarkRead": func(by chat.AccountID) error {
			_, err := w.MarkRead(ctx, store.ReadMark{RootID: question.ID, Account: by, At: w.now()})
			return err
		},
	}
	for name, try := range reads {
		if err := try(outsider.ID); chat.KindOf(err) != chat.NotFound {
			w.Errorf("%s by an outsider: %v", name, err)
		}
		if err := try(viewer.ID); err != nil {
			w.Errorf("%s by a viewer: %v", name, err)
		}
	}
	writes := map[string]func(chat.AccountID) error{
		"PostMessage root": func(by chat.AccountID) error {
			_, err := w.PostMessage(ctx, w.newMessage(c, chat.MessageID{}, by, "x"))
			return err
		},
		"PostMessage reply": func(by chat.AccountID) error {
			_, err := w.PostMessage(ctx, w.newMessage(c, question.ID, by, "x"))
			return err
		},
		"StartAnswer": func(by chat.AccountID) error {
			_, err := w.StartAnswer(ctx, store.StartAnswer{To: question.ID, By: by, Answer: newAnswer(by), At: w.now()})
			return err
		},
		"EditMessage": func(by chat.AccountID) error {
			_, err := w.EditMessage(ctx, store.EditMessage{ID: question.ID, By: by, Content: "x", At: w.now()})
			return err
		},
		"RemoveMessage": func(by chat.AccountID) error {
			_, err := w.RemoveMessage(ctx, store.RemoveMessage{ID: question.ID, By: by, At: w.now()})
			return err
		},
		"restore": func(by chat.AccountID) error {
			_, err := w.RemoveMessage(ctx, store.RemoveMessage{ID: question.ID, By: by, Restore: true, At: w.now()})
			return err
		},
		"UpdateConversation": func(by chat.AccountID) error {
			_, _, err := w.UpdateConversation(ctx, store.ConversationPatch{ID: c.ID, By: by, Title: pointer("x"), At: w.now()})
			return err
		},
		"active leaf": func(by chat.AccountID) error {
			_, _, err := w.UpdateConversation(ctx, store.ConversationPatch{ID: c.ID, By: by, ActiveLeaf: &question.ID, At: w.now()})
			return err
		},
		"DeleteConversation": func(by chat.AccountID) error {
			_, _, err := w.DeleteConversation(ctx, c.ID, by, w.now())
			return err
		},
		"RestoreConversation": func(by chat.AccountID) error {
			_, _, err := w.RestoreConversation(ctx, c.ID, by, w.now())
			return err
		},
		"AddInvite": func(by chat.AccountID) error {
			return w.AddInvite(ctx, w.newInvite(c, by, "new@example.com", chat.RoleViewer))
		},
		"ListInvites": func(by chat.AccountID) error { _, err := w.ListInvites(ctx, c.ID, by, 1); return err },
		"RevokeInvite": func(by chat.AccountID) error {
			return w.RevokeInvite(ctx, store.RevokeInvite{ConversationID: c.ID, ID: invite.ID, By: by, At: w.now()})
		},
		"RevokeInvite by token": func(by chat.AccountID) error {
			return w.RevokeInvite(ctx, store.RevokeInvite{TokenHash: invite.TokenHash, By: by, At: w.now()})
		},
		"AddParticipant": func(by chat.AccountID) error {
			_, err := w.AddParticipant(ctx, c.ID, outsider.ID, chat.RoleViewer, by, w.now())
			return err
		},
	}
	before := w.see(c, ada.ID).Position
	for name, try := range writes {
		if err := try(outsider.ID); chat.KindOf(err) != chat.NotFound || err == nil {
			w.Errorf("%s by an outsider: %v", name, err)
		}
		if err := try(viewer.ID); chat.KindOf(err) != chat.Forbidden || err == nil {
			w.Errorf("%s by a viewer: %v", name, err)
		}
	}
	equal(w, "position after refusals", w.see(c, ada.ID).Position, before)

	n := w.newMessage(c, chat.MessageID{}, viewer.ID, "obey")
	w.join(c, viewer.ID, chat.RoleParticipant, ada.ID)
	n.Role = chat.RoleSystem
	_, err := w.PostMessage(ctx, n)
	w.refuses(chat.Forbidden, err)
	n.Author = ada.ID
	_, err = w.PostMessage(ctx, n)
	w.must(err)
}
