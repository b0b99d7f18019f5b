package limit

import (
	"context"
	"errors"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

// Store counts for all processes that use it.
type Store interface {
	// TakeAttempt counts a try and returns when the whole burst is there again.
	// RateLimited, with how long to wait, when it is one too many.
	TakeAttempt(ctx context.Context, a store.Attempt) (fullAt time.Time, err error)
}

// Shared is a Limiter whose buckets several processes fill together, for what
// is rare and must not be tried more often because there are more of them. It
// is safe for concurrent use.
type Shared struct {
	store Store
	here  *Limiter
	now   func() time.Time
}

// NewShared makes a Shared that reads the time from now.
func NewShared(st Store, now func() time.Time) *Shared {
	return &Shared{store: st, here: New(now), now: now}
}

// Take asks for one token of the key's bucket. Unavailable when the store
// cannot be asked: a try that nobody counts is not allowed.
//
// What this process alone has seen too often is refused without the store, so
// that whoever floods one process does not reach it.
func (s *Shared) Take(ctx context.Context, key string, r Rate) (Decision, error) {
	if d := s.here.Take(key, r); !d.Allowed {
		return d, nil
	}
	interval, now := r.interval(), s.now()
	fullAt, err := s.store.TakeAttempt(ctx, store.Attempt{
		Key:   key,
		Limit: store.AttemptLimit{PerSecond: float64(time.Second) / float64(interval), Burst: int(r.burst())},
		At:    now,
	})
	if err == nil {
		return r.allowed(int64(fullAt.Sub(now))), nil
	}
	s.here.Forgive(key, r)
	if refused, ok := errors.AsType[*chat.Error](err); ok && refused.Kind == chat.RateLimited {
		excess := int64(refused.RetryAfter)
		return r.denied(excess+(r.burst()-1)*interval, excess), nil
	}
	return Decision{}, err
}
