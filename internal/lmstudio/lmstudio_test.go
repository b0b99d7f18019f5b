package lmstudio_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/lmstudio"
)

// fake stands in for LM Studio's command. It notes its arguments, one a line,
// and does what a file beside it says.
const fake = `package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

func main() {
	self, _ := os.Executable()
	dir := filepath.Dir(self)
	asked := strings.Join(os.Args[1:], "|")
	log, _ := os.OpenFile(filepath.Join(dir, "asked"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	fmt.Fprintln(log, asked)
	log.Close()
	script, _ := os.ReadFile(filepath.Join(dir, "script"))
	for _, line := range strings.Split(string(script), "\n") {
		args, answer, ok := strings.Cut(line, " => ")
		if !ok || args != asked && args != "*" {
			continue
		}
		switch {
		case strings.HasPrefix(answer, "fail "):
			fmt.Fprintln(os.Stderr, strings.TrimPrefix(answer, "fail "))
			os.Exit(3)
		case answer == "hang":
			time.Sleep(time.Hour)
		default:
			fmt.Println(answer)
		}
		return
	}
}
`

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

var built = func() func(t *testing.T) []byte {
	var program []byte
	turn := make(chan struct{}, 1)
	return func(t *testing.T) []byte {
		t.Helper()
		turn <- struct{}{}
		defer func() { <-turn }()
		if program != nil {
			return program
		}
		dir := t.TempDir()
		source := filepath.Join(dir, "main.go")
		must(t, os.WriteFile(source, []byte(fake), 0o600))
		if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", filepath.Join(dir, "fake"), source).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		var err error
		program, err = os.ReadFile(filepath.Join(dir, "fake"))
		must(t, err)
		return program
	}
}()

// command is a fake in a directory of its own.
type command struct {
	t    *testing.T
	path string
}

func newCommand(t *testing.T, script ...string) command {
	t.Helper()
	c := command{t, filepath.Join(t.TempDir(), name())}
	content := built(t)
	// A process that starts while the file is open for writing inherits that, and
	// nobody may run the file until it ends (golang.org/issue/22315).
	syscall.ForkLock.RLock()
	err := os.WriteFile(c.path, content, 0o700)
	syscall.ForkLock.RUnlock()
	must(t, err)
	must(t, os.WriteFile(filepath.Join(filepath.Dir(c.path), "script"), []byte(strings.Join(script, "\n")), 0o600))
	return c
}

func name() string {
	if runtime.GOOS == "windows" {
		return "lms.exe"
	}
	return "lms"
}

func (c command) service(opts lmstudio.Options) *lmstudio.Service {
	opts.Stored = func(context.Context) (string, error) { return c.path, nil }
	return lmstudio.New(opts)
}

// asked lists what the command was asked since the last time.
func (c command) asked() string {
	c.t.Helper()
	log := filepath.Join(filepath.Dir(c.path), "asked")
	text, err := os.ReadFile(log)
	if os.IsNotExist(err) {
		return ""
	}
	must(c.t, err)
	must(c.t, os.Remove(log))
	return strings.TrimSpace(string(text))
}

func TestStatus(t *testing.T) {
	t.Parallel()
	c := newCommand(t,
		"--version => \x1b[1mlms\x1b[0m v0.3.17 (build 2)",
		`server|status|--json => {"running":true,"port":4321}`,
		`ls|--json => [{"modelKey":"qwen","displayName":"Qwen","sizeBytes":12},{"path":"a/b","size":3.0},{"x":1}]`,
		`ps|--json => [{"identifier":"qwen:2","modelKey":"qwen"}]`,
	)
	st, err := c.service(lmstudio.Options{}).Status(t.Context())
	must(t, err)
	if !st.Available || st.Version != "0.3.17" || st.ServerURL != "http://localhost:4321" || st.Message != "" || st.Path == "" {
		t.Errorf("got %+v", st)
	}
	if len(st.Downloaded) != 2 || st.Downloaded[0].ID != "qwen" || st.Downloaded[0].DisplayName != "Qwen" || *st.Downloaded[0].SizeBytes != 12 ||
		st.Downloaded[1].ID != "a/b" || *st.Downloaded[1].SizeBytes != 3 {
		t.Errorf("downloaded %+v", st.Downloaded)
	}
	if len(st.Loaded) != 1 || st.Loaded[0].ID != "qwen:2" || st.Loaded[0].SizeBytes != nil {
		t.Errorf("loaded %+v", st.Loaded)
	}
}

func TestStatusOfOtherVersions(t *testing.T) {
	t.Parallel()
	for script, want := range map[string]string{
		"version => CLI commit: 0a1b2c3\n*|x => \n--version => fail no\nserver|status|--json => The server is running on port 1235.": "build 0a1b2c3 http://localhost:1235",
		"--version => lms\nserver|status|--json => The server is not running.":                                                       " ",
		"--version => 1.2\nserver|status|--json => {\"running\":true}\nls|--json => junk\nps|--json => fail no":                      "1.2 http://localhost:1234",
	} {
		st, err := newCommand(t, script).service(lmstudio.Options{}).Status(t.Context())
		must(t, err)
		if got := st.Version + " " + st.ServerURL; got != want || !st.Available || st.Downloaded == nil || st.Loaded == nil {
			t.Errorf("%q: got %+v, want %q", script, st, want)
		}
	}
}

func TestWithoutLMStudio(t *testing.T) {
	t.Parallel()
	c := newCommand(t, "* => fail nothing works")
	st, err := c.service(lmstudio.Options{}).Status(t.Context())
	if must(t, err); st.Off || st.Available || st.Message == "" || st.Path == "" {
		t.Errorf("a command that fails: %+v", st)
	}
	off := c.service(lmstudio.Options{Off: true})
	c.asked()
	st, err = off.Status(t.Context())
	if must(t, err); !st.Off || st.Available || !strings.Contains(string(st.Message), "lmstudio.enabled") || st.Path != "" {
		t.Errorf("switched off: %+v", st)
	}
	if err := off.StartServer(t.Context()); chat.KindOf(err) != chat.Invalid {
		t.Errorf("switched off: %v", err)
	}
	if err := off.CheckPath(c.path); chat.KindOf(err) != chat.Invalid {
		t.Errorf("switched off: %v", err)
	}
	if asked := c.asked(); asked != "" {
		t.Errorf("switched off, yet asked %q", asked)
	}
}

func TestActions(t *testing.T) {
	t.Parallel()
	c := newCommand(t, `ls|--json => [{"modelKey":"qwen/qwen3"}]`)
	s := c.service(lmstudio.Options{})
	for want, do := range map[string]func() error{
		"server|start":                     func() error { return s.StartServer(t.Context()) },
		"server|stop":                      func() error { return s.StopServer(t.Context()) },
		"unload|--all":                     func() error { return s.Unload(t.Context(), nil) },
		"unload|a; rm -rf $HOME":           func() error { return s.Unload(t.Context(), new("a; rm -rf $HOME")) },
		"ls|--json\nload|qwen/qwen3|--yes": func() error { return s.Load(t.Context(), " qwen/qwen3 ", 0) },
		"ls|--json\nload|qwen/qwen3|--yes|--context-length|4294967295": func() error {
			return s.Load(t.Context(), "qwen/qwen3", 4294967295)
		},
	} {
		if err := do(); err != nil {
			t.Errorf("%s: %v", want, err)
		}
		if got := c.asked(); got != want {
			t.Errorf("asked %q, want %q", got, want)
		}
	}
	if err := s.Load(t.Context(), "other", 0); chat.KindOf(err) != chat.Invalid {
		t.Errorf("a model that is not there: %v", err)
	}
	c.asked()
	for _, id := range []string{"", " ", "-all", "--all", "a\nb", "a\x00"} {
		if err := s.Unload(t.Context(), &id); chat.KindOf(err) != chat.Invalid {
			t.Errorf("unload %q: %v", id, err)
		}
		if err := s.Load(t.Context(), id, 0); chat.KindOf(err) != chat.Invalid {
			t.Errorf("load %q: %v", id, err)
		}
	}
	if asked := c.asked(); asked != "" {
		t.Errorf("asked %q", asked)
	}
}

func TestAFailureIsTold(t *testing.T) {
	t.Parallel()
	err := newCommand(t, "* => fail \x1b[31mno  port\x1b[0m").service(lmstudio.Options{}).StartServer(t.Context())
	if chat.KindOf(err) != chat.Invalid || !strings.Contains(err.Error(), "It says: no port") {
		t.Errorf("got %v", err)
	}
}

// A command that does not end is killed: the call would wait for it otherwise.
func TestACommandThatHangsIsKilled(t *testing.T) {
	t.Parallel()
	s := newCommand(t, "* => hang").service(lmstudio.Options{Timeout: 300 * time.Millisecond})
	if err := s.StopServer(t.Context()); chat.KindOf(err) != chat.Invalid || !strings.Contains(err.Error(), "in time") {
		t.Errorf("got %v", err)
	}
	ctx, leave := context.WithCancel(t.Context())
	leave()
	if err := s.StopServer(ctx); chat.KindOf(err) != chat.Canceled {
		t.Errorf("got %v", err)
	}
}

func TestCheckPath(t *testing.T) {
	t.Parallel()
	c := newCommand(t)
	dir := t.TempDir()
	other, link, folder := filepath.Join(dir, "other"), filepath.Join(dir, "a", name()), filepath.Join(dir, name())
	must(t, os.WriteFile(other, nil, 0o700))
	must(t, os.Mkdir(filepath.Dir(link), 0o700))
	must(t, os.Symlink(other, link))
	must(t, os.Mkdir(folder, 0o700))
	if err := lmstudio.CheckPath(c.path); err != nil {
		t.Error(err)
	}
	for _, path := range []string{"", name(), "./" + name(), other, link, folder, filepath.Join(dir, "none", name()), "/bin/sh", c.path + "\x00"} {
		if err := lmstudio.CheckPath(path); chat.KindOf(err) != chat.Invalid {
			t.Errorf("%q: %v", path, err)
		}
	}
	if err := c.service(lmstudio.Options{}).CheckPath(""); err != nil {
		t.Error(err)
	}
}
