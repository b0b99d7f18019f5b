package logfile

import (
	"cmp"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	prefix = "rustygpt-"
	suffix = ".log"
)

// name is that of a file: rustygpt-2026-03-01.log, and then
// rustygpt-2026-03-01.2.log and so on.
type name struct {
	day    string
	number int // from 1
}

func (n name) String() string {
	if n.number == 1 {
		return prefix + n.day + suffix
	}
	return fmt.Sprintf("%s%s.%d%s", prefix, n.day, n.number, suffix)
}

// parse reads a name. Only what String writes is one.
func parse(text string) (n name, ok bool) {
	day, number, _ := strings.Cut(strings.TrimSuffix(strings.TrimPrefix(text, prefix), suffix), ".")
	n = name{day: day, number: 1}
	if number != "" {
		n.number, _ = strconv.Atoi(number)
	}
	_, err := time.Parse(time.DateOnly, day)
	return n, err == nil && n.number > 0 && n.String() == text
}

// names lists the files that there are, oldest first.
func (f *Files) names() (list []name, err error) {
	entries, err := os.ReadDir(f.options.Dir)
	for _, e := range entries {
		if n, ok := parse(e.Name()); ok && e.Type().IsRegular() {
			list = append(list, n)
		}
	}
	slices.SortFunc(list, func(a, b name) int { return cmp.Or(cmp.Compare(a.day, b.day), cmp.Compare(a.number, b.number)) })
	return list, err
}
