package sqlite

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"strings"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

const (
	sqlFindAttempts  = `SELECT tat FROM login_attempts WHERE key = ?`
	sqlSetAttempts   = `INSERT INTO login_attempts (key, tat) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET tat = excluded.tat`
	sqlForgive       = `UPDATE login_attempts SET tat = tat - ?2 WHERE key = ?1`
	sqlSweepAttempts = `DELETE FROM login_attempts WHERE key IN (SELECT key FROM login_attempts WHERE tat < ? LIMIT +?)`
)

// TakeAttempt counts a try and returns when the whole burst is there again.
// RateLimited when it is one too many.
func (s *Store) TakeAttempt(ctx context.Context, a store.Attempt) (fullAt time.Time, err error) {
	return write(ctx, s, func(t *tx) (time.Time, error) { return t.takeAttempt(a) })
}

// AttemptPassword counts a try at a password and finds what to compare it with.
// RateLimited when it is one too many; NotFound when there is no such account,
// though the try counts.
func (s *Store) AttemptPassword(ctx context.Context, a store.PasswordAttempt) (store.Credentials, error) {
	found, err := write(ctx, s, func(t *tx) (store.Credentials, error) {
		found, err := t.findCredentials(a)
		if err != nil || a.Limit == nil {
			return found, err
		}
		_, err = t.takeAttempt(store.Attempt{Key: passwordKey(found.Account.ID, a.Login), Limit: *a.Limit, At: a.At})
		return found, err
	})
	if err == nil && found.Account.ID.IsZero() {
		err = chat.Errorf(chat.NotFound, "there is no such account")
	}
	return found, err
}

// ForgivePassword gives a try at a password back. It names the account when
// there is one.
func (s *Store) ForgivePassword(ctx context.Context, a store.PasswordAttempt) error {
	return s.write(ctx, func(t *tx) error { return t.forgivePassword(a) })
}

// SweepAttempts removes the state of limits that have recovered, of limit keys
// at most.
func (s *Store) SweepAttempts(ctx context.Context, now time.Time, limit int) (int, error) {
	return write(ctx, s, func(t *tx) (int, error) { return t.change(sqlSweepAttempts, micros(now), limit) })
}

func (t *tx) takeAttempt(a store.Attempt) (fullAt time.Time, err error) {
	key := sha256.Sum256([]byte(a.Key))
	var tat time.Time
	if err := scanOne(t, sqlFindAttempts, args{key[:]}, at(&tat)); err != nil && !errors.Is(err, sql.ErrNoRows) {
		return tat, err
	}
	tat, wait := chat.GCRA(tat, a.At, a.Limit.PerSecond, a.Limit.Burst-1)
	if wait > 0 {
		return tat, &chat.Error{Kind: chat.RateLimited, Message: "too many attempts", RetryAfter: wait}
	}
	return tat, t.exec(sqlSetAttempts, key[:], micros(tat))
}

func (t *tx) forgivePassword(a store.PasswordAttempt) error {
	if a.Limit == nil {
		return nil
	}
	key := sha256.Sum256([]byte(passwordKey(a.Account, a.Login)))
	return t.exec(sqlForgive, key[:], int64(1e6/a.Limit.PerSecond))
}

// findCredentials answers zero credentials when there is no such account.
func (t *tx) findCredentials(a store.PasswordAttempt) (store.Credentials, error) {
	query, key := sqlFindCredentials, any(a.Login)
	if !a.Account.IsZero() {
		query, key = sqlFindAccount, a.Account
	}
	found, err := one(t, scanCredentials, query, args{key})
	if errors.Is(err, sql.ErrNoRows) {
		return store.Credentials{}, nil
	}
	return found, err
}

func passwordKey(account chat.AccountID, login string) string {
	if account.IsZero() {
		return "name " + strings.ToLower(login)
	}
	return "account " + account.String()
}
