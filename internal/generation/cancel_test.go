package generation_test

import (
	"context"
	"errors"
	"iter"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/generation"
	"github.com/rustygpt/rustygpt/internal/provider"
)

func TestCancelKeepsTheTextSoFar(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setting{opts: generation.Options{KeepChunks: true}})
	started := make(chan struct{}, 1)
	w.plays(silence(started, "Hello ", "there"))
	answer := w.ask("Hello!")
	<-started
	for range 2 {
		if got := w.svc.Cancel(answer.ID); got != generation.StatusCancelled && got != generation.StatusNotTracked {
			t.Errorf("got %s", got)
		}
	}
	m := w.end(answer)
	if m.Status != chat.StatusCancelled || m.Content != "Hello there" || m.Answer.FinishReason != "cancelled" {
		t.Errorf("ended %s, %s, with %q", m.Status, m.Answer.FinishReason, m.Content)
	}
	checkFault(t, m.Answer.Fault, "")
	if got := w.svc.Cancel(answer.ID); got != generation.StatusNotTracked {
		t.Errorf("after its end: %s", got)
	}
	if n := w.count("rustygpt_stream_cancels_total"); n != 1 {
		t.Errorf("%v cancels are counted", n)
	}
}

func TestCancelBeforeTheFirstWord(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setting{})
	started := make(chan struct{}, 1)
	w.plays(silence(started))
	answer := w.ask("Hello!")
	<-started
	if got := w.svc.Cancel(answer.ID); got != generation.StatusCancelled {
		t.Errorf("got %s", got)
	}
	m := w.end(answer)
	if m.Status != chat.StatusCancelled || m.Content != "" || m.Answer.Usage != nil {
		t.Errorf("ended %s with %q and %+v", m.Status, m.Content, m.Answer.Usage)
	}
	w.expectEvents(m, chat.EventMessageDone)
}

func TestCancelAtAnyPoint(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setting{opts: generation.Options{KeepChunks: true}})
	dice := rand.New(rand.NewPCG(1, 3))
	var readers sync.WaitGroup
	for i := range 30 {
		w.plays(chatter(400, uint64(i)))
		answer := w.ask("Talk.")
		readers.Go(func() {
			text, end, err := w.read(t.Context(), answer.ID)
			if err != nil || text != end.Content || text != w.chunks(answer) {
				t.Errorf("read %d bytes, stored %d, chunks %d: %v", len(text), len(end.Content), len(w.chunks(answer)), err)
			}
		})
		<-time.After(time.Duration(dice.IntN(8000)) * time.Microsecond)
		said := w.svc.Cancel(answer.ID)
		m := w.end(answer)
		if want := map[string]chat.MessageStatus{
			generation.StatusCancelled:  chat.StatusCancelled,
			generation.StatusCompleted:  chat.StatusComplete,
			generation.StatusNotTracked: chat.StatusComplete,
		}[said]; m.Status != want {
			t.Errorf("cancel said %s, the answer is %s", said, m.Status)
		}
	}
	readers.Wait()
}

func TestTheDeadlineEndsAnAnswer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setting{opts: generation.Options{Timeout: 30 * time.Second}})
		var left error
		w.plays(func(ctx context.Context, prompt []provider.Message) iter.Seq2[provider.Delta, error] {
			context.AfterFunc(ctx, func() { left = context.Cause(ctx) })
			return silence(nil, "Hello")(ctx, prompt)
		})
		m := w.end(w.ask("Hello!"))
		synctest.Wait()
		if !errors.Is(left, context.DeadlineExceeded) {
			t.Errorf("the provider is left because of %v", left)
		}
		if m.Status != chat.StatusFailed || m.Answer.FinishReason != "timeout" || m.Content != "Hello" {
			t.Errorf("ended %s, %s, with %q", m.Status, m.Answer.FinishReason, m.Content)
		}
		checkFault(t, m.Answer.Fault, "assistant_timeout")
		if n := w.count("rustygpt_stream_timeouts_total"); n != 1 {
			t.Errorf("%v timeouts are counted", n)
		}
	})
}

func TestTheFirstEndWins(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		saving := make(chan struct{})
		w := newWorld(t, setting{
			opts:  generation.Options{Timeout: time.Second / 2},
			store: func(s generation.Store) generation.Store { return gate{s, saving} },
		})
		w.plays(silence(nil))
		answer := w.ask("Hello!")
		<-time.After(time.Second)
		if got := w.svc.Cancel(answer.ID); got != generation.StatusTimedOut {
			t.Errorf("after the deadline: %s", got)
		}
		close(saving)
		if m := w.end(answer); m.Answer.FinishReason != "timeout" {
			t.Errorf("ended %s", m.Answer.FinishReason)
		}
	})
}

func TestAnswersWaitTheirTurn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setting{opts: generation.Options{MaxConcurrent: 1}})
		started := make(chan struct{})
		w.plays(silence(started, "x"))
		var answers []chat.Message
		for range 4 {
			answers = append(answers, w.ask("Hello!"))
			if len(answers) == 1 {
				<-started
			}
		}
		select {
		case <-started:
			t.Fatal("two answers run at a time")
		case <-time.After(time.Minute):
		}
		// One that waits is cancelled at once, and the others keep their order.
		w.svc.Cancel(answers[2].ID)
		if m := w.end(answers[2]); m.Status != chat.StatusCancelled {
			t.Errorf("the waiting one ended %s", m.Status)
		}
		for _, answer := range []chat.Message{answers[0], answers[1], answers[3]} {
			w.svc.Cancel(answer.ID)
			if m := w.end(answer); m.Content != "x" {
				t.Errorf("ended with %q", m.Content)
			}
			if answer.ID != answers[3].ID {
				<-started
			}
		}
	})
}

func TestSettledGivesUpWithItsContext(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setting{})
	w.plays(silence(nil))
	answer := w.ask("Hello!")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if w.svc.Settled(ctx, answer.ID) == nil {
		t.Error("an answer that runs is settled")
	}
}
