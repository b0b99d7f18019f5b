package providertest

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
)

// Upstream is a scriptable service on a local port.
type Upstream struct {
	server   *http.Server
	listener net.Listener

	mu       sync.Mutex
	key      string
	broken   Breakage
	requests []Request
	conns    int
	left     int
	leaving  chan struct{} // closed and replaced when left grows
	enough   chan struct{} // closed and replaced by Enough
}

// Request is what Upstream was asked.
type Request struct {
	Method, Host, Path string
	Header             http.Header
	Body               Prompt
}

// Prompt is the body of a completion request, as far as Upstream reads it. Raw
// has all of it.
type Prompt struct {
	Model         string
	Messages      []struct{ Role, Content string }
	Stream        bool
	StreamOptions json.RawMessage `json:"stream_options"`
	MaxTokens     *int            `json:"max_tokens"`
	Raw           string          `json:"-"`
}

// keptRequests bounds the memory of a server that runs for long.
const keptRequests = 200

// NewUpstream starts a server for the time of a test.
func NewUpstream(tb testing.TB) *Upstream {
	tb.Helper()
	u, err := Listen("127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(u.Close)
	return u
}

// Listen starts a server at an address, port 0 for a free one.
func Listen(addr string) (*Upstream, error) {
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, err
	}
	u := &Upstream{listener: listener, leaving: make(chan struct{}), enough: make(chan struct{})}
	u.server = &http.Server{Handler: u.routes(), ConnState: u.countConnection, ErrorLog: log.New(io.Discard, "", 0)}
	go func() {
		if err := u.server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			panic("providertest: upstream: " + err.Error())
		}
	}()
	return u, nil
}

// Close cuts every connection.
func (u *Upstream) Close() { _ = u.server.Close() }

// BaseURL is what a provider is configured with.
func (u *Upstream) BaseURL() string { return u.Base("v1") }

// Base returns another base URL of the same server, which answers /models in
// one of the Dialects.
func (u *Upstream) Base(dialect string) string {
	return "http://" + u.listener.Addr().String() + "/" + dialect
}

// RequireKey makes the server refuse requests with another API key.
func (u *Upstream) RequireKey(key string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.key = key
}

// Requests returns what was asked lately, oldest first.
func (u *Upstream) Requests() []Request {
	u.mu.Lock()
	defer u.mu.Unlock()
	return slices.Clone(u.requests)
}

// Connections counts the connections that were opened.
func (u *Upstream) Connections() int {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.conns
}

func (u *Upstream) countConnection(_ net.Conn, state http.ConnState) {
	if state == http.StateNew {
		u.mu.Lock()
		defer u.mu.Unlock()
		u.conns++
	}
}

// Left counts the clients that have left before their answer was over.
func (u *Upstream) Left() int {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.left
}

// WaitLeft waits until n clients have left before their answer was over.
func (u *Upstream) WaitLeft(ctx context.Context, n int) error {
	for {
		u.mu.Lock()
		left, leaving := u.left, u.leaving
		u.mu.Unlock()
		if left >= n {
			return nil
		}
		select {
		case <-leaving:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (u *Upstream) noteLeft() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.left++
	close(u.leaving)
	u.leaving = make(chan struct{})
}

// Enough brings the endless answers that are being written to a proper end.
func (u *Upstream) Enough() {
	u.mu.Lock()
	defer u.mu.Unlock()
	close(u.enough)
	u.enough = make(chan struct{})
}

func (u *Upstream) untilEnough() <-chan struct{} {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.enough
}

func (u *Upstream) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /enough", func(http.ResponseWriter, *http.Request) { u.Enough() })
	mux.HandleFunc("POST /{dialect}/chat/completions", u.serveCompletion)
	mux.HandleFunc("GET /{dialect}/models", u.serveModels)
	return u.orBroken(mux)
}

// note remembers a request and reports whether its key is right.
func (u *Upstream) note(r *http.Request, p Prompt) (allowed bool) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if len(u.requests) == keptRequests {
		u.requests = slices.Delete(u.requests, 0, 1)
	}
	u.requests = append(u.requests, Request{Method: r.Method, Host: r.Host, Path: r.URL.Path, Header: r.Header.Clone(), Body: p})
	return u.key == "" || r.Header.Get("Authorization") == "Bearer "+u.key
}

func (u *Upstream) serveCompletion(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 64<<20))
	if err != nil {
		refuse(w, http.StatusBadRequest, "the body cannot be read")
		return
	}
	prompt := Prompt{Raw: string(body)}
	if err := json.Unmarshal(body, &prompt); err != nil {
		refuse(w, http.StatusBadRequest, "the body is not JSON")
		return
	}
	if !u.note(r, prompt) {
		refuse(w, http.StatusUnauthorized, "Incorrect API key provided: "+r.Header.Get("Authorization"))
		return
	}
	play(w, r, prompt, u.untilEnough())
	if r.Context().Err() != nil {
		u.noteLeft()
	}
}

func refuse(w http.ResponseWriter, status int, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	writeJSON(w, map[string]any{"error": map[string]any{"message": message, "type": "test_error", "code": status}})
}

func writeJSON(w io.Writer, v any) {
	_ = json.NewEncoder(w).Encode(v) // fails only when the client has left
}

// Dialects are the base paths of the server; /models answers differently below
// each of them. Completions are the same below all.
var Dialects = map[string]func(http.ResponseWriter, *http.Request){
	"v1": func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, map[string]any{"object": "list", "data": entries("id")})
	},
	"named": func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, map[string]any{"models": entries("name")})
	},
	"bare":    func(w http.ResponseWriter, _ *http.Request) { writeJSON(w, entries("id")) },
	"strings": func(w http.ResponseWriter, _ *http.Request) { writeJSON(w, ModelNames()) },
	"none":    func(w http.ResponseWriter, _ *http.Request) { writeJSON(w, map[string]any{"data": []any{}}) },
	"html":    func(w http.ResponseWriter, _ *http.Request) { page(w) },
	"empty":   func(http.ResponseWriter, *http.Request) {},
	"other":   func(w http.ResponseWriter, _ *http.Request) { writeJSON(w, map[string]any{"hello": "world"}) },
	"error":   func(w http.ResponseWriter, _ *http.Request) { writeJSON(w, map[string]any{"error": "no such luck"}) },
	"locked":  func(w http.ResponseWriter, _ *http.Request) { refuse(w, http.StatusUnauthorized, "no key, no list") },
	"hang":    func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
	"moved": func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/v1/models", http.StatusMovedPermanently)
	},
}

func (u *Upstream) serveModels(w http.ResponseWriter, r *http.Request) {
	allowed := u.note(r, Prompt{})
	answer, ok := Dialects[r.PathValue("dialect")]
	switch {
	case !allowed:
		refuse(w, http.StatusUnauthorized, "Incorrect API key provided: "+r.Header.Get("Authorization"))
	case !ok:
		http.NotFound(w, r)
	default:
		answer(w, r)
	}
	if r.Context().Err() != nil {
		u.noteLeft()
	}
}

// entries lists the models unsorted and with a repeat, as services do.
func entries(field string) []map[string]string {
	names := ModelNames()
	slices.Reverse(names)
	names = append(names, names[0])
	list := make([]map[string]string, len(names))
	for i, name := range names {
		list[i] = map[string]string{field: name, "object": "model", "owned_by": "providertest"}
	}
	return list
}

func page(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = io.WriteString(w, "<!doctype html><title>Welcome</title>"+strings.Repeat("<p>Hello</p>", 20))
}
