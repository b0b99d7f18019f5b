package openai

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/provider"
)

// http2Service sends one token and then keeps silent, or below /hang
// keeps silent at once. It tells when its client has come and has left.
func http2Service(t *testing.T) (base string, p *Pool, come, left <-chan string) {
	t.Helper()
	here, gone := make(chan string, 8), make(chan string, 8)
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		here <- r.Proto
		if r.URL.Path != "/hang/chat/completions" {
			fmt.Fprint(w, "data: {\"choices\":[{\"delta\":{\"content\":\"one\"}}]}\n\n")
			_ = http.NewResponseController(w).Flush()
		}
		<-r.Context().Done()
		gone <- r.Proto
	}))
	server.EnableHTTP2 = true
	server.StartTLS()
	t.Cleanup(server.Close)
	p = NewPool(Options{})
	t.Cleanup(p.Close)
	roots := x509.NewCertPool()
	roots.AddCert(server.Certificate())
	p.http.Transport.(*http.Transport).TLSClientConfig = &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}
	return server.URL, p, here, gone
}

func wantLeft(t *testing.T, left <-chan string) {
	t.Helper()
	select {
	case proto := <-left:
		if proto != "HTTP/2.0" {
			t.Errorf("spoken %s", proto)
		}
	case <-time.After(time.Minute):
		t.Error("the service did not see the client leave")
	}
}

func TestLeavingOverHTTP2(t *testing.T) {
	t.Parallel()
	base, pool, _, left := http2Service(t)
	p, err := pool.Provider(provider.Endpoint{BaseURL: base})
	if err != nil {
		t.Fatal(err)
	}
	for d, err := range p.Stream(t.Context(), provider.Request{Model: "any"}) {
		if err != nil || d.Content != "one" {
			t.Fatalf("%+v, %v", d, err)
		}
		break
	}
	wantLeft(t, left)
}

func TestCancellingOverHTTP2(t *testing.T) {
	t.Parallel()
	base, pool, come, left := http2Service(t)
	p, err := pool.Provider(provider.Endpoint{BaseURL: base + "/hang"})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go func() {
		<-come
		cancel()
	}()
	for _, err := range p.Stream(ctx, provider.Request{Model: "any"}) {
		if chat.KindOf(err) != chat.Canceled {
			t.Errorf("error %v", err)
		}
	}
	wantLeft(t, left)
}
