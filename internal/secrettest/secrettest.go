// Package secrettest has the secrets that tests plant in a server, and finds
// them where they must never be: in an answer, a log, or what a command prints.
// The worlds that tests build (servertest, those of httpapi and catalog) pass
// everything that comes out of them through here, so that every test looks for
// leaks, whatever it is about.
package secrettest

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"testing"
)

// What tests plant. Longer secrets may begin with one of these.
const (
	Password    = "correct horse battery"
	APIKey      = "sk-planted-key"
	HeaderValue = "planted-header-value"
	Passphrase  = "planted passphrase"
)

var planted = []string{Password, APIKey, HeaderValue, Passphrase}

// token has the form of what proves a login, an invitation or a first setup: 32
// random bytes in unpadded base64url, standing alone.
var token = regexp.MustCompile(`(?:^|[^\w-])([\w-]{43})(?:$|[^\w-])`)

// directory is one that testing.T.TempDir makes. Its name, that of a test and a
// random number, can have the form of a token.
var directory = regexp.MustCompile(`/Test[^/\s]*/\d{3}\b`)

// InAnswer tells which planted secret the text holds, empty for none. Tokens are
// not looked for: some answers are there to hand one out.
func InAnswer(text []byte) string {
	for _, s := range planted {
		if bytes.Contains(text, []byte(s)) {
			return s
		}
	}
	return ""
}

// InLog tells what the text holds that no log may hold, empty for nothing.
func InLog(text []byte) string {
	if s := InAnswer(text); s != "" {
		return s
	}
	if found := token.FindSubmatch(directory.ReplaceAll(text, nil)); found != nil {
		return string(found[1])
	}
	return ""
}

// CheckAnswer fails the test when the text holds a secret.
func CheckAnswer(t testing.TB, what string, text []byte) {
	t.Helper()
	if s := InAnswer(text); s != "" {
		t.Errorf("%s holds the secret %q: %s", what, s, text)
	}
}

// CheckLog fails the test when a line of the log holds a secret.
func CheckLog(t testing.TB, what string, log []byte) {
	t.Helper()
	for line := range bytes.Lines(log) {
		if s := InLog(line); s != "" {
			t.Errorf("%s holds the secret %q: %s", what, s, line)
		}
	}
}

// Transport fails the reading of answers that hold a planted secret, in their
// headers or in their bodies, event streams included.
func Transport(base http.RoundTripper) http.RoundTripper { return transport{base} }

type transport struct{ base http.RoundTripper }

func (t transport) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := t.base.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	for name, values := range answer.Header {
		for _, value := range values {
			if s := InAnswer([]byte(value)); s != "" {
				answer.Body.Close()
				return nil, leak(r, "header "+name, s)
			}
		}
	}
	answer.Body = &body{ReadCloser: answer.Body, request: r}
	return answer, nil
}

func leak(r *http.Request, where, secret string) error {
	return fmt.Errorf("the answer to %s %s holds the secret %q in its %s", r.Method, r.URL.Path, secret, where)
}

// body looks at what passes, and at the end of what passed before: a secret may
// come in two pieces.
type body struct {
	io.ReadCloser
	request *http.Request
	before  []byte
}

// window is longer than any planted secret, in bytes.
const window = 64

func (b *body) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	seen := slices.Concat(b.before, p[:n])
	if s := InAnswer(seen); s != "" {
		return 0, leak(b.request, "body", s)
	}
	b.before = seen[max(0, len(seen)-window):]
	return n, err
}
