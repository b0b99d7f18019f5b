package transcript

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Text makes a text harmless to a terminal: control characters become visible
// signs, except for line ends and tabs. So do the characters that turn the
// direction of writing around, which make a text look like another one (Unicode
// TR 36 §2.10), and line ends that only some programs take for such.
func Text(s string) string {
	if strings.IndexFunc(s, unsafe) < 0 && utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for _, r := range s { // invalid bytes arrive as U+FFFD
		switch {
		case r == '\r': // before LF it says nothing, elsewhere it would overwrite the line
		case r < ' ' && unsafe(r):
			b.WriteRune('\u2400' + r) // control pictures
		case r == '\x7f':
			b.WriteRune('\u2421')
		case unsafe(r):
			b.WriteRune(utf8.RuneError)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// Name is Text for what has to stay in a line.
func Name(s string) string {
	return strings.Join(strings.Fields(Text(s)), " ")
}

// unsafe reports whether a character may do more than stand there.
func unsafe(r rune) bool {
	switch r {
	case '\n', '\t':
		return false
	case '\u2028', '\u2029':
		return true
	}
	return unicode.IsControl(r) || '\u202a' <= r && r <= '\u202e' || '\u2066' <= r && r <= '\u2069'
}

// EscapeJSON makes a JSON text harmless to a terminal without changing what it
// says: encoders leave most of those characters in strings as they are.
func EscapeJSON(text []byte) []byte {
	if bytes.IndexFunc(text, unsafe) < 0 {
		return text
	}
	const hex = "0123456789abcdef"
	var b strings.Builder
	for _, r := range string(text) {
		if !unsafe(r) {
			b.WriteRune(r)
			continue
		}
		b.WriteString(`\u`)
		for shift := 12; shift >= 0; shift -= 4 {
			b.WriteByte(hex[r>>shift&0xf])
		}
	}
	return []byte(b.String())
}
