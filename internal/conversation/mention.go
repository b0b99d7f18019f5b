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

// name is what can be mentioned in a message, behind an @: a person, or else a
// model, the zero one being the conversation's.
type name struct {
	text   string
	person chat.AccountID
	model  chat.ModelID
}

// called is who a text mentions, each of them once and in its order.
type called struct {
	people []chat.AccountID
	models []chat.ModelID
}

// call finds out who a text in a conversation mentions. A name that a person
// and a model share is the person's. Nobody calls themselves.
func (s *Service) call(ctx context.Context, a chat.Actor, c chat.Conversation, text string, author chat.AccountID) (called, error) {
	var found called
	if !strings.Contains(text, "@") {
		return found, nil
	}
	people, err := s.peopleNames(ctx, a, c)
	if err != nil {
		return found, err
	}
	models, err := s.modelNames(ctx)
	if err != nil {
		return found, err
	}
	for _, n := range mentioned(text, slices.Concat([]name{{text: assistantName}}, people, models)) {
		switch {
		case n.person.IsZero() && !slices.Contains(found.models, n.model):
			found.models = append(found.models, n.model)
		case !n.person.IsZero() && n.person != author && !slices.Contains(found.people, n.person):
			found.people = append(found.people, n.person)
		}
	}
	return found, nil
}

func (s *Service) peopleNames(ctx context.Context, a chat.Actor, c chat.Conversation) ([]name, error) {
	if c.Kind != chat.KindGroup {
		return nil, nil
	}
	people, err := s.store.Participants(ctx, c.ID, a.Account.ID)
	names := make([]name, len(people))
	for i, p := range people {
		names[i] = name{text: p.Username, person: p.AccountID}
	}
	return names, err
}

func (s *Service) modelNames(ctx context.Context) ([]name, error) {
	if s.models == nil {
		return nil, nil
	}
	models, err := s.models.Models(ctx)
	names := make([]name, 0, 2*len(models))
	for _, m := range models {
		names = append(names, name{text: m.DisplayName, model: m.ID}, name{text: m.UpstreamID, model: m.ID})
	}
	return names, err
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
		if r != '@' {
			continue
		}
		rest := text[i+1:]
		before, _ := utf8.DecodeLastRuneInString(text[:i])
		first, _ := utf8.DecodeRuneInString(rest)
		if isWord(before) {
			continue
		}
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
