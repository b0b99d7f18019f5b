package client

import (
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/rustygpt/rustygpt/internal/chat"
)

const home, elsewhere = "http://localhost:8080", "https://chat.example.com"

func newTestJar(t *testing.T) *Jar {
	t.Helper()
	return NewJar(filepath.Join(t.TempDir(), "rustygpt", "session.cookies"))
}

func mustReplace(t *testing.T, j *Jar, server, line string) {
	t.Helper()
	if err := j.replace(server, parseCookies(line)); err != nil {
		t.Fatal(err)
	}
}

func codeOf(err error) string {
	if e, ok := errors.AsType[*chat.Error](err); ok {
		return e.Code
	}
	return ""
}

// TestJarFile: what is in the file, and who may read it.
func TestJarFile(t *testing.T) {
	t.Parallel()
	j := newTestJar(t)
	mustReplace(t, j, home, "SESSION_ID=abc; CSRF-TOKEN=def")
	line, err := os.ReadFile(j.Path())
	if err != nil || string(line) != "SESSION_ID=abc; CSRF-TOKEN=def\n" {
		t.Errorf("the file holds %q, %v", line, err)
	}
	for path, want := range map[string]os.FileMode{
		j.Path(): 0o600, j.Path() + ".server": 0o600, filepath.Dir(j.Path()): 0o700 | os.ModeDir,
	} {
		if info, err := os.Stat(path); err != nil || info.Mode() != want {
			t.Errorf("%s: %v, %v", path, info, err)
		}
	}
	left, err := os.ReadDir(filepath.Dir(j.Path()))
	if err != nil || len(left) != 2 {
		t.Errorf("%v, %v", left, err)
	}
}

// TestJarIsForOneServer: a session is only read for the server it was made for.
func TestJarIsForOneServer(t *testing.T) {
	t.Parallel()
	j := newTestJar(t)
	if _, err := j.read(home); codeOf(err) != CodeNotLoggedIn || !strings.Contains(err.Error(), home) {
		t.Errorf("an empty jar: %v", err)
	}
	mustReplace(t, j, home, "SESSION_ID=abc")
	if server, err := j.Server(); server != home || err != nil {
		t.Errorf("it is for %q, %v", server, err)
	}
	if login, err := j.read(home); login.String() != "SESSION_ID=abc" || err != nil {
		t.Errorf("read %q, %v", login, err)
	}
	if login, err := j.read(elsewhere); codeOf(err) != CodeOtherServer || login != nil || strings.Contains(err.Error(), "abc") {
		t.Errorf("for another server: %v, %v", login, err)
	}
	mustReplace(t, j, elsewhere, "SESSION_ID=xyz")
	if login, err := j.read(home); codeOf(err) != CodeOtherServer || login != nil {
		t.Errorf("for the first server: %v, %v", login, err)
	}
	if existed, err := j.Remove(); !existed || err != nil {
		t.Errorf("removed %v, %v", existed, err)
	}
	if existed, err := j.Remove(); existed || err != nil {
		t.Errorf("removed again %v, %v", existed, err)
	}
	if server, err := j.Server(); server != "" || err != nil {
		t.Errorf("it is for %q, %v", server, err)
	}
}

// TestJarWithoutLabel: a file that somebody else has put there could be for any
// server, so it is for none.
func TestJarWithoutLabel(t *testing.T) {
	t.Parallel()
	j := NewJar(filepath.Join(t.TempDir(), "session.cookies"))
	if err := os.WriteFile(j.Path(), []byte("SESSION_ID=abc"), 0o600); err != nil {
		t.Fatal(err)
	}
	if login, err := j.read(home); codeOf(err) != CodeNotLoggedIn || login != nil {
		t.Errorf("%v, %v", login, err)
	}
	if existed, err := j.Remove(); !existed || err != nil {
		t.Errorf("removed %v, %v", existed, err)
	}
}

// TestSwap: the newer of two logins stays, and none comes back after log-out.
func TestSwap(t *testing.T) {
	t.Parallel()
	j := newTestJar(t)
	mustReplace(t, j, home, "SESSION_ID=1")
	swap := func(old, login string) string {
		t.Helper()
		if err := j.swap(home, parseCookies(old), parseCookies(login)); err != nil {
			t.Fatal(err)
		}
		got, _ := j.read(home)
		return got.String()
	}
	if got := swap("SESSION_ID=1", "SESSION_ID=2"); got != "SESSION_ID=2" {
		t.Errorf("rotated: %s", got)
	}
	if got := swap("SESSION_ID=1", "SESSION_ID=late"); got != "SESSION_ID=2" {
		t.Errorf("a late answer: %s", got)
	}
	mustReplace(t, j, elsewhere, "SESSION_ID=2")
	swap("SESSION_ID=2", "SESSION_ID=3")
	if got, _ := j.read(elsewhere); got.String() != "SESSION_ID=2" {
		t.Errorf("an answer of the other server: %s", got)
	}
	if _, err := j.Remove(); err != nil {
		t.Fatal(err)
	}
	if got := swap("SESSION_ID=2", "SESSION_ID=3"); got != "" {
		t.Errorf("after log-out: %s", got)
	}
}

// TestRenewOnce: of many who find their login stale at the same time, one gets a
// fresh one and the others use it.
func TestRenewOnce(t *testing.T) {
	t.Parallel()
	j := newTestJar(t)
	mustReplace(t, j, home, "SESSION_ID=stale")
	stale, _ := j.read(home)
	var calls int // guarded by the jar's lock
	var wait sync.WaitGroup
	for range 20 {
		wait.Go(func() {
			other := NewJar(j.Path()) // as another process has it
			login, err := other.renew(home, stale, func() (cookies, error) {
				calls++
				return parseCookies("SESSION_ID=fresh"), nil
			})
			if err != nil || login.String() != "SESSION_ID=fresh" {
				t.Errorf("%s, %v", login, err)
			}
		})
	}
	wait.Wait()
	if calls != 1 {
		t.Errorf("renewed %d times", calls)
	}
}

func TestCookies(t *testing.T) {
	t.Parallel()
	c := parseCookies(" SESSION_ID=abc; CSRF-TOKEN=d=f;junk; a=\"b\"\n")
	if c.value("SESSION_ID") != "abc" || c.value("CSRF-TOKEN") != "d=f" || c.value("none") != "" {
		t.Errorf("%v", c)
	}
	c = parseCookies("A=1; B=2").with([]*http.Cookie{{Name: "B", Value: "3"}, {Name: "A", MaxAge: -1}, {Name: "C", Value: "4"}})
	if c.String() != "B=3; C=4" {
		t.Errorf("%s", c)
	}
}

func TestParseServer(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"http://localhost:8080":           "http://localhost:8080",
		" HTTP://LocalHost:8080/ ":        "http://localhost:8080",
		"https://chat.example.com:443":    "https://chat.example.com",
		"http://chat.example.com:80/":     "http://chat.example.com",
		"https://chat.example.com:80":     "https://chat.example.com:80",
		"https://example.com/chat/":       "https://example.com/chat",
		"http://[::1]:8080":               "http://[::1]:8080",
		"localhost:8080":                  "",
		"chat.example.com":                "",
		"ftp://chat.example.com":          "",
		"http://":                         "",
		"https://ada:secret@example.com":  "",
		"https://example.com/?next=there": "",
		"http://exa mple":                 "",
	} {
		got, err := ParseServer(in)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v", in, got, err)
		}
		if err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: %v", in, err)
		}
	}
}
