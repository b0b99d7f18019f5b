package config

import (
	"reflect"
	"strings"
	"sync"
	"time"
)

// field describes one key of Config, as read from its struct tags.
type field struct {
	key    string
	path   string // dotted, from the root; <name> stands for a name of the user's choice
	typ    reflect.Type
	tag    reflect.StructTag
	kind   fieldKind
	index  int      // among the fields of the parent struct
	fields []*field // tableField: its keys
	elem   *field   // dictField, tablesField: what each entry is
}

type fieldKind uint8

const (
	valueField  fieldKind = iota // one value, or a list of texts
	tableField                   // fixed keys
	dictField                    // keys of the user's choice
	tablesField                  // a list of tables
	anyField                     // anything at all
)

// schema is the description of Config. It is built once and only read.
var schema = sync.OnceValue(func() *field {
	return describe(reflect.TypeFor[Config](), "", "")
})

var durationType = reflect.TypeFor[time.Duration]()

func describe(t reflect.Type, path string, tag reflect.StructTag) *field {
	f := &field{key: tag.Get("key"), path: path, typ: t, tag: tag, kind: valueField}
	switch {
	case t.Kind() == reflect.Struct:
		f.kind = tableField
		for i := range t.NumField() {
			sf := t.Field(i)
			child := describe(sf.Type, join(path, sf.Tag.Get("key")), sf.Tag)
			child.index = i
			f.fields = append(f.fields, child)
		}
	case t.Kind() == reflect.Map:
		f.kind = dictField
		f.elem = describe(t.Elem(), path+".<name>", elementTag(tag))
	case t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Struct:
		f.kind = tablesField
		f.elem = describe(t.Elem(), path+"[]", "")
	case t.Kind() == reflect.Interface:
		f.kind = anyField
	}
	return f
}

// elementTag is what the values of a dictionary inherit from its own tag.
func elementTag(tag reflect.StructTag) reflect.StructTag {
	if tag.Get("secret") == "true" {
		return `secret:"true"`
	}
	return ""
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

func (f *field) child(key string) *field {
	for _, c := range f.fields {
		if c.key == key {
			return c
		}
	}
	return nil
}

// resolve follows the segments of a key downwards, through names of the user's
// choice too. It returns nil where the schema knows no such key.
func (f *field) resolve(path []string) *field {
	for _, segment := range path {
		switch f.kind {
		case tableField:
			f = f.child(segment)
		case dictField:
			f = f.elem
		default:
			return nil
		}
		if f == nil {
			return nil
		}
	}
	return f
}

// leaves yields every key that holds a value and has a fixed name.
func (f *field) leaves(yield func(*field) bool) {
	f.visitLeaves(yield)
}

func (f *field) visitLeaves(yield func(*field) bool) bool {
	if f.kind != tableField {
		return yield(f)
	}
	for _, c := range f.fields {
		if !c.visitLeaves(yield) {
			return false
		}
	}
	return true
}

// defaultText is the default of a profile as written in the tags.
func (f *field) defaultText(p Profile) (string, bool) {
	if text, ok := f.tag.Lookup(string(p)); ok {
		return text, true
	}
	return f.tag.Lookup("default")
}

func (f *field) words(tag string) []string {
	text := f.tag.Get(tag)
	if text == "" {
		return nil
	}
	return strings.Split(text, ",")
}

func (f *field) isSecret() bool { return f.tag.Get("secret") == "true" }

// derived reports whether the empty text means "work it out".
func (f *field) derived() bool { return f.tag.Get("note") != "" }

// unit is what one whole number means for a time.Duration.
func (f *field) unit() time.Duration {
	switch f.tag.Get("unit") {
	case "ms":
		return time.Millisecond
	case "h":
		return time.Hour
	case "d":
		return 24 * time.Hour
	default:
		return time.Second
	}
}
