package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// Snapshot copies a database, as it is at one instant, into a new file and
// returns the version of its schema. Others go on reading and writing
// meanwhile, in this process and in any other. What was deleted is not in the
// copy, not even as free space. The end of ctx stops it; the file is then the
// caller's to remove.
func Snapshot(ctx context.Context, path, into string) (version int, err error) {
	path, err = filepath.Abs(path)
	if err != nil {
		return 0, chat.Wrap(chat.Unavailable, chat.Fill("no such path: %s", path), err)
	}
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return 0, chat.Errorf(chat.NotFound, "there is no database at %s", path)
	}
	db, err := sql.Open("sqlite", dsn(path, []string{"busy_timeout(5000)", "cache_size(-8000)"}))
	if err != nil {
		return 0, translate(err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	conn, err := db.Conn(ctx)
	if err != nil {
		return 0, translate(err)
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	var marked bool
	err = conn.QueryRowContext(ctx, sqlHasMark).Scan(&marked)
	if err := incomplete(marked, err); err != nil {
		return 0, fmt.Errorf("open %s: %w", path, translate(err))
	}
	if _, err := conn.ExecContext(ctx, `VACUUM INTO ?`, into); err != nil {
		return 0, fmt.Errorf("copy %s: %w", path, translate(err))
	}
	return Version(ctx, into)
}

// Version is that of the schema of a database that no server uses.
func Version(ctx context.Context, path string) (version int, err error) {
	db, err := sql.Open("sqlite", dsn(path, copyPragmas()))
	if err != nil {
		return 0, translate(err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := db.QueryRowContext(ctx, sqlNewestMigration).Scan(&version); err != nil {
		return 0, chat.Wrap(chat.Invalid, "this is no database of rustygpt", err)
	}
	return version, nil
}
