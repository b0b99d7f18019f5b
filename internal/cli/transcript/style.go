package transcript

import (
	"hash/fnv"
	"io"
	"strconv"
	"strings"

	"github.com/muesli/termenv"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// Control sequences (ECMA-48).
const clearBelow = "\x1b[J" // ED: from the cursor to the end of the screen

// back erases so many cells before the cursor.
func back(cells int) string { return "\x1b[" + strconv.Itoa(cells) + "D\x1b[K" } // CUB, EL

func up(lines int) string { return "\x1b[" + strconv.Itoa(lines) + "A" } // CUU

func right(cells int) string {
	if cells == 0 {
		return ""
	}
	return "\x1b[" + strconv.Itoa(cells) + "C" // CUF
}

// Styles are the colours of a terminal, or none.
type Styles struct{ profile termenv.Profile }

// NewStyles finds out what a terminal can show and what its owner wants to see:
// NO_COLOR, CLICOLOR, CLICOLOR_FORCE and TERM are heeded (no-color.org).
func NewStyles(terminal io.Writer, environ []string) Styles {
	out := termenv.NewOutput(terminal, termenv.WithEnvironment(environment(environ)), termenv.WithUnsafe())
	return Styles{out.EnvColorProfile()}
}

// Plain styles show none.
func Plain() Styles { return Styles{termenv.Ascii} }

// environment is what termenv asks, of the given variables.
type environment []string

func (e environment) Environ() []string { return e }

func (e environment) Getenv(name string) string {
	for _, pair := range e {
		if value, ok := strings.CutPrefix(pair, name+"="); ok {
			return value
		}
	}
	return ""
}

// Dim is for what is said beside.
func (s Styles) Dim(text string) string { return s.style(text, termenv.Style.Faint) }

// Bold is for what is looked for.
func (s Styles) Bold(text string) string { return s.style(text, termenv.Style.Bold) }

// Good is for what is as it should be.
func (s Styles) Good(text string) string { return s.coloured(text, "2") }

// Caution is for what may become wrong.
func (s Styles) Caution(text string) string { return s.coloured(text, "3") }

// Alarm is for what is wrong.
func (s Styles) Alarm(text string) string { return s.coloured(text, "1") }

func (s Styles) coloured(text, colour string) string {
	return s.profile.String(text).Foreground(s.profile.Color(colour)).String()
}

func (s Styles) style(text string, how func(termenv.Style) termenv.Style) string {
	return how(s.profile.String(text)).String()
}

// name gives everybody a colour of their own, the same one every time.
func (s Styles) name(m chat.Message, name string) string {
	if m.Answer != nil {
		return s.profile.String("✦ " + name).Bold().Foreground(s.profile.Color("5")).String()
	}
	colours := [...]string{"2", "3", "4", "6"}
	h := fnv.New32a()
	_, _ = h.Write(m.AuthorID.UUID[:])
	return s.profile.String(name).Bold().Foreground(s.profile.Color(colours[h.Sum32()%uint32(len(colours))])).String()
}
