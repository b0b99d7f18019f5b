package sqlite_test

import (
	"bufio"
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
	"github.com/rustygpt/rustygpt/internal/store/sqlite"
)

// crashPath is set in the child process that TestCrash kills.
const crashPath = "RUSTYGPT_TEST_CRASH_DB"

// TestCrash kills a process in the middle of writing, again and again on the
// same database. What it had been told is committed has to be there.
func TestCrash(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("starts processes")
	}
	path := filepath.Join(t.TempDir(), "data.db")
	acknowledged := map[string]bool{}
	for round := range 5 {
		child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestCrashChild$")
		child.Env = append(os.Environ(), crashPath+"="+path)
		output, err := child.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(output)
		for range 40 + 17*round {
			if !lines.Scan() {
				t.Fatalf("round %d: the writer stopped by itself", round)
			}
			acknowledged[lines.Text()] = true
		}
		if err := child.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		for lines.Scan() { // what it said before it died
			acknowledged[lines.Text()] = true
		}
		_ = child.Wait()
		checkAfterCrash(t, path, acknowledged)
	}
}

// TestCrashChild is the process that is killed: it posts, streams an answer,
// and names each message once it is stored.
func TestCrashChild(t *testing.T) {
	path := os.Getenv(crashPath)
	if path == "" {
		t.Skip("only runs as a child of TestCrash")
	}
	s := open(t, sqlite.Options{Path: path, PersistEvents: true})
	room := newRoom(t, s, fmt.Sprint("child", os.Getpid()))
	for {
		question, answer := room.ask(t)
		for i := range 3 {
			room.save(t, store.Progress{Message: answer, Index: i, Content: "piece ", At: noon})
		}
		room.save(t, store.Progress{Message: answer, Finish: &store.Finish{Status: chat.StatusComplete, KeepChunks: true}, At: noon})
		fmt.Println(question.ID)
		fmt.Println(answer.ID)
	}
}

func checkAfterCrash(t *testing.T, path string, acknowledged map[string]bool) {
	t.Helper()
	s := open(t, sqlite.Options{Path: path, PersistEvents: true})
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	none := map[string]string{
		"integrity":    `SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok'`,
		"foreign keys": `SELECT "table" FROM pragma_foreign_key_check`,
		"positions": `SELECT hex(c.id) FROM conversations c WHERE position <>
			(SELECT count(*) FROM events WHERE conversation_id = c.id) + (SELECT count(*) FROM chunks WHERE conversation_id = c.id)`,
		"texts": `SELECT hex(id) FROM messages WHERE role = 'assistant' AND status = 'complete' AND content <> 'piece piece piece '`,
	}
	for what, query := range none {
		var found string
		if err := db.QueryRow(query).Scan(&found); err != sql.ErrNoRows {
			t.Errorf("%s: %q, %v", what, found, err)
		}
	}
	for id := range acknowledged {
		m, err := chat.ParseID[chat.Message](id)
		if err != nil {
			continue // a line of the test framework
		}
		var status string
		if err := db.QueryRow(`SELECT status FROM messages WHERE id = ?`, m).Scan(&status); err != nil || status != "complete" {
			t.Errorf("acknowledged message %s: status %q, %v", id, status, err)
		}
	}
}

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
