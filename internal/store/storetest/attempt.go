package storetest

import (
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

// threeAMinute allows three attempts at once and one every twenty seconds.
var threeAMinute = store.AttemptLimit{PerSecond: 3.0 / 60, Burst: 3}

// wantWait wants a refusal that says how long to wait.
func (w *world) wantWait(err error, want time.Duration) {
	w.Helper()
	e, _ := errors.AsType[*chat.Error](err)
	if e == nil || e.Kind != chat.RateLimited || e.RetryAfter.Round(time.Millisecond) != want {
		w.Errorf("error %#v, want one that says to wait for %v", err, want)
	}
}

func testAttempts(w *world) {
	ctx := w.Context()
	start := w.clock
	try := func(key string, after time.Duration) (time.Duration, error) {
		fullAt, err := w.TakeAttempt(ctx, store.Attempt{Key: key, Limit: threeAMinute, At: start.Add(after)})
		return fullAt.Sub(start).Round(time.Millisecond), err
	}
	for i := range 3 {
		full, err := try("a", 0)
		w.must(err)
		equal(w, "full again after", full, time.Duration(i+1)*20*time.Second)
	}
	for range 2 { // being refused does not count
		_, err := try("a", 5*time.Second)
		w.wantWait(err, 15*time.Second)
	}
	_, err := try("b", 0)
	w.must(err)
	full, err := try("a", 21*time.Second)
	w.must(err)
	equal(w, "full again after", full, 80*time.Second)

	n, err := w.SweepAttempts(ctx, start.Add(30*time.Second), 100)
	w.must(err)
	equal(w, "swept while b has recovered", n, 1)
	_, err = try("a", 25*time.Second)
	w.wantWait(err, 15*time.Second)
	_, err = try("c", 0)
	w.must(err)
	for _, want := range []int{1, 1, 0} {
		n, err = w.SweepAttempts(ctx, start.Add(2*time.Minute), 1)
		w.must(err)
		equal(w, "swept, one at a time", n, want)
	}
}

func testConcurrentAttempts(w *world) {
	var allowed atomic.Int32
	var wg sync.WaitGroup
	for range 30 {
		wg.Go(func() {
			_, err := w.TakeAttempt(w.Context(), store.Attempt{Key: "a", Limit: threeAMinute, At: w.clock})
			if err == nil {
				allowed.Add(1)
			} else if chat.KindOf(err) != chat.RateLimited {
				w.Error(err)
			}
		})
	}
	wg.Wait()
	equal(w, "allowed attempts", allowed.Load(), 3)
}

func testPasswordAttempts(w *world) {
	ctx := w.Context()
	ada := w.account("ada")
	_, err := w.UpdateAccount(ctx, store.AccountPatch{ID: ada.ID, Email: pointer("ada@example.org"), At: w.now()})
	w.must(err)
	at := w.now()
	by := func(a store.PasswordAttempt) error {
		a.Limit, a.At = &threeAMinute, at
		found, err := w.AttemptPassword(ctx, a)
		if err == nil {
			equal(w, "found", found.Account.ID, ada.ID)
		}
		return err
	}
	name, address, id := store.PasswordAttempt{Login: "ADA"}, store.PasswordAttempt{Login: "ada@EXAMPLE.org"}, store.PasswordAttempt{Account: ada.ID}
	for _, a := range []store.PasswordAttempt{name, address, id} {
		w.must(by(a))
	}
	for _, a := range []store.PasswordAttempt{name, address, id} {
		w.wantWait(by(a), 20*time.Second)
	}
	w.must(w.ForgivePassword(ctx, store.PasswordAttempt{Account: ada.ID, Limit: &threeAMinute}))
	w.must(by(name))
	w.wantWait(by(id), 20*time.Second)

	for _, login := range []string{"nobody", "NoBody", "nobody"} {
		w.refuses(chat.NotFound, by(store.PasswordAttempt{Login: login}))
	}
	w.wantWait(by(store.PasswordAttempt{Login: "nobody"}), 20*time.Second)
	w.must(w.ForgivePassword(ctx, store.PasswordAttempt{Login: "Nobody", Limit: &threeAMinute}))
	w.refuses(chat.NotFound, by(store.PasswordAttempt{Login: "nobody"}))
	w.refuses(chat.NotFound, by(store.PasswordAttempt{Login: "somebody else"}))
}

func testSignIn(w *world) {
	ctx := w.Context()
	ada, bob := w.account("ada"), w.account("bob")
	attempt := func(a chat.Account) (store.Credentials, error) {
		return w.AttemptPassword(ctx, store.PasswordAttempt{Account: a.ID, Limit: &threeAMinute, At: w.clock})
	}
	for _, a := range []chat.Account{ada, bob} {
		for range 3 {
			_, err := attempt(a)
			w.must(err)
		}
	}
	w.must(w.AddSession(ctx, store.NewSession{
		Session: w.newSession(ada, "one"), Forgive: &threeAMinute, Rehash: &store.Rehash{Old: "hash of ada", New: "costlier"},
	}))
	c, err := attempt(ada)
	w.must(err)
	equal(w, "hash", c.PasswordHash, "costlier")
	equal(w, "account", c.Account, ada)
	_, err = attempt(bob)
	w.refuses(chat.RateLimited, err)

	stale := &store.Rehash{Old: "hash of ada", New: "of the password before"}
	w.must(w.AddSession(ctx, store.NewSession{Session: w.newSession(ada, "two"), Rehash: stale}))
	c, err = w.AttemptPassword(ctx, store.PasswordAttempt{Account: ada.ID})
	w.must(err)
	equal(w, "hash after a change in between", c.PasswordHash, "costlier")
}
