package provider_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/rustygpt/rustygpt/internal/provider"
)

func TestNormalizeBaseURL(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{
		"https://api.example.com/v1":                          "https://api.example.com/v1",
		"  HTTPS://API.Example.COM/v1///  ":                   "https://api.example.com/v1",
		"https://api.example.com":                             "https://api.example.com",
		"https://api.example.com/":                            "https://api.example.com",
		"https://api.example.com:443/v1":                      "https://api.example.com/v1",
		"http://api.example.com:443/v1":                       "http://api.example.com:443/v1",
		"http://127.0.0.1:80/v1":                              "http://127.0.0.1/v1",
		"http://localhost:11434/v1/?key=1#top":                "http://localhost:11434/v1",
		"http://localhost:011434/v1":                          "http://localhost:11434/v1",
		"http://localhost:/v1":                                "http://localhost/v1",
		"http://[::1]:8080/v1":                                "http://[::1]:8080/v1",
		"http://[FE80::1]/":                                   "http://[fe80::1]",
		"https://example.com/a/./b/../c/":                     "https://example.com/a/c",
		"https://example.com/../../v1":                        "https://example.com/v1",
		"https://example.com/openai%2Fproxy/v1?":              "https://example.com/openai%2Fproxy/v1",
		"https://gateway.example/https://api.example.com/v1/": "https://gateway.example/https://api.example.com/v1",
		"https://example.com/a/..":                            "https://example.com",
		"https://example.com/openai/deployments/é":            "https://example.com/openai/deployments/%C3%A9",
	} {
		got, err := provider.NormalizeBaseURL(raw)
		if err != nil || got != want {
			t.Errorf("%q: %q, %v; want %q", raw, got, err, want)
			continue
		}
		if again, err := provider.NormalizeBaseURL(got); err != nil || again != got {
			t.Errorf("%q is not stable: %q, %v", got, again, err)
		}
	}
}

func TestNormalizeBaseURLRefuses(t *testing.T) {
	t.Parallel()
	for _, raw := range []string{
		"", "   ", "example.com", "example.com/v1", "ftp://example.com", "file:///etc/passwd", "https://", "https:///v1",
		"https://user:sk-secret@example.com", "https://sk-secret@example.com", "http://example.com:70000",
		"http://example.com:sk-secret", "http://exa mple.com", "http://[::1", "javascript:alert(1)", "http://x/\x00sk-secret", "://",
	} {
		got, err := provider.NormalizeBaseURL(raw)
		if err == nil {
			t.Errorf("%q was accepted as %q", raw, got)
			continue
		}
		if strings.Contains(err.Error(), "sk-secret") {
			t.Errorf("%q: the error quotes it: %v", raw, err)
		}
	}
}

func TestCheckHeaders(t *testing.T) {
	t.Parallel()
	many := map[string]string{}
	for i := range provider.MaxHeaders {
		many[fmt.Sprintf("X-H%d", i)] = "v"
	}
	tooMany := map[string]string{"X-One-More": "v"}
	for name, value := range many {
		tooMany[name] = value
	}
	for name, tc := range map[string]struct {
		headers map[string]string
		ok      bool
	}{
		"none":            {nil, true},
		"plain":           {map[string]string{"X-Title": "My server", "HTTP-Referer": "https://example.com"}, true},
		"tab in value":    {map[string]string{"X-A": "a\tb"}, true},
		"as many as fit":  {many, true},
		"one too many":    {tooMany, false},
		"longest value":   {map[string]string{"X-A": strings.Repeat("v", 4096)}, true},
		"too long":        {map[string]string{"X-A": strings.Repeat("v", 4097)}, false},
		"line break":      {map[string]string{"X-A": "secret\r\nX-B: c"}, false},
		"control":         {map[string]string{"X-A": "secret\x01"}, false},
		"no name":         {map[string]string{"": "secret"}, false},
		"space in name":   {map[string]string{"X A": "secret"}, false},
		"underscore":      {map[string]string{"X_A": "secret"}, false},
		"umlaut":          {map[string]string{"X-Ä": "secret"}, false},
		"authorization":   {map[string]string{"AUTHORIZATION": "secret"}, false},
		"cookie":          {map[string]string{"Cookie": "secret"}, false},
		"host":            {map[string]string{"host": "secret"}, false},
		"length":          {map[string]string{"Content-Length": "1"}, false},
		"encoding":        {map[string]string{"Transfer-Encoding": "secret"}, false},
		"connection":      {map[string]string{"Connection": "secret"}, false},
		"proxy":           {map[string]string{"Proxy-Authorization": "secret"}, false},
		"sec":             {map[string]string{"Sec-Fetch-Mode": "secret"}, false},
		"twice in casing": {map[string]string{"X-A": "1", "x-a": "2"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := provider.CheckHeaders(tc.headers)
			if (err == nil) != tc.ok {
				t.Fatalf("error %v, want ok=%v", err, tc.ok)
			}
			if err != nil && strings.Contains(err.Error(), "secret") {
				t.Errorf("the error quotes the value: %v", err)
			}
		})
	}
}

func TestCheckAPIKey(t *testing.T) {
	t.Parallel()
	for key, ok := range map[string]bool{"": true, "sk-1234": true, "sk\n1": false, "sk\x00": false, strings.Repeat("k", 5000): false} {
		if err := provider.CheckAPIKey(key); (err == nil) != ok {
			t.Errorf("%.10q: %v, want ok=%v", key, err, ok)
		}
	}
}
