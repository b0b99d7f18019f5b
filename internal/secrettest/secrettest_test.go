package secrettest_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/rustygpt/rustygpt/internal/secrettest"
)

func TestInLog(t *testing.T) {
	t.Parallel()
	token := strings.Repeat("aB3_-", 9)[:43]
	directory := "TestRestoreKilledreport_the_failure97398431"
	for text, want := range map[string]string{
		"level=INFO msg=request request_id=0190c1de-0000-7000-8000-00000000000a": "",
		"key=" + secrettest.APIKey + "-2":                                        secrettest.APIKey,
		"cookie=" + token:                                                        token,
		`{"token":"` + token + `"}`:                                              token,
		"open /tmp/" + directory + "/001/data/key: no such file":                 "",
		"open /tmp/" + directory + "/data":                                       directory,
		"sum=" + strings.Repeat("0a", 32):                                        "",
	} {
		if got := secrettest.InLog([]byte(text)); got != want {
			t.Errorf("%s: %q", text, got)
		}
	}
}

// TestTransport: also a secret that comes in pieces is found.
func TestTransport(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Told", r.URL.Query().Get("header"))
		for piece := range strings.SplitSeq(r.URL.Query().Get("body"), "|") {
			_, _ = io.WriteString(w, piece)
			_ = http.NewResponseController(w).Flush()
		}
	}))
	t.Cleanup(server.Close)
	client := http.Client{Transport: secrettest.Transport(http.DefaultTransport)}
	for query, leaks := range map[string]bool{
		"body=all|is|well":                 false,
		"body=sk-plan|ted-|key":            true,
		"header=" + secrettest.HeaderValue: true,
	} {
		answer, err := client.Get(server.URL + "?" + query)
		if err == nil {
			_, err = io.ReadAll(answer.Body)
			answer.Body.Close()
		}
		if (err != nil) != leaks {
			t.Errorf("%s: %v", query, err)
		}
	}
}
