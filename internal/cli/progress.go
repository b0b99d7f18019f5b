package cli

import (
	"fmt"
	"io"
	"time"

	"github.com/rustygpt/rustygpt/internal/store/transfer"
)

// progress shows how far a move is: on a terminal in one line that changes,
// elsewhere in a line for each table, and for those that take long in one every
// ten seconds.
type progress struct {
	w        io.Writer
	terminal bool
	next     time.Time // before which nothing is shown of a table that goes on
	open     bool      // the cursor is in a line
}

func newProgress(w io.Writer) *progress {
	return &progress{w: w, terminal: isTerminal(w)}
}

func (p *progress) report(step transfer.Progress) {
	now := time.Now()
	if step.Done != step.Total && now.Before(p.next) {
		return
	}
	doing := "copying"
	if step.Checking {
		doing = "checking"
	}
	line := fmt.Sprintf("%-8s %-14s %d of %d rows", doing, step.Table, step.Done, step.Total)
	if !p.terminal {
		p.next = now.Add(10 * time.Second)
		fmt.Fprintln(p.w, line)
		return
	}
	p.next = now.Add(100 * time.Millisecond)
	const clearLine = "\r\x1b[K" // ECMA-48: EL
	fmt.Fprint(p.w, clearLine+line)
	p.open = true
}

// end leaves the line to what was shown last.
func (p *progress) end() {
	if p.open {
		fmt.Fprintln(p.w)
		p.open = false
	}
}
