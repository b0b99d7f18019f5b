package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/rustygpt/rustygpt/internal/store"
)

const (
	sqlTakeAttempt     = `SELECT rustygpt.attempt_take($1, $2, $3, $4)`
	sqlAttemptPassword = `SELECT ` + accountColumns + ` FROM rustygpt.password_attempt($1, $2, $3, $4, $5) a`
	sqlForgivePassword = `SELECT rustygpt.attempt_forgive(rustygpt.password_key($1, $2), $3)`
	sqlSweepAttempts   = `
		DELETE FROM rustygpt.login_attempts WHERE key = ANY (ARRAY(
			SELECT a.key FROM rustygpt.login_attempts a WHERE a.tat < $1 LIMIT $2 FOR UPDATE SKIP LOCKED))`
)

// TakeAttempt counts a try and returns when the whole burst is there again.
// RateLimited when it is one too many.
func (s *Store) TakeAttempt(ctx context.Context, a store.Attempt) (fullAt time.Time, err error) {
	return write(ctx, s, func(ctx context.Context, q querier) (time.Time, error) {
		return one(ctx, q, func(row pgx.CollectableRow) (fullAt time.Time, err error) {
			err = row.Scan(at(&fullAt))
			return fullAt, err
		}, sqlTakeAttempt, a.Key, a.Limit.PerSecond, a.Limit.Burst, instant(a.At))
	})
}

// AttemptPassword counts a try at a password and finds what to compare it with.
// RateLimited when it is one too many; NotFound when there is no such account,
// though the try counts.
func (s *Store) AttemptPassword(ctx context.Context, a store.PasswordAttempt) (store.Credentials, error) {
	var limit store.AttemptLimit
	if a.Limit != nil {
		limit = *a.Limit
	}
	return write(ctx, s, func(ctx context.Context, q querier) (store.Credentials, error) {
		c, err := one(ctx, q, scanCredentials, sqlAttemptPassword, ref(a.Account), a.Login, rateOf(a.Limit), limit.Burst, instant(a.At))
		return c, orNotFound(err, "there is no such account")
	})
}

// ForgivePassword gives a try at a password back. It names the account when
// there is one.
func (s *Store) ForgivePassword(ctx context.Context, a store.PasswordAttempt) error {
	if a.Limit == nil {
		return nil
	}
	return s.exec(ctx, sqlForgivePassword, ref(a.Account), a.Login, a.Limit.PerSecond)
}

// SweepAttempts removes the state of limits that have recovered, of limit keys
// at most.
func (s *Store) SweepAttempts(ctx context.Context, now time.Time, limit int) (int, error) {
	return s.change(ctx, sqlSweepAttempts, instant(now), limit)
}

// rateOf passes no limit as NULL.
func rateOf(limit *store.AttemptLimit) *float64 {
	if limit == nil {
		return nil
	}
	return &limit.PerSecond
}
