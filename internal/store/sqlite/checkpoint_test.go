package sqlite_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store/sqlite"
)

// TestCheckpoint writes until the database file has what was written, while the
// store is open.
func TestCheckpoint(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "data.db")
	room := newRoom(t, open(t, sqlite.Options{Path: path}), "ada")
	deadline := time.Now().Add(2 * time.Minute) // the machine may be busy
	for n := 1; ; n++ {
		room.post(t, room.message(chat.MessageID{}, strings.Repeat("text ", 100)))
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if info.Size() > 1_000_000 {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("the file has %d bytes after %d posts", info.Size(), n)
		}
	}
}
