package conversation

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// assistantName is how people call for the assistant, whichever model it is.
const assistantName = "assistant"

// name is what can be mentioned in a message, behind an @.
type name struct {
	text  string
	model chat.ModelID // zero = the conversation's
}

// called finds the models that a text mentions, in the order in which it does
// and none of them twice. The zero id stands for the conversation's own model.
func (s *Service) called(ctx context.Context, text string) ([]chat.ModelID, error) {
	if !strings.Contains(text, "@") {
		return nil, nil
	}
	names := []name{{text: assistantName}}
	if s.models != nil {
		list, err := s.models.Models(ctx)
		if err != nil {
			return nil, err
		}
		for _, m := range list {
			names = append(names, name{m.DisplayName, m.ID}, name{m.UpstreamID, m.ID})
		}
	}
	var models []chat.ModelID
	for _, n := range mentioned(text, names) {
		if !slices.Contains(models, n.model) {
			models = append(models, n.model)
		}
	}
	return models, nil
}

// mentioned lists the names behind each @ of a text, as words of their own and
// without regard to case. Where several fit, the longest wins: "@gpt-4-mini"
// does not call gpt-4. Of equal ones the first in the list wins. The @ of an
// e-mail address does not count.
func mentioned(text string, names []name) (found []name) {
	byInitial := map[rune][]name{} // so that a text full of @ costs little
	for _, n := range names {
		first, _ := utf8.DecodeRuneInString(n.text)
		byInitial[fold(first)] = append(byInitial[fold(first)], n)
	}
	for _, list := range byInitial {
		slices.SortStableFunc(list, func(a, b name) int { return cmp.Compare(len(b.text), len(a.text)) })
	}
	for i, r := range text {
		before, _ := utf8.DecodeLastRuneInString(text[:i])
		if r != '@' || isWord(before) {
			continue
		}
		rest := text[i+1:]
		first, _ := utf8.DecodeRuneInString(rest)
		list := byInitial[fold(first)]
		if n := slices.IndexFunc(list, func(n name) bool { return startsWith(rest, n.text) }); n >= 0 {
			found = append(found, list[n])
		}
	}
	return found
}

// startsWith reports whether text begins with a name as a whole word.
func startsWith(text, name string) bool {
	if name == "" || len(text) < len(name) || !strings.EqualFold(text[:len(name)], name) {
		return false
	}
	next, _ := utf8.DecodeRuneInString(text[len(name):])
	return !isWord(next)
}

func fold(r rune) rune { return unicode.ToLower(unicode.ToUpper(r)) }

func isWord(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_')
}
