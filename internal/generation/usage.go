package generation

import (
	"unicode"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// bytesPerToken is the common rule of thumb for English text; it only stands
// in where a provider counts nothing.
const bytesPerToken = 4

// wordCounter counts the words of a text that comes in pieces.
type wordCounter struct {
	words  int64
	inWord bool
}

func (w *wordCounter) add(text string) {
	for _, r := range text {
		space := unicode.IsSpace(r)
		if !space && !w.inWord {
			w.words++
		}
		w.inWord = !space
	}
}

// totalUsage takes each number from the provider when it gave one, and else
// estimates it.
func totalUsage(said chat.Usage, promptBytes, words int64) *chat.Usage {
	u := said
	if u.PromptTokens <= 0 {
		u.PromptTokens = (promptBytes + bytesPerToken - 1) / bytesPerToken
	}
	if u.CompletionTokens <= 0 {
		u.CompletionTokens = words
	}
	if u.TotalTokens <= 0 {
		u.TotalTokens = u.PromptTokens + u.CompletionTokens
	}
	return &u
}
