package settings_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/settings"
)

// validation is one value put to one of the Validate functions.
type validation struct{ in, want, field string }

func (v validation) run(t *testing.T, validate func(string) (string, error)) {
	t.Helper()
	got, err := validate(v.in)
	if v.field == "" {
		if err != nil || got != v.want {
			t.Errorf("%.60q: got %q, %v; want %q", v.in, got, err, v.want)
		}
		return
	}
	wantField(t, err, v.field)
}

func wantField(t *testing.T, err error, names ...string) {
	t.Helper()
	refused, ok := errors.AsType[*chat.Error](err)
	if !ok || refused.Kind != chat.Invalid || len(refused.Fields) != len(names) {
		t.Fatalf("got %#v, want an Invalid error about %v", err, names)
	}
	for i, name := range names {
		if refused.Fields[i].Field != name {
			t.Errorf("field %d is %q, want %q", i, refused.Fields[i].Field, name)
		}
	}
}

func TestValidateServerName(t *testing.T) {
	t.Parallel()
	for _, v := range []validation{
		{in: " Kitchen ", want: "Kitchen"},
		{in: "日本", want: "日本"},
		{in: strings.Repeat("x", 100), want: strings.Repeat("x", 100)},
		{in: strings.Repeat("x", 101), field: "server_name"},
		{in: strings.Repeat("é", 51), field: "server_name"},
		{in: "", field: "server_name"},
		{in: " \t", field: "server_name"},
		{in: "two\nlines", field: "server_name"},
		{in: "broken \xff", field: "server_name"},
	} {
		v.run(t, settings.ValidateServerName)
	}
}

func TestValidatePublicURL(t *testing.T) {
	t.Parallel()
	for _, v := range []validation{
		{in: "", want: ""},
		{in: "  ", want: ""},
		{in: "https://chat.example.org", want: "https://chat.example.org"},
		{in: " https://chat.example.org/ ", want: "https://chat.example.org"},
		{in: "https://Chat.example.org:8443/base//", want: "https://Chat.example.org:8443/base"},
		{in: "HTTPS://[2001:db8::1]/", want: "HTTPS://[2001:db8::1]"},
		{in: "http://localhost:8080", want: "http://localhost:8080"},
		{in: "http://LOCALHOST", want: "http://LOCALHOST"},
		{in: "http://127.0.0.1", field: "public_url"},
		{in: "http://localhost.example.org", field: "public_url"},
		{in: "http://example.org", field: "public_url"},
		{in: "ftp://example.org", field: "public_url"},
		{in: "//example.org", field: "public_url"},
		{in: "example.org", field: "public_url"},
		{in: "/base", field: "public_url"},
		{in: "https://", field: "public_url"},
		{in: "https://:443", field: "public_url"},
		{in: "https:example.org", field: "public_url"},
		{in: "https://example.org:0", field: "public_url"},
		{in: "https://example.org:65536", field: "public_url"},
		{in: "https://example.org:port", field: "public_url"},
		{in: "https://me@example.org", field: "public_url"},
		{in: "https://me:secret@example.org", field: "public_url"},
		{in: "https://@example.org", field: "public_url"},
		{in: "https://example.org?a=b", field: "public_url"},
		{in: "https://example.org?", field: "public_url"},
		{in: "https://example.org/#top", field: "public_url"},
		{in: "https://exa mple.org", field: "public_url"},
		{in: "https://example.org/\x00", field: "public_url"},
		{in: "https://example.org/ /", field: "public_url"},
		{in: "javascript:alert(1)", field: "public_url"},
		{in: "https://example.org/" + strings.Repeat("x", 2048), field: "public_url"},
	} {
		v.run(t, settings.ValidatePublicURL)
	}
}

func TestValidateAccent(t *testing.T) {
	t.Parallel()
	for _, v := range []validation{
		{in: "#6d5dfc", want: "#6d5dfc"},
		{in: " #6D5DFC ", want: "#6d5dfc"},
		{in: "6d5dfc", field: "accent_color"},
		{in: "#fff", field: "accent_color"},
		{in: "#6d5dfcff", field: "accent_color"},
		{in: "#6d5dfg", field: "accent_color"},
		{in: "#6d5d\nf", field: "accent_color"},
		{in: "", field: "accent_color"},
		{in: "red", field: "accent_color"},
	} {
		v.run(t, settings.ValidateAccent)
	}
}

func TestValidateCustomCSS(t *testing.T) {
	t.Parallel()
	for _, v := range []validation{
		{in: "", want: ""},
		{in: "a { color: red }\n", want: "a { color: red }\n"},
		{in: strings.Repeat("x", 64<<10), want: strings.Repeat("x", 64<<10)},
		{in: strings.Repeat("x", 64<<10+1), field: "custom_css"},
	} {
		v.run(t, settings.ValidateCustomCSS)
	}
}

func TestValidateTrustedProxies(t *testing.T) {
	t.Parallel()
	got, err := settings.ValidateTrustedProxies([]string{" 10.0.0.1 ", "", "2001:db8::/32"})
	if err != nil || strings.Join(got, " ") != "10.0.0.1 2001:db8::/32" {
		t.Errorf("got %v, %v", got, err)
	}
	if got, err := settings.ValidateTrustedProxies(nil); err != nil || got == nil || len(got) != 0 {
		t.Errorf("none: got %#v, %v", got, err)
	}
	_, err = settings.ValidateTrustedProxies([]string{"10.0.0.1", "proxy.example.org"})
	wantField(t, err, "trusted_proxies")
	_, err = settings.ValidateTrustedProxies(strings.Split(strings.Repeat("10.0.0.1 ", 101), " "))
	wantField(t, err, "trusted_proxies")
}

func TestParseProxy(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"10.0.0.1":             "10.0.0.1/32",
		"::1":                  "::1/128",
		"::ffff:10.0.0.1":      "10.0.0.1/32",
		"10.1.2.3/8":           "10.0.0.0/8",
		"2001:db8::1/32":       "2001:db8::/32",
		"::ffff:10.1.2.3/104":  "10.0.0.0/8",
		"0.0.0.0/0":            "0.0.0.0/0",
		"fe80::1%eth0":         "",
		"10.0.0.1/33":          "",
		"10.0.0":               "",
		"10.0.0.1:80":          "",
		"[::1]":                "",
		"localhost":            "",
		"10.0.0.1-10.0.0.9":    "",
		"10.0.0.1,192.168.0.1": "",
	} {
		got, err := settings.ParseProxy(in)
		if want == "" {
			wantField(t, err, "trusted_proxies")
		} else if err != nil || got.String() != want {
			t.Errorf("%s: got %v, %v; want %s", in, got, err, want)
		}
	}
}

// What was tidied once stays as it is.
func FuzzValidatePublicURL(f *testing.F) {
	for _, seed := range []string{"https://chat.example.org:8443/base//", "http://localhost", "https://[::1]/ /", "https://user@h?q#f"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		once, err := settings.ValidatePublicURL(in)
		if err != nil {
			wantField(t, err, "public_url")
			return
		}
		if twice, err := settings.ValidatePublicURL(once); err != nil || twice != once {
			t.Errorf("%q became %q, then %q, %v", in, once, twice, err)
		}
	})
}

func FuzzParseProxy(f *testing.F) {
	for _, seed := range []string{"10.0.0.1", "::ffff:10.1.2.3/104", "fe80::1%eth0", "2001:db8::/32", "::ffff:0:0/95"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		prefix, err := settings.ParseProxy(in)
		if err != nil {
			wantField(t, err, "trusted_proxies")
			return
		}
		if again, err := settings.ParseProxy(prefix.String()); err != nil || again != prefix {
			t.Errorf("%q is %v, read again %v, %v", in, prefix, again, err)
		}
	})
}
