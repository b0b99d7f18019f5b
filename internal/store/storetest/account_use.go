package storetest

import (
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

func testAccountUse(w *world) {
	ctx := w.Context()
	bob, ada := w.account("bob"), w.account("ada")
	want := func(what string, sessions int, seen time.Time) {
		w.Helper()
		list, err := w.ListAccountUse(ctx, w.clock)
		w.must(err)
		equal(w, what, list, []store.AccountUse{{Account: ada, Sessions: sessions, LastSeenAt: seen}, {Account: bob}})
	}
	want("never", 0, time.Time{})
	first := w.session(ada, "first")
	want("once", 1, first.LastSeenAt)
	replaced := w.session(ada, "replaced")
	second := w.newSession(ada, "second")
	w.must(w.RotateSession(ctx, store.RotateSession{Old: replaced.ID, Next: second, At: second.IssuedAt}))
	want("on two devices", 2, second.LastSeenAt)
	second.LastSeenAt = w.now()
	w.must(w.TouchSession(ctx, second))
	want("again", 2, second.LastSeenAt)
	w.must(w.RevokeSession(ctx, second.ID, "logout", w.now()))
	want("on one device", 1, second.LastSeenAt)

	// What is swept is not forgotten, and does not set the clock back.
	_, err := w.SweepSessions(ctx, w.now(), 9)
	w.must(err)
	want("after a sweep", 1, second.LastSeenAt)
	w.must(w.RevokeSession(ctx, first.ID, "logout", w.now()))
	_, err = w.SweepSessions(ctx, w.now(), 9)
	w.must(err)
	want("after another sweep", 0, second.LastSeenAt)

	expired := w.newSession(ada, "expired")
	expired.ExpiresAt = w.now()
	w.must(w.AddSession(ctx, store.NewSession{Session: expired}))
	want("with an expired session", 0, expired.LastSeenAt)
}

func testBelongings(w *world) {
	ctx := w.Context()
	ada, bob := w.account("ada"), w.account("bob")
	w.chat(ada.ID)
	w.chat(ada.ID)
	w.group(ada.ID)
	w.group(ada.ID, bob.ID)
	shared := w.group(ada.ID)
	w.join(shared, bob.ID, chat.RoleOwner, ada.ID)
	w.group(bob.ID, ada.ID)
	for _, deleted := range []chat.Conversation{w.chat(ada.ID), w.group(ada.ID, bob.ID)} {
		_, _, err := w.DeleteConversation(ctx, deleted.ID, ada.ID, w.now())
		w.must(err)
	}
	found, err := w.Belongings(ctx, ada.ID)
	w.must(err)
	equal(w, "belongings", found, store.Belongings{Chats: 2, GroupsAlone: 1, GroupsOwned: 1})
	_, err = w.Belongings(ctx, chat.NewID[chat.Account]())
	w.refuses(chat.NotFound, err)
}
