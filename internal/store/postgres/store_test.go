package postgres_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/rustygpt/rustygpt/internal/store/postgres"
	"github.com/rustygpt/rustygpt/internal/store/postgres/pgtest"
	"github.com/rustygpt/rustygpt/internal/store/storetest"
)

func TestStore(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) storetest.Store {
		return open(t, postgres.Options{PersistEvents: true})
	})
}

// open opens a store on a database of its own, unless o names one.
func open(t testing.TB, o postgres.Options) *postgres.Store {
	t.Helper()
	if o.URL == "" {
		o.URL = database(t)
	}
	s, err := openRegistered(t.Context(), o, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func openRegistered(ctx context.Context, o postgres.Options, reg prometheus.Registerer) (*postgres.Store, error) {
	if o.StatementTimeout == 0 {
		o.StatementTimeout = 2 * time.Minute // the machine may be busy
	}
	return postgres.Open(ctx, o, slog.New(slog.DiscardHandler), reg)
}

// database is one that the scripts were run on.
func database(t testing.TB) string {
	t.Helper()
	return pgtest.Shared(t).Copy(t, func(ctx context.Context, url string) error {
		s, err := openRegistered(ctx, postgres.Options{URL: url}, nil)
		if err != nil {
			return err
		}
		conn, err := pgx.Connect(ctx, url)
		if err != nil {
			return err
		}
		_, err = conn.Exec(ctx, "GRANT rustygpt_app TO CURRENT_USER") // to be it, in some tests
		return errors.Join(err, conn.Close(ctx), s.Close())
	})
}
