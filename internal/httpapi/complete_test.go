package httpapi_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/provider"
	"github.com/rustygpt/rustygpt/internal/provider/openai"
	"github.com/rustygpt/rustygpt/internal/provider/providertest"
)

// relayTo lets the world's one model be a service at an address.
func (w *world) relayTo(baseURL string) {
	w.t.Helper()
	pool := openai.NewPool(openai.Options{})
	w.t.Cleanup(pool.Close)
	var err error
	w.model.relays, err = pool.Provider(provider.Endpoint{BaseURL: baseURL})
	w.must(err)
}

// configured adds a model whose name at its provider is given, and returns its id.
func (b *browser) configured(upstreamID string) string {
	b.world.t.Helper()
	var made struct{ ID string }
	b.send("POST", "/api/v1/admin/providers", map[string]any{"name": upstreamID, "base_url": "http://service.example/v1"}).
		status(http.StatusCreated).into(&made)
	b.send("POST", "/api/v1/admin/providers/"+made.ID+"/models", map[string]any{"upstream_id": upstreamID, "display_name": upstreamID}).
		status(http.StatusOK).into(&made)
	return made.ID
}

// TestCompletePassesBytesOn: neither the request's contents nor the answer's
// bytes are touched, whatever they are.
func TestCompletePassesBytesOn(t *testing.T) {
	t.Parallel()
	w, b := newSetUpWorld(t)
	const said = ": hello\r\n\r\ndata: {\"choices\":[]}\n\n\xff\x00odd\ndata:[DONE]"
	var asked []byte
	upstream := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked, _ = io.ReadAll(r.Body)
		w.Header().Set("Content-Type", "application/x-other")
		_, _ = io.WriteString(w, said)
	}))
	t.Cleanup(upstream.Close)
	w.relayTo(upstream.URL)
	model := b.configured("upstream/model")

	r := b.sign(w.request("POST", "/api/v1/agent/completions",
		`{"model_id":"`+model+`","messages":[{"role":"tool","x":1.50}],"tools":[],"temperature":0.2,"top_p":1}`))
	r.Header.Set("Accept-Encoding", "gzip")
	answer := w.send(r).status(http.StatusOK)
	if got := answer.Body.String(); got != said {
		t.Errorf("answer %q", got)
	}
	if h := answer.Header(); h.Get("Content-Type") != "text/event-stream" || h.Get("Cache-Control") != "no-cache" || h.Get("Content-Encoding") != "" {
		t.Errorf("header %v", h)
	}
	const want = `{"model":"upstream/model","messages":[{"role":"tool","x":1.50}],"stream":true,"tools":[],"tool_choice":"auto","temperature":0.2}`
	if string(asked) != want {
		t.Errorf("asked %s\nwant  %s", asked, want)
	}
	if strings.Contains(w.logged(), "odd") {
		t.Error("the answer is in the log")
	}

	b.send("POST", "/api/v1/agent/completions", `{"model_id":"`+model+`","messages":[],"tools":null,"temperature":null}`).status(http.StatusOK)
	if want := `{"model":"upstream/model","messages":[],"stream":true}`; string(asked) != want {
		t.Errorf("asked %s\nwant  %s", asked, want)
	}
}

func TestCompleteIsRefused(t *testing.T) {
	t.Parallel()
	w, b := newSetUpWorld(t)
	upstream := providertest.NewUpstream(t)
	w.relayTo(upstream.BaseURL())
	const url = "/api/v1/agent/completions"
	ask := func(model string) string { return `{"model_id":"` + model + `","messages":[]}` }
	for model, code := range map[string]string{
		"status-503": "provider_refused", "status-429": "provider_rate_limited", "status-401": "provider_refused", "close": "",
	} {
		answer := b.send("POST", url, ask(b.configured(model))).status(http.StatusBadGateway)
		if answer.code() != "provider_error" || !strings.Contains(answer.Body.String(), code) {
			t.Errorf("%s: %s", model, answer.Body)
		}
	}
	b.send("POST", url, ask(nobody)).status(http.StatusConflict)
	b.send("POST", url, ask("00000000-0000-0000-0000-000000000000")).status(http.StatusConflict)
	for body, status := range map[string]int{
		``: 400, `{`: 400, `{}`: 422, `{"messages":[]}`: 422, ask("x"): 422, `{"model_id":"` + nobody + `"}`: 422,
		`{"model_id":"` + nobody + `","messages":null}`: 422, `{"model_id":"` + nobody + `","messages":{}}`: 422,
		`{"model_id":"` + nobody + `","messages":[],"temperature":"0.2"}`: 422,
	} {
		if got := b.send("POST", url, body); got.Code != status {
			t.Errorf("%s: status %d, want %d", body, got.Code, status)
		}
	}
}

// TestCompleteBreaksOff: what is cut short does not look whole to the client.
func TestCompleteBreaksOff(t *testing.T) {
	t.Parallel()
	w, b := newSetUpWorld(t)
	upstream := providertest.NewUpstream(t)
	w.relayTo(upstream.BaseURL())
	response := w.served(t, b, b.configured("close-after-10"))
	got, err := io.ReadAll(response.Body)
	if len(got) == 0 || !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("%d bytes, %v", len(got), err)
	}
}

// TestCompleteEndsWithItsClient: a client that leaves closes the connection to
// the provider.
func TestCompleteEndsWithItsClient(t *testing.T) {
	t.Parallel()
	w, b := newSetUpWorld(t)
	upstream := providertest.NewUpstream(t)
	w.relayTo(upstream.BaseURL())
	response := w.served(t, b, b.configured("endless-at-100"))
	if _, err := io.ReadFull(response.Body, make([]byte, 64)); err != nil {
		t.Fatal(err)
	}
	w.must(response.Body.Close())
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := upstream.WaitLeft(ctx, 1); err != nil {
		t.Error("the provider did not see the client leave")
	}
}

// served asks a model over a real connection.
func (w *world) served(t *testing.T, b *browser, model string) *http.Response {
	t.Helper()
	server := httptest.NewServer(w.edge)
	t.Cleanup(server.Close)
	body, err := json.Marshal(map[string]any{"model_id": model, "messages": []any{}})
	w.must(err)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL+"/api/v1/agent/completions", strings.NewReader(string(body)))
	w.must(err)
	r.Header.Set("Content-Type", "application/json")
	response, err := server.Client().Do(b.sign(r))
	w.must(err)
	t.Cleanup(func() { _ = response.Body.Close() })
	if response.StatusCode != http.StatusOK {
		t.Fatalf("status %d", response.StatusCode)
	}
	return response
}

// TestCompleteNeedsNoStoredChat: nothing stays.
func TestCompleteNeedsNoStoredChat(t *testing.T) {
	t.Parallel()
	w, b := newSetUpWorld(t)
	w.relayTo(providertest.NewUpstream(t).BaseURL())
	b.send("POST", "/api/v1/agent/completions", map[string]any{"model_id": b.configured("tokens-5"), "messages": []any{}}).status(http.StatusOK)
	var chats []chat.Conversation
	b.send("GET", "/api/v1/chats", nil).status(http.StatusOK).into(&chats)
	if len(chats) != 0 {
		t.Errorf("%d chats", len(chats))
	}
}
