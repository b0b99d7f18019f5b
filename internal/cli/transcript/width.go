package transcript

import (
	"strings"

	"github.com/clipperhouse/displaywidth"
)

// tabWidth is what a tab takes in shown text, wherever it stands.
const tabWidth = 4

// width is how many cells of a terminal a text takes.
func width(text string) int { return displaywidth.String(text) }

// truncate cuts a line to so many cells.
func truncate(line string, cells int) string {
	return displaywidth.TruncateString(line, max(cells, 1), "…")
}

// fold breaks a text into lines of so many cells, between words where it can.
func fold(text string, cells int) []string {
	var b strings.Builder
	w := wrapper{cells: cells, out: &b, whole: true}
	w.write(text)
	lines := strings.Split(b.String(), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " ")
	}
	return lines
}

// wrapper breaks a text that arrives in pieces into lines. A word that turns
// out not to fit is taken back from the line that it began on.
type wrapper struct {
	out    *strings.Builder
	cells  int    // of a line
	indent string // before every line but the first, which whoever uses it has begun
	whole  bool   // out is not a terminal: nothing written there can be taken back

	column int    // cells written in this line
	word   string // the last word, as far as it is written
}

func (w *wrapper) write(text string) {
	if w.whole {
		w.writeWords(text)
		return
	}
	for g := displaywidth.StringGraphemes(text); g.Next(); {
		w.grapheme(g.Value(), g.Width())
	}
}

// writeWords knows the whole text, so that it can look before it writes.
func (w *wrapper) writeWords(text string) {
	for len(text) > 0 {
		n := strings.IndexAny(text, " \n\t")
		if n == 0 {
			w.grapheme(text[:1], 1)
			text = text[1:]
			continue
		}
		if n < 0 {
			n = len(text)
		}
		word := text[:n]
		if size := width(word); w.column > 0 && w.column+size > w.cells && size <= w.cells {
			w.newline()
		}
		for g := displaywidth.StringGraphemes(word); g.Next(); {
			w.grapheme(g.Value(), g.Width())
		}
		text = text[n:]
	}
}

func (w *wrapper) grapheme(g string, cells int) {
	switch g {
	case "\n", "\r\n":
		w.newline()
	case " ":
		w.space(1)
	case "\t":
		w.space(tabWidth)
	default:
		w.letter(g, cells)
	}
}

// space ends a word. At the end of a line it is not shown, and the line is full.
func (w *wrapper) space(cells int) {
	w.word = ""
	if w.column+cells > w.cells {
		w.column = w.cells
		return
	}
	w.out.WriteString(strings.Repeat(" ", cells))
	w.column += cells
}

func (w *wrapper) letter(g string, cells int) {
	if cells > 1 { // a line may end before each sign of such writing
		w.word = ""
	}
	if w.column+cells > w.cells && w.column > 0 {
		w.carry()
	}
	w.out.WriteString(g)
	w.column += cells
	if cells <= 1 {
		w.word += g
	}
}

// carry goes to the next line and takes the word along, unless it is as long
// as the line.
func (w *wrapper) carry() {
	word := w.word
	size := width(word)
	if w.whole || size >= w.column {
		word, size = "", 0
	}
	if size > 0 {
		w.out.WriteString(back(size))
	}
	w.newline()
	w.out.WriteString(word)
	w.word, w.column = word, size
}

func (w *wrapper) newline() {
	w.out.WriteString("\n" + w.indent)
	w.word, w.column = "", 0
}
