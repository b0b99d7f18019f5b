package generation

import (
	"strings"
	"testing"
	"testing/quick"

	"github.com/rustygpt/rustygpt/internal/chat"
)

func TestWordsAreCountedAcrossPieces(t *testing.T) {
	t.Parallel()
	whole := func(pieces []string) bool {
		var w wordCounter
		for _, p := range pieces {
			w.add(p)
		}
		return w.words == int64(len(strings.Fields(strings.Join(pieces, ""))))
	}
	for _, pieces := range [][]string{
		nil, {""}, {"one"}, {"o", "ne"}, {"one ", "two"}, {"one", " ", " two\n"}, {" ", "\u00a0x\u2003", "y"},
	} {
		if !whole(pieces) {
			t.Errorf("wrong count for %q", pieces)
		}
	}
	if err := quick.Check(whole, nil); err != nil {
		t.Error(err)
	}
}

func TestUsage(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		said chat.Usage
		want chat.Usage
	}{
		"all estimated":     {chat.Usage{}, chat.Usage{PromptTokens: 3, CompletionTokens: 7, TotalTokens: 10}},
		"all said":          {chat.Usage{PromptTokens: 1, CompletionTokens: 2, TotalTokens: 4}, chat.Usage{PromptTokens: 1, CompletionTokens: 2, TotalTokens: 4}},
		"total is the sum":  {chat.Usage{PromptTokens: 5, CompletionTokens: 6}, chat.Usage{PromptTokens: 5, CompletionTokens: 6, TotalTokens: 11}},
		"only prompt said":  {chat.Usage{PromptTokens: 5}, chat.Usage{PromptTokens: 5, CompletionTokens: 7, TotalTokens: 12}},
		"nonsense replaced": {chat.Usage{PromptTokens: -1, CompletionTokens: 2}, chat.Usage{PromptTokens: 3, CompletionTokens: 2, TotalTokens: 5}},
	}
	for name, tt := range tests {
		if got := totalUsage(tt.said, 10, 7); *got != tt.want {
			t.Errorf("%s: got %+v, want %+v", name, *got, tt.want)
		}
	}
}
