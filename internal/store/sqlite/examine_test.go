package sqlite

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// copyOf makes a database of an earlier version with an administrator and a
// session, and changes.
func copyOf(t *testing.T, version int, changes ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "copy.db")
	conn, err := open(t.Context(), path, basePragmas())
	if err != nil {
		t.Fatal(err)
	}
	steps, err := migrations(migrationFiles)
	if err != nil {
		t.Fatal(err)
	}
	if err := migrate(conn, steps[:version], noon); err != nil {
		t.Fatal(err)
	}
	const people = `
		INSERT INTO settings (id, server_id, setup_complete, updated_at) VALUES (1, 's', 1, 1);
		INSERT INTO accounts (id, username, display_name, roles, password_hash, theme, must_change_password, created_at, updated_at)
		VALUES (x'000102030405060708090a0b0c0d0e0f', 'ada', '', 3, 'h', 'system', 0, 1, 1);
		INSERT INTO sessions (id, account_id, kind, token_hash, roles, issued_at, last_seen_at, expires_at, absolute_expires_at, user_agent, ip, fingerprint)
		VALUES (x'01', x'000102030405060708090a0b0c0d0e0f', 'cookie', x'02', 3, 1, 1, 9, 9, '', '', '')`
	for _, script := range append([]string{people}, changes...) {
		if err := conn.script(script); err != nil {
			t.Fatal(err)
		}
	}
	if err := conn.close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestAdoptEveryVersion examines what every version of the program has made,
// and brings it up to date.
func TestAdoptEveryVersion(t *testing.T) {
	t.Parallel()
	steps, err := migrations(migrationFiles)
	if err != nil {
		t.Fatal(err)
	}
	for version := 1; version <= len(steps); version++ {
		path := copyOf(t, version)
		found, err := Examine(t.Context(), path)
		if err != nil || found.Version != version || !found.SetupComplete || found.Administrators != 1 {
			t.Fatalf("version %d: %+v, %v", version, found, err)
		}
		if err := Adopt(t.Context(), path, noon); err != nil {
			t.Fatalf("version %d: %v", version, err)
		}
		if newest, err := Version(t.Context(), path); err != nil || newest != len(steps) {
			t.Errorf("version %d became %d, %v", version, newest, err)
		}
		conn, err := open(t.Context(), path, readerPragmas())
		if err != nil {
			t.Fatal(err)
		}
		if n, err := one(conn, value[int], `SELECT count(*) FROM sessions`, nil); err != nil || n != 0 {
			t.Errorf("version %d: %d sessions, %v", version, n, err)
		}
		if err := conn.close(); err != nil {
			t.Error(err)
		}
	}
}

// TestExamineForgeries: what our scripts do not make is not taken.
func TestExamineForgeries(t *testing.T) {
	t.Parallel()
	steps, err := migrations(migrationFiles)
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct{ change, want string }{
		"a trigger":         {`CREATE TRIGGER evil AFTER DELETE ON sessions BEGIN UPDATE accounts SET roles = 7; END`, "other tables"},
		"a view":            {`DROP TABLE login_attempts; CREATE VIEW login_attempts AS SELECT 1 AS key, 2 AS tat`, "other tables"},
		"a virtual table":   {`CREATE VIRTUAL TABLE more USING fts5(text)`, "other tables"},
		"one column more":   {`ALTER TABLE accounts ADD COLUMN extra TEXT`, "other tables"},
		"a hidden trigger":  {`CREATE TRIGGER evil AFTER DELETE ON sessions BEGIN SELECT 1; END; PRAGMA writable_schema = 1; UPDATE sqlite_schema SET name = 'sqlite_stat1' WHERE name = 'evil'`, ""},
		"a later version":   {`INSERT INTO migrations VALUES (999, 'later', x'', 1)`, "newer program"},
		"no version at all": {`DELETE FROM migrations`, "no database of rustygpt"},
		"an unfinished one": {sqlMark, "other tables"},
		"a malformed id":    {`INSERT INTO providers VALUES (x'01', 'p', 't', 'u', '', '', 1, 'admin', 1, 1)`, "damaged"},
	} {
		_, err := Examine(t.Context(), copyOf(t, len(steps), test.change))
		if chat.KindOf(err) != chat.Invalid || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: error %v, want one with %q", name, err, test.want)
		}
	}
}
