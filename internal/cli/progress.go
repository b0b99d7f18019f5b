package cli

import (
	"fmt"
	"io"
	"time"

	"github.com/rustygpt/rustygpt/internal/backup"
	"github.com/rustygpt/rustygpt/internal/store/transfer"
)

// progress shows how far a move or a backup is: on a terminal in one line that changes,
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
	doing := "copying"
	if step.Checking {
		doing = "checking"
	}
	p.show(step.Done == step.Total, func() string {
		return fmt.Sprintf("%-8s %-14s %d of %d rows", doing, step.Table, step.Done, step.Total)
	})
}

// reportBackup is report for backups.
func (p *progress) reportBackup(step backup.Progress) {
	p.show(step.Done == step.Total, func() string {
		const mega = 1 << 20
		switch {
		case step.Rows:
			return fmt.Sprintf("%s: %d of %d rows", step.Doing, step.Done, step.Total)
		case step.Total > 0:
			return fmt.Sprintf("%s: %d of %d MiB", step.Doing, step.Done/mega, step.Total/mega)
		default:
			return step.Doing
		}
	})
}

// show shows a line, unless it is too early for one that is not the last of its
// kind.
func (p *progress) show(last bool, text func() string) {
	now := time.Now()
	if !last && now.Before(p.next) {
		return
	}
	line := text()
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
