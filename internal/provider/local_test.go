package provider_test

import (
	"testing"

	"github.com/rustygpt/rustygpt/internal/provider"
)

func TestIsLocal(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]bool{
		"http://localhost:1234/v1":             true,
		"http://LOCALHOST":                     true,
		"http://models.localhost":              true,
		"http://127.0.0.1:11434/v1":            true,
		"http://[::1]:8080":                    true,
		"http://[::ffff:10.0.0.1]":             true,
		"http://10.1.2.3":                      true,
		"http://172.16.0.1":                    true,
		"http://192.168.1.5/v1":                true,
		"http://169.254.1.1":                   true,
		"http://[fd00::1]":                     true,
		"http://[fe80::1]":                     true,
		"http://ollama:11434/v1":               true,
		"http://studio.local/v1":               true,
		"http://host.docker.internal:11434/v1": true,
		"http://gpu.home.arpa":                 true,
		"http://studio.local./v1":              true,
		"https://api.openai.com/v1":            false,
		"http://8.8.8.8":                       false,
		"http://172.32.0.1":                    false,
		"http://[2001:db8::1]":                 false,
		"https://localhost.example.com":        false,
		"https://notlocal":                     true,
		"https://my.notlocal":                  false,
		"":                                     false,
		"http://":                              false,
	} {
		if got := provider.IsLocal(address); got != want {
			t.Errorf("%q: %v", address, got)
		}
	}
}

func TestSameOrigin(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		a, b string
		want bool
	}{
		{"https://a.example/v1", "https://a.example/v2/x", true},
		{"https://a.example", "http://a.example", false},
		{"https://a.example", "https://a.example:8443", false},
		{"https://a.example", "https://b.a.example", false},
		{"http://127.0.0.1:1/v1", "http://127.0.0.1:2/v1", false},
		{"http://[::1]:1", "http://[::1]:1/v1", true},
		{"http://%", "http://%", false},
	} {
		if got := provider.SameOrigin(tt.a, tt.b); got != tt.want {
			t.Errorf("%s and %s: %v", tt.a, tt.b, got)
		}
	}
}
