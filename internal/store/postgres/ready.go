package postgres

import (
	"context"
	"slices"
)

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
