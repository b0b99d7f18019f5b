package config

import (
	"fmt"
	"slices"
	"strings"
)

// Problem is one setting that cannot be used, or a warning about one. Secrets
// are never part of it.
type Problem struct {
	Key    string // empty when the source as a whole is at fault
	Value  string // as given; empty = not shown
	Rule   string // what is wrong and what would be right
	Origin Origin
}

// String is one line for a person: where, what, why.
func (p Problem) String() string {
	var b strings.Builder
	b.WriteString(p.Origin.String())
	b.WriteString(": ")
	if p.Key != "" {
		b.WriteString(p.Key)
		if p.Value != "" {
			b.WriteString(" = " + p.Value)
		}
		b.WriteString(": ")
	}
	b.WriteString(p.Rule)
	return b.String()
}

// Problems is the error of Load: everything that is wrong, by source and line.
type Problems []Problem //nolint:errname // it is also the list of warnings

// Error lists all problems, one per line.
func (ps Problems) Error() string {
	noun := "setting needs"
	if len(ps) > 1 {
		noun = "settings need"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%d %s correcting:", len(ps), noun)
	for _, p := range ps {
		b.WriteString("\n  " + p.String())
	}
	return b.String()
}

func (ps Problems) sort() {
	slices.SortStableFunc(ps, func(a, b Problem) int { return compareOrigins(a.Origin, b.Origin) })
}
