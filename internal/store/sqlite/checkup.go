package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

// maxComplaints is how many of one kind are told: the first ones say it all.
const maxComplaints = 5

const sqlCheckReferences = `SELECT "table", coalesce(parent, ''), count(*) FROM pragma_foreign_key_check GROUP BY 1, 2 ORDER BY 1, 2`

// Checkup examines a database and changes nothing, whether or not a server runs
// on it. NotFound when there is none; Unavailable when it cannot be opened.
func Checkup(ctx context.Context, path string) (store.Checkup, error) {
	found := store.Checkup{What: "SQLite"}
	path, err := filepath.Abs(path)
	if err != nil {
		return found, chat.Wrap(chat.Unavailable, chat.Fill("no such path: %s", path), err)
	}
	address, err := readOnly(path)
	if err != nil {
		return found, err
	}
	db, err := sql.Open("sqlite", address)
	if err != nil {
		return found, translate(err)
	}
	defer func() { _ = db.Close() }() // nothing was written
	if err := inspect(ctx, db, &found); err != nil || len(found.Complaints) > 0 || found.Outdated {
		return found, err
	}
	return found, readUp(ctx, address, &found)
}

// readOnly is the address of a database for somebody who leaves no trace beside
// it. A server's side files are used where there are some. Where there are none,
// nobody writes, and none are made: they would belong to whoever looks.
func readOnly(path string) (address string, err error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return "", chat.Errorf(chat.NotFound, "there is no database at %s", path)
	}
	u, err := url.Parse(dsn(path, copyPragmas()))
	if err != nil {
		return "", err
	}
	query := u.Query()
	query.Set("mode", "ro")
	if _, err := os.Stat(path + "-wal"); errors.Is(err, fs.ErrNotExist) {
		query.Set("immutable", "1")
	}
	u.RawQuery = query.Encode()
	return u.String(), nil
}

// inspect looks at the file as such.
func inspect(ctx context.Context, db *sql.DB, found *store.Checkup) error {
	conn, err := db.Conn(ctx)
	if err != nil {
		return damage(ctx, err, found)
	}
	defer func() { _ = conn.Close() }()
	if err := complaints(ctx, conn, found); err != nil || len(found.Complaints) > 0 {
		return damage(ctx, err, found)
	}
	var examined Examined
	if err := checkSchema(ctx, conn, &examined); err != nil {
		return damage(ctx, err, found)
	}
	steps, err := migrations(migrationFiles)
	if err != nil {
		return err
	}
	found.What = fmt.Sprintf("SQLite, version %d of the tables", examined.Version)
	found.Outdated = examined.Version < len(steps)
	return nil
}

// damage makes a complaint of what is wrong with the file. The end of ctx and
// what has nothing to do with the content stay failures.
func damage(ctx context.Context, err error, found *store.Checkup) error {
	if err == nil || chat.KindOf(translate(err)) == chat.Unavailable {
		return translate(err)
	}
	err = unsound(ctx, err)
	if e, ok := errors.AsType[*chat.Error](err); ok && e.Kind == chat.Invalid {
		found.Complaints = append(found.Complaints, string(e.Message))
		return nil
	}
	return err
}

// complaints are SQLite's own, and those about rows that refer to others that
// are not there.
func complaints(ctx context.Context, conn *sql.Conn, found *store.Checkup) error {
	verdicts, err := texts(ctx, conn, fmt.Sprintf("PRAGMA integrity_check(%d)", maxComplaints))
	if err != nil {
		return err
	}
	for _, verdict := range verdicts {
		if verdict != "ok" {
			found.Complaints = append(found.Complaints, "the database is damaged: "+verdict)
		}
	}
	rows, err := conn.QueryContext(ctx, sqlCheckReferences)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var table, parent string
		var count int
		if err := rows.Scan(&table, &parent, &count); err != nil {
			return err
		}
		found.Complaints = append(found.Complaints, fmt.Sprintf("%d rows of table %s refer to rows of %s that are not there", count, table, parent))
	}
	return rows.Err()
}

func texts(ctx context.Context, conn *sql.Conn, query string) (list []string, err error) {
	rows, err := conn.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return nil, err
		}
		list = append(list, text)
	}
	return list, rows.Err()
}

// readUp reads what the examination of other things needs.
func readUp(ctx context.Context, address string, found *store.Checkup) (err error) {
	conn, err := connect(ctx, address)
	if err != nil {
		return translate(err)
	}
	defer func() { err = errors.Join(err, conn.close()) }()
	if found.Settings, err = one(conn, scanSettings, sqlSettings, nil); errors.Is(err, sql.ErrNoRows) {
		return nil // no server has run on it
	}
	if err == nil {
		found.KeyFingerprint, err = one(conn, value[string], sqlKeyFingerprint, nil)
	}
	if err == nil {
		found.Providers, err = all(conn, scanProvider, sqlListProviders, nil)
	}
	return translate(err)
}
