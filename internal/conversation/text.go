package conversation

import (
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// Bounds of texts, in code points.
const (
	maxTitle        = 256
	maxShortTitle   = 200
	maxAutoTitle    = 60
	maxContent      = 100_000
	maxSystemPrompt = 100_000
	maxInstruction  = 10_000
	maxReason       = 1_000
)

// DefaultTitle is the title of a chat until its first message gives it one.
const DefaultTitle = "New chat"

// ShortTitle makes a chat's title of whatever was typed: trimmed, its inner
// spaces collapsed and cut, rather than refused, beyond 200 code points. It is
// empty when nothing is left.
func ShortTitle(title string) string { return firstRunes(collapse(title), maxShortTitle) }

// titleFrom makes a chat's title of its first message.
func titleFrom(content string) string {
	return firstRunes(collapse(content), maxAutoTitle)
}

// checkTitle cleans a title and refuses what is none.
func checkTitle(title string) (string, error) {
	title = collapse(title)
	if title == "" {
		return "", chat.InvalidField("title", "must not be blank")
	}
	return title, checkText("title", title, maxTitle)
}

// checkContent refuses what is no message. The text itself stays as it is.
func checkContent(content string) error {
	if strings.TrimSpace(content) == "" {
		return chat.InvalidField("content", "must not be blank")
	}
	return checkText("content", content, maxContent)
}

// checkText refuses texts that are too long or that databases do not take.
func checkText(field, text string, limit int) error {
	switch {
	case !utf8.ValidString(text):
		return chat.InvalidField(field, "must be valid UTF-8")
	case strings.IndexByte(text, 0) >= 0:
		return chat.InvalidField(field, "must not contain zero bytes")
	case utf8.RuneCountInString(text) > limit:
		return chat.InvalidField(field, chat.Fill("must have at most %d characters", limit))
	}
	return nil
}

// checkRequestID brings a request id into one form, so that a retry is known
// whichever form it is written in.
func checkRequestID(id string) (string, error) {
	if id == "" {
		return "", nil
	}
	u, err := uuid.Parse(id)
	if err != nil {
		return "", chat.InvalidField("request_id", "must be a UUID")
	}
	return u.String(), nil
}

func collapse(text string) string { return strings.Join(strings.Fields(text), " ") }

// firstRunes cuts a text after n code points, without a space at the end.
func firstRunes(text string, n int) string {
	for i := range text {
		if n == 0 {
			return strings.TrimRight(text[:i], " ")
		}
		n--
	}
	return text
}
