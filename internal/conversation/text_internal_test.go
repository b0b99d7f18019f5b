package conversation

import (
	"strings"
	"testing"

	"github.com/rustygpt/rustygpt/internal/chat"
)

func TestTitles(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in, want string
		ok       bool
	}{
		{"Plans", "Plans", true},
		{"  Our \t summer\n plans ", "Our summer plans", true},
		{strings.Repeat("é", 256), strings.Repeat("é", 256), true},
		{strings.Repeat("é", 257), "", false},
		{" \n ", "", false},
		{"", "", false},
		{"a\x00b", "", false},
		{"a\xffb", "", false},
	}
	for _, tt := range tests {
		got, err := checkTitle(tt.in)
		if (err == nil) != tt.ok || tt.ok && got != tt.want {
			t.Errorf("checkTitle(%q) = %q, %v", tt.in, got, err)
		}
		if err != nil && chat.KindOf(err) != chat.Invalid {
			t.Errorf("checkTitle(%q) has kind %d", tt.in, chat.KindOf(err))
		}
	}
}

func TestShortTitle(t *testing.T) {
	t.Parallel()
	tests := []struct{ in, want string }{
		{" Trip  to\nRome ", "Trip to Rome"},
		{strings.Repeat("ü", 300), strings.Repeat("ü", 200)},
		{strings.Repeat("x", 199) + " tail", strings.Repeat("x", 199)},
		{"  ", ""},
	}
	for _, tt := range tests {
		if got := ShortTitle(tt.in); got != tt.want {
			t.Errorf("ShortTitle(%q) = %q", tt.in, got)
		}
	}
	if got := titleFrom(strings.Repeat("a", 100)); got != strings.Repeat("a", 60) {
		t.Errorf("title from a long message: %q", got)
	}
}

func TestContent(t *testing.T) {
	t.Parallel()
	for text, ok := range map[string]bool{
		"x":                               true,
		" x ":                             true,
		strings.Repeat("日", maxContent):   true,
		strings.Repeat("x", maxContent+1): false,
		" \u2003\n":                       false,
		"":                                false,
		"a\x00":                           false,
		"\xc3":                            false,
	} {
		if err := checkContent(text); (err == nil) != ok {
			t.Errorf("checkContent of %d bytes: %v", len(text), err)
		}
	}
}

func TestRequestIDsHaveOneForm(t *testing.T) {
	t.Parallel()
	const want = "0190c1de-0000-7000-8000-00000000000a"
	for _, in := range []string{want, strings.ToUpper(want), "{" + want + "}", strings.ReplaceAll(want, "-", "")} {
		if got, err := checkRequestID(in); got != want || err != nil {
			t.Errorf("checkRequestID(%q) = %q, %v", in, got, err)
		}
	}
	if _, err := checkRequestID("again"); chat.KindOf(err) != chat.Invalid {
		t.Errorf("got %v", err)
	}
}
