// Package enginetest opens the database that the tests above the stores run on:
// SQLite, or PostgreSQL when RUSTYGPT_TEST_ENGINE says postgres. "make test-go"
// runs them once on each.
package enginetest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/store/postgres"
	"github.com/rustygpt/rustygpt/internal/store/postgres/pgtest"
	"github.com/rustygpt/rustygpt/internal/store/sqlite"
	"github.com/rustygpt/rustygpt/internal/store/storetest"
)

// Variable chooses the engine: sqlite, also when it is not set, or postgres.
const Variable = "RUSTYGPT_TEST_ENGINE"

// statementTimeout is generous: the machine may be busy.
const statementTimeout = time.Minute

// Postgres reports whether this run is about PostgreSQL.
func Postgres() bool { return os.Getenv(Variable) == "postgres" }

// Open makes an empty database that keeps its events. It is closed at the end
// of the test.
func Open(t testing.TB) storetest.Store {
	t.Helper()
	if Postgres() {
		return OpenAt(t, URL(t))
	}
	return OpenAt(t, filepath.Join(t.TempDir(), "test.db"))
}

// OpenAt opens a database by its path, or on PostgreSQL by its address. It is
// closed at the end of the test.
func OpenAt(t testing.TB, address string) storetest.Store {
	t.Helper()
	st, err := open(t, address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
	return st
}

func open(t testing.TB, address string) (storetest.Store, error) {
	quiet := slog.New(slog.DiscardHandler)
	if !Postgres() {
		Prepare(t, address)
		return sqlite.Open(t.Context(), sqlite.Options{
			Path: address, PersistEvents: true,
		}, quiet)
	}
	return postgres.Open(t.Context(), postgres.Options{
		URL: address, PersistEvents: true, StatementTimeout: statementTimeout,
	}, quiet, nil)
}

// URL is the address of a PostgreSQL database of the test's own, with the
// server's scripts applied.
func URL(t testing.TB) string {
	t.Helper()
	return pgtest.Shared(t).Copy(t, func(ctx context.Context, url string) error {
		st, err := postgres.Open(ctx, postgres.Options{URL: url, StatementTimeout: statementTimeout}, slog.New(slog.DiscardHandler), nil)
		if err != nil {
			return err
		}
		return st.Close()
	})
}

// Prepare makes an empty SQLite database that is up to date, unless there is a
// file already. It copies one that is made once: with the race detector, making
// the tables takes a second.
func Prepare(t testing.TB, path string) {
	t.Helper()
	if _, err := os.Stat(path); err == nil {
		return
	}
	blank, err := template()
	if err != nil {
		t.Fatal(fmt.Errorf("make a database to copy: %w", err))
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, blank, 0o600); err != nil {
		t.Fatal(err)
	}
}

// template is a database in which nothing is but the tables. What a start writes
// differs between databases, so it is taken out.
var template = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "rustygpt-enginetest-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "template.db")
	ctx := context.Background()
	st, err := sqlite.Open(ctx, sqlite.Options{Path: path}, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, err
	}
	if err := st.Close(); err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite", path)
	if err != nil {
		return nil, err
	}
	_, err = db.ExecContext(ctx, `DELETE FROM settings; PRAGMA wal_checkpoint(TRUNCATE)`)
	if err := errors.Join(err, db.Close()); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})
