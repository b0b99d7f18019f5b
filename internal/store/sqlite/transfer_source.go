package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/filelock"
	"github.com/rustygpt/rustygpt/internal/store/transfer"
)

// Source is a database that is read as a whole, as it was when it was opened.
// No other process can use it meanwhile.
type Source struct {
	db   *sql.DB
	conn *sql.Conn
	lock *filelock.Lock
}

// OpenSource opens a database to read it and change nothing. It refuses one
// that a server runs on, that is incomplete or that has another version.
func OpenSource(ctx context.Context, path string) (*Source, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, chat.Wrap(chat.Unavailable, chat.Fill("no such path: %s", path), err)
	}
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil, chat.Errorf(chat.NotFound, "there is no database at %s", path)
	}
	lock, err := acquireLock(path)
	if err != nil {
		return nil, err
	}
	s := &Source{lock: lock}
	if err := s.open(ctx, path); err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", path, translate(err)), s.Close())
	}
	return s, nil
}

func (s *Source) open(ctx context.Context, path string) (err error) {
	if s.db, err = sql.Open("sqlite", dsn(path, []string{"busy_timeout(5000)", "query_only(1)", "cache_size(-16000)"})); err != nil {
		return err
	}
	if s.conn, err = s.db.Conn(ctx); err != nil {
		return err
	}
	if _, err := s.conn.ExecContext(context.WithoutCancel(ctx), `BEGIN`); err != nil { // until Close
		return err
	}
	var marked bool
	err = s.conn.QueryRowContext(ctx, sqlHasMark).Scan(&marked)
	if err := incomplete(marked, err); err != nil {
		return err
	}
	return checkVersion(ctx, s.conn)
}

// checkVersion wants a database that this program would not change at start.
func checkVersion(ctx context.Context, conn *sql.Conn) error {
	steps, err := migrations(migrationFiles)
	if err != nil {
		return err
	}
	var newest int
	if err := conn.QueryRowContext(ctx, sqlNewestMigration).Scan(&newest); err != nil {
		return chat.Wrap(chat.Unavailable, "this is no database of rustygpt", err)
	}
	if newest != len(steps) {
		return chat.Errorf(chat.Unavailable,
			"the database has version %d, this program has version %d: start the server of this program on it once, or use the newer program",
			newest, len(steps))
	}
	return nil
}

// Count counts a table's rows.
func (s *Source) Count(ctx context.Context, t transfer.Table) (n int64, err error) {
	err = s.conn.QueryRowContext(ctx, `SELECT count(*) FROM (`+layoutOf(t).read+`)`).Scan(&n)
	return n, translate(err)
}

// Rows yields all rows of a table.
func (s *Source) Rows(ctx context.Context, t transfer.Table) iter.Seq2[transfer.Row, error] {
	return readTable(ctx, s.conn, t)
}

// Remnants lists nothing: everything here has its place in package transfer.
func (s *Source) Remnants(context.Context) ([]transfer.Remnant, error) { return nil, nil }

// Close lets other processes in.
func (s *Source) Close() error {
	var errs []error
	if s.conn != nil {
		errs = append(errs, s.conn.Close())
	}
	if s.db != nil {
		errs = append(errs, s.db.Close())
	}
	return errors.Join(append(errs, s.lock.Release())...)
}
