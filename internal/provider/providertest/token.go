package providertest

import (
	"strconv"
	"strings"
)

// words have characters of one to four bytes, so that a text cut between bytes
// shows.
var words = []string{"water ", "größe ", "日本語 ", "🙂 ", "naïve ", "**bold** ", "line\n", "\"quoted\" "}

// Token returns token i of the text that Upstream sends: a numbered word.
func Token(i int) string { return strconv.Itoa(i) + ":" + words[i%len(words)] }

// Text returns the first n tokens joined.
func Text(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(Token(i))
	}
	return b.String()
}
