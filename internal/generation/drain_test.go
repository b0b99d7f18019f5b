package generation_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/generation"
	"github.com/rustygpt/rustygpt/internal/store"
)

func TestDrainLetsAnswersFinish(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setting{})
	w.plays(chatter(200, 1))
	answer := w.ask("Talk.")
	w.check(w.svc.Drain(t.Context()))
	if m := w.stored(answer); m.Status != chat.StatusComplete {
		t.Errorf("ended %s", m.Status)
	}
	late := w.post("One more.")
	w.svc.Run(late)
	if m := w.end(late); m.Status != chat.StatusInterrupted {
		t.Errorf("an answer that came too late ended %s", m.Status)
	}
}

func TestDrainInterruptsTheRest(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setting{opts: generation.Options{MaxConcurrent: 1}})
		started := make(chan struct{}, 1)
		w.plays(silence(started, "Half a"))
		running, waiting := w.ask("Hello!"), w.ask("Hello!")
		<-started
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		w.check(w.svc.Drain(ctx))
		for _, m := range []chat.Message{w.stored(running), w.stored(waiting)} {
			if m.Status != chat.StatusInterrupted || m.Answer.FinishReason != "interrupted" {
				t.Errorf("ended %s, %s", m.Status, m.Answer.FinishReason)
			}
		}
		if text := w.stored(running).Content + w.stored(waiting).Content; text != "Half a" {
			t.Errorf("text kept: %q", text)
		}
	})
}

func TestServeInterruptsWhenItEnds(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setting{})
	started := make(chan struct{}, 1)
	w.plays(silence(started, "Half a"))
	answer := w.ask("Hello!")
	<-started
	w.stop()
	if m := w.stored(answer); m.Status != chat.StatusInterrupted || m.Content != "Half a" {
		t.Errorf("ended %s with %q", m.Status, m.Content)
	}
}

// refusing is a store that takes no progress.
type refusing struct{ generation.Store }

func (refusing) SaveProgress(context.Context, []store.Progress) ([]chat.Event, error) {
	return nil, errors.New("the disk is gone")
}

func TestDrainDoesNotWaitForABrokenStore(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setting{
			opts:  generation.Options{Settle: 5 * time.Second},
			store: func(s generation.Store) generation.Store { return refusing{s} },
		})
		w.plays(words("Hello"))
		answer := w.ask("Hello!")
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := w.svc.Drain(ctx); err == nil {
			t.Error("no word of the answer that could not be saved")
		}
		w.stop()
		if m := w.stored(answer); m.Status != chat.StatusStreaming {
			t.Errorf("ended %s", m.Status)
		}
	})
}
