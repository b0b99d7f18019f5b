package client_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"testing"

	"github.com/rustygpt/rustygpt/internal/client"
	"github.com/rustygpt/rustygpt/internal/provider/providertest"
	"github.com/rustygpt/rustygpt/internal/servertest"
)

// lossy passes on what a server says, without most pieces of answers, as a
// server does with a reader that cannot keep up.
func lossy(t *testing.T, server string) string {
	t.Helper()
	target, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(target)
	proxy.FlushInterval = -1 // at once
	proxy.ModifyResponse = func(resp *http.Response) error {
		if resp.Header.Get("Content-Type") == "text/event-stream" {
			resp.Body = thinned(resp.Body)
		}
		return nil
	}
	front := httptest.NewServer(proxy)
	t.Cleanup(func() {
		front.CloseClientConnections()
		front.Close()
	})
	return front.URL
}

func thinned(body io.ReadCloser) io.ReadCloser {
	r, w := io.Pipe()
	go func() {
		defer body.Close()
		n := 0
		for f, err := range servertest.Frames(body) {
			if err != nil {
				break
			}
			if f.Event == "message.delta" {
				if n++; n%4 != 0 {
					continue
				}
			}
			if f.ID != "" {
				fmt.Fprintf(w, "id: %s\n", f.ID)
			}
			if _, err := fmt.Fprintf(w, "event: %s\ndata: %s\n\n", f.Event, f.Data); err != nil {
				break
			}
		}
		w.Close()
	}()
	return r
}

// TestLostPieces: what a slow reader was not sent is fetched.
func TestLostPieces(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "tokens-100-at-500")
	id, c := w.conversation(t), login(t, lossy(t, w.URL))
	say(t, c, id, "Hello")
	r := newTranscript(t)
	r.read(t.Context(), c, client.Follow{Conversation: id}, r.ended(1))
	r.compare(c, id)
	fetched := 0
	for _, e := range r.events {
		if e.ID == "" && e.Type == "message.delta" {
			fetched++
		}
	}
	if fetched == 0 {
		t.Error("nothing was lost: this proves nothing")
	}
	for _, a := range r.answers {
		if a.text.String() != providertest.Text(100) {
			t.Errorf("answer %q", a.text.String())
		}
	}
}
