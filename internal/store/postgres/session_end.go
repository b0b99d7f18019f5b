package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/rustygpt/rustygpt/internal/chat"
)

const sqlSignedOut = `
	SELECT a.id, max(s.revoked_at)
	FROM unnest($1::uuid[]) AS a (id)
	LEFT JOIN rustygpt.users u ON u.id = a.id
	LEFT JOIN rustygpt.user_sessions s ON s.user_id = a.id AND s.revoked_at >= $2
	GROUP BY a.id, u.id
	HAVING u.id IS NULL OR max(s.revoked_at) IS NOT NULL`

// SignedOut lists those of some accounts that had a login session revoked since
// a time, with when that was last, and those that are gone, with the zero time.
func (s *Store) SignedOut(ctx context.Context, accounts []chat.AccountID, since time.Time) (map[chat.AccountID]time.Time, error) {
	return read(ctx, s, func(ctx context.Context, q querier) (map[chat.AccountID]time.Time, error) {
		ends := map[chat.AccountID]time.Time{}
		_, err := all(ctx, q, func(row pgx.CollectableRow) (none struct{}, err error) {
			var account chat.AccountID
			var last time.Time
			err = row.Scan(id(&account), at(&last))
			ends[account] = last
			return none, err
		}, sqlSignedOut, refs(accounts), instant(since))
		return ends, err
	})
}
