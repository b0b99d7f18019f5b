package chat_test

import (
	"testing"

	"github.com/rustygpt/rustygpt/internal/chat"
)

func TestSentence(t *testing.T) {
	t.Parallel()
	for said, want := range map[chat.Sentence]chat.Sentence{
		"":                          "",
		"the token was replaced":    "The token was replaced.",
		"Please wait.":              "Please wait.",
		"É":                         "É.",
		"über":                      "Über.",
		"really?":                   "Really?",
		"it says: far too much to…": "It says: far too much to…",
	} {
		if got := said.Whole(); got != want {
			t.Errorf("%q becomes %q, want %q", said, got, want)
		}
	}
	if got := chat.Fill("%s has %d of %q.", chat.Verbatim("Ada"), 3, "a"); got != `Ada has 3 of "a".` {
		t.Errorf("filled: %s", got)
	}
}
