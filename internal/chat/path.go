package chat

import (
	"fmt"
	"strings"
)

// Path is a message's key in the depth-first order of its thread: bytewise
// order of paths is the order of a depth-first walk, older siblings first, at
// any depth. It is opaque to clients.
//
// A message is reached from its root by child ordinals, 1 for the oldest child.
// Chains of only children are the common case, so a run of first children is
// kept as a count, and a path grows with the number of branches above a
// message instead of its depth. The ordinals are cut after each one above 1:
//
//	branch  '1'  first children before it, descending  ordinal - 2, ascending
//	end     '0'  first children at the end, ascending
//
// Both numbers are ordered by their bytes (see appendAscending). The line of
// first children comes before everything that branches off it, hence end sorts
// before branch; and a branch further down the line comes before one further
// up, hence the descending count.
type Path string

const (
	endMark    = '0'
	branchMark = '1'
)

// RootPath is the path of every root: threads are ordered apart.
func RootPath() Path { return Path(appendAscending([]byte{endMark}, 0)) }

// Child is the path of the child with an ordinal, the oldest child being 1. An
// ordinal below 1 or an invalid path is a programming error and panics.
func (p Path) Child(ordinal int) Path {
	if ordinal < 1 {
		panic(fmt.Sprintf("chat: child ordinal %d", ordinal))
	}
	branches, run := p.mustSplit()
	key := make([]byte, 0, len(p)+4)
	key = append(key, branches...)
	if ordinal == 1 {
		return Path(appendAscending(append(key, endMark), run+1))
	}
	key = appendDescending(append(key, branchMark), run)
	key = appendAscending(key, uint64(ordinal-2))
	return Path(appendAscending(append(key, endMark), 0))
}

// SubtreeEnd is a key behind the message's last descendant and before whatever
// follows in the thread: p ≤ path < p.SubtreeEnd() selects a message with all
// that was ever said below it. It is not itself a valid path. An invalid path
// is a programming error and panics.
func (p Path) SubtreeEnd() Path {
	branches, run := p.mustSplit()
	key := append([]byte(branches), branchMark)
	return Path(append(appendDescending(key, run), afterDigits))
}

// Valid reports whether p has the form that RootPath and Child make.
func (p Path) Valid() bool {
	_, _, ok := p.split()
	return ok
}

// ParsePath reads a path that a client sends back.
func ParsePath(s string) (Path, error) {
	p := Path(s)
	if !p.Valid() {
		return "", fmt.Errorf("not a message path")
	}
	return p, nil
}

// split separates the branches from the number of first children at the end.
func (p Path) split() (branches string, run uint64, ok bool) {
	rest := string(p)
	for strings.HasPrefix(rest, string(branchMark)) {
		if _, rest, ok = cutDescending(rest[1:]); !ok {
			return "", 0, false
		}
		if _, rest, ok = cutAscending(rest); !ok {
			return "", 0, false
		}
	}
	branches = string(p[:len(p)-len(rest)])
	if !strings.HasPrefix(rest, string(endMark)) {
		return "", 0, false
	}
	run, rest, ok = cutAscending(rest[1:])
	return branches, run, ok && rest == ""
}

func (p Path) mustSplit() (branches string, run uint64) {
	branches, run, ok := p.split()
	if !ok {
		panic("chat: malformed message path")
	}
	return branches, run
}
