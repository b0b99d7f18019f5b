package postgres

import (
	"context"
	"slices"
)

const sqlSize = `SELECT pg_database_size(current_database())`

// Size is that of the database, in bytes.
func (s *Store) Size(ctx context.Context) (bytes int64, err error) {
	return read(ctx, s, func(ctx context.Context, q querier) (int64, error) { return one(ctx, q, value[int64], sqlSize) })
}

// Ready names the scripts that were not run yet; empty = ready.
func (s *Store) Ready(ctx context.Context) (missing []string, err error) {
	stages, err := read(ctx, s, func(ctx context.Context, q querier) ([]string, error) {
		return all(ctx, q, value[string], sqlStages)
	})
	defer func() { s.metrics.checked(len(missing), err) }()
	if err != nil {
		return []string{"database"}, err
	}
	for _, script := range s.scripts {
		if !slices.Contains(stages, script.stage()) {
			missing = append(missing, script.stage())
		}
	}
	return missing, nil
}
