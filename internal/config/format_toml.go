package config

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// parseTOML reads the document twice: the library's decoder says what it means,
// its syntax tree says on which line each key stands.
func parseTOML(name string, data []byte) (*node, error) {
	var doc map[string]any
	if err := toml.Unmarshal(data, &doc); err != nil {
		if e, ok := errors.AsType[*toml.DecodeError](err); ok {
			row, _ := e.Position()
			return nil, syntaxError{Origin{Layer: File, Name: name, Line: row}, e.Error()}
		}
		return nil, syntaxError{Origin{Layer: File, Name: name}, err.Error()}
	}
	t := tomlTree{name: name, lines: tomlLines(data)}
	return t.node(doc, ""), nil
}

type tomlTree struct {
	name  string
	lines map[string]int
}

func (t tomlTree) node(v any, path string) *node {
	origin := Origin{Layer: File, Name: t.name, Line: t.lines[path]}
	switch v := v.(type) {
	case map[string]any:
		n := table(origin)
		for key, value := range v {
			n.table = append(n.table, entry{key, t.node(value, tomlPath(path, key))})
		}
		slices.SortFunc(n.table, func(a, b entry) int {
			if c := compareOrigins(a.node.origin, b.node.origin); c != 0 {
				return c
			}
			return strings.Compare(a.key, b.key)
		})
		return n
	case []any:
		n := &node{kind: listNode, origin: origin}
		for i, value := range v {
			item := t.node(value, fmt.Sprintf("%s[%d]", path, i))
			if item.origin.Line == 0 {
				item.origin.Line = origin.Line
			}
			n.list = append(n.list, item)
		}
		return n
	case string, int64, float64, bool:
		return plain(v, origin)
	default: // dates and times, which no key takes
		return plain(unreadable{}, origin)
	}
}

// tomlLines maps the path of every key and table to its line.
func tomlLines(data []byte) map[string]int {
	l := tomlLiner{lines: map[string]int{}, items: map[string]int{}, starts: lineStarts(data)}
	l.parser.Reset(data)
	prefix := ""
	for l.parser.NextExpression() {
		e := l.parser.Expression()
		switch e.Kind {
		case unstable.Table:
			prefix, _ = l.keys("", e.Key())
		case unstable.ArrayTable:
			path, line := l.keys("", e.Key())
			prefix = fmt.Sprintf("%s[%d]", path, l.items[path])
			l.items[path]++
			l.lines[prefix] = line
		case unstable.KeyValue:
			l.keyValue(prefix, e)
		}
	}
	return l.lines
}

type tomlLiner struct {
	parser unstable.Parser
	lines  map[string]int
	items  map[string]int // elements of each array of tables so far
	starts []int
}

// keys joins a dotted key to a path and notes the line on which each part first
// appears; line is that of the last part here. A part that names an array of
// tables means its newest element.
func (l *tomlLiner) keys(path string, key unstable.Iterator) (joined string, line int) {
	for key.Next() {
		part := key.Node()
		if n := l.items[path]; n > 0 {
			path = fmt.Sprintf("%s[%d]", path, n-1)
		}
		path = tomlPath(path, string(part.Data))
		line = lineAt(l.starts, int(part.Raw.Offset))
		if l.lines[path] == 0 {
			l.lines[path] = line
		}
	}
	return path, line
}

func (l *tomlLiner) keyValue(prefix string, e *unstable.Node) {
	path, _ := l.keys(prefix, e.Key())
	l.value(path, e.Value())
}

func (l *tomlLiner) value(path string, v *unstable.Node) {
	switch v.Kind {
	case unstable.InlineTable:
		for it := v.Children(); it.Next(); {
			l.keyValue(path, it.Node())
		}
	case unstable.Array:
		i := 0
		for it := v.Children(); it.Next(); {
			if it.Node().Kind == unstable.Comment {
				continue
			}
			l.value(fmt.Sprintf("%s[%d]", path, i), it.Node())
			i++
		}
	}
}

// tomlPath separates keys with a byte that no key contains, as keys may hold
// dots.
func tomlPath(path, key string) string { return path + "\x00" + key }
