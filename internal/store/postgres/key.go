package postgres

import "context"

const (
	sqlKeyFingerprint = `SELECT key_fingerprint FROM rustygpt.server_settings`
	sqlClaimKey       = `
		UPDATE rustygpt.server_settings SET key_fingerprint = coalesce(nullif(key_fingerprint, ''), $1)
		RETURNING key_fingerprint`
	sqlReplaceKey = `UPDATE rustygpt.server_settings SET key_fingerprint = $1`
)

// KeyFingerprint is that of the key which secrets here are sealed with; empty
// while there is none.
func (s *Store) KeyFingerprint(ctx context.Context) (string, error) {
	return read(ctx, s, func(ctx context.Context, q querier) (string, error) {
		return one(ctx, q, value[string], sqlKeyFingerprint)
	})
}

// ClaimKey notes a key's fingerprint unless there is one, and returns the one
// that there is.
func (s *Store) ClaimKey(ctx context.Context, fingerprint string) (string, error) {
	return write(ctx, s, func(ctx context.Context, q querier) (string, error) {
		return one(ctx, q, value[string], sqlClaimKey, fingerprint)
	})
}

// ReplaceKey notes another key's fingerprint. What was sealed before stays as it
// is.
func (s *Store) ReplaceKey(ctx context.Context, fingerprint string) error {
	return s.exec(ctx, sqlReplaceKey, fingerprint)
}
