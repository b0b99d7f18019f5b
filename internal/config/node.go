package config

import "slices"

// node is a piece of one layer: a table, a list or a plain value, with the
// place where it was said. Every source of settings is turned into nodes, so
// that one decoder serves files of all formats, variables and flags.
type node struct {
	kind   nodeKind
	origin Origin
	value  any     // plain: string, int64, float64, bool or nil
	loose  bool    // plain: text that is read as whatever type the key has
	table  []entry // in the order of the source
	list   []*node
}

// unreadable is the value of something that no key can hold.
type unreadable struct{}

type nodeKind uint8

const (
	plainNode nodeKind = iota
	tableNode
	listNode
)

type entry struct {
	key  string
	node *node
}

func plain(value any, origin Origin) *node {
	return &node{value: value, origin: origin}
}

// text is a value from a variable or flag, which have no types of their own.
func text(value string, origin Origin) *node {
	return &node{value: value, loose: true, origin: origin}
}

// word is the text of a loose value.
func (n *node) word() string {
	s, _ := n.value.(string)
	return s
}

func table(origin Origin) *node {
	return &node{kind: tableNode, origin: origin}
}

func (n *node) child(key string) *node {
	for _, e := range n.table {
		if e.key == key {
			return e.node
		}
	}
	return nil
}

// find follows keys downwards; nil when one is missing.
func (n *node) find(path ...string) *node {
	for _, key := range path {
		if n = n.child(key); n == nil {
			return nil
		}
	}
	return n
}

// put stores a node under a path and makes the tables in between. What was
// there is replaced.
func (n *node) put(path []string, value *node) {
	at := n.child(path[0])
	if len(path) == 1 {
		n.remove(path[0])
		n.table = append(n.table, entry{path[0], value})
		return
	}
	if at == nil || at.kind != tableNode {
		at = table(value.origin)
		n.put(path[:1], at)
	}
	at.put(path[1:], value)
}

func (n *node) remove(key string) {
	n.table = slices.DeleteFunc(n.table, func(e entry) bool { return e.key == key })
}

func (n *node) isNull() bool { return n.kind == plainNode && n.value == nil }

// plainValue turns a node into the Go value it describes.
func (n *node) plainValue() any {
	switch n.kind {
	case tableNode:
		m := make(map[string]any, len(n.table))
		for _, e := range n.table {
			m[e.key] = e.node.plainValue()
		}
		return m
	case listNode:
		list := make([]any, len(n.list))
		for i, item := range n.list {
			list[i] = item.plainValue()
		}
		return list
	default:
		return n.value
	}
}
