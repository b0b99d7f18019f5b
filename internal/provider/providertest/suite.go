package providertest

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/provider"
)

// Subject is a provider under test.
type Subject struct {
	Provider provider.Provider
	Request  provider.Request // has an answer of several deltas
	Want     string           // the answer's text
	// Long has an answer that is not over when its reader leaves after the first
	// delta, however late that is.
	Long provider.Request
	// Left waits until the service saw so many clients leave early; nil where
	// there is no service.
	Left func(ctx context.Context, clients int) error
}

// patience is how long anything may take that should take no time.
const patience = time.Minute

// Run states what every provider does. The subject is made anew for each test.
func Run(t *testing.T, open func(t *testing.T) Subject) {
	t.Helper()
	for name, test := range map[string]func(*testing.T, Subject){
		"lists models sorted and without repeats":     testModels,
		"streams the whole text in order":             testOrder,
		"a cancelled context asks nothing":            testCancelledBefore,
		"cancelling ends the stream promptly":         testCancel,
		"leaving the loop ends the stream":            testLeave,
		"an expired deadline is a cancellation":       testDeadline,
		"a listing that is cancelled says so":         testModelsCancelled,
		"streams side by side do not mix":             testConcurrent,
		"a sequence can be ranged over a second time": testAgain,
		"a relay carries the whole text":              testRelay,
		"a relay ends with its context":               testRelayCancelled,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, open(t))
		})
	}
}

func testModels(t *testing.T, s Subject) {
	models, err := s.Provider.Models(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, m := range models {
		ids = append(ids, m.ID)
	}
	if len(ids) == 0 || !slices.IsSorted(ids) || len(slices.Compact(slices.Clone(ids))) != len(ids) {
		t.Errorf("models %q", ids)
	}
}

// read joins a stream's text and checks its form on the way.
func read(t *testing.T, s Subject) string {
	var text string
	var finished bool
	for d, err := range s.Provider.Stream(t.Context(), s.Request) {
		if err != nil {
			t.Errorf("after %d bytes: %v", len(text), err)
			return text
		}
		if finished && d.Content != "" {
			t.Errorf("text after the finish reason: %q", d.Content)
		}
		finished = finished || d.FinishReason != ""
		text += d.Content
	}
	if !finished {
		t.Error("no finish reason")
	}
	return text
}

func testOrder(t *testing.T, s Subject) {
	if got := read(t, s); got != s.Want {
		t.Errorf("got  %q\nwant %q", got, s.Want)
	}
}

func testAgain(t *testing.T, s Subject) {
	stream := s.Provider.Stream(t.Context(), s.Request)
	for range 2 {
		var text string
		for d, err := range stream {
			if err != nil {
				t.Fatal(err)
			}
			text += d.Content
		}
		if text != s.Want {
			t.Errorf("got  %q\nwant %q", text, s.Want)
		}
	}
}

func testConcurrent(t *testing.T, s Subject) {
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if got := read(t, s); got != s.Want {
				t.Errorf("got  %q\nwant %q", got, s.Want)
			}
		})
	}
	wg.Wait()
}

func testCancelledBefore(t *testing.T, s Subject) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	deltas, err := drain(t, ctx, s, nil)
	if deltas != 0 {
		t.Errorf("%d deltas", deltas)
	}
	wantCanceled(t, err)
}

func testCancel(t *testing.T, s Subject) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var at time.Time
	deltas, err := drain(t, ctx, s, func() { at = time.Now(); cancel() })
	if deltas != 1 {
		t.Errorf("%d deltas, want none after the cancellation", deltas-1)
	}
	if took := time.Since(at); took > patience {
		t.Errorf("ended %v after the cancellation", took)
	}
	wantCanceled(t, err)
	wantLeft(t, s)
}

func testDeadline(t *testing.T, s Subject) {
	ctx, cancel := context.WithDeadline(t.Context(), time.Now().Add(-time.Second))
	defer cancel()
	_, err := drain(t, ctx, s, nil)
	wantCanceled(t, err)
}

func testModelsCancelled(t *testing.T, s Subject) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	// A list that needs no call may be answered all the same.
	if _, err := s.Provider.Models(ctx); err != nil {
		wantCanceled(t, err)
	}
}

// drain reads a stream to its end, calling afterFirst after the first delta,
// and checks that the error is the last pair.
func drain(t *testing.T, ctx context.Context, s Subject, afterFirst func()) (deltas int, last error) { //nolint:revive // the test comes first, as in package testing
	for _, err := range s.Provider.Stream(ctx, s.Long) {
		if last != nil {
			t.Error("the stream went on after its error")
		}
		if err != nil {
			last = err
			continue
		}
		if deltas++; deltas == 1 && afterFirst != nil {
			afterFirst()
		}
	}
	return deltas, last
}

func testLeave(t *testing.T, s Subject) {
	for _, err := range s.Provider.Stream(t.Context(), s.Long) {
		if err != nil {
			t.Fatal(err)
		}
		break
	}
	wantLeft(t, s)
}

func wantCanceled(t *testing.T, err error) {
	t.Helper()
	if _, ok := errors.AsType[*chat.Error](err); !ok || chat.KindOf(err) != chat.Canceled {
		t.Errorf("error %v (%T), want one of kind Canceled", err, err)
	}
}

func wantLeft(t *testing.T, s Subject) {
	t.Helper()
	if s.Left == nil {
		return
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if err := s.Left(ctx, 1); err != nil {
		t.Error("the service did not see the client leave")
	}
}
