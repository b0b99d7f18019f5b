package sqlite

import (
	"bytes"
	"crypto/sha256"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// migration is one numbered script. A script is never changed once released;
// the ledger keeps its checksum to make sure.
type migration struct {
	version  int
	name     string
	script   string
	checksum []byte
}

// migrations are the scripts in order; their numbers count from 1.
func migrations(files fs.FS) ([]migration, error) {
	names, err := fs.Glob(files, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	list := make([]migration, len(names))
	for i, path := range names {
		script, err := fs.ReadFile(files, path)
		if err != nil {
			return nil, err
		}
		name := strings.TrimPrefix(path, "migrations/")
		number, _, _ := strings.Cut(name, "_")
		if version, err := strconv.Atoi(number); err != nil || version != i+1 {
			return nil, fmt.Errorf("migration %s should have number %d", name, i+1)
		}
		sum := sha256.Sum256(script)
		list[i] = migration{i + 1, name, string(script), sum[:]}
	}
	return list, nil
}

const (
	sqlCreateMigrations = `
		CREATE TABLE IF NOT EXISTS migrations (
			version    INTEGER PRIMARY KEY,
			name       TEXT    NOT NULL,
			checksum   BLOB    NOT NULL,
			applied_at INTEGER NOT NULL
		) STRICT`
	sqlNewestMigration = `SELECT coalesce(max(version), 0) FROM migrations`
	sqlFindMigration   = `SELECT checksum FROM migrations WHERE version = ?`
	sqlAddMigration    = `INSERT INTO migrations (version, name, checksum, applied_at) VALUES (?, ?, ?, ?)`
)

// migrate brings the database to the newest version, each step in a
// transaction of its own. It refuses a database that a newer program made.
func migrate(conn *connection, steps []migration, now time.Time) error {
	if err := conn.exec(sqlCreateMigrations); err != nil {
		return err
	}
	newest, err := one(conn, value[int], sqlNewestMigration, nil)
	if err != nil {
		return err
	}
	if newest > len(steps) {
		return chat.Errorf(chat.Unavailable,
			"the database has version %d, this program knows versions up to %d: use the newer program that made it", newest, len(steps))
	}
	for _, m := range steps {
		if err := m.apply(conn, now); err != nil {
			return fmt.Errorf("migration %s: %w", m.name, err)
		}
	}
	return nil
}

func (m migration) apply(conn *connection, now time.Time) error {
	checksum, err := one(conn, value[[]byte], sqlFindMigration, args{m.version})
	if err == nil {
		if !bytes.Equal(checksum, m.checksum) {
			return chat.Errorf(chat.Unavailable, "the database was made with a different script of this number")
		}
		return nil
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	if err := conn.exec(sqlBegin); err != nil {
		return err
	}
	if err := m.run(conn, now); err != nil {
		return errors.Join(err, conn.exec(sqlRollback))
	}
	return conn.exec(sqlCommit)
}

func (m migration) run(conn *connection, now time.Time) error {
	if err := conn.script(m.script); err != nil {
		return err
	}
	return conn.exec(sqlAddMigration, m.version, m.name, m.checksum, now.UnixMicro())
}
