package httpapi_test

import (
	"bufio"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzRequests sends whatever can be read as a request: odd methods, paths and
// headers. None may panic or count as a fault of the server, nothing below /api
// is answered with a page, and nobody is led away to another server.
func FuzzRequests(f *testing.F) {
	for _, request := range []string{
		"GET / HTTP/1.1", "GET /api/v1/server HTTP/1.1", "OPTIONS /api/v1/chats HTTP/1.1\nOrigin: tauri://localhost\nAccess-Control-Request-Method: PATCH",
		"GET /../../etc/passwd HTTP/1.1", "GET /api/../api/v1/%2e%2e/server HTTP/1.1", "GET //api//v1/server HTTP/1.1", "GET http://elsewhere.example/api/setup HTTP/1.1",
		"PROPFIND /api/v1/chats/%00 HTTP/1.1", "HEAD /api/v1/branding/logo HTTP/1.0\nRange: bytes=9-", "GET /assets/%5c..%5c HTTP/1.1\nAccept-Encoding: br;q=x, *;q=0",
		"GET /api/auth/me HTTP/1.1\nCookie: SESSION_ID=\"; feltnerai_session=x; SESSION_ID=", "GET /api/auth/me HTTP/1.1\nAuthorization: Bearer",
		"GET /api/v1/server HTTP/1.1\nX-Forwarded-For: , ::ffff:1.2.3.4, [\nX-Forwarded-Proto: javascript\nForwarded: for=_x",
		"GET /api/conversations?limit=-1&limit=9e9&before=%ff HTTP/1.1", "GET /openapi.json HTTP/1.1\nIf-None-Match: \"", "GET /.well-known/x HTTP/1.1",
		"POST /api/v1/auth/login HTTP/1.1\nContent-Type: application/json; charset=\"\nContent-Length: 2\n\n{}",
	} {
		f.Add(request)
	}
	w, b := newSetUpWorld(f)
	f.Fuzz(func(t *testing.T, text string) {
		head, body, _ := strings.Cut(text, "\n\n")
		wire := strings.ReplaceAll(head, "\n", "\r\n") + "\r\nHost: chat.example\r\n\r\n" + body
		read, err := http.ReadRequest(bufio.NewReader(strings.NewReader(wire)))
		if err != nil {
			return // net/http answers this itself
		}
		b := b.in(t)
		for _, signed := range []bool{false, true} {
			request := read.Clone(t.Context())
			request.RemoteAddr = "192.0.2.1:1234"
			request.Body = http.NoBody
			if signed {
				request = b.sign(request)
			}
			answer := b.world.send(request)
			if answer.Code >= http.StatusInternalServerError {
				t.Errorf("status %d for %q: %s\n%s", answer.Code, text, answer.Body, w.logged())
			}
			moved := answer.Header().Get("Location")
			if moved != "" && (!strings.HasPrefix(moved, "/") || strings.HasPrefix(moved, "//") || strings.HasPrefix(moved, `/\`)) {
				t.Errorf("%q leads to %q", text, moved)
			}
			page := strings.HasPrefix(answer.Header().Get("Content-Type"), "text/html")
			if page && moved == "" && strings.HasPrefix(request.URL.Path, "/api/") {
				t.Errorf("a page for %q", text)
			}
		}
	})
}

// FuzzCustomCSS: a style sheet that is taken comes back byte for byte, as a
// style sheet and nothing else.
func FuzzCustomCSS(f *testing.F) {
	for _, css := range []string{"a { color: red }", "</style><script>x</script>", "@import url(//x)", "\ufeff\x00", "\xff", strings.Repeat("x", 65<<10), ""} {
		f.Add(css)
	}
	_, b := newSetUpWorld(f)
	f.Fuzz(func(t *testing.T, css string) {
		if !utf8.ValidString(css) {
			return // JSON has no way to say it
		}
		b := b.in(t)
		body, err := json.Marshal(map[string]string{"custom_css": css})
		if err != nil {
			t.Fatal(err)
		}
		saved := b.send("PUT", "/api/v1/admin/branding", string(body))
		if saved.Code == http.StatusBadRequest || saved.Code == http.StatusRequestEntityTooLarge {
			return
		}
		saved.status(http.StatusOK)
		shown := b.send("GET", "/api/v1/branding/custom.css", nil)
		if css == "" {
			shown.status(http.StatusNotFound)
			return
		}
		shown.status(http.StatusOK)
		head := shown.Header()
		if shown.Body.String() != css || head.Get("Content-Type") != "text/css; charset=utf-8" || head.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%q comes back as %q, %v", css, shown.Body, head)
		}
	})
}
