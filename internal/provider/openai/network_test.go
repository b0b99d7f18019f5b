package openai_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/provider"
	"github.com/rustygpt/rustygpt/internal/provider/openai"
	"github.com/rustygpt/rustygpt/internal/provider/providertest"
)

func TestCancelBeforeTheHeader(t *testing.T) {
	t.Parallel()
	upstream := providertest.NewUpstream(t)
	p := client(t, openai.Options{}, provider.Endpoint{BaseURL: upstream.BaseURL()})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan result)
	go func() { done <- collect(ctx, p, ask("hang")) }()
	for len(upstream.Requests()) == 0 {
		select {
		case r := <-done:
			t.Fatalf("ended early: %+v", r)
		case <-time.After(time.Millisecond):
		}
	}
	cancel()
	if r := <-done; chat.KindOf(r.err) != chat.Canceled {
		t.Errorf("error %v", r.err)
	}
	wait, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	if err := upstream.WaitLeft(wait, 1); err != nil {
		t.Error("the service did not see the client leave")
	}
}

// TestConnectionsAreReused: a machine that stalls just when a response ends costs
// a connection, for the end is not waited for long. Most are kept.
func TestConnectionsAreReused(t *testing.T) {
	t.Parallel()
	upstream := providertest.NewUpstream(t)
	p := client(t, openai.Options{}, provider.Endpoint{BaseURL: upstream.BaseURL()})
	const answers = 30
	for range answers {
		if got := collect(t.Context(), p, ask("tokens-20")); got.err != nil {
			t.Fatal(got.err)
		}
	}
	if n := upstream.Connections(); n > answers/3 {
		t.Errorf("%d connections for %d answers", n, answers)
	}
}

// A service may close a kept connection in the very moment in which a question
// goes out on it. Nobody should hear of that.
func TestAStaleConnectionIsReplaced(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	go answerOncePerConnection(listener)
	p := client(t, openai.Options{}, provider.Endpoint{BaseURL: "http://" + listener.Addr().String()})
	for range 3 {
		if got := collect(t.Context(), p, ask("any")); got.err != nil || got.content != "Hello" {
			t.Fatalf("%+v", got)
		}
	}
}

// answerOncePerConnection answers the first request of each connection, says
// that it keeps the connection, and closes it when the second arrives.
func answerOncePerConnection(listener net.Listener) {
	const body = `{"choices":[{"message":{"content":"Hello"},"finish_reason":"stop"}]}`
	for {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		go func() {
			defer conn.Close()
			request := bufio.NewReader(conn)
			r, err := http.ReadRequest(request)
			if err != nil {
				return
			}
			_, _ = io.Copy(io.Discard, r.Body)
			fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
			_, _ = request.ReadByte() // the next request begins
		}()
	}
}

func TestStreamsDoNotWaitForEachOther(t *testing.T) {
	t.Parallel()
	const streams = 300
	upstream := providertest.NewUpstream(t)
	p := client(t, openai.Options{}, provider.Endpoint{BaseURL: upstream.BaseURL()})
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var started, ended sync.WaitGroup
	started.Add(streams)
	for range streams {
		ended.Go(func() {
			for _, err := range p.Stream(ctx, ask("endless-at-1")) {
				if err != nil {
					t.Error(err)
				}
				started.Done()
				started.Wait() // until all have their first token
				return
			}
		})
	}
	ended.Wait()
}

func TestUnreachable(t *testing.T) {
	t.Parallel()
	live := providertest.NewUpstream(t)
	untrusted := httptest.NewUnstartedServer(http.NotFoundHandler())
	untrusted.Config.ErrorLog = log.New(io.Discard, "", 0)
	untrusted.StartTLS()
	t.Cleanup(untrusted.Close)
	for base, why := range map[string]string{
		"http://127.0.0.1:1/v1":                               "refused",
		strings.Replace(live.BaseURL(), "http:", "https:", 1): "does not speak HTTPS",
		"http://no-such-host.invalid":                         "cannot be reached",
		untrusted.URL:                                         "certificate is not trusted",
	} {
		p := client(t, openai.Options{}, provider.Endpoint{BaseURL: base})
		e, ok := errors.AsType[*chat.Error](collect(t.Context(), p, ask("tokens-1")).err)
		if !ok || e.Kind != chat.Unavailable || e.Code != provider.CodeUnreachable || !strings.Contains(string(e.Message), why) {
			t.Errorf("%s: %v, want %q", base, e, why)
			continue
		}
		if strings.Contains(string(e.Message), "127.0.0.1") || strings.Contains(string(e.Message), "no-such-host") {
			t.Errorf("an address in %q", e.Message)
		}
	}
}

func TestUnfitEndpoints(t *testing.T) {
	t.Parallel()
	pool := openai.NewPool(openai.Options{})
	for _, e := range []provider.Endpoint{
		{BaseURL: "ftp://example.com"},
		{BaseURL: "http://example.com", APIKey: "a\nb"},
		{BaseURL: "http://example.com", Headers: map[string]string{"Host": "x"}},
	} {
		if _, err := pool.Provider(e); chat.KindOf(err) != chat.Invalid {
			t.Errorf("%+v: %v", e, err)
		}
	}
}
