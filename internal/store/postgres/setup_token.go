package postgres

import (
	"context"
	"time"

	"github.com/rustygpt/rustygpt/internal/store"
)

const (
	sqlKeepSetupToken = `
		INSERT INTO rustygpt.setup_tokens (instance, hash, valid_until)
		SELECT $1, $2, $3 WHERE NOT rustygpt.is_setup()
		ON CONFLICT (instance) DO UPDATE SET hash = excluded.hash, valid_until = excluded.valid_until`
	sqlSweepSetupTokens = `DELETE FROM rustygpt.setup_tokens WHERE valid_until < $1`
	sqlCheckSetupToken  = `SELECT EXISTS (SELECT FROM rustygpt.setup_tokens WHERE hash = $1 AND valid_until > $2)`
)

// KeepSetupToken makes an instance's only setup token valid for some time. It
// reports false, and does nothing, once the server is set up.
func (s *Store) KeepSetupToken(ctx context.Context, k store.SetupToken) (open bool, err error) {
	n, err := s.change(ctx, sqlKeepSetupToken, k.Instance, k.Hash, instant(k.ValidUntil))
	return n > 0, err
}

// CheckSetupToken reports whether some instance's setup token has this hash.
func (s *Store) CheckSetupToken(ctx context.Context, hash []byte, now time.Time) (bool, error) {
	return read(ctx, s, func(ctx context.Context, q querier) (bool, error) {
		return one(ctx, q, value[bool], sqlCheckSetupToken, hash, instant(now))
	})
}

// SweepSetupTokens removes those of instances that ended without a word. There
// is one for each instance at most.
func (s *Store) SweepSetupTokens(ctx context.Context, now time.Time) (int, error) {
	return s.change(ctx, sqlSweepSetupTokens, instant(now))
}
