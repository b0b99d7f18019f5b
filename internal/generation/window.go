package generation

import (
	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/provider"
)

// window is what a model can read and write at a time, in tokens.
type window struct {
	size   int // 0 = unknown, and nothing is left out
	answer int // kept for the answer
}

// windowOf keeps room for the longest answer, or a quarter of the window where
// answers have no limit.
func windowOf(m chat.Model) window {
	size := m.Known().ContextSize
	if size == nil {
		return window{}
	}
	w := window{size: *size, answer: *size / 4}
	if longest := m.Params.MaxTokens; longest != nil && *longest > 0 {
		w.answer = *longest
	}
	return w
}

// overflow is how many of the oldest messages have to be left out, so that the
// others fit together with the system messages around them. Those stay, and so
// does the last message, which is the one to answer: TooLarge when they alone
// are too much. What is left begins with a person, as many chat templates want
// it: an answer goes with its question.
func (w window) overflow(frame [2]provider.Message, lines []provider.Message) (dropped int, err error) {
	if w.size == 0 {
		return 0, nil
	}
	last := len(lines) - 1
	least := promptTokens + messageTokens(frame[0]) + messageTokens(frame[1]) + messageTokens(lines[last])
	left := w.size - w.answer - least
	if left < 0 {
		return 0, chat.WithCode(chat.TooLarge, codeTooLong, chat.Fill(
			"The message is too long for this model: together with its instructions it takes about %d tokens, and there is room for %d.",
			least, max(w.size-w.answer, 0)))
	}
	dropped = last
	for dropped > 0 && messageTokens(lines[dropped-1]) <= left {
		dropped--
		left -= messageTokens(lines[dropped])
	}
	for dropped > 0 && dropped < last && lines[dropped].Role == chat.RoleAssistant {
		dropped++
	}
	return dropped, nil
}

// What the form of a chat costs beside its texts, at most, in tokens: begin,
// role and end of each message, and the beginning of the answer. The numbers
// are those of ChatML, after OpenAI's guide to counting tokens; the templates
// of other models need about as many.
const (
	perMessage   = 4
	promptTokens = 3
)

// messageTokens estimates the tokens of a message; one without a text is not
// sent.
func messageTokens(m provider.Message) int {
	if m.Content == "" {
		return 0
	}
	return perMessage + textTokens(m.Content)
}

// textTokens estimates, rather too high, how many tokens a text has. Every model
// has a vocabulary of its own, and each of them is megabytes; but they agree
// roughly, since all are made from the frequency of bytes. English has four
// bytes to a token and more, code and other languages in Latin letters about
// three, most other scripts two or three, which is a character or a little
// more. So a token is counted for every three bytes of ASCII, and for every two
// others. Only text without words, such as long rows of digits or emoji, can
// have more.
func textTokens(text string) int {
	others := 0
	for i := range len(text) {
		if text[i] >= 0x80 {
			others++
		}
	}
	ascii := len(text) - others
	return (2*ascii + 3*others + 5) / 6 // rounded up
}
