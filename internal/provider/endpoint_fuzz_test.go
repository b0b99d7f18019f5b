package provider_test

import (
	"bufio"
	"bytes"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/rustygpt/rustygpt/internal/provider"
)

// FuzzNormalizeBaseURL: what passes stays as it is when it passes again, and
// requests below it go to its host.
func FuzzNormalizeBaseURL(f *testing.F) {
	for _, raw := range []string{
		"http://localhost:11434/v1", "HTTPS://Example.COM:443/a/../b//c/?q#f", "http://[::1]:80/", "http://u:p@h/", "http://h/%2e%2e/%2F",
		"http://h:99999", "//h", "http://\x00", "http://h/%zz", "http://ﬀ.example/", "https://h:0/.",
	} {
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		base, err := provider.NormalizeBaseURL(raw)
		if err != nil {
			return
		}
		again, err := provider.NormalizeBaseURL(base)
		if err != nil || again != base {
			t.Fatalf("%q becomes %q and then %q, %v", raw, base, again, err)
		}
		whole, err := url.Parse(base)
		if err != nil {
			t.Fatal(err)
		}
		below, err := url.Parse(base + "/models")
		if err != nil {
			t.Fatal(err)
		}
		if below.Host != whole.Host || below.Scheme != whole.Scheme || below.User != nil || below.RawQuery != "" || !strings.HasSuffix(below.Path, "/models") {
			t.Errorf("%q: %q leads to %q", raw, base, below)
		}
	})
}

// FuzzCheckHeaders: a header that passes is one header of the request, and
// nothing else in it changes.
func FuzzCheckHeaders(f *testing.F) {
	for name, value := range map[string]string{
		"X-Title": "Ducks", "X-A\r\nHost": "b", "x-b": "1\r\nAuthorization: Bearer", "Sec-Fetch-Mode": "cors", "HOST": "h", "ſec-a": "b", "": "", "X": "\x7f\xff\t",
	} {
		f.Add(name, value)
	}
	f.Fuzz(func(t *testing.T, name, value string) {
		if provider.CheckHeaders(map[string]string{name: value}) != nil {
			return
		}
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://models.example/v1/models", nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Authorization", "Bearer key")
		request.Header.Set(name, value)
		var wire bytes.Buffer
		if err := request.Write(&wire); err != nil {
			t.Fatalf("%q: %q cannot be sent: %v", name, value, err)
		}
		read, err := http.ReadRequest(bufio.NewReader(&wire))
		if err != nil {
			t.Fatalf("%q: %q cannot be read: %v", name, value, err)
		}
		if got := read.Header.Get(name); got != strings.Trim(value, " \t") {
			t.Errorf("%q: %q arrives as %q", name, value, got)
		}
		read.Header.Del(name)
		if read.Host != "models.example" || read.Header.Get("Authorization") != "Bearer key" || len(read.Header) > 2 || read.ContentLength != 0 {
			t.Errorf("%q: %q changes the request: %s %v", name, value, read.Host, read.Header)
		}
	})
}
