package generation_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/generation"
	"github.com/rustygpt/rustygpt/internal/store"
)

func TestRecoverEndsWhatAnEarlierLifeLeft(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setting{opts: generation.Options{KeepChunks: true}, idle: true})
	silent, half := w.post("one"), w.post("two")
	for i, text := range []string{"Half ", "a word"} {
		_, err := w.db.SaveProgress(t.Context(), []store.Progress{{Message: half, Index: i, Content: text, At: time.Now()}})
		w.check(err)
	}
	w.check(w.svc.Recover(t.Context()))
	for _, m := range []chat.Message{w.stored(silent), w.stored(half)} {
		if m.Status != chat.StatusInterrupted || m.Answer.FinishReason != "interrupted" {
			t.Errorf("ended %s, %s", m.Status, m.Answer.FinishReason)
		}
	}
	if m := w.stored(half); m.Content != "Half a word" {
		t.Errorf("text kept: %q", m.Content)
	}
	w.expectEvents(silent, chat.EventMessageDone)
	w.check(w.svc.Recover(t.Context()))
	w.expectEvents(silent, chat.EventMessageDone)
	if text, end, err := w.read(t.Context(), half.ID); text != "Half a word" || end.ID != half.ID || err != nil {
		t.Errorf("a reader got %q, %v", text, err)
	}
}

func TestRecoverLeavesRunningAnswersAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setting{})
	started := make(chan struct{}, 1)
	w.plays(silence(started))
	answer := w.ask("Hello!")
	<-started
	w.check(w.svc.Recover(t.Context()))
	if m := w.stored(answer); m.Status != chat.StatusStreaming {
		t.Errorf("ended %s", m.Status)
	}
}

func TestLeasesAreRenewedAndTakenOver(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setting{opts: generation.Options{Instance: "gone", Lease: time.Minute}, idle: true})
		left := w.post("one")
		w.svc = generation.New(w.db, w, hub{w.hub}, generation.Options{Instance: "here", Lease: time.Minute}, w.log, nil)
		started := make(chan struct{}, 1)
		w.plays(silence(started))
		w.serve()
		mine := w.ask("two")
		<-started

		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		if _, end, err := w.read(ctx, left.ID); err != nil || end.Status != chat.StatusInterrupted {
			t.Errorf("what another instance left ended %s, %v", end.Status, err)
		}
		<-time.After(10 * time.Minute)
		orphans, err := w.db.Orphans(t.Context(), "", time.Now())
		w.check(err)
		if len(orphans) != 0 || w.stored(mine).Status != chat.StatusStreaming {
			t.Errorf("%d leases were not renewed", len(orphans))
		}
	})
}
