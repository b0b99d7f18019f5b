package account

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// cheap keeps tests quick; the cost says nothing about the rules.
var cheap = HashParams{Time: 1, MemoryKiB: 8, Threads: 1}

func newTestHasher(concurrency int) *hasher {
	return newHasher(cheap, concurrency, prometheus.NewCounter(prometheus.CounterOpts{Name: "checks_total", Help: "Checks."}))
}

func TestHashesAreSaltedAndCheckable(t *testing.T) {
	t.Parallel()
	h := newTestHasher(1)
	first, err := h.Hash(t.Context(), "correct horse")
	if err != nil {
		t.Fatal(err)
	}
	second, err := h.Hash(t.Context(), "correct horse")
	if err != nil {
		t.Fatal(err)
	}
	if first == second {
		t.Error("two hashes of one password are equal")
	}
	for password, want := range map[string]bool{"correct horse": true, "correct horse ": false, "": false} {
		if got, err := h.Matches(t.Context(), first, password); err != nil || got != want {
			t.Errorf("%q: got %v, %v; want %v", password, got, err, want)
		}
	}
}

func TestPretendingIsAlsoACheck(t *testing.T) {
	t.Parallel()
	h := newTestHasher(1)
	if err := h.Pretend(t.Context(), "anything"); err != nil {
		t.Fatal(err)
	}
	if got := testutil.ToFloat64(h.checks); got != 1 {
		t.Errorf("%v checks were made", got)
	}
	if h.decoy.params != cheap || len(h.decoy.salt) != saltBytes || len(h.decoy.key) != keyBytes {
		t.Error("the decoy does not cost what a new hash costs")
	}
}

func TestAnUnreadableHashIsOurFault(t *testing.T) {
	t.Parallel()
	_, err := newTestHasher(1).Matches(t.Context(), "md5:secret", "password")
	if chat.KindOf(err) != chat.Internal {
		t.Errorf("got %v", err)
	}
}

func TestHashingIsBounded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newTestHasher(1)
		if err := h.enter(t.Context()); err != nil {
			t.Fatal(err)
		}
		waiters := make(chan error, queuePerSlot)
		for range queuePerSlot {
			go func() { waiters <- h.enter(t.Context()) }()
		}
		synctest.Wait()
		err := h.enter(t.Context())
		refused, ok := errors.AsType[*chat.Error](err)
		if !ok || refused.Kind != chat.Unavailable || refused.RetryAfter <= 0 {
			t.Errorf("beyond the queue: got %#v", err)
		}
		for range queuePerSlot {
			h.leave()
			if err := <-waiters; err != nil {
				t.Fatal(err)
			}
		}
		h.leave()
		if err := h.enter(t.Context()); err != nil {
			t.Errorf("when all is quiet again: %v", err)
		}
	})
}

func TestWaitingForAHashCanBeGivenUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newTestHasher(1)
		if err := h.enter(t.Context()); err != nil {
			t.Fatal(err)
		}
		left, leave := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, leave)
		if _, err := h.Hash(left, "password"); chat.KindOf(err) != chat.Canceled {
			t.Errorf("a caller who left: %v", err)
		}
		late, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := h.Pretend(late, "password"); chat.KindOf(err) != chat.Unavailable {
			t.Errorf("a deadline that passed: %v", err)
		}
		if got := h.waiting.Load(); got != 0 {
			t.Errorf("%d are still counted as waiting", got)
		}
	})
}
