package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// Examined is what was found in a copy of a database.
type Examined struct {
	Version        int    // of its schema
	SetupComplete  bool   // whether somebody has set the server up
	Administrators int    // that can log in
	KeyFingerprint string // of the key that goes with it; empty = no server has run on it
	Providers      []chat.Provider
}

const (
	sqlCheckIntegrity = `PRAGMA integrity_check(1)`
	// Every object of a schema with the names of its columns. SQLite's own are
	// left out by name: in a forged file anything can be called sqlite_….
	sqlObjects = `
		SELECT m.type || ' ' || m.name || ' on ' || m.tbl_name || ' (' ||
			coalesce((SELECT group_concat(name, ', ') FROM (SELECT name FROM pragma_table_xinfo(m.name) ORDER BY name)), '') || ')'
		FROM sqlite_schema m
		WHERE NOT (m.type = 'table' AND m.name IN ('sqlite_stat1', 'sqlite_stat4', 'sqlite_sequence'))
		  AND NOT (m.type = 'index' AND m.sql IS NULL)
		ORDER BY 1`
	sqlSetupIsComplete   = `SELECT coalesce(max(setup_complete), 0) FROM settings`
	sqlCopysKey          = `SELECT coalesce(max(key_fingerprint), '') FROM settings`
	sqlCountAdmins       = `SELECT count(*) FROM accounts WHERE roles & ? AND disabled_at IS NULL`
	sqlSealedByProviders = `SELECT id, name, sealed_key, sealed_headers, source FROM providers ORDER BY name`
)

// copyPragmas are for files of which nobody knows who made them: nothing is
// changed, and nothing in the schema is run.
func copyPragmas() []string {
	return []string{"busy_timeout(5000)", "query_only(1)", "trusted_schema(0)", "cell_size_check(1)", "cache_size(-8000)"}
}

// Examine reads a copy of a database that may come from anywhere and says what
// is in it. What is no sound database of this program, or of an earlier
// version, is Invalid.
func Examine(ctx context.Context, path string) (found Examined, err error) {
	db, err := OpenCopy(ctx, path)
	if err != nil {
		return found, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	conn, err := db.Conn(ctx)
	if err != nil {
		return found, unsound(ctx, err)
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	if err := checkSchema(ctx, conn, &found); err != nil {
		return found, err
	}
	return found, unsound(ctx, found.read(ctx, conn))
}

// unsound blames the file for a failure, unless the caller left.
func unsound(ctx context.Context, err error) error {
	if err == nil || ctx.Err() != nil {
		return translate(err)
	}
	if _, known := errors.AsType[*chat.Error](err); known {
		return err
	}
	return chat.Wrap(chat.Invalid, "the database is damaged, or no SQLite database", err)
}

// OpenCopy opens any SQLite database to read it, once it was found to be sound.
// It may come from anywhere.
func OpenCopy(ctx context.Context, path string) (*sql.DB, error) {
	db, err := sql.Open("sqlite", dsn(path, copyPragmas()))
	if err != nil {
		return nil, translate(err)
	}
	if err := checkIntegrity(ctx, db); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

func checkIntegrity(ctx context.Context, db *sql.DB) error {
	var verdict string
	if err := db.QueryRowContext(ctx, sqlCheckIntegrity).Scan(&verdict); err != nil {
		return unsound(ctx, err)
	}
	if verdict != "ok" {
		return chat.Errorf(chat.Invalid, "the database is damaged: its integrity check fails")
	}
	return nil
}

// checkSchema wants exactly the tables, columns and indexes that the scripts up
// to the file's version make. A forged file could bring triggers along, which
// would run in the server.
func checkSchema(ctx context.Context, conn *sql.Conn, found *Examined) error {
	steps, err := migrations(migrationFiles)
	if err != nil {
		return err
	}
	if err := conn.QueryRowContext(ctx, sqlNewestMigration).Scan(&found.Version); err != nil {
		return unsound(ctx, err)
	}
	if found.Version > len(steps) {
		return chat.Errorf(chat.Invalid, "the database has version %d, this program knows versions up to %d: use the newer program that made it",
			found.Version, len(steps))
	}
	if found.Version < 1 {
		return chat.Errorf(chat.Invalid, "this is no database of rustygpt")
	}
	want, err := objectsOf(ctx, steps[:found.Version])
	if err != nil {
		return err
	}
	got, err := objects(ctx, conn)
	if err != nil {
		return unsound(ctx, err)
	}
	if !slices.Equal(got, want) {
		return chat.Errorf(chat.Invalid, "the database has other tables than this program makes in version %d", found.Version)
	}
	return nil
}

// objectsOf are the objects that scripts make.
func objectsOf(ctx context.Context, steps []migration) (list []string, err error) {
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	scripts := []string{sqlCreateMigrations}
	for _, m := range steps {
		scripts = append(scripts, m.script)
	}
	if _, err := conn.ExecContext(ctx, strings.Join(scripts, ";\n")); err != nil {
		return nil, err
	}
	return objects(ctx, conn)
}

func objects(ctx context.Context, conn *sql.Conn) (list []string, err error) {
	rows, err := conn.QueryContext(ctx, sqlObjects)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var object sql.NullString
		if err := rows.Scan(&object); err != nil {
			return nil, err
		}
		list = append(list, object.String)
	}
	return list, rows.Err()
}

func (e *Examined) read(ctx context.Context, conn *sql.Conn) error {
	if err := conn.QueryRowContext(ctx, sqlSetupIsComplete).Scan(&e.SetupComplete); err != nil {
		return err
	}
	if err := conn.QueryRowContext(ctx, sqlCountAdmins, int(chat.RoleAdmin)).Scan(&e.Administrators); err != nil {
		return err
	}
	const keyVersion = 11 // since when the settings name the key
	if e.Version >= keyVersion {
		if err := conn.QueryRowContext(ctx, sqlCopysKey).Scan(&e.KeyFingerprint); err != nil {
			return err
		}
	}
	rows, err := conn.QueryContext(ctx, sqlSealedByProviders)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var p chat.Provider
		if err := rows.Scan(&p.ID, &p.Name, &p.SealedKey, &p.SealedHeaders, &p.Source); err != nil {
			return fmt.Errorf("a provider: %w", err)
		}
		e.Providers = append(e.Providers, p)
	}
	return rows.Err()
}
