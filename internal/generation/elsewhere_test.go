package generation_test

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/generation"
)

// newPair makes a world whose answers are written by one instance, and another
// instance on the same store.
func newPair(t *testing.T, ask func(w *world, id chat.MessageID)) (w *world, other *generation.Service) {
	t.Helper()
	w = newWorld(t, setting{opts: generation.Options{KeepChunks: true, Lease: 15 * time.Second}})
	other = generation.New(w.db, w, hub{w.hub}, generation.Options{
		Instance: "there", AskOthers: func(id chat.MessageID) { ask(w, id) },
	}, w.log, nil)
	return w, other
}

func TestCancelElsewhere(t *testing.T) {
	t.Parallel()
	w, other := newPair(t, func(w *world, id chat.MessageID) { w.svc.Cancel(id) })
	started := make(chan struct{}, 1)
	w.plays(silence(started, "Hello"))
	answer := w.ask("Hello!")
	<-started
	if got := other.Cancel(answer.ID); got != generation.StatusNotTracked {
		t.Errorf("it runs there, too: %s", got)
	}
	if asked, err := other.CancelElsewhere(t.Context(), answer.ID); !asked || err != nil {
		t.Errorf("asked: %v, %v", asked, err)
	}
	if m := w.end(answer); m.Status != chat.StatusCancelled || m.Content != "Hello" {
		t.Errorf("ended %s with %q", m.Status, m.Content)
	}
	if asked, err := w.svc.CancelElsewhere(t.Context(), answer.ID); asked || err != nil {
		t.Errorf("who is alone asked others: %v, %v", asked, err)
	}
}

func TestALostWishIsFoundWithTheLease(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w, other := newPair(t, func(*world, chat.MessageID) {}) // what is asked gets lost
		started := make(chan struct{}, 1)
		w.plays(silence(started, "Hello"))
		answer := w.ask("Hello!")
		<-started
		start := time.Now()
		_, err := other.CancelElsewhere(t.Context(), answer.ID)
		w.check(err)
		m := w.end(answer)
		if took := time.Since(start); m.Status != chat.StatusCancelled || took > 5*time.Second {
			t.Errorf("ended %s after %v", m.Status, took)
		}
	})
}

func TestFollowingWhatRunsElsewhere(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w, other := newPair(t, nil)
		started := make(chan struct{}, 1)
		w.plays(silence(started, "Hello"))
		answer := w.ask("Hello!")
		<-started
		var text string
		var reading sync.WaitGroup
		var end error
		reading.Go(func() {
			for e, err := range other.Follow(context.WithoutCancel(t.Context()), answer.ID, w.me.Account.ID) {
				text += e.Content
				end = err
			}
		})
		synctest.Wait()
		_, _, err := w.db.DeleteConversation(t.Context(), w.talk, w.me.Account.ID, time.Now())
		w.check(err)
		reading.Wait() // though no event says so
		if text != "Hello" || chat.KindOf(end) == chat.Internal {
			t.Errorf("read %q, %v", text, end)
		}
	})
}
