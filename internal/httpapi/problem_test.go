package httpapi_test

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/conversation"
	"github.com/rustygpt/rustygpt/internal/httpapi"
)

// faulty fails in a way the test chooses.
type faulty struct {
	httpapi.Conversations
	err error
}

func (f faulty) Get(context.Context, chat.Actor, chat.ConversationID) (chat.Conversation, error) {
	if f.err == nil {
		panic("secret text")
	}
	return chat.Conversation{}, f.err
}

func (f faulty) Create(context.Context, chat.Actor, conversation.CreateInput) (chat.Conversation, error) {
	return f.Get(context.Background(), chat.Actor{}, chat.ConversationID{})
}

// TestProblems compares whole answers with golden files: the same failure on
// both surfaces.
func TestProblems(t *testing.T) {
	t.Parallel()
	for name, err := range map[string]error{
		"internal":      errors.New("open /var/lib/secret: permission denied"),
		"invalid":       &chat.Error{Kind: chat.Invalid, Message: "title: must not be blank", Fields: []chat.FieldError{{Field: "title", Message: "must not be blank"}}},
		"forbidden":     chat.Errorf(chat.Forbidden, "Viewers cannot do this."),
		"not_found":     chat.Errorf(chat.NotFound, "There is no such conversation."),
		"conflict":      chat.WithCode(chat.Conflict, "no_model", "There is no model."),
		"gone":          chat.Errorf(chat.Gone, "This invitation has expired."),
		"unprocessable": chat.Errorf(chat.Unprocessable, "That does not fit."),
		"disabled":      chat.Errorf(chat.Disabled, "This account is disabled."),
		"rate_limited":  &chat.Error{Kind: chat.RateLimited, Message: "Too fast.", RetryAfter: 1500e6},
		"upstream":      chat.WithCode(chat.Upstream, "provider_refused", "The provider refused."),
		"unavailable":   chat.Wrap(chat.Unavailable, "The database is out of reach.", errors.New("disk secret")),
		"panic":         nil,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, b := newSetUpWorld(t, func(d *httpapi.Deps) { d.Conversations = faulty{err: err} })
			for _, surface := range []string{"/api/conversations/", "/api/v1/chats/"} {
				r := b.sign(w.request("GET", surface+nobody, nil))
				r.Header.Set("X-Request-Id", "req-1")
				answer := w.send(r)
				if strings.Contains(answer.Body.String(), "secret") {
					t.Error("the answer tells a secret")
				}
				golden(t, name+strings.ReplaceAll(surface, "/", "_")+"txt", transcript(answer))
			}
			if err != nil && chat.KindOf(err) != chat.Internal {
				return
			}
			if got := strings.Count(w.logged(), `"level":"ERROR"`); got != 2 {
				t.Errorf("%d error records for two failures:\n%s", got, w.logged())
			}
		})
	}
}

// transcript is the part of an answer that clients depend on.
func transcript(r reply) []byte {
	var b bytes.Buffer
	b.WriteString(http.StatusText(r.Code) + "\n")
	for _, name := range []string{"Content-Type", "Cache-Control", "Retry-After", "Www-Authenticate", "Allow"} {
		if v := r.Header().Get(name); v != "" {
			b.WriteString(name + ": " + v + "\n")
		}
	}
	b.WriteString("\n" + r.Body.String() + "\n")
	return b.Bytes()
}

// golden compares with a file below testdata.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", "golden", name)
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil { //nolint:gosec // a folder of the source tree
			t.Fatal(err)
		}
		if err := os.WriteFile(file, got, 0o644); err != nil { //nolint:gosec // a file of the source tree
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs.\ngot:\n%s\nwant:\n%s", name, got, want)
	}
}

// TestUnreadable: what is wrong with a request is named, what it said is not
// repeated.
func TestUnreadable(t *testing.T) {
	t.Parallel()
	w, b := newSetUpWorld(t)
	id := b.create(map[string]any{"title": "Talk"})
	for name, test := range map[string]struct {
		method, url, body string
		status            int
		code              string
		want              []string
	}{
		"missing field": {"POST", "/api/auth/login", `{"email":"ada"}`, 422, "RGP.VALIDATION.BODY", []string{`"field":"password"`, "is required"}},
		"wrong type":    {"POST", "/api/auth/login", `{"email":"ada","password":["hunter2"]}`, 422, "RGP.VALIDATION.BODY", []string{`"field":"password"`}},
		"wrong case":    {"POST", "/api/auth/login", `{"Email":"ada","password":"hunter2"}`, 422, "RGP.VALIDATION.BODY", []string{`"field":"email"`}},
		"cut off":       {"POST", "/api/auth/login", `{"email":"ada","password":"hunter2`, 400, "RGP.VALIDATION.BODY", nil},
		"twice":         {"POST", "/api/auth/login", `{"email":"ada","password":"hunter2","password":"hunter2"}`, 400, "RGP.VALIDATION.BODY", nil},
		"not UTF-8":     {"POST", "/api/auth/login", "{\"email\":\"ada\",\"password\":\"hunter2\xff\"}", 400, "RGP.VALIDATION.BODY", nil},
		"unknown enum":  {"POST", "/api/threads/" + id + "/root", `{"content":"hunter2","role":"robot"}`, 422, "RGP.VALIDATION.BODY", []string{`"field":"role"`}},
		"bad uuid":      {"POST", "/api/threads/" + id + "/root", `{"content":"hunter2","model_id":"hunter2"}`, 422, "RGP.VALIDATION.BODY", []string{`"field":"model_id"`}},
		"null body":     {"POST", "/api/auth/login", `null`, 422, "RGP.VALIDATION.BODY", nil},
		"no body":       {"POST", "/api/threads/" + id + "/root", "", 400, "RGP.VALIDATION.BODY", nil},
		"bad path":      {"GET", "/api/conversations/hunter2", "", 400, "RGP.VALIDATION.PATH", nil},
		"bad query":     {"GET", "/api/conversations?limit=hunter2", "", 400, "RGP.VALIDATION.QUERY", []string{`"field":"limit"`}},
		"bad time":      {"GET", "/api/conversations?after=hunter2", "", 400, "RGP.VALIDATION.QUERY", []string{`"field":"after"`}},
		"bad since":     {"GET", "/api/stream/conversations/" + id + "?since=hunter2", "", 400, "validation_failed", []string{`"field":"since"`}},
		"bad cursor":    {"GET", "/api/threads/" + nobody + "/tree?cursor_path=%01", "", 400, "validation_failed", nil},
		"unknown path":  {"GET", "/api/nothing", "", 404, "RGP.NOT_FOUND", nil},
		"unknown chats": {"GET", "/api/v1/nothing", "", 404, "not_found", nil},
		"unknown v1":    {"POST", "/v1/nothing", "{}", 404, "RGP.NOT_FOUND", nil},
		"chats body":    {"POST", "/api/v1/chats/" + id + "/generate", `{"content":"x"}`, 422, "unprocessable", []string{`"field":"request_id"`}},
		"chats method":  {"DELETE", "/api/v1/chats", "", 405, "method_not_allowed", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var body any
			if test.body != "" {
				body = test.body
			}
			answer := b.send(test.method, test.url, body).status(test.status)
			if code := answer.code(); code != test.code {
				t.Errorf("code %s, want %s", code, test.code)
			}
			if text := answer.Body.String(); strings.Contains(text, "hunter2") {
				t.Errorf("the answer repeats the input: %s", text)
			}
			for _, want := range test.want {
				if !strings.Contains(answer.Body.String(), want) {
					t.Errorf("no %s in %s", want, answer.Body)
				}
			}
		})
	}
	t.Cleanup(func() {
		if strings.Contains(w.logged(), "hunter2") {
			t.Error("the log repeats the input")
		}
	})
}

// TestNullIsAbsent: both mean the same in requests.
func TestNullIsAbsent(t *testing.T) {
	t.Parallel()
	_, b := newSetUpWorld(t)
	b.send("POST", "/api/conversations", `{"title":null,"is_group":null,"model_id":null,"assistant_mode":null,"else":1}`).status(http.StatusCreated)
	b.send("POST", "/api/v1/chats", `{"title":null,"model_id":null}`).status(http.StatusCreated)
	b.send("POST", "/api/v1/auth/login", `{"login":null,"password":null}`).status(http.StatusUnprocessableEntity)
}
