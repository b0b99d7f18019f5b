package httpapi

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"os"
	"path"
	"strings"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

const (
	indexName = "index.html"
	// hashedFolder holds files whose names change with their contents.
	hashedFolder = "assets/"
	// noncePlaceholder stands in the page where each answer has its own nonce.
	noncePlaceholder = "__CSP_NONCE__"
)

// site serves the web app: its files, and its page for every address that the
// app itself gives a meaning.
type site struct {
	files fs.FS  // nil = none
	page  string // the page's file on disk; empty = index.html of files
}

func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	x := exchangeOf(r.Context())
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		x.fail(&requestError{kindAnswer: wrongMethod, message: "This address only answers to GET.", allow: "GET, HEAD"})
		return
	}
	name := strings.TrimPrefix(path.Clean(r.URL.Path), "/")
	switch {
	case name == "" || name == indexName:
		s.servePage(w, r)
	case s.serveFile(w, r, name):
	case isNavigation(r, name):
		s.servePage(w, r)
	default:
		x.fail(chat.Errorf(chat.NotFound, "There is nothing at this address."))
	}
}

// isNavigation tells a person who opens an address of the app from a script or
// picture that is not there, which must not get a page instead.
func isNavigation(r *http.Request, name string) bool {
	return strings.Contains(r.Header.Get("Accept"), "text/html") &&
		!strings.HasPrefix(name, hashedFolder) && path.Ext(name) == ""
}

// serveFile answers with a file of the app, or reports that there is none.
func (s *site) serveFile(w http.ResponseWriter, r *http.Request, name string) bool {
	if s.files == nil || !isPublic(name) {
		return false
	}
	body, coding, err := s.read(name, r.Header.Get("Accept-Encoding"))
	if err != nil {
		return false
	}
	h := w.Header()
	h.Set("Content-Type", mediaTypeOf(name))
	h.Add("Vary", "Accept-Encoding")
	if coding != "" {
		h.Set("Content-Encoding", coding)
	}
	if strings.HasPrefix(name, hashedFolder) {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	} else {
		sum := sha256.Sum256(body)
		h.Set("Cache-Control", "no-cache")
		h.Set("ETag", `"`+hex.EncodeToString(sum[:12])+`"`)
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
	return true
}

// isPublic leaves out what a build keeps to itself, in names with a leading dot,
// and the compressed copies, which are not files of their own.
func isPublic(name string) bool {
	return fs.ValidPath(name) && name != "." &&
		!strings.HasPrefix(name, ".") && !strings.Contains(name, "/.") &&
		path.Ext(name) != ".br" && path.Ext(name) != ".gz"
}

// read finds the smallest form of a file that the client takes.
func (s *site) read(name, accepted string) (body []byte, coding string, err error) {
	for _, c := range [...]struct{ coding, suffix string }{{"br", ".br"}, {"gzip", ".gz"}} {
		if !acceptsCoding(accepted, c.coding) {
			continue
		}
		body, err = fs.ReadFile(s.files, name+c.suffix)
		if err == nil {
			return body, c.coding, nil
		}
	}
	body, err = fs.ReadFile(s.files, name)
	return body, "", err
}

// acceptsCoding reads an Accept-Encoding header (RFC 9110 §12.5.3). Wildcards
// are left alone: a client that means it names it.
func acceptsCoding(header, coding string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, weight, _ := strings.Cut(part, ";")
		if !strings.EqualFold(strings.TrimSpace(name), coding) {
			continue
		}
		weight = strings.ReplaceAll(weight, " ", "")
		return !strings.HasPrefix(weight, "q=0") || strings.Trim(weight, "q=0.") != ""
	}
	return false
}

// mediaTypes are the ones that the app's files have. What the operating system
// says about them differs from one to the next.
var mediaTypes = map[string]string{
	".css":         "text/css; charset=utf-8",
	".html":        "text/html; charset=utf-8",
	".ico":         "image/x-icon",
	".js":          "text/javascript; charset=utf-8",
	".json":        "application/json",
	".mjs":         "text/javascript; charset=utf-8",
	".png":         "image/png",
	".svg":         "image/svg+xml",
	".txt":         "text/plain; charset=utf-8",
	".wasm":        "application/wasm",
	".webmanifest": "application/manifest+json",
	".webp":        "image/webp",
	".woff2":       "font/woff2",
}

func mediaTypeOf(name string) string {
	ext := path.Ext(name)
	if known := mediaTypes[ext]; known != "" {
		return known
	}
	if known := mime.TypeByExtension(ext); known != "" {
		return known
	}
	return "application/octet-stream"
}

// servePage answers with the app's page under a policy of its own.
func (s *site) servePage(w http.ResponseWriter, r *http.Request) {
	page, err := s.readPage()
	if errors.Is(err, fs.ErrNotExist) {
		page = []byte(notBuilt)
	} else if err != nil {
		exchangeOf(r.Context()).fail(fmt.Errorf("read the web app's page: %w", err))
		return
	}
	nonce := rand.Text()
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-cache")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Content-Security-Policy", pagePolicy(nonce))
	// The client may have left; there is nobody else to tell.
	_, _ = w.Write(bytes.ReplaceAll(page, []byte(noncePlaceholder), []byte(nonce))) //nolint:gosec // our own page, and a nonce of our own
}

func (s *site) readPage() ([]byte, error) {
	switch {
	case s.page != "":
		return os.ReadFile(s.page) //nolint:gosec // the configuration names it
	case s.files != nil:
		return fs.ReadFile(s.files, indexName)
	default:
		return nil, fs.ErrNotExist
	}
}

// pagePolicy lets the page load its own files and talk to its own server, and
// nothing else. Styles that libraries insert carry the nonce. HTML made from
// text has to pass the named sanitisers (W3C Trusted Types).
func pagePolicy(nonce string) string {
	return strings.Join([]string{
		"default-src 'none'",
		"script-src 'self'",
		"style-src 'self' 'nonce-" + nonce + "'",
		"img-src 'self' data: blob: https:",
		"font-src 'self'",
		"connect-src 'self'",
		"manifest-src 'self'",
		"worker-src 'self'",
		"frame-src 'self'",
		"base-uri 'none'",
		"form-action 'self'",
		"frame-ancestors 'none'",
		"require-trusted-types-for 'script'",
		"trusted-types dompurify sw",
	}, "; ")
}

// notBuilt is the page of a server that was built without the web app.
const notBuilt = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>RustyGPT</title>
<h1>The server is running</h1>
<p>This program was built without the web app. To add it, run <code>make web</code> and build again.</p>
<p>The API is described at <a href="/openapi.yaml">/openapi.yaml</a>.</p>
</html>
`
