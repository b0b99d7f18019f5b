package transcript_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/clipperhouse/displaywidth"
)

// terminal does what a terminal does with the few control sequences that we
// use (ECMA-48), on a screen without a lower end. Anything else fails the test.
type terminal struct {
	t     *testing.T
	width int
	lines [][]string // cells; the second one of a wide sign is empty
	row   int
	col   int
}

func (m *terminal) Write(p []byte) (int, error) {
	rest := string(p)
	for rest != "" {
		if after, ok := strings.CutPrefix(rest, "\x1b["); ok {
			end := strings.IndexFunc(after, func(r rune) bool { return r >= '@' && r <= '~' })
			m.control(after[:end], after[end])
			rest = after[end+1:]
			continue
		}
		g := displaywidth.StringGraphemes(rest)
		g.Next()
		m.print(g.Value(), g.Width())
		rest = rest[len(g.Value()):]
	}
	return len(p), nil
}

func (m *terminal) print(g string, cells int) {
	switch {
	case g == "\n", g == "\r\n":
		m.row, m.col = m.row+1, 0 // the driver adds CR
	case g == "\r":
		m.col = 0
	case g < " ":
		m.t.Errorf("%q reaches the terminal", g)
	case m.col+cells > m.width:
		m.t.Errorf("line %d is longer than %d cells at %q", m.row, m.width, g)
	default:
		line := m.line()
		for len(line) < m.col+cells {
			line = append(line, " ")
		}
		line[m.col] = g
		for i := 1; i < cells; i++ {
			line[m.col+i] = ""
		}
		m.lines[m.row] = line
		m.col += cells
	}
}

func (m *terminal) line() []string {
	for len(m.lines) <= m.row {
		m.lines = append(m.lines, nil)
	}
	return m.lines[m.row]
}

func (m *terminal) control(number string, final byte) {
	n, _ := strconv.Atoi(number)
	n = max(n, 1)
	switch line := m.line(); final {
	case 'm': // colours
	case 'A':
		m.row -= n
	case 'C':
		m.col += n
	case 'D':
		m.col -= n
	case 'K':
		m.lines[m.row] = line[:min(m.col, len(line))]
	case 'J':
		m.lines[m.row] = line[:min(m.col, len(line))]
		m.lines = m.lines[:m.row+1]
	default:
		m.t.Errorf("the sequence %q%c reaches the terminal", number, final)
	}
	if m.row < 0 || m.col < 0 {
		m.t.Errorf("the cursor leaves the screen at %d, %d", m.row, m.col)
	}
}

// String is what can be seen.
func (m *terminal) String() string {
	var b strings.Builder
	for _, line := range m.lines {
		b.WriteString(strings.TrimRight(strings.Join(line, ""), " ") + "\n")
	}
	return b.String()
}
