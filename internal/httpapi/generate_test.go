package httpapi_test

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/provider"
)

var anyID = regexp.MustCompile(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`)

// chat makes a chat and returns its id.
func (b *browser) chat() string {
	b.world.t.Helper()
	var made struct{ ID string }
	b.send("POST", "/api/v1/chats", "{}").status(http.StatusCreated).into(&made)
	return made.ID
}

func question(requestID string) map[string]string {
	return map[string]string{"request_id": requestID, "content": "  Hello?  "}
}

// TestGenerate compares the bytes of an answer's stream, and what is stored
// after it.
func TestGenerate(t *testing.T) {
	t.Parallel()
	_, b := newSetUpWorld(t)
	id := b.chat()
	answer := b.send("POST", "/api/v1/chats/"+id+"/generate", question(uuid.NewString())).status(http.StatusOK)
	if h := answer.Header(); h.Get("Content-Type") != "text/event-stream" || h.Get("Cache-Control") != "no-cache" {
		t.Errorf("headers %v", h)
	}
	frames := anyID.ReplaceAllString(answer.Body.String(), "ID")
	if joined(frames) != "Hello" {
		t.Errorf("text %q", joined(frames))
	}
	golden(t, "generate.txt", []byte(oneDelta.ReplaceAllString(frames, "event: delta\ndata: {\"event\":\"delta\",\"content\":\"…\"}\n\n")))

	var list []map[string]any
	b.send("GET", "/api/v1/chats/"+id+"/messages", nil).status(http.StatusOK).into(&list)
	if len(list) != 2 || list[0]["content"] != "Hello?" || list[1]["content"] != "Hello" || list[1]["status"] != "complete" {
		t.Errorf("messages %v", list)
	}
	for _, field := range []string{"parent_id", "sibling_ids", "model_id", "provider_name", "model_name", "finish_reason", "error"} {
		if _, ok := list[0][field]; !ok {
			t.Errorf("%s is left out", field)
		}
	}
	var shown map[string]any
	b.send("GET", "/api/v1/chats/"+id, nil).status(http.StatusOK).into(&shown)
	if shown["title"] != "Hello?" {
		t.Errorf("title %v", shown["title"])
	}
}

// oneDelta matches any number of deltas: how pieces are merged is a matter of
// timing.
var oneDelta = regexp.MustCompile(`(event: delta\ndata: [^\n]+\n\n)+`)

var deltaText = regexp.MustCompile(`"event":"delta","content":"([^"]*)"`)

// joined is the text of a stream's deltas.
func joined(frames string) string {
	var text strings.Builder
	for _, found := range deltaText.FindAllStringSubmatch(frames, -1) {
		text.WriteString(found[1])
	}
	return text.String()
}

// TestGenerateAgain: the same request id streams the same answer and posts
// nothing.
func TestGenerateAgain(t *testing.T) {
	t.Parallel()
	_, b := newSetUpWorld(t)
	url, again := "/api/v1/chats/"+b.chat(), question(uuid.NewString())
	first := b.send("POST", url+"/generate", again).status(http.StatusOK).Body.String()
	second := b.send("POST", url+"/generate", again).status(http.StatusOK).Body.String()
	if joined(second) != joined(first) || anyID.FindString(first) != anyID.FindString(second) {
		t.Errorf("first\n%s\nthen\n%s", first, second)
	}
	var list []any
	b.send("GET", url+"/messages", nil).into(&list)
	if len(list) != 2 {
		t.Errorf("%d messages", len(list))
	}
}

func TestRegenerate(t *testing.T) {
	t.Parallel()
	_, b := newSetUpWorld(t)
	url := "/api/v1/chats/" + b.chat()
	b.send("POST", url+"/regenerate", question(uuid.NewString())).status(http.StatusConflict)
	b.send("POST", url+"/generate", question(uuid.NewString())).status(http.StatusOK)
	b.send("POST", url+"/regenerate", question(uuid.NewString())).status(http.StatusOK)
	var list []struct {
		ID         string
		SiblingIDs []string `json:"sibling_ids"`
	}
	b.send("GET", url+"/messages", nil).into(&list)
	if len(list) != 2 || len(list[1].SiblingIDs) != 2 || list[1].SiblingIDs[1] != list[1].ID {
		t.Errorf("messages %+v", list)
	}
}

// TestGenerateFails: an answer that fails says so in the stream, once.
func TestGenerateFails(t *testing.T) {
	t.Parallel()
	w, b := newSetUpWorld(t)
	w.model.fails = chat.WithCode(chat.Upstream, provider.CodeRefused, "The provider refused.")
	frames := b.send("POST", "/api/v1/chats/"+b.chat()+"/generate", question(uuid.NewString())).status(http.StatusOK).Body.String()
	if !strings.Contains(frames, `"event":"error","message":"The provider refused."`) || strings.Contains(frames, "completed") {
		t.Errorf("frames\n%s", frames)
	}
}

// reading is a stream that is being read.
type reading struct {
	*http.Response
	lines *bufio.Scanner
	t     testing.TB
}

// open starts to read a stream from a real server.
func (b *browser) open(ctx context.Context, server *httptest.Server, method, url string, body any) reading {
	b.world.t.Helper()
	r := b.sign(b.world.request(method, url, body)).WithContext(ctx)
	out, err := http.NewRequestWithContext(ctx, method, server.URL+url, r.Body)
	b.world.must(err)
	out.Header = r.Header
	resp, err := server.Client().Do(out)
	b.world.must(err)
	if resp.StatusCode != http.StatusOK {
		b.world.t.Fatalf("status %d", resp.StatusCode)
	}
	return newReading(b.world.t, resp)
}

func newReading(t testing.TB, resp *http.Response) reading {
	lines := bufio.NewScanner(resp.Body)
	lines.Buffer(nil, 1<<20)
	return reading{resp, lines, t}
}

// until reads up to a line with this text.
func (r reading) until(text string) string {
	r.t.Helper()
	for r.lines.Scan() {
		if strings.Contains(r.lines.Text(), text) {
			return r.lines.Text()
		}
	}
	r.t.Fatalf("the stream ended before %q", text)
	return ""
}

// rest reads to the end.
func (r reading) rest() string {
	var b strings.Builder
	for r.lines.Scan() {
		b.WriteString(r.lines.Text() + "\n")
	}
	return b.String()
}

// TestReaderLeaves: the answer goes on without its reader, and one who comes
// back gets all of it. Meanwhile another question is refused.
func TestReaderLeaves(t *testing.T) {
	t.Parallel()
	w, b := newSetUpWorld(t)
	w.model.hold = make(chan struct{})
	server := httptest.NewServer(w.edge)
	defer server.Close()
	url, ask := "/api/v1/chats/"+b.chat(), question(uuid.NewString())

	ctx, leave := context.WithCancel(t.Context())
	first := b.open(ctx, server, "POST", url+"/generate", ask)
	started := first.until(`"event":"started"`)
	w.model.hold <- struct{}{}
	first.until(`"content":"Hel"`)
	leave()
	first.Body.Close()

	b.send("POST", url+"/generate", question(uuid.NewString())).status(http.StatusConflict)
	second := b.open(t.Context(), server, "POST", url+"/generate", ask)
	defer second.Body.Close()
	if again := second.until(`"event":"started"`); again != started {
		t.Errorf("another answer: %s, then %s", started, again)
	}
	second.until(`"content":"Hel"`)
	w.model.hold <- struct{}{}
	if end := second.rest(); joined(end) != "lo" || !strings.Contains(end, `"event":"completed"`) {
		t.Errorf("the rest is\n%s", end)
	}
}

func TestStop(t *testing.T) {
	t.Parallel()
	w, b := newSetUpWorld(t)
	w.model.hold = make(chan struct{})
	server := httptest.NewServer(w.edge)
	defer server.Close()
	url := "/api/v1/chats/" + b.chat()
	b.send("POST", url+"/stop", nil).status(http.StatusNoContent)
	stream := b.open(t.Context(), server, "POST", url+"/generate", question(uuid.NewString()))
	defer stream.Body.Close()
	stream.until(`"event":"started"`)
	w.model.hold <- struct{}{}
	stream.until(`"content":"Hel"`)
	b.send("POST", url+"/stop", nil).status(http.StatusNoContent)
	if end := stream.rest(); !strings.Contains(end, `"event":"completed"`) {
		t.Errorf("the rest is\n%s", end)
	}
	var list []struct{ Status, Content string }
	b.send("GET", url+"/messages", nil).into(&list)
	if len(list) != 2 || list[1].Status != "canceled" || list[1].Content != "Hel" {
		t.Errorf("messages %+v", list)
	}
}

// TestLogoutCutsStreams: both kinds of stream end with the session they were
// opened with.
func TestLogoutCutsStreams(t *testing.T) {
	t.Parallel()
	w, b := newSetUpWorld(t)
	w.model.hold = make(chan struct{})
	server := httptest.NewServer(w.edge)
	defer server.Close()
	id := b.chat()
	events := b.open(t.Context(), server, "GET", "/api/stream/conversations/"+id, nil)
	defer events.Body.Close()
	answer := b.open(t.Context(), server, "POST", "/api/v1/chats/"+id+"/generate", question(uuid.NewString()))
	defer answer.Body.Close()
	answer.until(`"event":"started"`)
	w.model.hold <- struct{}{}
	answer.until(`"content":"Hel"`)
	b.send("POST", "/api/auth/logout", nil).status(http.StatusOK)
	if end := answer.rest(); strings.Contains(end, "completed") {
		t.Errorf("the answer's stream went on:\n%s", end)
	}
	events.rest()
}

// TestForeignChat: somebody else's chat, and a group, are not there.
func TestForeignChat(t *testing.T) {
	t.Parallel()
	w, b := newSetUpWorld(t)
	mine, group := b.chat(), b.create(map[string]any{"title": "Group", "is_group": true})
	other := w.member("mia")
	for _, call := range []struct {
		method, path string
		body         any
	}{
		{"GET", "", nil},
		{"PATCH", "", "{}"},
		{"DELETE", "", nil},
		{"GET", "/messages", nil},
		{"POST", "/generate", question(uuid.NewString())},
		{"POST", "/regenerate", question(uuid.NewString())},
		{"POST", "/stop", nil},
	} {
		t.Run(fmt.Sprint(call.method, call.path), func(t *testing.T) {
			t.Parallel()
			other.send(call.method, "/api/v1/chats/"+mine+call.path, call.body).status(http.StatusNotFound)
			b.send(call.method, "/api/v1/chats/"+group+call.path, call.body).status(http.StatusNotFound)
		})
	}
	other.send("GET", "/api/stream/conversations/"+mine, nil).status(http.StatusNotFound)
	other.send("GET", "/api/conversations/"+mine, nil).status(http.StatusNotFound)
}
