package account

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/crypto/argon2"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// hasher computes password hashes, a bounded number at a time: each takes
// tens of milliseconds of one CPU and megabytes of memory, so an unbounded
// number of logins would starve everybody who is signed in already.
type hasher struct {
	params  HashParams
	slots   chan struct{}
	waiting atomic.Int64
	checks  prometheus.Counter
	decoy   passwordHash
}

// queuePerSlot is how many checks may wait for each one that runs. At about 27
// ms a hash the last in the queue waits not quite two seconds.
const queuePerSlot = 64

// newHasher makes a hasher. Its decoy stands in for the hash of accounts that
// do not exist; no password is known to match it, and a match would not count.
func newHasher(params HashParams, concurrency int, checks prometheus.Counter) *hasher {
	return &hasher{
		params: params,
		slots:  make(chan struct{}, concurrency),
		checks: checks,
		decoy:  passwordHash{params, make([]byte, saltBytes), make([]byte, keyBytes)},
	}
}

// Hash makes the hash to store for a new password.
func (h *hasher) Hash(ctx context.Context, password string) (string, error) {
	fresh := passwordHash{params: h.params, salt: make([]byte, saltBytes)}
	_, _ = rand.Read(fresh.salt) // never fails
	if err := h.enter(ctx); err != nil {
		return "", err
	}
	defer h.leave()
	fresh.key = derive(fresh, password)
	return fresh.String(), nil
}

// Matches reports whether password is the one that stored was made from.
func (h *hasher) Matches(ctx context.Context, stored, password string) (bool, error) {
	hash, err := parsePasswordHash(stored)
	if err != nil {
		return false, chat.Wrap(chat.Internal, "the stored password cannot be read", err)
	}
	return h.compare(ctx, hash, password)
}

// Pretend costs what Matches costs, for an account that does not exist.
func (h *hasher) Pretend(ctx context.Context, password string) error {
	_, err := h.compare(ctx, h.decoy, password)
	return err
}

// Outdated reports whether a stored hash costs less than a new one does.
func (h *hasher) Outdated(stored string) bool {
	hash, err := parsePasswordHash(stored)
	return err == nil && h.params.stronger(hash.params)
}

func (h *hasher) compare(ctx context.Context, hash passwordHash, password string) (bool, error) {
	if err := h.enter(ctx); err != nil {
		return false, err
	}
	defer h.leave()
	h.checks.Inc()
	return subtle.ConstantTimeCompare(derive(hash, password), hash.key) == 1, nil
}

func derive(h passwordHash, password string) []byte {
	return argon2.IDKey([]byte(password), h.salt, h.params.Time, h.params.MemoryKiB, h.params.Threads, keyBytes)
}

// enter waits for a slot. Unavailable when too many wait already or ctx's
// deadline passes, Canceled when the caller left.
func (h *hasher) enter(ctx context.Context) error {
	select {
	case h.slots <- struct{}{}:
		return nil
	default:
	}
	defer h.waiting.Add(-1)
	if h.waiting.Add(1) > int64(queuePerSlot*cap(h.slots)) {
		return errTooManyLogins(nil)
	}
	select {
	case h.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			return errTooManyLogins(ctx.Err())
		}
		return chat.Wrap(chat.Canceled, "the request was given up", ctx.Err())
	}
}

func (h *hasher) leave() { <-h.slots }

func errTooManyLogins(cause error) error {
	return &chat.Error{
		Kind:       chat.Unavailable,
		Message:    "too many people are signing in right now",
		RetryAfter: 2 * time.Second,
		Err:        cause,
	}
}
