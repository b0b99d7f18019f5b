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
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/filelock"
	"github.com/rustygpt/rustygpt/internal/store/transfer"
)

// A database that is being filled has a table that no other has.
const (
	sqlMark    = `CREATE TABLE incomplete_move (started_at INTEGER NOT NULL) STRICT`
	sqlUnmark  = `DROP TABLE incomplete_move`
	sqlHasMark = `SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'incomplete_move')`

	// What is in a database: anything, tables of ours, and rows that people made.
	sqlAnyTable = `SELECT EXISTS (SELECT 1 FROM sqlite_schema)`
	sqlOurs     = `SELECT count(*) = 3 FROM sqlite_schema WHERE name IN ('migrations', 'accounts', 'conversations')`
	sqlInUse    = `SELECT EXISTS (SELECT 1 FROM accounts) OR EXISTS (SELECT 1 FROM conversations)`
)

// refuseIncomplete keeps everybody away from a database that is only in part
// there.
func refuseIncomplete(conn *connection) error {
	marked, err := one(conn, value[int], sqlHasMark, nil)
	return incomplete(marked != 0, err)
}

// incomplete is the refusal, when the mark of an unfinished move was found.
func incomplete(marked bool, err error) error {
	if err == nil && marked {
		err = chat.Errorf(chat.Unavailable,
			"the database is incomplete, because a move into it did not finish: run 'rustygpt db move' again, or remove the file")
	}
	return err
}

// Target is a database that is being filled.
type Target struct {
	db   *sql.DB
	conn *sql.Conn
	lock *filelock.Lock
}

// OpenTarget makes a database. What is at the path already is replaced when it
// is an earlier, incomplete target or a database that nobody has used yet;
// everything else is refused with Conflict.
func OpenTarget(ctx context.Context, path string) (*Target, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, chat.Wrap(chat.Unavailable, chat.Fill("no such path: %s", path), err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, chat.Wrap(chat.Unavailable, chat.Fill("cannot make the directory of %s", path), err)
	}
	lock, err := acquireLock(path)
	if err != nil {
		return nil, err
	}
	t := &Target{lock: lock}
	if err := t.open(ctx, path); err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", path, translate(err)), t.Close())
	}
	return t, nil
}

func (t *Target) open(ctx context.Context, path string) error {
	if err := checkReplaceable(ctx, path); err != nil {
		return err
	}
	if err := replace(path); err != nil {
		return err
	}
	// References are checked once, at the end.
	pragmas := []string{"busy_timeout(5000)", "journal_mode(WAL)", "synchronous(NORMAL)", "foreign_keys(0)", "cache_size(-16000)"}
	if err := makeEmpty(ctx, path, pragmas); err != nil {
		return err
	}
	var err error
	if t.db, err = sql.Open("sqlite", dsn(path, pragmas)); err != nil {
		return err
	}
	t.conn, err = t.db.Conn(ctx)
	return err
}

// makeEmpty makes the tables, marked as incomplete before there is anything.
func makeEmpty(ctx context.Context, path string, pragmas []string) (err error) {
	conn, err := open(ctx, path, pragmas)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.close()) }()
	if err := conn.exec(sqlMark); err != nil {
		return err
	}
	if err := prepareDatabase(conn, time.Now); err != nil {
		return err
	}
	return conn.exec(`DELETE FROM settings`) // which every database has
}

// checkReplaceable refuses a file with something in it that people made.
func checkReplaceable(ctx context.Context, path string) (err error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	db, err := sql.Open("sqlite", dsn(path, []string{"busy_timeout(5000)", "query_only(1)"}))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	var anything, incomplete, ours, inUse bool
	if err := db.QueryRowContext(ctx, sqlAnyTable).Scan(&anything); err != nil {
		return chat.Wrap(chat.Conflict, "the file is no SQLite database", err)
	}
	if err := db.QueryRowContext(ctx, sqlHasMark).Scan(&incomplete); err != nil || incomplete || !anything {
		return err
	}
	if err := db.QueryRowContext(ctx, sqlOurs).Scan(&ours); err != nil {
		return err
	}
	if !ours {
		return chat.Errorf(chat.Conflict, "the file is a database of another program")
	}
	if err := db.QueryRowContext(ctx, sqlInUse).Scan(&inUse); err != nil || !inUse {
		return err
	}
	return chat.Errorf(chat.Conflict, "the database has accounts or conversations already: move into a new one, or remove the file")
}

// replace starts the file and its side files over.
func replace(path string) error {
	for _, suffix := range []string{"-wal", "-shm", "-journal", ""} {
		if err := os.Remove(path + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return makePrivate(path)
}

// Fill adds rows.
func (t *Target) Fill(ctx context.Context, table transfer.Table, rows iter.Seq2[transfer.Row, error]) error {
	return fillTable(ctx, t.conn, table, rows)
}

// Rows reads them back.
func (t *Target) Rows(ctx context.Context, table transfer.Table) iter.Seq2[transfer.Row, error] {
	return readTable(ctx, t.conn, table)
}

// Complete checks the references, lets servers in and writes everything to the
// disk.
func (t *Target) Complete(ctx context.Context) error {
	if err := t.checkReferences(ctx); err != nil {
		return translate(err)
	}
	for _, query := range []string{`ANALYZE`, sqlUnmark, `PRAGMA wal_checkpoint(TRUNCATE)`} {
		if _, err := t.conn.ExecContext(ctx, query); err != nil {
			return translate(err)
		}
	}
	return nil
}

func (t *Target) checkReferences(ctx context.Context) error {
	rows, err := t.conn.QueryContext(ctx, `SELECT "table", parent FROM pragma_foreign_key_check LIMIT 1`)
	if err != nil {
		return err
	}
	defer rows.Close()
	if rows.Next() {
		var table, parent string
		if err := rows.Scan(&table, &parent); err != nil {
			return err
		}
		return chat.Errorf(chat.Internal, "a row of %s refers to one of %s that the source does not have", table, parent)
	}
	return rows.Err()
}

// Close lets other processes in. Without Complete they refuse the database.
func (t *Target) Close() error {
	var errs []error
	if t.conn != nil {
		errs = append(errs, t.conn.Close())
	}
	if t.db != nil {
		errs = append(errs, t.db.Close())
	}
	return errors.Join(append(errs, t.lock.Release())...)
}
