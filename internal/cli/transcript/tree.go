package transcript

import (
	"fmt"
	"io"
	"strings"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// WriteTree writes messages in depth-first order for other programs: two spaces
// for each level below the root, the time in brackets, the text.
func WriteTree(w io.Writer, messages []chat.Message) {
	for _, m := range messages {
		indent := strings.Repeat("  ", max(m.Depth-1, 0))
		lines := strings.Split(content(m), "\n")
		fmt.Fprintf(w, "%s[%s] %s\n", indent, Stamp(m.CreatedAt), lines[0])
		for _, line := range lines[1:] {
			fmt.Fprintf(w, "%s  %s\n", indent, line)
		}
	}
}

// ShowTree writes messages in depth-first order for people: who wrote each, its
// id to reply to, and the text folded to size cells.
func ShowTree(w io.Writer, style Styles, people People, messages []chat.Message, size int) {
	for _, m := range messages {
		indent := strings.Repeat("  ", min(max(m.Depth-1, 0), size/8))
		fmt.Fprintf(w, "%s%s\n", indent, heading(style, people, m, m.ID.String(), size-len(indent)))
		for _, line := range fold(content(m), max(size-len(indent)-3, 1)) {
			fmt.Fprintf(w, "%s  %s\n", indent, line)
		}
		fmt.Fprintln(w)
	}
}

// content is the text of a message, or why there is none.
func content(m chat.Message) string {
	if !m.DeletedAt.IsZero() {
		return "(deleted)"
	}
	text := strings.TrimRight(Text(m.Content), "\n")
	if !m.Status.Done() {
		return strings.TrimLeft(text+" (still being written)", " ")
	}
	return text
}
