package cli_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/rustygpt/rustygpt/internal/cli"
	"github.com/rustygpt/rustygpt/internal/secrettest"
)

// sessionToken has the form of a login session's.
const sessionToken = "c2Vzc2lvbi10b2tlbi1vZi1hLWRlc2staW4tdGVzdHM"

// desk is where a command runs: with a home of its own, and a server that
// answers logins and, to everything else, as told.
type desk struct {
	t    *testing.T
	home string
	url  string
}

func newDesk(t *testing.T, handle http.HandlerFunc) *desk {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("POST /api/auth/login", func(w http.ResponseWriter, _ *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "SESSION_ID", Value: sessionToken})
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"user":{"username":"ada"}}`)
	})
	mux.HandleFunc("/", handle)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	d := &desk{t: t, home: t.TempDir(), url: server.URL}
	if code, _, errs := d.run("ada\n"+secrettest.Password+"\n", "login", "--server", server.URL); code != 0 {
		t.Fatalf("login: %s", errs)
	}
	return d
}

func (d *desk) run(stdin string, args ...string) (code int, stdout, stderr string) {
	var out, errs bytes.Buffer
	code = cli.Run(d.t.Context(), args, cli.Env{
		Stdin: strings.NewReader(stdin), Stdout: &out, Stderr: &errs,
		WorkDir: d.home, Environ: []string{"HOME=" + d.home},
	})
	secrettest.CheckPrinted(d.t, args, out.Bytes(), errs.Bytes())
	return code, out.String(), errs.String()
}

// TestAdvice: what went wrong is a sentence, and so is what to do.
func TestAdvice(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		status  int
		code    string
		message string
		retry   string
		want    string
	}{
		"logged out":   {401, "RGP.AUTH.INVALID_SESSION", "This login session does not exist any more.", "", "This login session does not exist any more. Log in again: rustygpt login"},
		"new password": {403, "RGP.AUTH.PASSWORD_CHANGE_REQUIRED", "Please change your password first.", "", "Open the server's address in a browser to do so, then log in again: rustygpt login"},
		"forbidden":    {403, "RGP.RBAC.FORBIDDEN", "Viewers cannot do this.", "", "Viewers cannot do this. An owner of the conversation can change what you may do."},
		"not found":    {404, "RGP.NOT_FOUND", "There is no such conversation", "", "There is no such conversation. Check the id; 'rustygpt chat' lists the conversations you are in."},
		"gone":         {410, "RGP.GONE", "This invitation has expired.", "", "This invitation has expired. Ask for a new one."},
		"disabled":     {423, "RGP.AUTH.DISABLED", "This account is disabled.", "", "This account is disabled. Ask the server's administrator."},
		"soon":         {429, "RGP.RATE_LIMITED", "Too fast.", "7", "Too fast. Try again in 7 seconds."},
		"later":        {429, "RGP.RATE_LIMITED", "Too fast.", "900", "Too fast. Try again in 15 minutes."},
		"some time":    {429, "RGP.RATE_LIMITED", "Too fast.", "", "Too fast. Try again in a while."},
		"broken":       {503, "RGP.UNAVAILABLE", "The database is out of reach.", "", "The database is out of reach. Try again later; the server's log says more."},
		"hostile":      {400, "x", `\u001b[2JWrong`, "", "␛[2JWrong"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "application/problem+json")
				if test.retry != "" {
					w.Header().Set("Retry-After", test.retry)
				}
				w.WriteHeader(test.status)
				fmt.Fprintf(w, `{"code":%q,"message":"%s"}`, test.code, test.message)
			})
			code, stdout, stderr := d.run("", "chat")
			if code != 1 || stdout != "" || !strings.HasPrefix(stderr, "rustygpt: ") || !strings.HasSuffix(stderr, test.want+"\n") {
				t.Errorf("exit code %d, %q, %q, want %q", code, stdout, stderr, test.want)
			}
		})
	}
}

// TestReplyIsPostedOnce: when only the answer is lost, the same request is made
// again, so that the server can tell.
func TestReplyIsPostedOnce(t *testing.T) {
	t.Parallel()
	var bodies []string
	d := newDesk(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if bodies = append(bodies, string(body)); len(bodies) == 1 {
			conn, _, err := http.NewResponseController(w).Hijack()
			if err == nil {
				conn.Close()
			}
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusCreated)
		_, _ = io.WriteString(w, `{}`)
	})
	const parent = "01890a5d-ac96-774b-bcce-b302099a8057"
	if code, _, stderr := d.run("", "reply", "--parent", parent, "Hello"); code != 0 {
		t.Errorf("exit code %d, %s", code, stderr)
	}
	if len(bodies) != 2 || bodies[0] != bodies[1] || !strings.Contains(bodies[0], `"request_id":"`) {
		t.Errorf("%q", bodies)
	}
}

// TestLoginWarns where others could listen.
func TestLoginWarns(t *testing.T) {
	t.Parallel()
	d := &desk{t: t, home: t.TempDir()}
	for server, warns := range map[string]bool{
		"http://127.0.0.1:1":   false, // nobody is there
		"http://chat.invalid":  true,
		"https://chat.invalid": false,
	} {
		_, _, stderr := d.run("ada\n", "login", "--server", server) // ends for want of a password
		if got := strings.Contains(stderr, "is not encrypted"); got != warns {
			t.Errorf("%s: %s", server, stderr)
		}
	}
}

// TestWithoutHome: nothing is put where nobody would look for it.
func TestWithoutHome(t *testing.T) {
	t.Parallel()
	var errs bytes.Buffer
	code := cli.Run(t.Context(), []string{"me"}, cli.Env{
		Stdout: io.Discard, Stderr: &errs, WorkDir: t.TempDir(), Environ: []string{"RUSTYGPT__STORAGE__DATA_DIR=/srv/chat"},
	})
	if code != 1 || !strings.Contains(errs.String(), "your home directory is not known") {
		t.Errorf("exit code %d, %s", code, errs.String())
	}
}
