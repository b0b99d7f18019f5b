package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	_ "modernc.org/sqlite" // the driver

	"github.com/rustygpt/rustygpt/internal/chat"
)

// Options say where the database is and how careful it is.
type Options struct {
	Path string // of the database file; its directory is made when missing
	// PersistEvents keeps the event log. Without it positions advance and
	// chunks are kept, but there is nothing else to replay.
	PersistEvents bool
	Readers       int // connections for reading; 0 = two for each processor
	// FullSync makes a commit wait for the disk, so that it also survives a
	// power cut. Without it a commit survives the end of the process.
	FullSync bool
	Now      func() time.Time // nil = time.Now
}

// Store is a database that is open. It is safe for concurrent use.
type Store struct {
	readers  *readers
	writerDB *sql.DB
	writer   *writer
	lock     *lockFile
	close    func() error
}

// Open opens or makes the database, brings it to the newest version and keeps
// other processes out. Failures are of kind Unavailable, with a text for the
// person who runs the server.
func Open(ctx context.Context, o Options, log *slog.Logger) (*Store, error) {
	path, err := filepath.Abs(o.Path)
	if err != nil {
		return nil, chat.Wrap(chat.Unavailable, "no such path: "+o.Path, err)
	}
	if err := makePrivate(path); err != nil {
		return nil, chat.Wrap(chat.Unavailable, "cannot make the database file "+path, err)
	}
	lock, err := acquireLock(path)
	if err != nil {
		return nil, err
	}
	s, err := open(ctx, path, o, log)
	if err != nil {
		_ = lock.release()
		return nil, fmt.Errorf("open %s: %w", path, translate(err))
	}
	s.lock = lock
	return s, nil
}

// makePrivate makes the file and its directory for the owner alone. SQLite
// gives its side files the mode of the database.
func makePrivate(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(file.Chmod(0o600), file.Close())
}

func open(ctx context.Context, path string, o Options, log *slog.Logger) (*Store, error) {
	writerDB, err := sql.Open("sqlite", writerDSN(path, o.FullSync))
	if err != nil {
		return nil, err
	}
	writerDB.SetMaxOpenConns(1)
	if err := refuseIncomplete(ctx, writerDB); err != nil {
		return nil, errors.Join(err, writerDB.Close())
	}
	conn, err := prepareDatabase(ctx, writerDB, o.Now)
	if err != nil {
		return nil, errors.Join(err, writerDB.Close())
	}
	pool, err := openReaders(ctx, path, o.Readers)
	if err != nil {
		return nil, errors.Join(err, conn.Close(), writerDB.Close())
	}
	s := &Store{
		readers:  pool,
		writerDB: writerDB,
		writer:   startWriter(ctx, conn, o.PersistEvents, log),
	}
	s.close = sync.OnceValue(s.shut)
	return s, nil
}

// prepareDatabase brings the schema up to date and returns the connection that
// will do all the writing.
func prepareDatabase(ctx context.Context, db *sql.DB, now func() time.Time) (*sql.Conn, error) {
	if now == nil {
		now = time.Now
	}
	steps, err := migrations(migrationFiles)
	if err != nil {
		return nil, err
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	if err := migrate(ctx, conn, steps, now()); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	if _, err := conn.ExecContext(ctx, sqlInitSettings, uuid.NewString(), now().UnixMicro()); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return conn, nil
}

func openReaders(ctx context.Context, path string, count int) (*readers, error) {
	if count <= 0 {
		count = 2 * runtime.NumCPU()
	}
	db, err := sql.Open("sqlite", dsn(path, append(basePragmas(), "query_only(1)")))
	if err != nil {
		return nil, err
	}
	return newReaders(ctx, db, count), nil
}

// basePragmas configure every connection. The timeout comes first: the others
// may already have to wait for a lock.
func basePragmas() []string {
	return []string{
		"busy_timeout(5000)",
		"journal_mode(WAL)",
		"foreign_keys(1)",
		"cache_size(-8000)", // KiB, for each connection
		"temp_store(MEMORY)",
		"journal_size_limit(67108864)",
	}
}

func writerDSN(path string, fullSync bool) string {
	synchronous := "synchronous(NORMAL)"
	if fullSync {
		synchronous = "synchronous(FULL)"
	}
	return dsn(path, append(basePragmas(), synchronous)) + "&_txlock=immediate"
}

func dsn(path string, pragmas []string) string {
	slashed := filepath.ToSlash(path)
	if !strings.HasPrefix(slashed, "/") {
		slashed = "/" + slashed // C:/… on Windows
	}
	query := url.Values{"_pragma": pragmas}
	return (&url.URL{Scheme: "file", Path: slashed, RawQuery: query.Encode()}).String()
}

// Ready names what is missing before the store can serve; empty = ready.
func (s *Store) Ready(ctx context.Context) ([]string, error) {
	_, err := read(ctx, s, func(q querier) (int, error) { return one(q, value[int], sqlNewestMigration, nil) })
	if err != nil {
		return []string{"database"}, err
	}
	return nil, nil
}

// Close lets the queued units of work finish, folds the write-ahead log into
// the database file and lets the next process in. Repeating it does nothing.
func (s *Store) Close() error { return s.close() }

func (s *Store) shut() error {
	s.writer.close()
	conn := s.writer.tx.connection
	_, optimizeErr := conn.change(`PRAGMA optimize`)
	readersErr := s.readers.close()
	_, checkpointErr := conn.change(`PRAGMA wal_checkpoint(TRUNCATE)`)
	return errors.Join(optimizeErr, readersErr, checkpointErr, conn.close(), s.writerDB.Close(), s.lock.release())
}
