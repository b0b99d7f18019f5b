package chat_test

import (
	"slices"
	"sort"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// pathVectors fix the encoding: databases hold these keys.
var pathVectors = []struct {
	name     string
	ordinals []int
	path     chat.Path
}{
	{"root", nil, "00"},
	{"first child", []int{1}, "011"},
	{"chain of 31", ones(31), "01v"},
	{"chain of 32", ones(32), "0210"},
	{"chain of 1000", ones(1000), "02v8"},
	{"second child", []int{2}, "1v000"},
	{"third child", []int{3}, "1v1100"},
	{"child 33", []int{33}, "1v1v00"},
	{"child 34", []int{34}, "1v21000"},
	{"second child below the first", []int{1, 2}, "1uu000"},
	{"chain below a second child", []int{2, 1, 1}, "1v0012"},
	{"branch below a branch", []int{2, 3}, "1v01v1100"},
	{"branch at depth 1001", append(ones(999), 2), "1t0o000"},
}

func TestPathVectors(t *testing.T) {
	t.Parallel()
	for _, v := range pathVectors {
		if got := pathOf(v.ordinals); got != v.path {
			t.Errorf("%s: %q, want %q", v.name, got, v.path)
		}
		if p, err := chat.ParsePath(string(v.path)); err != nil || p != v.path {
			t.Errorf("%s: ParsePath(%q) = %q, %v", v.name, v.path, p, err)
		}
	}
}

func TestPathRefusesOtherForms(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		"", "0", "1", "2", "01", "000", "0100x", "010", "0V1", "1v00", "1v0", "1", "1v000x", "m0190",
		"0" + "v" + strings.Repeat("1", 31), "00\n", "1uv000",
	} {
		if _, err := chat.ParsePath(s); err == nil {
			t.Errorf("ParsePath(%q) was accepted", s)
		}
	}
}

// TestPathOrderIsDepthFirst grows random trees and compares the order of the
// keys with a walk.
func TestPathOrderIsDepthFirst(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		tree := growTree(t)
		walked := tree.walk(nil)
		sorted := slices.Clone(walked)
		sort.Slice(sorted, func(i, j int) bool { return sorted[i].path < sorted[j].path })
		for i := range walked {
			if walked[i] != sorted[i] {
				t.Fatalf("place %d: walk has %q, keys have %q", i, walked[i].path, sorted[i].path)
			}
		}
	})
}

func TestPathSubtreeIsARange(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		all := growTree(t).walk(nil)
		top := all[rapid.IntRange(0, len(all)-1).Draw(t, "top")]
		below := top.walk(nil)
		var inRange []*node
		for _, n := range all {
			if top.path <= n.path && n.path < top.path.SubtreeEnd() {
				inRange = append(inRange, n)
			}
		}
		if !slices.Equal(below, inRange) {
			t.Fatalf("subtree of %q: %d messages, range has %d", top.path, len(below), len(inRange))
		}
	})
}

func TestPathLengthIsBoundedByBranches(t *testing.T) {
	t.Parallel()
	path := chat.RootPath()
	previous := path
	for depth := 2; depth <= 10_000; depth++ {
		path = path.Child(1)
		if path <= previous {
			t.Fatalf("depth %d: %q does not follow %q", depth, path, previous)
		}
		previous = path
	}
	if len(path) > 5 {
		t.Errorf("a chain of 10,000 has a key of %d bytes", len(path))
	}
	rapid.Check(t, func(t *rapid.T) {
		path, branches := chat.RootPath(), 0
		for range rapid.IntRange(1, 500).Draw(t, "pieces") {
			for range rapid.IntRange(0, 20).Draw(t, "run") {
				path = path.Child(1)
			}
			path = path.Child(rapid.IntRange(2, 1000).Draw(t, "ordinal"))
			branches++
		}
		if limit := 6*branches + 5; len(path) > limit {
			t.Fatalf("%d branches have a key of %d bytes", branches, len(path))
		}
	})
}

func FuzzParsePath(f *testing.F) {
	for _, v := range pathVectors {
		f.Add(string(v.path))
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, err := chat.ParsePath(s)
		if err != nil {
			return
		}
		first, second := p.Child(1), p.Child(2)
		ordered := p < first && first < second && second < p.SubtreeEnd()
		if !ordered || !first.Valid() || !second.Valid() {
			t.Errorf("%q: children %q and %q, end %q", p, first, second, p.SubtreeEnd())
		}
	})
}

// node is a message of a tree that keeps its children the plain way.
type node struct {
	path     chat.Path
	children []*node
}

func (n *node) reply() *node {
	child := &node{path: n.path.Child(len(n.children) + 1)}
	n.children = append(n.children, child)
	return child
}

func (n *node) walk(list []*node) []*node {
	list = append(list, n)
	for _, c := range n.children {
		list = c.walk(list)
	}
	return list
}

// growTree replies mostly to the newest message, as people do, and sometimes
// to any.
func growTree(t *rapid.T) *node {
	root := &node{path: chat.RootPath()}
	all := []*node{root}
	size := rapid.IntRange(0, 300).Draw(t, "size")
	for range size {
		to := len(all) - 1
		if rapid.IntRange(0, 3).Draw(t, "elsewhere") == 0 {
			to = rapid.IntRange(0, len(all)-1).Draw(t, "to")
		}
		all = append(all, all[to].reply())
	}
	return root
}

func pathOf(ordinals []int) chat.Path {
	path := chat.RootPath()
	for _, o := range ordinals {
		path = path.Child(o)
	}
	return path
}

func ones(n int) []int { return slices.Repeat([]int{1}, n) }
