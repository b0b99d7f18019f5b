package sqlite

import "context"

const (
	sqlKeyFingerprint = `SELECT key_fingerprint FROM settings WHERE id = 1`
	sqlClaimKey       = `UPDATE settings SET key_fingerprint = ? WHERE id = 1 AND key_fingerprint = ''`
	sqlReplaceKey     = `UPDATE settings SET key_fingerprint = ? WHERE id = 1`
)

// KeyFingerprint is that of the key which secrets here are sealed with; empty
// while there is none.
func (s *Store) KeyFingerprint(ctx context.Context) (string, error) {
	return read(ctx, s, func(q querier) (string, error) { return one(q, value[string], sqlKeyFingerprint, nil) })
}

// ClaimKey notes a key's fingerprint unless there is one, and returns the one
// that there is.
func (s *Store) ClaimKey(ctx context.Context, fingerprint string) (string, error) {
	return write(ctx, s, func(t *tx) (string, error) {
		if err := t.exec(sqlClaimKey, fingerprint); err != nil {
			return "", err
		}
		return one(t, value[string], sqlKeyFingerprint, nil)
	})
}

// ReplaceKey notes another key's fingerprint. What was sealed before stays as it
// is.
func (s *Store) ReplaceKey(ctx context.Context, fingerprint string) error {
	return s.write(ctx, func(t *tx) error { return t.exec(sqlReplaceKey, fingerprint) })
}
