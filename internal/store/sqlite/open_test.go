package sqlite_test

import (
	"context"
	"database/sql"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
	"github.com/rustygpt/rustygpt/internal/store/sqlite"
)

func TestOpenKeepsWhatWasWritten(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a folder with # and % and ?", "data.db")
	first := open(t, sqlite.Options{Path: path, FullSync: true})
	before, err := first.Settings(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	for _, suffix := range []string{"-wal", "-shm"} {
		if _, err := os.Stat(path + suffix); err == nil {
			t.Errorf("%s is left after closing", suffix)
		}
	}
	after, err := open(t, sqlite.Options{Path: path}).Settings(t.Context())
	if err != nil || after.ServerID != before.ServerID {
		t.Errorf("server id %q, before %q, error %v", after.ServerID, before.ServerID, err)
	}
}

func TestOpenMakesPrivateFiles(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("permissions are inherited on Windows")
	}
	directory := filepath.Join(t.TempDir(), "private")
	s := open(t, sqlite.Options{Path: filepath.Join(directory, "data.db")})
	if _, err := s.UpdateSettings(t.Context(), store.SettingsPatch{At: noon}); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(directory); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("directory: %v, %v", info.Mode(), err)
	}
	entries, err := os.ReadDir(directory)
	if err != nil || len(entries) < 3 {
		t.Fatalf("%d files, %v", len(entries), err)
	}
	for _, entry := range entries {
		if info, err := entry.Info(); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", entry.Name(), info.Mode(), err)
		}
	}
}

func TestOpenRefusesASecondProcess(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "data.db")
	first := open(t, sqlite.Options{Path: path})
	wantRefusal(t, path, "in use by another process")
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	open(t, sqlite.Options{Path: path})
}

func TestOpenRefusesANewerDatabase(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "data.db")
	tamper(t, path, `INSERT INTO migrations (version, name, checksum, applied_at) VALUES (99, 'later.sql', x'00', 0)`)
	wantRefusal(t, path, "use the newer program")
}

func TestOpenRefusesAChangedMigration(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "data.db")
	tamper(t, path, `UPDATE migrations SET checksum = x'00' WHERE version = 1`)
	wantRefusal(t, path, "different script")
}

func TestOpenRefusesWhatIsNoDatabase(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "data.db")
	if err := os.WriteFile(path, []byte(strings.Repeat("this is a letter, not a database\n", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	if s, err := sqlite.Open(t.Context(), sqlite.Options{Path: path}, slog.New(slog.DiscardHandler)); err == nil {
		_ = s.Close()
		t.Error("it was opened")
	}
}

// tamper makes a database and changes it behind the program's back.
func tamper(t *testing.T, path, statement string) {
	t.Helper()
	if err := open(t, sqlite.Options{Path: path}).Close(); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(context.Background(), statement); err != nil {
		t.Fatal(err)
	}
}

func wantRefusal(t *testing.T, path, text string) {
	t.Helper()
	s, err := sqlite.Open(t.Context(), sqlite.Options{Path: path}, slog.New(slog.DiscardHandler))
	if err == nil {
		_ = s.Close()
		t.Fatal("it was opened")
	}
	if chat.KindOf(err) != chat.Unavailable || !strings.Contains(err.Error(), text) {
		t.Errorf("error of kind %d: %v", chat.KindOf(err), err)
	}
}
