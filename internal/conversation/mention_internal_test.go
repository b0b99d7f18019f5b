package conversation

import (
	"slices"
	"strings"
	"testing"
)

func TestMentioned(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text, name string
		want       bool
	}{
		{"@assistant", "assistant", true},
		{"Hey @Assistant, what is this?", "assistant", true},
		{"(@assistant)", "assistant", true},
		{"fine.@assistant", "assistant", true},
		{"who@assistant.example", "assistant", false},
		{"@assistants", "assistant", false},
		{"@assistant_two", "assistant", false},
		{"assistant", "assistant", false},
		{"@ assistant", "assistant", false},
		{"é@assistant", "assistant", false},
		{"who@assistant but @assistant", "assistant", true},
		{"@GPT-4 Mini: go", "gpt-4 mini", true},
		{"@gpt-4o", "gpt-4", false},
		{"@gpt-4.", "gpt-4", true},
		{"@gpt", "gpt-4", false},
	}
	for _, tt := range tests {
		if got := len(mentioned(tt.text, []name{{text: tt.name}})) > 0; got != tt.want {
			t.Errorf("mentioned(%q, %q) = %v", tt.text, tt.name, got)
		}
	}
}

func TestTheLongestNameWins(t *testing.T) {
	t.Parallel()
	names := []name{{text: "assistant"}, {text: "GPT-4"}, {text: "GPT-4 mini"}, {text: "gpt-4-mini"}, {text: "Ünal"}, {text: ""}}
	tests := map[string][]string{
		"":                                   nil,
		"@":                                  nil,
		"@ @@":                               nil,
		"@gpt-4":                             {"GPT-4"},
		"@gpt-4 mini":                        {"GPT-4 mini"},
		"@gpt-4-MINI, not @gpt-4":            {"gpt-4-mini", "GPT-4"},
		"@gpt-4 minimal":                     {"GPT-4"},
		"@assistant @gpt-4 and @assistant":   {"assistant", "GPT-4", "assistant"},
		"@ünal @ÜNAL @unal":                  {"Ünal", "Ünal"},
		"@gpt-4@assistant":                   {"GPT-4"},
		"@@assistant":                        {"assistant"},
		"\xff@assistant\xff":                 {"assistant"},
		strings.Repeat("@", 1000) + "gpt-4o": nil,
	}
	for text, want := range tests {
		var got []string
		for _, n := range mentioned(text, names) {
			got = append(got, n.text)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q mentions %q, want %q", text, got, want)
		}
	}
}
