package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
)

const sqlClock = `SELECT clock_timestamp()`

// ClockOffset is by how much the server's clock is ahead of now, to within half
// of the round trip.
func (s *Store) ClockOffset(ctx context.Context, now func() time.Time) (time.Duration, error) {
	return read(ctx, s, func(ctx context.Context, q querier) (time.Duration, error) { return clockOffset(ctx, q, now) })
}

func clockOffset(ctx context.Context, q querier, now func() time.Time) (time.Duration, error) {
	before := now()
	there, err := one(ctx, q, func(row pgx.CollectableRow) (there time.Time, err error) {
		err = row.Scan(at(&there))
		return there, err
	}, sqlClock)
	took := now().Sub(before)
	return there.Sub(before.Add(took / 2)), err
}
