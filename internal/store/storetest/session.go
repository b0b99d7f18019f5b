package storetest

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

func (w *world) newSession(a chat.Account, token string) chat.LoginSession {
	at := w.now()
	return chat.LoginSession{
		ID: chat.NewID[chat.LoginSession](), AccountID: a.ID, Kind: chat.CookieSession, TokenHash: []byte(token), Roles: a.Roles,
		IssuedAt: at, LastSeenAt: at, ExpiresAt: at.Add(time.Hour), AbsoluteExpiresAt: at.Add(24 * time.Hour),
		Device: chat.Device{UserAgent: "browser", IP: "127.0.0.1", Fingerprint: "f"},
	}
}

func (w *world) session(a chat.Account, token string) chat.LoginSession {
	w.Helper()
	s := w.newSession(a, token)
	w.must(w.AddSession(w.Context(), store.NewSession{Session: s}))
	return s
}

func testSessions(w *world) {
	ctx := w.Context()
	ada := w.account("ada")
	first, second := w.session(ada, "one"), w.session(ada, "two")

	found, err := w.FindSession(ctx, first.TokenHash)
	w.must(err)
	equal(w, "session", found, store.SessionAccount{Session: first, Account: ada})

	first.LastSeenAt, first.ExpiresAt, first.Device.IP = w.now(), w.clock.Add(2*time.Hour), "::1"
	w.must(w.TouchSession(ctx, first))
	list, err := w.ListSessions(ctx, ada.ID)
	w.must(err)
	equal(w, "sessions", list, []chat.LoginSession{second, first})

	flagged, err := w.RequireRotation(ctx, ada.ID, "roles")
	w.must(err)
	equal(w, "flagged sessions", flagged, 2)
	found, err = w.FindSession(ctx, second.TokenHash)
	w.must(err)
	equal(w, "rotation", []any{found.Session.RequiresRotation, found.Session.RotationReason}, []any{true, "roles"})

	w.must(w.RevokeSession(ctx, first.ID, "logout", w.now()))
	w.must(w.RevokeSession(ctx, first.ID, "logout", w.now()))
	_, err = w.FindSession(ctx, first.TokenHash)
	w.refuses(chat.NotFound, err)
	w.must(w.TouchSession(ctx, first))
	w.refuses(chat.NotFound, w.RevokeSession(ctx, chat.NewID[chat.LoginSession](), "logout", w.now()))
	w.refuses(chat.Conflict, w.AddSession(ctx, store.NewSession{Session: second}))

	third := w.session(ada, "three")
	_, err = w.UpdateAccount(ctx, store.AccountPatch{ID: ada.ID, RevokeSessions: "password", KeepSession: third.ID, At: w.now()})
	w.must(err)
	list, err = w.ListSessions(ctx, ada.ID)
	w.must(err)
	equal(w, "kept sessions", list, []chat.LoginSession{third})
	_, err = w.UpdateAccount(ctx, store.AccountPatch{ID: ada.ID, RevokeSessions: "disabled", At: w.now()})
	w.must(err)
	list, err = w.ListSessions(ctx, ada.ID)
	w.must(err)
	equal(w, "sessions left", len(list), 0)
}

func testMaxSessions(w *world) {
	ctx := w.Context()
	ada, bob := w.account("ada"), w.account("bob")
	other := w.session(bob, "bob")
	var all []chat.LoginSession
	for _, token := range []string{"1", "2", "3", "4"} {
		s := w.newSession(ada, token)
		w.must(w.AddSession(ctx, store.NewSession{Session: s, Max: 2}))
		all = append(all, s)
	}
	list, err := w.ListSessions(ctx, ada.ID)
	w.must(err)
	equal(w, "sessions", list, []chat.LoginSession{all[3], all[2]})
	_, err = w.FindSession(ctx, all[0].TokenHash)
	w.refuses(chat.NotFound, err)
	_, err = w.FindSession(ctx, other.TokenHash)
	w.must(err)
}

func testRotation(w *world) {
	ctx := w.Context()
	ada := w.account("ada")
	old := w.session(ada, "old")
	var wg sync.WaitGroup
	var won atomic.Int32
	at := w.now()
	for _, token := range []string{"a", "b", "c", "d"} {
		next := w.newSession(ada, token)
		next.RotationReason = "moved"
		wg.Go(func() {
			err := w.RotateSession(ctx, store.RotateSession{Old: old.ID, Next: next, Reason: "age", At: at})
			if err == nil {
				won.Add(1)
			} else if chat.KindOf(err) != chat.Conflict {
				w.Error(err)
			}
		})
	}
	wg.Wait()
	equal(w, "rotations", won.Load(), 1)
	found, err := w.FindSession(ctx, old.TokenHash)
	w.must(err)
	equal(w, "rotated at", found.Session.RotatedAt, at)
	list, err := w.ListSessions(ctx, ada.ID)
	w.must(err)
	equal(w, "live sessions", len(list), 1)
	equal(w, "note on the next", list[0].RotationReason, "moved")

	w.must(w.RevokeSession(ctx, list[0].ID, "logout", w.now()))
	err = w.RotateSession(ctx, store.RotateSession{Old: list[0].ID, Next: w.newSession(ada, "late"), At: w.now()})
	w.refuses(chat.Conflict, err)
}

// rotate replaces a session by one with the given token.
func (w *world) rotate(a chat.Account, old chat.LoginSession, token string) chat.LoginSession {
	w.Helper()
	next := w.newSession(a, token)
	w.must(w.RotateSession(w.Context(), store.RotateSession{Old: old.ID, Next: next, Reason: "age", At: w.now()}))
	return next
}

// wantSessions checks which of some sessions can still be found.
func (w *world) wantSessions(what string, found bool, sessions ...chat.LoginSession) {
	w.Helper()
	for _, s := range sessions {
		_, err := w.FindSession(w.Context(), s.TokenHash)
		if found {
			w.must(err)
		} else if chat.KindOf(err) != chat.NotFound {
			w.Errorf("%s: session %s is found: %v", what, s.TokenHash, err)
		}
	}
}

func testLineages(w *world) {
	ctx := w.Context()
	ada := w.account("ada")
	other := w.rotate(ada, w.session(ada, "other"), "other, again")
	for which := range 3 {
		first := w.session(ada, "first "+string(rune('a'+which)))
		second := w.rotate(ada, first, "second "+string(rune('a'+which)))
		third := w.rotate(ada, second, "third "+string(rune('a'+which)))
		all := []chat.LoginSession{first, second, third}
		w.wantSessions("before", true, all...)
		w.must(w.RevokeSession(ctx, all[which].ID, "logout", w.now()))
		w.wantSessions("after", false, all...)
	}
	w.wantSessions("another lineage", true, other)

	replaced := w.session(ada, "replaced")
	newest := w.rotate(ada, replaced, "newest")
	w.must(w.AddSession(ctx, store.NewSession{Session: w.newSession(ada, "one more"), Max: 1}))
	w.wantSessions("what gave way", false, other, replaced, newest)
}

// testRotationRace rotates a session while it is ended: either the rotation
// comes too late, or what it made ends, too.
func testRotationRace(w *world) {
	ctx := w.Context()
	ada := w.account("ada")
	for round := range 20 {
		old := w.rotate(ada, w.session(ada, fmt.Sprint("first ", round)), fmt.Sprint("old ", round))
		next := w.newSession(ada, fmt.Sprint("next ", round))
		at := w.now()
		var both sync.WaitGroup
		both.Go(func() {
			err := w.RotateSession(ctx, store.RotateSession{Old: old.ID, Next: next, Reason: "age", At: at})
			if err != nil && chat.KindOf(err) != chat.Conflict {
				w.Error(err)
			}
		})
		both.Go(func() {
			if err := w.RevokeSession(ctx, old.ID, "logout", at); err != nil {
				w.Error(err)
			}
		})
		both.Wait()
		w.wantSessions("after the end", false, old, next)
	}
}

func testEndSessions(w *world) {
	ctx := w.Context()
	ada, bob := w.account("ada"), w.account("bob")
	first, other := w.session(ada, "first"), w.session(bob, "other")
	kept := w.session(ada, "kept")
	next := w.rotate(ada, kept, "kept, again")
	replaced := w.session(ada, "replaced")
	successor := w.rotate(ada, replaced, "replaced, again")
	// By the name that it had when the request began.
	w.must(w.EndSessions(ctx, store.EndSessions{Account: ada.ID, Keep: kept.ID, Reason: "revoked", At: w.now()}))
	w.wantSessions("others", false, first, replaced, successor)
	w.wantSessions("the one to keep", true, kept, next)
	w.must(w.EndSessions(ctx, store.EndSessions{Account: ada.ID, Reason: "revoked", At: w.now()}))
	w.wantSessions("all", false, kept, next)
	w.must(w.EndSessions(ctx, store.EndSessions{Account: bob.ID, Keep: next.ID, Reason: "revoked", At: w.now()}))
	w.wantSessions("with somebody else's kept", false, other)
}

func testSweep(w *world) {
	ctx := w.Context()
	ada, eve := w.account("ada"), w.account("eve")
	eve.Roles = chat.RoleAdmin | chat.RoleMember
	w.session(ada, "live")
	w.session(eve, "live too")
	revoked, rotated := w.session(ada, "revoked"), w.session(ada, "rotated")
	expired := w.newSession(ada, "expired")
	expired.ExpiresAt = w.clock
	w.must(w.AddSession(ctx, store.NewSession{Session: expired}))
	w.must(w.RevokeSession(ctx, revoked.ID, "logout", w.now()))
	next := w.newSession(ada, "next")
	w.must(w.RotateSession(ctx, store.RotateSession{Old: rotated.ID, Next: next, At: w.now()}))

	counts, err := w.CountSessions(ctx, w.now())
	w.must(err)
	equal(w, "live sessions by role", counts, map[string]int64{"member": 3, "admin": 1})
	sweep := func(before time.Time, limit int) int {
		n, err := w.SweepSessions(ctx, before, limit)
		w.must(err)
		return n
	}
	equal(w, "swept too early", sweep(expired.IssuedAt, 100), 0)
	equal(w, "a batch", sweep(w.now(), 2), 2)
	equal(w, "the rest", sweep(w.now(), 2), 1)
	equal(w, "nothing is left", sweep(w.now(), 2), 0)
	_, err = w.FindSession(ctx, next.TokenHash)
	w.must(err)
}
