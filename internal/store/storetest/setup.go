package storetest

import (
	"fmt"
	"sync"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

func testSetupTokens(w *world) {
	ctx := w.Context()
	start := w.clock
	keep := func(instance, hash string, until time.Duration) bool {
		w.Helper()
		open, err := w.KeepSetupToken(ctx, store.SetupToken{Instance: instance, Hash: []byte(hash), ValidUntil: start.Add(until)})
		w.must(err)
		return open
	}
	valid := func(hash string, after time.Duration) bool {
		w.Helper()
		valid, err := w.CheckSetupToken(ctx, []byte(hash), start.Add(after))
		w.must(err)
		return valid
	}
	equal(w, "before there is one", valid("a", 0), false)
	equal(w, "setup is open", keep("one", "a", time.Minute), true)
	equal(w, "setup is open", keep("two", "b", 2*time.Minute), true)
	equal(w, "both are valid", []bool{valid("a", 0), valid("b", 0), valid("c", 0)}, []bool{true, true, false})
	equal(w, "one has run out", []bool{valid("a", time.Minute), valid("b", time.Minute)}, []bool{false, true})
	keep("one", "a", 3*time.Minute)
	equal(w, "it is kept", valid("a", 2*time.Minute), true)
	keep("one", "a2", time.Minute)
	equal(w, "a new one replaces it", []bool{valid("a", 0), valid("a2", 0)}, []bool{false, true})
	swept, err := w.SweepSetupTokens(ctx, start.Add(90*time.Second))
	w.must(err)
	equal(w, "one has run out and is swept", []any{swept, valid("a2", 0), valid("b", 0)}, []any{1, false, true})
	keep("one", "a2", time.Minute)

	at := w.now()
	w.must(w.Setup(ctx, store.Setup{Account: chat.Account{
		ID: chat.NewID[chat.Account](), Username: "root", Roles: chat.RoleAdmin | chat.RoleMember, Theme: "system", CreatedAt: at, UpdatedAt: at,
	}, PasswordHash: "hash"}))
	equal(w, "setup ends all", []bool{valid("a2", 0), valid("b", 0)}, []bool{false, false})
	equal(w, "setup is over", keep("one", "a2", time.Minute), false)
	equal(w, "none is made any more", valid("a2", 0), false)
}

func testKey(w *world) {
	ctx := w.Context()
	none, err := w.KeyFingerprint(ctx)
	w.must(err)
	equal(w, "before a key was used", none, "")
	owners := make([]string, 8)
	var wg sync.WaitGroup
	for i := range owners {
		wg.Go(func() {
			owner, err := w.ClaimKey(ctx, fmt.Sprint("key ", i))
			if err != nil {
				w.Error(err)
			}
			owners[i] = owner
		})
	}
	wg.Wait()
	first, err := w.KeyFingerprint(ctx)
	w.must(err)
	for _, owner := range owners {
		equal(w, "owner", owner, first)
	}
	w.must(w.ReplaceKey(ctx, "another"))
	owner, err := w.ClaimKey(ctx, first)
	w.must(err)
	equal(w, "after the replacement", owner, "another")
}
