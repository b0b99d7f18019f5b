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
		room.post(t, room.message(chat.MessageID{}, strings.Repeat("text ", 10_000)))
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

// TestLogStaysShort writes twice as much as the log may hold, without a pause in
// which the checkpointer could come to its end.
func TestLogStaysShort(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("writes a lot")
	}
	const limit, text = 64 << 20, 1 << 20
	path := filepath.Join(t.TempDir(), "data.db")
	room := newRoom(t, open(t, sqlite.Options{Path: path}), "ada")
	for range 2 * limit / text {
		room.post(t, room.message(chat.MessageID{}, strings.Repeat("x", text)))
		info, err := os.Stat(path + "-wal")
		if err != nil {
			t.Fatal(err)
		}
		if info.Size() > limit+limit/4 {
			t.Fatalf("the log has %d bytes", info.Size())
		}
	}
}
