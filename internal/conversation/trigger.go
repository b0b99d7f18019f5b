package conversation

import (
	"context"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// assistantName is how people call for the assistant, whichever model it is.
const assistantName = "assistant"

// wish is whether a posted message gets an answer, and from which model.
type wish struct {
	answer bool
	model  chat.ModelID // the one mentioned by name; zero = not said
}

// wishes decides whether the assistant answers a person's message. What the
// caller says outright counts first, then the conversation's assistant mode. In a
// group of one the person can only be talking to the assistant, so there
// mention means auto.
func (s *Service) wishes(ctx context.Context, c chat.Conversation, in PostInput) (wish, error) {
	role := chat.RoleUser
	if in.Role != nil {
		role = *in.Role
	}
	switch {
	case in.Answer != nil:
		return wish{answer: *in.Answer}, nil
	case role == chat.RoleAssistant:
		return wish{answer: true}, nil
	case role != chat.RoleUser || c.AssistantMode == chat.AssistantOff:
		return wish{}, nil
	case c.Kind == chat.KindChat && c.AssistantMode == chat.AssistantAuto:
		return wish{answer: true}, nil
	}
	w, err := s.mentioned(ctx, in.Content)
	if err != nil || w.answer {
		return w, err
	}
	if c.AssistantMode == chat.AssistantAuto {
		return wish{answer: true}, nil
	}
	if c.Kind != chat.KindGroup {
		return wish{}, nil
	}
	people, err := s.store.ListParticipants(ctx, c.ID)
	return wish{answer: len(people) <= 1}, err
}

// mentioned looks for @assistant or the name of a model. The longest name wins:
// "@gpt-4-mini" does not call gpt-4.
func (s *Service) mentioned(ctx context.Context, text string) (wish, error) {
	if !strings.Contains(text, "@") {
		return wish{}, nil
	}
	w := wish{answer: mentions(text, assistantName)}
	if s.models == nil {
		return w, nil
	}
	models, err := s.models.Models(ctx)
	if err != nil {
		return wish{}, err
	}
	longest := 0
	for _, m := range models {
		for _, name := range []string{m.DisplayName, m.UpstreamID} {
			if len(name) > longest && mentions(text, name) {
				w, longest = wish{answer: true, model: m.ID}, len(name)
			}
		}
	}
	return w, nil
}

// mentions reports whether text contains @name as a word of its own, without
// regard to case. The @ of an e-mail address does not count.
func mentions(text, name string) bool {
	for i, r := range text {
		if r != '@' {
			continue
		}
		before, _ := utf8.DecodeLastRuneInString(text[:i])
		rest := text[i+1:]
		if isWord(before) || len(rest) < len(name) || !strings.EqualFold(rest[:len(name)], name) {
			continue
		}
		if next, _ := utf8.DecodeRuneInString(rest[len(name):]); !isWord(next) {
			return true
		}
	}
	return false
}

func isWord(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_')
}
