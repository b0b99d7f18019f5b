package postgres

import (
	"context"
	"time"

	"github.com/rustygpt/rustygpt/internal/store"
)

const sqlPruneEvents = `SELECT rustygpt.sp_prune_sse_events($1, $2, $3)`

// PruneEvents removes event rows that are too many or too old, oldest first, at
// most r.Batch of them; 0 = nothing is left to remove. Chunks stay: they are the
// answers' text.
func (s *Store) PruneEvents(ctx context.Context, r store.Retention, now time.Time) (removed int, err error) {
	var oldest time.Time
	if r.MaxAge > 0 {
		oldest = now.Add(-r.MaxAge)
	}
	return write(ctx, s, func(ctx context.Context, q querier) (int, error) {
		return one(ctx, q, value[int], sqlPruneEvents, r.MaxEvents, instant(oldest), r.Batch)
	})
}
