package httpapi_test

import (
	"fmt"
	"net/http"
	"testing"
)

// The benchmarks go through everything but the socket. Compare them with each
// other and over time, not with what a client sees.

func BenchmarkListConversations30(b *testing.B) {
	w, p := newSetUpWorld(b)
	for i := range 30 {
		p.create(map[string]any{"title": fmt.Sprintf("Conversation %d", i)})
	}
	repeat(b, w, func() *http.Request { return p.sign(w.request("GET", "/api/conversations?limit=30", nil)) }, http.StatusOK)
}

func BenchmarkTree50(b *testing.B) {
	w, p := newSetUpWorld(b)
	talk := p.create(map[string]any{"title": "Talk", "assistant_mode": "off"})
	var root struct {
		ID string `json:"root_id"`
	}
	p.send("POST", "/api/threads/"+talk+"/root", `{"content":"A message of about the usual length."}`).status(http.StatusCreated).into(&root)
	for range 49 {
		p.send("POST", "/api/messages/"+root.ID+"/reply", `{"content":"An answer of about the usual length."}`).status(http.StatusCreated)
	}
	repeat(b, w, func() *http.Request { return p.sign(w.request("GET", "/api/threads/"+root.ID+"/tree?limit=50", nil)) }, http.StatusOK)
}

func BenchmarkPostRoot(b *testing.B) {
	w, p := newSetUpWorld(b)
	talk := p.create(map[string]any{"title": "Talk", "assistant_mode": "off"})
	repeat(b, w, func() *http.Request {
		return p.sign(w.request("POST", "/api/threads/"+talk+"/root", `{"content":"A message of about the usual length."}`))
	}, http.StatusCreated)
}

func BenchmarkHealthz(b *testing.B) {
	w := newWorld(b)
	repeat(b, w, func() *http.Request { return w.request("GET", "/healthz", nil) }, http.StatusOK)
}

func repeat(b *testing.B, w *world, request func() *http.Request, status int) {
	b.Helper()
	b.ReportAllocs()
	for b.Loop() {
		if code := w.send(request()).Code; code != status {
			b.Fatalf("status %d", code)
		}
	}
}
