package cli_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/rustygpt/rustygpt/api"
	"github.com/rustygpt/rustygpt/internal/provider/providertest"
	"github.com/rustygpt/rustygpt/internal/secrettest"
	"github.com/rustygpt/rustygpt/internal/servertest"
)

// password is everybody's.
const password = servertest.AdminPassword

// TestRoom runs the scripts in testdata/room, each with a server of its own on
// which ada, bob and cleo have accounts. They are about what people do from the
// command line, so the server is the real one.
func TestRoom(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/room/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			r := newRoom(t)
			testscript.Run(t, testscript.Params{
				Files: []string{file},
				Setup: r.setup,
				Cmds: map[string]func(*testscript.TestScript, bool, []string){
					"as": as, "keep": keep, "await": await, "conversation": r.conversation, "server": r.serverCommand,
				},
				RequireExplicitExec: true,
			})
		})
	}
}

// room is a server and the people on it.
type room struct {
	t      *testing.T
	server *servertest.Process
	ada    *servertest.Client
	report string // of secrets that are printed
}

func newRoom(t *testing.T) *room {
	t.Helper()
	upstream := providertest.NewUpstream(t)
	r := &room{t: t, report: secrettest.Report(t), server: servertest.StartProcess(t,
		"RUSTYGPT__LIMITS__ENABLED=false",
		"RUSTYGPT__LLM__PROVIDERS__TEST__PROVIDER_TYPE=openai",
		"RUSTYGPT__LLM__PROVIDERS__TEST__BASE_URL="+upstream.BaseURL(),
		"RUSTYGPT__LLM__MODELS__FAST__UPSTREAM_ID=tokens-5-at-1000",
		"RUSTYGPT__LLM__MODELS__ENDLESS__UPSTREAM_ID=endless-at-100",
		"RUSTYGPT__LLM__MODELS__BROKEN__UPSTREAM_ID=error-after-3",
		"RUSTYGPT__LLM__DEFAULT_CHAT_MODEL=fast",
	)}
	r.ada = servertest.NewClient(r.server.URL)
	r.must(r.ada.Do(t.Context(), "POST", "/api/setup", map[string]string{
		"username": "ada", "email": "ada@example.com", "password": password,
	}, nil))
	r.ada.Login(t, "ada", password)
	for _, name := range []string{"bob", "cleo"} {
		r.account(name)
	}
	return r
}

func (r *room) must(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

// account makes one and changes its first password, as people have to.
func (r *room) account(name string) {
	r.t.Helper()
	const first = "change this one soon"
	r.must(r.ada.Do(r.t.Context(), "POST", "/api/v1/admin/users",
		api.CreateUserRequest{Username: name, Password: first, Role: "user"}, nil))
	c := servertest.NewClient(r.server.URL)
	c.Login(r.t, name, first)
	r.must(c.Do(r.t.Context(), "PUT", "/api/v1/auth/password",
		api.ChangePasswordRequest{CurrentPassword: first, NewPassword: password}, nil))
}

func (r *room) setup(e *testscript.Env) error {
	e.Setenv("SERVER", r.server.URL)
	e.Setenv("PASSWORD", password)
	e.Setenv("TZ", "UTC")
	e.Setenv(secrettest.ReportVariable, r.report)
	for _, name := range []string{"ada", "bob", "cleo"} {
		if err := os.MkdirAll(filepath.Join(e.WorkDir, name), 0o700); err != nil {
			return err
		}
		login := name + "\n" + password + "\n"
		if err := os.WriteFile(filepath.Join(e.WorkDir, name+".login"), []byte(login), 0o600); err != nil {
			return err
		}
	}
	e.Setenv("HOME", filepath.Join(e.WorkDir, "ada"))
	return nil
}

// as makes what follows happen at somebody's desk: as bob.
func as(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: as name")
	}
	ts.Setenv("HOME", ts.MkAbs(args[0]))
}

// keep remembers what the last command printed: keep NAME 'before (.*) after'.
func keep(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: keep NAME regexp")
	}
	found := regexp.MustCompile("(?m)" + args[1]).FindStringSubmatch(ts.ReadFile("stdout"))
	if len(found) != 2 {
		ts.Fatalf("nothing to keep")
	}
	ts.Setenv(args[0], found[1])
}

// await waits until a file says something: await out.txt 'finish reason'.
func await(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: await file regexp")
	}
	want := regexp.MustCompile("(?m)" + args[1])
	end := time.After(2 * time.Minute)
	for {
		text, err := os.ReadFile(ts.MkAbs(args[0]))
		if err == nil && want.Match(text) {
			return
		}
		select {
		case <-end:
			ts.Fatalf("%s never says %s, only\n%s", args[0], args[1], text[:min(len(text), 4000)])
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// conversation makes one that ada owns, in which the assistant answers
// everything: conversation NAME title [model].
func (r *room) conversation(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: conversation NAME title [model]")
	}
	body := map[string]any{"title": args[1], "is_group": true, "assistant_mode": "auto"}
	if len(args) > 2 {
		body["model_id"] = r.model(ts, args[2])
	}
	var made api.ConversationCreateResponse
	ts.Check(r.ada.Do(r.t.Context(), "POST", "/api/conversations", body, &made))
	ts.Setenv(args[0], made.ConversationID.String())
}

func (r *room) model(ts *testscript.TestScript, name string) string {
	var list []api.Model
	ts.Check(r.ada.Do(r.t.Context(), "GET", "/api/v1/models", nil, &list))
	for _, m := range list {
		if strings.HasPrefix(m.UpstreamID, name) {
			return m.ID.String()
		}
	}
	ts.Fatalf("there is no model %s", name)
	return ""
}

// serverCommand is a power cut, or its end: server kill.
func (r *room) serverCommand(ts *testscript.TestScript, neg bool, args []string) {
	switch {
	case !neg && len(args) == 1 && args[0] == "kill":
		r.server.Kill()
	case !neg && len(args) == 1 && args[0] == "start":
		r.server.Restart(r.t)
	default:
		ts.Fatalf("usage: server kill|start")
	}
}
