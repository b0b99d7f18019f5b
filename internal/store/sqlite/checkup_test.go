package sqlite_test

import (
	"bytes"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
	"github.com/rustygpt/rustygpt/internal/store/sqlite"
)

func checkup(t *testing.T, path string) store.Checkup {
	t.Helper()
	found, err := sqlite.Checkup(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// TestCheckupLeavesNoTrace examines a database beside a server, and then alone.
func TestCheckupLeavesNoTrace(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "data.db")
	s := open(t, sqlite.Options{Path: path})
	name := "Beside"
	if _, err := s.UpdateSettings(t.Context(), store.SettingsPatch{ServerName: &name, At: noon}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.ClaimKey(t.Context(), "the key"); err != nil {
		t.Fatal(err)
	}
	found := checkup(t, path) // what it has to see is in the write-ahead log alone
	if len(found.Complaints) > 0 || found.Outdated || found.Settings.ServerName != name || found.KeyFingerprint != "the key" {
		t.Errorf("beside the server: %+v", found)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if found := checkup(t, path); found.Settings.ServerName != name {
		t.Errorf("alone: %+v", found)
	}
	after, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(before, after) {
		t.Errorf("the file was changed (%v)", err)
	}
	for _, suffix := range []string{"-wal", "-shm", "-journal"} {
		if _, err := os.Stat(path + suffix); err == nil {
			t.Errorf("%s is left", suffix)
		}
	}
}

func TestCheckupComplains(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		spoil func(t *testing.T, path string)
		want  string
	}{
		"a file with other content": {func(t *testing.T, path string) {
			write(t, path, []byte(strings.Repeat("this is a letter, not a database\n", 100)))
		}, "damaged, or no SQLite database"},
		"pages that were overwritten": {func(t *testing.T, path string) {
			tamper(t, path, `VACUUM`)
			content, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			for i := 3 * 4096; i < len(content)-4096; i += 2 * 4096 {
				copy(content[i:], bytes.Repeat([]byte{0xab}, 512))
			}
			write(t, path, content)
		}, "damaged"},
		"rows without what they refer to": {func(t *testing.T, path string) {
			tamper(t, path, `INSERT INTO invites (id, conversation_id, email, role, invited_by, token_hash, created_at, expires_at)
				VALUES (x'01', x'02', 'a', 'viewer', x'03', x'04', 0, 0)`)
		}, "1 rows of table invites refer to rows of conversations that are not there"},
		"a newer version": {func(t *testing.T, path string) {
			tamper(t, path, `INSERT INTO migrations (version, name, checksum, applied_at) VALUES (999, 'later.sql', x'00', 0)`)
		}, "use the newer program"},
		"a table that is missing": {func(t *testing.T, path string) { tamper(t, path, `DROP TABLE invites`) }, "other tables"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "data.db")
			test.spoil(t, path)
			found := checkup(t, path)
			if !strings.Contains(strings.Join(found.Complaints, "\n"), test.want) {
				t.Errorf("complaints %q, want %q", found.Complaints, test.want)
			}
		})
	}
}

func TestCheckupOfNothing(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "data.db")
	if _, err := sqlite.Checkup(t.Context(), path); chat.KindOf(err) != chat.NotFound {
		t.Errorf("error %v", err)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("a database was made")
	}
}

// TestCheckupOfWhatCannotBeOpened: not being let in is no damage.
func TestCheckupOfWhatCannotBeOpened(t *testing.T) {
	t.Parallel()
	if _, err := sqlite.Checkup(t.Context(), t.TempDir()); chat.KindOf(err) != chat.Unavailable {
		t.Errorf("error %v", err)
	}
}

func TestCheckupOfAnEarlierVersion(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "data.db")
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	first, err := os.ReadFile("migrations/0001_initial.sql")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.ExecContext(t.Context(), `CREATE TABLE migrations (
		version INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum BLOB NOT NULL, applied_at INTEGER NOT NULL) STRICT;
		INSERT INTO migrations VALUES (1, '0001_initial.sql', x'00', 0);`+string(first)); err != nil {
		t.Fatal(err)
	}
	if found := checkup(t, path); !found.Outdated || len(found.Complaints) > 0 {
		t.Errorf("%+v", found)
	}
}

func write(t *testing.T, path string, content []byte) {
	t.Helper()
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
}
