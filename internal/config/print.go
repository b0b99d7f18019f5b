package config

import (
	"fmt"
	"io"
	"maps"
	"reflect"
	"slices"
	"strconv"
)

// Setting is one key with its value and where that came from.
type Setting struct {
	Key    string
	Value  string // as a file would have it; secrets are ***
	Origin Origin
}

// Settings lists every key in the order of the reference.
func (l *Loaded) Settings() []Setting {
	s := settings{origin: (&decoder{origins: l.origins}).origin}
	s.add(schema(), reflect.ValueOf(l.Config), "")
	return s.list
}

// Print writes every key, its value and its source, one per line.
func (l *Loaded) Print(w io.Writer) error {
	for _, s := range l.Settings() {
		line := fmt.Sprintf("%s = %s  # %s\n", s.Key, s.Value, s.Origin)
		if s.Value == "" {
			line = fmt.Sprintf("# %s is not set\n", s.Key)
		}
		if _, err := io.WriteString(w, line); err != nil {
			return err
		}
	}
	return nil
}

type settings struct {
	list   []Setting
	origin func(path string) Origin
}

func (s *settings) add(f *field, v reflect.Value, path string) {
	switch f.kind {
	case tableField:
		for _, c := range f.fields {
			s.add(c, v.Field(c.index), join(path, c.key))
		}
	case dictField:
		for _, key := range sortedKeys(v) {
			s.add(f.elem, v.MapIndex(reflect.ValueOf(key)), join(path, key))
		}
	case tablesField:
		for i := range v.Len() {
			s.add(f.elem, v.Index(i), path+"["+strconv.Itoa(i)+"]")
		}
	default:
		s.list = append(s.list, Setting{path, showValue(f, v), s.origin(path)})
	}
}

func sortedKeys(m reflect.Value) []string {
	keys := map[string]bool{}
	for _, key := range m.MapKeys() {
		keys[key.String()] = true
	}
	return slices.Sorted(maps.Keys(keys))
}
