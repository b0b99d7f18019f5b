package conversation

import "testing"

func TestMentions(t *testing.T) {
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
		if got := mentions(tt.text, tt.name); got != tt.want {
			t.Errorf("mentions(%q, %q) = %v", tt.text, tt.name, got)
		}
	}
}
