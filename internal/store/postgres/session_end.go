package postgres

import (
	"context"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

const sqlSignedOut = `
	SELECT a.id FROM unnest($1::uuid[]) AS a (id)
	WHERE NOT EXISTS (SELECT FROM rustygpt.users u WHERE u.id = a.id)
	   OR EXISTS (SELECT FROM rustygpt.user_sessions s WHERE s.user_id = a.id AND s.revoked_at >= $2)`

// SignedOut lists those of some accounts that had a login session revoked since
// a time, and those that are gone.
func (s *Store) SignedOut(ctx context.Context, accounts []chat.AccountID, since time.Time) ([]chat.AccountID, error) {
	return read(ctx, s, func(ctx context.Context, q querier) ([]chat.AccountID, error) {
		return all(ctx, q, scanID[chat.Account], sqlSignedOut, refs(accounts), instant(since))
	})
}
