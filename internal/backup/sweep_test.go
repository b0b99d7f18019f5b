package backup_test

import (
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/backup"
	"github.com/rustygpt/rustygpt/internal/filelock"
)

// TestSweepRemovesWhatWasAbandoned: a job that goes on holds its lock, and a
// directory that has just been made is about to be locked.
func TestSweepRemovesWhatWasAbandoned(t *testing.T) {
	t.Parallel()
	data, beside := t.TempDir(), t.TempDir()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	service, err := backup.New(backup.Options{
		Place: backup.Place{DataDir: data, Path: filepath.Join(beside, "chat.db")}, Now: time.Now,
	}, slog.New(slog.DiscardHandler))
	must(err)
	leave := func(in, name string, age time.Duration) string {
		path := filepath.Join(in, name)
		must(os.Mkdir(path, 0o700))
		must(os.WriteFile(filepath.Join(path, "upload"), []byte("half"), 0o600))
		lock, err := filelock.Acquire(filepath.Join(path, "lock"))
		must(err)
		must(lock.Release())
		at := time.Now().Add(-age)
		must(os.Chtimes(path, at, at))
		return path
	}
	abandoned := []string{leave(data, ".backup-1", 2*time.Hour), leave(beside, ".restore-staging-2", 2*time.Hour)}
	kept := []string{leave(data, ".backup-3", time.Minute), leave(data, ".backup-4", 2*time.Hour), leave(data, "notes", 2*time.Hour)}
	lock, err := filelock.Acquire(filepath.Join(kept[1], "lock"))
	must(err)
	defer func() { must(lock.Release()) }()

	if n, err := service.Sweep(t.Context()); n != 2 || err != nil {
		t.Errorf("swept %d, %v", n, err)
	}
	for _, path := range abandoned {
		if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s is still there (%v)", path, err)
		}
	}
	for _, path := range kept {
		if _, err := os.Stat(filepath.Join(path, "upload")); err != nil {
			t.Error(err)
		}
	}
	if n, err := service.Sweep(t.Context()); n != 0 || err != nil {
		t.Errorf("then swept %d, %v", n, err)
	}
}
