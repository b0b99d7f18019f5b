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
	"github.com/rustygpt/rustygpt/internal/httpapi"
)

// faulty fails in a different way for each conversation.
type faulty struct {
	httpapi.Conversations
	faults map[chat.ConversationID]error
}

func (f faulty) Get(_ context.Context, _ chat.Actor, id chat.ConversationID) (chat.Conversation, error) {
	if f.faults[id] == nil {
		panic("secret text")
	}
	return chat.Conversation{}, f.faults[id]
}

// TestProblems compares whole answers with golden files: the same failure on
// both surfaces.
func TestProblems(t *testing.T) { //nolint:tparallel // its parts read the one log in turn
	t.Parallel()
	conversations := faulty{faults: map[chat.ConversationID]error{}}
	w, b := newSetUpWorld(t, func(d *httpapi.Deps) { d.Conversations = conversations })
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
			id := chat.NewID[chat.Conversation]()
			conversations.faults[id] = err
			before := len(w.logged())
			for _, surface := range []string{"/api/conversations/", "/api/v1/chats/"} {
				r := b.sign(w.request("GET", surface+id.String(), nil))
				r.Header.Set("X-Request-Id", "req-1")
				answer := w.send(r)
				if strings.Contains(answer.Body.String(), "secret") {
					t.Error("the answer tells a secret")
				}
				golden(t, name+strings.ReplaceAll(surface, "/", "_")+"txt", transcript(answer))
			}
			records := w.logged()[before:]
			want := 0
			if kind := chat.KindOf(err); kind == chat.Internal || kind == chat.Upstream || kind == chat.Unavailable {
				want = 2
			}
			if got := strings.Count(records, `"level":"ERROR"`); got != want {
				t.Errorf("%d error records, want %d:\n%s", got, want, records)
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
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, got, 0o644); err != nil {
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
