package httpapi_test

import (
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/rustygpt/rustygpt/internal/httpapi"
)

func builtApp(d *httpapi.Deps) {
	d.Assets = fstest.MapFS{
		"index.html":              {Data: []byte(`<meta property="csp-nonce" nonce="__CSP_NONCE__"><style nonce="__CSP_NONCE__"></style>`)},
		"icon.svg":                {Data: []byte("<svg/>")},
		"app.webmanifest":         {Data: []byte("{}")},
		"assets/app-1a2b.js":      {Data: []byte("plain")},
		"assets/app-1a2b.js.br":   {Data: []byte("brotli")},
		"assets/app-1a2b.js.gz":   {Data: []byte("gzipped")},
		"assets/style-3c4d.css":   {Data: []byte("body{}")},
		".vite/manifest.json":     {Data: []byte("{}")},
		"assets/.hidden/file.txt": {Data: []byte("x")},
	}
}

func TestStatic(t *testing.T) {
	t.Parallel()
	w := newWorld(t, builtApp)
	const forever, page = "public, max-age=31536000, immutable", "no-cache"
	for name, test := range map[string]struct {
		url, accept, coding string
		status              int
		media, body, cache  string
		encoding            string
	}{
		"page":                      {"/", "text/html", "", 200, "text/html; charset=utf-8", "", page, ""},
		"page for a worker":         {"/", "*/*", "", 200, "text/html; charset=utf-8", "", page, ""},
		"page by name":              {"/index.html", "*/*", "br", 200, "text/html; charset=utf-8", "", page, ""},
		"address of the app":        {"/chats/" + nobody, "text/html,*/*;q=0.8", "", 200, "text/html; charset=utf-8", "", page, ""},
		"picture that is not there": {"/chats/x", "image/*,*/*;q=0.8", "", 404, "", "", "", ""},
		"file that is not there":    {"/nothing.js", "text/html", "", 404, "", "", "", ""},
		"asset that is not there":   {"/assets/old-9f9f.js", "text/html", "", 404, "", "", "", ""},
		"asset":                     {"/assets/app-1a2b.js", "*/*", "", 200, "text/javascript; charset=utf-8", "plain", forever, ""},
		"asset by brotli":           {"/assets/app-1a2b.js", "*/*", "gzip, deflate, br", 200, "text/javascript; charset=utf-8", "brotli", forever, "br"},
		"asset by gzip":             {"/assets/app-1a2b.js", "*/*", "gzip, br;q=0", 200, "text/javascript; charset=utf-8", "gzipped", forever, "gzip"},
		"asset without copies":      {"/assets/style-3c4d.css", "*/*", "br, gzip", 200, "text/css; charset=utf-8", "body{}", forever, ""},
		"file":                      {"/icon.svg", "*/*", "", 200, "image/svg+xml", "<svg/>", page, ""},
		"manifest":                  {"/app.webmanifest", "*/*", "", 200, "application/manifest+json", "{}", page, ""},
		"compressed copy":           {"/assets/app-1a2b.js.br", "*/*", "", 404, "", "", "", ""},
		"hidden folder":             {"/.vite/manifest.json", "*/*", "", 404, "", "", "", ""},
		"hidden file":               {"/assets/.hidden/file.txt", "*/*", "", 404, "", "", "", ""},
		"folder":                    {"/assets", "*/*", "", 404, "", "", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := w.request("GET", test.url, nil)
			r.Header.Set("Accept", test.accept)
			r.Header.Set("Accept-Encoding", test.coding)
			answer := w.send(r).status(test.status)
			if test.status != http.StatusOK {
				return
			}
			h := answer.Header()
			if h.Get("Content-Type") != test.media || h.Get("Cache-Control") != test.cache || h.Get("Content-Encoding") != test.encoding {
				t.Errorf("headers %v", h)
			}
			if test.body != "" && answer.Body.String() != test.body {
				t.Errorf("body %q, want %q", answer.Body, test.body)
			}
		})
	}
	w.send(w.request("POST", "/", nil)).status(http.StatusMethodNotAllowed)
}

// TestNonce: each answer's page and policy share a nonce that no other has.
func TestNonce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, builtApp)
	seen := map[string]bool{}
	for range 3 {
		answer := w.send(w.request("GET", "/", nil)).status(http.StatusOK)
		found := regexp.MustCompile(`'nonce-([A-Z0-9]+)'`).FindStringSubmatch(answer.Header().Get("Content-Security-Policy"))
		if len(found) != 2 || seen[found[1]] {
			t.Fatalf("no fresh nonce in %q", answer.Header().Get("Content-Security-Policy"))
		}
		seen[found[1]] = true
		if strings.Count(answer.Body.String(), `nonce="`+found[1]+`"`) != 2 {
			t.Errorf("the page has another nonce: %s", answer.Body)
		}
	}
}

func TestRevalidation(t *testing.T) {
	t.Parallel()
	w := newWorld(t, builtApp)
	tag := w.send(w.request("GET", "/icon.svg", nil)).Header().Get("ETag")
	r := w.request("GET", "/icon.svg", nil)
	r.Header.Set("If-None-Match", tag)
	w.send(r).status(http.StatusNotModified)
}

// TestPageElsewhere: a configured page takes the place of the built one, and is
// read anew each time.
func TestPageElsewhere(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "page.html")
	w := newWorld(t, builtApp, func(d *httpapi.Deps) { d.Config.IndexPage = file })
	for _, text := range []string{"first", "second"} {
		w.must(os.WriteFile(file, []byte(text), 0o600))
		if got := w.send(w.request("GET", "/", nil)).status(http.StatusOK).Body.String(); got != text {
			t.Errorf("page %q, want %q", got, text)
		}
	}
}

func TestNotBuilt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if page := w.send(w.request("GET", "/", nil)).status(http.StatusOK).Body.String(); !strings.Contains(page, "without the web app") {
		t.Errorf("page %s", page)
	}
}
