package openai

import (
	"strings"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/provider"
)

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	for value, want := range map[string]time.Duration{
		"":                              0,
		"0":                             0,
		"7":                             7 * time.Second,
		"1.5":                           1500 * time.Millisecond,
		"-7":                            0,
		"NaN":                           0,
		"Inf":                           longestWait,
		"999999999":                     longestWait,
		"soon":                          0,
		"Fri, 02 Jan 2026 03:05:05 GMT": time.Minute,
		"Fri, 02 Jan 2026 03:03:05 GMT": 0,
		"Fri, 02 Jan 2099 03:03:05 GMT": longestWait,
	} {
		if got := retryAfter(value, now); got != want {
			t.Errorf("%q: %v, want %v", value, got, want)
		}
	}
}

func TestQuote(t *testing.T) {
	t.Parallel()
	c := &Client{scrub: newScrubber(provider.Endpoint{
		BaseURL: "http://10.0.0.7:8000/v1", APIKey: "sk-secret", Headers: map[string]string{"X-A": "sk-secret-longer", "X-B": "it"},
	})}
	for body, want := range map[string]string{
		`{"error":{"message":"Not good"}}`:                     "Not good",
		`{"error":{"code":7,"message":"Not good"},"x":1}`:      "Not good",
		`{"error":"Not good"}`:                                 "Not good",
		`{"message":"Not good","object":"error"}`:              "Not good",
		`{"detail":"Not good"}`:                                "Not good",
		`{"detail":[{"loc":["body"],"msg":"Field required"}]}`: "Field required",
		`[{"error":{"message":"Not good"}}]`:                   "Not good",
		`"Not good"`:                                           "Not good",
		`{"Error":{"Message":"Not good"}}`:                     "Not good",
		`{"error":{"message":7}}`:                              "",
		`{"error":`:                                            "",
		`{}`:                                                   "",
		`Not good`:                                             "Not good",
		" \n ":                                                 "",
		`<html>secret</html>`:                                  "",
		"Not\r\n\tgood\x00\x1b[1m\u202e":                       "Not good[1m",
		`{"error":{"message":"Bad key sk-secret, try it"}}`:    "Bad key [removed], try it",
		"sk-secret-longer sk-secret":                           "[removed] [removed]",
		"No route from 10.0.0.7:8000 via http://10.0.0.7:8000/v1/x": "No route from [removed] via [removed]/x",
		strings.Repeat("é", 400):                                    strings.Repeat("é", 299) + "…",
	} {
		if got := c.quote([]byte(body)); got != want {
			t.Errorf("%s: %q, want %q", body, got, want)
		}
	}
}
