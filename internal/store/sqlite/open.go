package sqlite

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/filelock"
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
	path         string
	readers      *readers
	writer       *writer
	checkpointer *checkpointer
	lock         *filelock.Lock
	close        func() error
}

// Open opens or makes the database, brings it to the newest version and keeps
// other processes out. Failures are of kind Unavailable, with a text for the
// person who runs the server.
func Open(ctx context.Context, o Options, log *slog.Logger) (*Store, error) {
	path, err := filepath.Abs(o.Path)
	if err != nil {
		return nil, chat.Wrap(chat.Unavailable, chat.Fill("no such path: %s", o.Path), err)
	}
	if err := makePrivate(path); err != nil {
		return nil, chat.Wrap(chat.Unavailable, chat.Fill("cannot make the database file %s", path), err)
	}
	lock, err := acquireLock(path)
	if err != nil {
		return nil, err
	}
	s, err := start(ctx, path, o, log)
	if err != nil {
		_ = lock.Release()
		return nil, fmt.Errorf("open %s: %w", path, translate(err))
	}
	s.lock, s.path = lock, path
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

func start(ctx context.Context, path string, o Options, log *slog.Logger) (*Store, error) {
	conn, err := open(ctx, path, writerPragmas(o.FullSync))
	if err != nil {
		return nil, err
	}
	if err := refuseIncomplete(conn); err != nil {
		return nil, errors.Join(err, conn.close())
	}
	if err := prepareDatabase(conn, o.Now); err != nil {
		return nil, errors.Join(err, conn.close())
	}
	beside, err := open(ctx, path, basePragmas())
	if err != nil {
		return nil, errors.Join(err, conn.close())
	}
	lasting := context.WithoutCancel(ctx) // readers are opened when they are needed
	pool := newReaders(o.Readers, func() (*connection, error) { return open(lasting, path, readerPragmas()) })
	checkpoints := startCheckpointer(beside, log)
	s := &Store{
		readers:      pool,
		checkpointer: checkpoints,
		writer:       startWriter(conn, o.PersistEvents, checkpoints.committed, log),
	}
	s.close = sync.OnceValue(s.shut)
	return s, nil
}

// prepareDatabase brings the schema up to date.
func prepareDatabase(conn *connection, now func() time.Time) error {
	if now == nil {
		now = time.Now
	}
	steps, err := migrations(migrationFiles)
	if err != nil {
		return err
	}
	if err := migrate(conn, steps, now()); err != nil {
		return err
	}
	return conn.exec(sqlInitSettings, uuid.NewString(), now().UnixMicro())
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

func readerPragmas() []string { return append(basePragmas(), "query_only(1)") }

func writerPragmas(fullSync bool) []string {
	synchronous := "synchronous(NORMAL)"
	if fullSync {
		synchronous = "synchronous(FULL)"
	}
	return append(basePragmas(), synchronous, fmt.Sprintf("wal_autocheckpoint(%d)", longLog))
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

// Size is that of the database and of its write-ahead log, in bytes.
func (s *Store) Size(context.Context) (bytes int64, err error) {
	for _, path := range []string{s.path, s.path + "-wal"} {
		info, err := os.Stat(path)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return 0, err
		}
		if err == nil {
			bytes += info.Size()
		}
	}
	return bytes, nil
}

// Close lets the queued units of work finish, folds the write-ahead log into
// the database file and lets the next process in. Repeating it does nothing.
func (s *Store) Close() error { return s.close() }

func (s *Store) shut() error {
	s.writer.close()
	conn := s.writer.tx.connection
	return errors.Join(
		conn.exec(`PRAGMA optimize`),
		s.checkpointer.close(),
		s.readers.close(),
		conn.exec(`PRAGMA wal_checkpoint(TRUNCATE)`),
		conn.close(),
		s.lock.Release(),
	)
}
