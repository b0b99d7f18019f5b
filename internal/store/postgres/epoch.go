package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// dataLock is the number of the advisory lock on the data. Every connection of a
// server has a share of it for as long as it lasts; a restore has it alone.
const dataLock = bootstrapLock + 1

const (
	sqlShareData = `SELECT pg_advisory_lock_shared($1)`
	sqlEpoch     = `SELECT epoch::text FROM rustygpt.restore_state`
)

var errReplaced = chat.Errorf(chat.Unavailable, "a backup has taken the place of the data, and the server starts again with it")

// Replaced is closed once the store has noticed that a backup has taken the place
// of the data that it was opened for. From then on, and from the moment of the
// restore, every operation fails with Unavailable.
func (s *Store) Replaced() <-chan struct{} { return s.replaced }

// admit lets a new connection work on the data, if that is still what the store
// was opened for: what a server knows of the former data must not get into the
// present one. While a restore goes on this waits, and fails after some seconds.
func (s *Store) admit(ctx context.Context, conn *pgx.Conn) error {
	ctx, cancel := context.WithTimeout(ctx, connectTimeout)
	defer cancel()
	// Two statements: one would see the epoch as it was before the wait. The
	// simple protocol takes one round trip for each.
	if _, err := conn.Exec(ctx, sqlShareData, pgx.QueryExecModeSimpleProtocol, int64(dataLock)); err != nil {
		return err
	}
	epoch, err := one(ctx, conn, value[string], sqlEpoch, pgx.QueryExecModeSimpleProtocol)
	if err != nil {
		return err
	}
	if epoch != s.epoch {
		s.noticeReplaced()
		return errReplaced
	}
	return nil
}
