package limit_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/limit"
	"github.com/rustygpt/rustygpt/internal/store"
	"github.com/rustygpt/rustygpt/internal/store/enginetest"
)

func TestSeveralProcessesFillABucketTogether(t *testing.T) {
	t.Parallel()
	st, clock := enginetest.Open(t), new(clock)
	here, there := limit.NewShared(st, clock.Now), limit.NewShared(st, clock.Now)
	rate := limit.Rate{PerSecond: 0.5, Burst: 3}
	steps := []struct {
		after time.Duration
		at    *limit.Shared
		want  limit.Decision
	}{
		{0, here, limit.Decision{Allowed: true, Limit: 3, Remaining: 2, Reset: 2 * time.Second}},
		{0, there, limit.Decision{Allowed: true, Limit: 3, Remaining: 1, Reset: 4 * time.Second}},
		{0, here, limit.Decision{Allowed: true, Limit: 3, Remaining: 0, Reset: 6 * time.Second}},
		{0, here, limit.Decision{Limit: 3, Reset: 6 * time.Second, RetryAfter: 2 * time.Second}},
		{500 * time.Millisecond, there, limit.Decision{Limit: 3, Reset: 6 * time.Second, RetryAfter: 2 * time.Second}},
		{1500 * time.Millisecond, there, limit.Decision{Allowed: true, Limit: 3, Remaining: 0, Reset: 6 * time.Second}},
		{time.Hour, here, limit.Decision{Allowed: true, Limit: 3, Remaining: 2, Reset: 2 * time.Second}},
	}
	for i, step := range steps {
		clock.Advance(step.after)
		if got, err := step.at.Take(t.Context(), "key", rate); err != nil || got != step.want {
			t.Errorf("step %d: got %+v, %v, want %+v", i, got, err, step.want)
		}
	}
}

// countingStore fails while err is set.
type countingStore struct {
	limit.Store
	asked int
	err   error
}

func (s *countingStore) TakeAttempt(ctx context.Context, a store.Attempt) (time.Time, error) {
	if s.asked++; s.err != nil {
		return time.Time{}, s.err
	}
	return s.Store.TakeAttempt(ctx, a)
}

func TestAFloodDoesNotReachTheStore(t *testing.T) {
	t.Parallel()
	st, clock := &countingStore{Store: enginetest.Open(t)}, new(clock)
	shared := limit.NewShared(st, clock.Now)
	for range 100 {
		if _, err := shared.Take(t.Context(), "key", limit.Rate{PerSecond: 1, Burst: 3}); err != nil {
			t.Fatal(err)
		}
	}
	if st.asked != 3 {
		t.Errorf("the store was asked %d times", st.asked)
	}
}

func TestWhatCannotBeCountedIsNotAllowed(t *testing.T) {
	t.Parallel()
	away := chat.Errorf(chat.Unavailable, "away")
	st, clock := &countingStore{Store: enginetest.Open(t), err: away}, new(clock)
	shared := limit.NewShared(st, clock.Now)
	rate := limit.Rate{PerSecond: 1, Burst: 1}
	for range 3 {
		if d, err := shared.Take(t.Context(), "key", rate); !errors.Is(err, away) || d.Allowed {
			t.Errorf("got %+v, %v", d, err)
		}
	}
	st.err = nil
	if d, err := shared.Take(t.Context(), "key", rate); err != nil || !d.Allowed {
		t.Errorf("when the store is back: %+v, %v", d, err)
	}
}
