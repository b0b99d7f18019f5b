package secret_test

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/rustygpt/rustygpt/internal/secret"
)

func TestLoadOrCreateKeepsTheKey(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "encryption.key")
	first, err := secret.LoadOrCreate(path)
	if err != nil {
		t.Fatal(err)
	}
	sealed := seal(t, first, "sk-1234", "row")
	second, err := secret.LoadOrCreate(path)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := second.Open(sealed, "row"); err != nil || got != "sk-1234" {
		t.Errorf("after a restart: %q, %v", got, err)
	}
	if second.Tightened() {
		t.Error("a file of our own making was too open")
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Size() != secret.KeyBytes {
		t.Errorf("size %d, want %d", info.Size(), secret.KeyBytes)
	}
	if runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, want 0600", info.Mode().Perm())
	}
	if entries, _ := os.ReadDir(filepath.Dir(path)); len(entries) != 1 {
		t.Errorf("left behind: %v", entries)
	}
}

func TestLoadOrCreateRefusesOtherLengths(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 31, 33, 64} {
		path := filepath.Join(t.TempDir(), "encryption.key")
		if err := os.WriteFile(path, make([]byte, n), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := secret.LoadOrCreate(path)
		if err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("%d bytes: error %v, want one that names the file", n, err)
		}
		if info, err := os.Stat(path); err != nil || info.Size() != int64(n) {
			t.Errorf("%d bytes: the refused file was changed", n)
		}
	}
}

func TestLoadOrCreateTightensTheMode(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("modes do not show access on Windows")
	}
	path := filepath.Join(t.TempDir(), "encryption.key")
	if err := os.WriteFile(path, make([]byte, secret.KeyBytes), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	b, err := secret.LoadOrCreate(path)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if !b.Tightened() || info.Mode().Perm() != 0o600 {
		t.Errorf("Tightened() = %v, mode %v", b.Tightened(), info.Mode().Perm())
	}
}

func TestStartingTogetherAgreesOnOneKey(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "encryption.key")
	boxes := make([]*secret.Box, 8)
	var wg sync.WaitGroup
	for i := range boxes {
		wg.Go(func() {
			b, err := secret.LoadOrCreate(path)
			if err != nil {
				t.Error(err)
			}
			boxes[i] = b
		})
	}
	wg.Wait()
	if t.Failed() {
		return
	}
	sealed := seal(t, boxes[0], "sk-1234", "row")
	for _, b := range boxes {
		if _, err := b.Open(sealed, "row"); err != nil {
			t.Error(err)
		}
	}
}

func TestLoadOrCreateNeedsItsFolder(t *testing.T) {
	t.Parallel()
	if _, err := secret.LoadOrCreate(filepath.Join(t.TempDir(), "missing", "encryption.key")); err == nil {
		t.Error("no error for a missing folder")
	}
}
