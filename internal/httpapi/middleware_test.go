package httpapi_test

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/rustygpt/rustygpt/internal/httpapi"
)

func TestRequestID(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for sent, kept := range map[string]bool{
		"abc-123": true, "a/b:c_d.e+f=g@h": true, "": false, "a b": false, "a\nb": false, "é": false,
		strings.Repeat("x", 128): true, strings.Repeat("x", 129): false,
	} {
		r := w.request("GET", "/healthz", nil)
		r.Header["X-Request-Id"] = []string{sent}
		got := w.send(r).Header().Get("X-Request-Id")
		if got == "" || kept != (got == sent) {
			t.Errorf("%q became %q", sent, got)
		}
	}
}

func TestSecurityHeaders(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(d *httpapi.Deps) {
		d.Config.HSTS = httpapi.HSTSConfig{Enabled: true, MaxAgeSeconds: 60, IncludeSubdomains: true, Preload: true}
	})
	for _, url := range []string{"/", "/healthz", "/api/auth/me", "/api/nothing", "/assets/none.js"} {
		h := w.send(w.request("GET", url, nil)).Header()
		for name, want := range map[string]string{
			"X-Content-Type-Options":    "nosniff",
			"X-Frame-Options":           "DENY",
			"Referrer-Policy":           "same-origin",
			"Strict-Transport-Security": "max-age=60; includeSubDomains; preload",
		} {
			if h.Get(name) != want {
				t.Errorf("%s: %s is %q", url, name, h.Get(name))
			}
		}
		if policy := h.Get("Content-Security-Policy"); !strings.HasPrefix(policy, "default-src 'none'") || !strings.Contains(policy, "frame-ancestors 'none'") {
			t.Errorf("%s: policy %q", url, policy)
		}
	}
}

func TestCORS(t *testing.T) {
	t.Parallel()
	closed := newWorld(t)
	listed := newWorld(t, func(d *httpapi.Deps) {
		d.Config.CORS = httpapi.CORSConfig{Origins: []string{"https://app.example"}, Credentials: true, MaxAgeSeconds: 600}
	})
	for name, test := range map[string]struct {
		w           *world
		url, origin string
		allowed     bool
		credentials bool
	}{
		"nobody is listed":        {closed, "/api/conversations", "https://app.example", false, false},
		"listed":                  {listed, "/api/conversations", "https://app.example", true, true},
		"not listed":              {listed, "/api/conversations", "https://evil.example", false, false},
		"desktop client":          {closed, "/api/v1/chats", "tauri://localhost", true, false},
		"desktop, no credentials": {listed, "/api/v1/chats", "http://tauri.localhost", true, false},
		"desktop elsewhere":       {listed, "/api/conversations", "tauri://localhost", false, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := test.w.request("OPTIONS", test.url, nil)
			r.Header.Set("Origin", test.origin)
			r.Header.Set("Access-Control-Request-Method", "POST")
			r.Header.Set("Access-Control-Request-Headers", "content-type,x-csrf-token")
			h := test.w.send(r).status(preflight(test.url)).Header()
			if got := h.Get("Access-Control-Allow-Origin"); (got == test.origin) != test.allowed || got != "" && !test.allowed {
				t.Errorf("allowed origin %q", got)
			}
			if got := h.Get("Access-Control-Allow-Credentials") == "true"; got != test.credentials {
				t.Errorf("credentials %v", got)
			}
		})
	}
}

// preflight is the status that is promised for OPTIONS.
func preflight(url string) int {
	if strings.HasPrefix(url, "/api/v1/") {
		return http.StatusOK
	}
	return http.StatusNoContent
}

func TestRateLimit(t *testing.T) {
	t.Parallel()
	w, b := newSetUpWorld(t, func(d *httpapi.Deps) {
		d.Config.Rates = httpapi.RateConfig{Enabled: true, PerSecond: 0.001, Burst: 2, LoginPerMinute: 3}
	})
	first := b.send("GET", "/api/auth/me", nil).status(http.StatusOK)
	if h := first.Header(); h.Get("RateLimit-Limit") != "2" || h.Get("RateLimit-Remaining") != "1" || h.Get("RateLimit-Reset") == "" || h.Get("X-RateLimit-Profile") != "default" {
		t.Errorf("headers %v", h)
	}
	b.send("GET", "/api/auth/me", nil).status(http.StatusOK)
	denied := b.send("GET", "/api/auth/me", nil).status(http.StatusTooManyRequests)
	if denied.Header().Get("Retry-After") == "" || denied.Header().Get("RateLimit-Remaining") != "0" || denied.code() != "RGP.RATE_LIMITED" {
		t.Errorf("%v %s", denied.Header(), denied.Body)
	}
	elsewhere := b.sign(w.request("GET", "/api/auth/me", nil))
	elsewhere.RemoteAddr = "203.0.113.77:1"
	w.send(elsewhere).status(http.StatusOK)
	b.send("GET", "/api/auth/sessions", nil).status(http.StatusOK)

	for i, url := range []string{"/api/auth/login", "/api/v1/auth/login", "/api/auth/login"} {
		if code := w.send(w.request("POST", url, `{"email":"x","login":"x","password":"x"}`)).Code; code != http.StatusUnauthorized {
			t.Errorf("login %d: status %d", i, code)
		}
	}
	w.send(w.request("POST", "/api/auth/login", `{"email":"ada","password":"x"}`)).status(http.StatusTooManyRequests)
	for range 5 {
		w.send(w.request("GET", "/healthz", nil)).status(http.StatusOK)
		w.send(w.request("GET", "/metrics", nil)).status(http.StatusOK)
	}
	metrics := w.send(w.request("GET", "/metrics", nil)).Body.String()
	for _, want := range []string{
		`http_rate_limit_requests_total{key="GET /api/auth/me",profile="default",result="denied"} 1`,
		`http_rate_limit_requests_total{key="auth_login",profile="auth_login",result="denied"} 1`,
		`http_requests_total{method="GET",path="/api/auth/me",status="429"} 1`,
		`health_checks_total{endpoint="healthz",status="ok"} 5`,
	} {
		if !strings.Contains(metrics, want) {
			t.Errorf("no %s in the metrics", want)
		}
	}
}

// TestCompression: JSON is compressed, event streams are not.
func TestCompression(t *testing.T) {
	t.Parallel()
	w, b := newSetUpWorld(t)
	for range 20 {
		b.send("POST", "/api/v1/chats", `{"title":"a chat with a title that repeats itself"}`).status(http.StatusCreated)
	}
	r := b.sign(w.request("GET", "/api/v1/chats", nil))
	r.Header.Set("Accept-Encoding", "gzip")
	answer := w.send(r).status(http.StatusOK)
	if answer.Header().Get("Content-Encoding") != "gzip" {
		t.Fatal("not compressed")
	}
	plain, err := gzip.NewReader(answer.Body)
	w.must(err)
	text, err := io.ReadAll(plain)
	w.must(err)
	var chats []struct{ Title string }
	w.must(json.Unmarshal(text, &chats))
	if len(chats) != 20 {
		t.Errorf("%d chats", len(chats))
	}
	id := b.create(map[string]any{"title": "Talk"})
	r = b.sign(w.request("POST", "/api/v1/chats/"+id+"/generate", map[string]string{"request_id": nobody, "content": strings.Repeat("x", 5000)}))
	r.Header.Set("Accept-Encoding", "gzip")
	if coding := w.send(r).status(http.StatusOK).Header().Get("Content-Encoding"); coding != "" {
		t.Errorf("the stream is compressed: %s", coding)
	}
}

// TestFeatures: what is switched off does not exist.
func TestFeatures(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(d *httpapi.Deps) { d.Config.Features = httpapi.Features{} })
	for _, url := range []string{"/api/auth/me", "/api/conversations", "/api/v1/chats", "/api/stream/conversations/" + nobody} {
		w.send(w.request("GET", url, nil)).status(http.StatusNotFound)
	}
	w.send(w.request("GET", "/api/setup", nil)).status(http.StatusOK)
	w.send(w.request("GET", "/healthz", nil)).status(http.StatusOK)
}

func TestOptions(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	h := w.send(w.request("OPTIONS", "/api/conversations", nil)).status(http.StatusNoContent).Header()
	if h.Get("Allow") != "GET, HEAD, POST, OPTIONS" {
		t.Errorf("Allow %q", h.Get("Allow"))
	}
	w.send(w.request("HEAD", "/healthz", nil)).status(http.StatusOK)
}

func TestWellKnown(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(d *httpapi.Deps) {
		d.Config.WellKnown = []httpapi.WellKnown{
			{Path: ".well-known/security.txt", ContentType: "text/plain; charset=utf-8", Body: "Contact: x"},
			{Path: ".well-known/odd", ContentType: "not a type/", Body: "{}"},
		}
	})
	answer := w.send(w.request("GET", "/.well-known/security.txt", nil)).status(http.StatusOK)
	if answer.Body.String() != "Contact: x" || answer.Header().Get("Cache-Control") != "max-age=3600, public" {
		t.Errorf("%v %s", answer.Header(), answer.Body)
	}
	if media := w.send(w.request("GET", "/.well-known/odd", nil)).Header().Get("Content-Type"); !strings.HasPrefix(media, "text/plain") {
		t.Errorf("media type %q", media)
	}
	w.send(w.request("GET", "/.well-known/none", nil)).status(http.StatusNotFound)
}

func TestHealth(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for url, want := range map[string]string{
		"/healthz": `{"status":"ok"}`, "/api/healthz": `{"status":"ok"}`,
		"/readyz": `{"ready":true,"status":"ready"}`, "/api/readyz": `{"ready":true,"status":"ready"}`,
		"/api/v1/health": `{"status":"ok","version":"1.2.3"}`,
		"/api/setup":     `{"is_setup":false}`, "/api/v1/setup/status": `{"complete":false}`,
	} {
		if got := strings.TrimSpace(w.send(w.request("GET", url, nil)).status(http.StatusOK).Body.String()); got != want {
			t.Errorf("%s: %s, want %s", url, got, want)
		}
	}
}

// notReady is a server without its database.
type notReady struct {
	missing []string
	err     error
}

func (n notReady) Ready(context.Context) ([]string, error) { return n.missing, n.err }

func TestNotReady(t *testing.T) {
	t.Parallel()
	for want, state := range map[string]notReady{
		`{"ready":false,"status":"degraded","missing":["schema"]}`:                       {missing: []string{"schema"}},
		`{"ready":false,"status":"no_db","missing":["database_connection_unavailable"]}`: {err: errors.New("disk is gone")},
	} {
		w := newWorld(t, func(d *httpapi.Deps) { d.Readiness = state })
		got := w.send(w.request("GET", "/readyz", nil)).status(http.StatusServiceUnavailable)
		if strings.TrimSpace(got.Body.String()) != want {
			t.Errorf("%s, want %s", got.Body, want)
		}
		if state.err != nil && !strings.Contains(w.logged(), "disk is gone") {
			t.Error("the cause is not logged")
		}
	}
}

// TestTakenOver lets the wrappers be seen through: a handler can reach the
// connection.
func TestTakenOver(t *testing.T) {
	t.Parallel()
	w, b := newSetUpWorld(t)
	id := b.create(map[string]any{"title": "Talk"})
	server := httptest.NewServer(w.edge)
	defer server.Close()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+"/api/stream/conversations/"+id, nil)
	w.must(err)
	resp, err := http.DefaultClient.Do(b.sign(r))
	w.must(err)
	defer resp.Body.Close()
	if resp.Header.Get("Connection") != "close" && !resp.Close {
		t.Error("the connection was not taken over")
	}
	for _, name := range []string{"X-Request-Id", "X-Content-Type-Options"} {
		if resp.Header.Get(name) == "" {
			t.Errorf("no %s on the stream", name)
		}
	}
}
