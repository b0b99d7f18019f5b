package sqlite

import (
	"context"
	"time"

	"github.com/rustygpt/rustygpt/internal/store"
)

const (
	sqlKeepSetupToken = `
		INSERT INTO setup_tokens (instance, hash, valid_until) VALUES (?, ?, ?)
		ON CONFLICT (instance) DO UPDATE SET hash = excluded.hash, valid_until = excluded.valid_until`
	sqlCheckSetupToken  = `SELECT EXISTS (SELECT 1 FROM setup_tokens WHERE hash = ? AND valid_until > ?)`
	sqlDropSetupTokens  = `DELETE FROM setup_tokens`
	sqlSweepSetupTokens = `DELETE FROM setup_tokens WHERE valid_until < ?`
)

// KeepSetupToken makes an instance's only setup token valid for some time. It
// reports false, and does nothing, once the server is set up.
func (s *Store) KeepSetupToken(ctx context.Context, k store.SetupToken) (open bool, err error) {
	return write(ctx, s, func(t *tx) (bool, error) {
		done, err := one(t, value[bool], sqlAnyAccount, nil)
		if err != nil || done {
			return false, err
		}
		return true, t.exec(sqlKeepSetupToken, k.Instance, k.Hash, micros(k.ValidUntil))
	})
}

// CheckSetupToken reports whether some instance's setup token has this hash.
func (s *Store) CheckSetupToken(ctx context.Context, hash []byte, now time.Time) (bool, error) {
	return read(ctx, s, func(q querier) (bool, error) {
		return one(q, value[bool], sqlCheckSetupToken, args{hash, micros(now)})
	})
}

// SweepSetupTokens removes those of instances that ended without a word. There
// is one for each instance at most.
func (s *Store) SweepSetupTokens(ctx context.Context, now time.Time) (int, error) {
	return write(ctx, s, func(t *tx) (int, error) { return t.change(sqlSweepSetupTokens, micros(now)) })
}
