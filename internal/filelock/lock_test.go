package filelock_test

import (
	"errors"
	"path/filepath"
	"testing"

	"github.com/rustygpt/rustygpt/internal/filelock"
)

func TestOneAtATime(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "lock")
	first, err := filelock.Acquire(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := filelock.Acquire(path); !errors.Is(err, filelock.ErrTaken) {
		t.Errorf("a second one: %v", err)
	}
	if err := first.Release(); err != nil {
		t.Fatal(err)
	}
	again, err := filelock.Acquire(path)
	if err != nil {
		t.Fatalf("after the release: %v", err)
	}
	if err := again.Release(); err != nil {
		t.Error(err)
	}
}

func TestNoPlaceForTheFile(t *testing.T) {
	t.Parallel()
	_, err := filelock.Acquire(filepath.Join(t.TempDir(), "missing", "lock"))
	if err == nil || errors.Is(err, filelock.ErrTaken) {
		t.Errorf("error %v", err)
	}
}
