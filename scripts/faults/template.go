package main

import (
	"fmt"
	"go/types"
	"regexp"
	"strings"
	"unicode"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// templates are sentences whose changing parts have names: {{number1}} is a
// number, {{text1}} another sentence, {{value1}} is shown as it is.
type templates map[string]bool

// add notes a sentence with the verbs of package fmt, unless there is nothing in
// it to translate.
func (t templates) add(format string, args []types.Type) error {
	template, err := templateOf(format, args)
	if err != nil {
		return err
	}
	if strings.ContainsFunc(template, unicode.IsLetter) && parameter.ReplaceAllString(template, "") != "" {
		t[template] = true
	}
	return nil
}

var (
	verb           = regexp.MustCompile(`%.?`)
	endsInSentence = regexp.MustCompile(`\{\{text\d+\}\}$`)
	parameter      = regexp.MustCompile(`\{\{\w+\}\}`)
)

// templateOf names the parts of a sentence by what goes into them. Without args
// it goes by the verbs alone.
func templateOf(format string, args []types.Type) (string, error) {
	var n int
	var wrong string
	named := verb.ReplaceAllStringFunc(format, func(v string) string {
		n++
		switch v {
		case "%d":
			return fmt.Sprintf("{{number%d}}", n)
		case "%q":
			return fmt.Sprintf(`"{{value%d}}"`, n)
		case "%s", "%v", "%x":
			if n <= len(args) && isSentence(args[n-1]) {
				return fmt.Sprintf("{{text%d}}", n)
			}
			return fmt.Sprintf("{{value%d}}", n)
		default:
			wrong = v
			return v
		}
	})
	switch {
	case wrong != "":
		return "", fmt.Errorf("%q in a sentence: it can have %%s, %%q, %%d, %%v and %%x", wrong)
	case args != nil && n != len(args):
		return "", fmt.Errorf("%d values for the %d places of %q", len(args), n, format)
	}
	whole := string(chat.Sentence(named).Whole())
	if endsInSentence.MatchString(named) { // that one has its own full stop
		whole = strings.TrimSuffix(whole, ".")
	}
	return whole, nil
}
