package chat

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Sentence is what the product says to people when something is wrong. Programs
// go by codes; clients that speak another language than English translate the
// sentence itself, from a list of all that there are. A constant becomes a
// Sentence by itself and is on the list with the next "make generate"; what is
// put together at run time has to say how, with Fill or Verbatim.
type Sentence string

// Fill puts values into a sentence, as fmt.Sprintf does, by %s, %q, %d, %v and %x
// alone. A value that is a Sentence is translated with the one it stands in.
func Fill(format Sentence, args ...any) Sentence {
	return Sentence(fmt.Sprintf(string(format), args...))
}

// Verbatim passes on what another program has said. It is shown as it came
// unless it is on the list by another way.
func Verbatim(words string) Sentence { return Sentence(words) }

// Whole makes a whole sentence of what a rule or a store said in passing.
func (s Sentence) Whole() Sentence {
	first, size := utf8.DecodeRuneInString(string(s))
	if size == 0 {
		return s
	}
	return (Sentence(unicode.ToUpper(first)) + s[size:]).Closed()
}

// Closed ends in a full stop unless it ends in another mark.
func (s Sentence) Closed() Sentence {
	if last, _ := utf8.DecodeLastRuneInString(string(s)); s == "" || strings.ContainsRune(".!?…", last) {
		return s
	}
	return s + "."
}
