package backup

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/secret"
	"github.com/rustygpt/rustygpt/internal/store/postgres"
	"github.com/rustygpt/rustygpt/internal/store/sqlite"
	"github.com/rustygpt/rustygpt/internal/store/transfer"
)

// snapshot is everything that goes into a backup, as it was at one instant.
type snapshot struct {
	dir    *workDir
	schema int
	key    []byte
	left   []transfer.Remnant // what only PostgreSQL has room for
}

// take makes a snapshot beside servers that go on. It is as large as the
// database and has to be removed.
func (p Place) take(ctx context.Context, report func(Progress)) (*snapshot, error) {
	dir, err := makeWorkDir(p.DataDir, snapshotPrefix)
	if err != nil {
		return nil, chat.Wrap(chat.Unavailable, chat.Fill("there is no place for a copy of the database in %s", p.DataDir), err)
	}
	s := &snapshot{dir: dir}
	if err := s.fill(ctx, p, report); err != nil {
		return nil, errors.Join(err, dir.remove())
	}
	return s, nil
}

func (s *snapshot) fill(ctx context.Context, p Place, report func(Progress)) (err error) {
	report(Progress{Doing: "copying the database"})
	if p.onPostgres() {
		err = s.moveFrom(ctx, p.URL, report)
	} else {
		s.schema, err = sqlite.Snapshot(ctx, p.Path, s.dir.file(databaseName))
	}
	if err != nil {
		return err
	}
	s.key, err = readKey(p.key())
	return err
}

// moveFrom reads PostgreSQL into a SQLite file.
func (s *snapshot) moveFrom(ctx context.Context, url string, report func(Progress)) (err error) {
	source, err := postgres.OpenSnapshot(ctx, url)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, source.Close()) }()
	path := s.dir.file(databaseName)
	target, err := sqlite.OpenTarget(ctx, path)
	if err != nil {
		return err
	}
	moved, err := transfer.Move(ctx, source, target, func(t transfer.Progress) { report(rows(t)) })
	if err := errors.Join(err, target.Close()); err != nil {
		return err
	}
	s.left = moved.Remnants
	s.schema, err = sqlite.Version(ctx, path)
	return err
}

// rows is the progress of a move.
func rows(t transfer.Progress) Progress {
	doing := "copying " + t.Table
	if t.Checking {
		doing = "checking " + t.Table
	}
	return Progress{Doing: doing, Done: t.Done, Total: t.Total, Rows: true}
}

func readKey(path string) ([]byte, error) {
	key, err := os.ReadFile(path)
	if err != nil {
		return nil, chat.Wrap(chat.Unavailable, chat.Fill("the key file cannot be read, and without it a backup would be worth little: %s", path), err)
	}
	if len(key) != secret.KeyBytes {
		return nil, chat.Errorf(chat.Unavailable, "the key file %s has %d bytes, not %d", path, len(key), secret.KeyBytes)
	}
	return key, nil
}

func (s *snapshot) remove() error {
	if err := s.dir.remove(); err != nil {
		return fmt.Errorf("remove the copy of the database: %w", err)
	}
	return nil
}
