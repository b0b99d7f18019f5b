package transfer_test

import (
	"database/sql"
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
	"github.com/rustygpt/rustygpt/internal/store/postgres/pgtest"
	"github.com/rustygpt/rustygpt/internal/store/sqlite"
	"github.com/rustygpt/rustygpt/internal/store/storetest"
)

// TestFilesOfOthers: what is no database of ours stays as it is, down to its
// mode.
func TestFilesOfOthers(t *testing.T) {
	t.Parallel()
	directory := t.TempDir()
	text := filepath.Join(directory, "passwd")
	if err := os.WriteFile(text, []byte("root:x:0:0\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	foreign := filepath.Join(directory, "foreign.db")
	db, err := sql.Open("sqlite", foreign)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(`CREATE TABLE accounts (id)`); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{text: "no SQLite database", foreign: "another program"} {
		before := stat(t, path)
		wantRefused(t, func() error { _, err := sqlite.OpenTarget(t.Context(), path); return err }, chat.Conflict, want)
		if after := stat(t, path); after.Mode() != before.Mode() || after.Size() != before.Size() {
			t.Errorf("%s was %v, now %v", path, before, after)
		}
	}
}

func stat(t *testing.T, path string) os.FileInfo {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info
}

// TestWhatPostgresCannotKeep names the row.
func TestWhatPostgresCannotKeep(t *testing.T) {
	t.Parallel()
	from, to := onSQLite(t), onPostgres(t)
	with(t, from, func(st storetest.Store) {
		s := newScene(t, st, 1)
		s.server()
		name := "nul\x00"
		_, err := st.UpdateAccount(t.Context(), store.AccountPatch{ID: s.people[0].ID, DisplayName: &name, At: s.now()})
		s.must(err)
	})
	_, err := move(t.Context(), from, to, ignore)
	wantRefused(t, func() error { return err }, chat.Invalid, "display_name of the row with id")
}

// TestOwnerWithoutPrivileges moves as a user who owns the database and may
// nothing else, so that row security also holds for them.
func TestOwnerWithoutPrivileges(t *testing.T) {
	t.Parallel()
	server := pgtest.Start(t)
	server.Exec(t, `CREATE ROLE rustygpt_app NOLOGIN`)
	server.Exec(t, `CREATE ROLE owner LOGIN PASSWORD 'secret'`)
	server.Exec(t, `CREATE DATABASE owned OWNER owner TEMPLATE template0 ENCODING 'UTF8'`)
	address, err := url.Parse(server.URL("owned"))
	if err != nil {
		t.Fatal(err)
	}
	address.User = url.UserPassword("owner", "secret")
	owned := atURL(address.String())
	from, back := onSQLite(t), onSQLite(t)
	s, lines := filled(t, from, 2, 100)
	mustMove(t, from, owned)

	conn, err := pgx.Connect(t.Context(), server.URL("owned"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	var open int
	err = conn.QueryRow(t.Context(), `SELECT count(*) FROM pg_class WHERE relrowsecurity AND NOT relforcerowsecurity`).Scan(&open)
	if err != nil || open > 0 {
		t.Errorf("row security is not forced on %d tables, error %v", open, err)
	}
	mustMove(t, owned, back)
	wantSame(t, s, back, lines)
}
