package server_test

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/rustygpt/rustygpt/internal/servertest"
)

// TestTheFilesOfTheLog: the log is kept, for the server's account alone, and the
// setup token, which is for the console, is not in it.
func TestTheFilesOfTheLog(t *testing.T) {
	t.Parallel()
	p := servertest.StartProcess(t)
	token := p.SetupToken(t, 1)
	person := servertest.NewClient(p.URL)
	person.Setup(t)
	session := person.Cookie("SESSION_ID")
	if err := p.Stop(); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(p.DataDir, "logs", "rustygpt-*.log"))
	if err != nil || len(files) == 0 {
		t.Fatalf("there are no files (%v)", err)
	}
	var text string // of all files: a day may have begun
	for _, path := range files {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		text += string(content)
		if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
			t.Errorf("%s: mode %v (%v)", path, info.Mode().Perm(), err)
		}
	}
	if !strings.Contains(text, "msg=request") || token == "" || session == "" ||
		strings.Contains(text, token) || strings.Contains(text, session) {
		t.Errorf("they hold too little or too much: %s", text)
	}
}
