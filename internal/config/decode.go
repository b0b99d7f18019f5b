package config

import (
	"fmt"
	"reflect"
	"strings"
)

// decoder puts layers of nodes onto a Config, remembers where each value came
// from and collects what does not fit.
type decoder struct {
	profile  Profile
	origins  map[string]Origin
	problems Problems
	warnings Problems
}

func (d *decoder) layer(c *Config, root *node) {
	d.decode(schema(), reflect.ValueOf(c).Elem(), root, "")
}

func (d *decoder) decode(f *field, v reflect.Value, n *node, path string) {
	switch f.kind {
	case tableField:
		d.decodeTable(f, v, n, path)
	case dictField:
		d.decodeDict(f, v, n, path)
	case tablesField:
		d.decodeTables(f, v, n, path)
	case anyField:
		if !n.isNull() {
			v.Set(reflect.ValueOf(n.plainValue()))
			d.origins[path] = n.origin
		}
	default:
		d.decodeValue(f, v, n, path)
	}
}

func (d *decoder) decodeTable(f *field, v reflect.Value, n *node, path string) {
	if n.isNull() {
		return // a table of which everything is commented out
	}
	if n.kind != tableNode {
		d.problem(path, "", "must be a table of keys", n.origin)
		return
	}
	for _, e := range n.table {
		c := f.child(e.key)
		if c == nil {
			d.problem(join(path, e.key), "", "there is no such key"+didYouMean(f, e.key), e.node.origin)
			continue
		}
		d.decode(c, v.Field(c.index), e.node, join(path, c.key))
	}
}

// decodeDict merges entries into a map. An entry that no lower layer has named
// starts from the defaults of its keys.
func (d *decoder) decodeDict(f *field, v reflect.Value, n *node, path string) {
	if n.isNull() {
		return
	}
	if n.kind != tableNode {
		d.problem(path, "", "must be a table of names", n.origin)
		return
	}
	if v.IsNil() {
		v.Set(reflect.MakeMap(f.typ))
	}
	for _, e := range n.table {
		key := reflect.ValueOf(e.key)
		value := reflect.New(f.elem.typ).Elem()
		if old := v.MapIndex(key); old.IsValid() {
			value.Set(old)
		} else {
			d.defaults(f.elem, value)
		}
		d.decode(f.elem, value, e.node, join(path, e.key))
		v.SetMapIndex(key, value)
	}
}

func (d *decoder) decodeTables(f *field, v reflect.Value, n *node, path string) {
	if n.isNull() {
		return
	}
	if n.kind != listNode {
		d.problem(path, "", "must be a list of tables, which only a file can hold", n.origin)
		return
	}
	list := reflect.MakeSlice(f.typ, len(n.list), len(n.list))
	for i, item := range n.list {
		d.defaults(f.elem, list.Index(i))
		at := fmt.Sprintf("%s[%d]", path, i)
		d.origins[at] = item.origin
		d.decode(f.elem, list.Index(i), item, at)
	}
	v.Set(list)
	d.origins[path] = n.origin
}

func (d *decoder) decodeValue(f *field, v reflect.Value, n *node, path string) {
	if n.isNull() {
		null, ok := f.tag.Lookup("null")
		if !ok {
			return
		}
		n = text(null, n.origin)
	}
	if n.value == "" && f.derived() {
		return // so that an empty line in a file does not hide a weaker layer
	}
	if f.isSecret() && n.value == redacted {
		d.warn(path, redacted, "is how a secret is shown, not a secret; it counts as not set", n.origin)
		return
	}
	value, rule := readValue(f, n)
	if rule != "" {
		d.problem(path, show(f, n), rule, n.origin)
		return
	}
	v.Set(value)
	d.origins[path] = n.origin
}

// defaults fills a value with the defaults of its keys, below everything else.
func (d *decoder) defaults(f *field, v reflect.Value) {
	if f.kind == tableField {
		for _, c := range f.fields {
			d.defaults(c, v.Field(c.index))
		}
		return
	}
	given, ok := f.defaultText(d.profile)
	if !ok || given == "" {
		return
	}
	value, rule := readValue(f, text(given, Origin{}))
	if rule != "" {
		panic("config: the default of " + f.path + " " + rule) // a mistake in the tags
	}
	v.Set(value)
}

func (d *decoder) problem(key, value, rule string, origin Origin) {
	d.problems = append(d.problems, Problem{Key: key, Value: value, Rule: rule, Origin: origin})
}

func (d *decoder) warn(key, value, rule string, origin Origin) {
	d.warnings = append(d.warnings, Problem{Key: key, Value: value, Rule: rule, Origin: origin})
}

// origin finds where a key was set, or the table it belongs to.
func (d *decoder) origin(path string) Origin {
	for {
		if o, ok := d.origins[path]; ok {
			return o
		}
		i := strings.LastIndexAny(path, ".[")
		if i < 0 {
			return Origin{}
		}
		path = path[:i]
	}
}
