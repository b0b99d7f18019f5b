package config

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// Skeleton is a file with every key at its default for profile dev. In TOML and
// YAML each key is explained, and secrets and keys without a value are comments;
// JSON has no comments.
func Skeleton(format string) (string, error) {
	switch format {
	case "json":
		var b strings.Builder
		writeJSON(&b, schema(), defaultConfig(Dev), 0)
		return b.String() + "\n", nil
	case "toml", "yaml":
		s := skeleton{yaml: format == "yaml"}
		s.comment(skeletonHead, 0)
		s.WriteString("\n")
		s.keys(schema(), defaultConfig(Dev), 0)
		return s.String(), nil
	default:
		return "", fmt.Errorf("there is no format %q: use toml, yaml or json, in lower case", format)
	}
}

const skeletonHead = "Settings of rustygpt. Every key is optional; what is written here are the defaults of profile dev. " +
	"Each can also be set by a variable, RUSTYGPT__ and the key's tables and name in capitals, joined by two underscores: " +
	"RUSTYGPT__SERVER__PORT=9000."

// defaultConfig is the Config that a profile starts from, before anything is
// derived.
func defaultConfig(p Profile) reflect.Value {
	v := reflect.New(schema().typ).Elem()
	(&decoder{profile: p}).defaults(schema(), v)
	return v
}

// skeleton writes TOML or YAML: the two differ in headings and indentation.
type skeleton struct {
	strings.Builder

	yaml   bool
	prefix string // "# " inside of samples
}

// keys writes a table's values and then the tables below it, because in TOML a
// value behind a heading would belong to that heading.
func (s *skeleton) keys(f *field, v reflect.Value, depth int) {
	for _, c := range f.fields {
		if c.isLeaf() {
			s.value(c, v.Field(c.index), depth)
		}
	}
	for _, c := range f.fields {
		if !c.isLeaf() {
			s.section(c, v.Field(c.index), depth)
		}
	}
}

// isLeaf reports whether a skeleton shows a key on one line.
func (f *field) isLeaf() bool {
	return f.kind == valueField || f.kind == dictField && f.elem.kind != tableField
}

func (s *skeleton) value(f *field, v reflect.Value, depth int) {
	s.comment(f.help(), depth)
	line := "key = value"
	if s.yaml {
		line = "key: value"
	}
	shown := showDefault(f, v)
	if f.isSecret() && f.kind == valueField {
		shown = quoteText(redacted)
	}
	line = strings.NewReplacer("key", f.key, "value", shown).Replace(line)
	secret := f.isSecret() && s.prefix == "" // in a sample the whole entry is a comment
	if secret || v.Kind() == reflect.Pointer {
		line = "# " + line
	}
	s.line(line, depth)
}

func showDefault(f *field, v reflect.Value) string {
	if f.kind == dictField {
		return "{}"
	}
	if sample, ok := f.tag.Lookup("sample"); ok {
		v, _ = readValue(f, text(sample, Origin{}))
	}
	return showValue(f, v)
}

func (s *skeleton) section(f *field, v reflect.Value, depth int) {
	if f.kind == tableField {
		if s.yaml || f.hasLeaves() {
			s.WriteString("\n")
			s.comment(f.tag.Get("doc"), depth)
			s.heading(f.path, f.key, depth)
		}
		s.keys(f, v, depth+1)
		return
	}
	s.WriteString("\n")
	sample := reflect.New(f.elem.typ).Elem()
	(&decoder{profile: Dev}).defaults(f.elem, sample)
	s.comment(f.tag.Get("doc")+" For example:", depth)
	s.prefix = "# "
	s.sample(f, sample, depth)
	s.prefix = ""
}

func (f *field) hasLeaves() bool { return slices.ContainsFunc(f.fields, (*field).isLeaf) }

// sample writes an entry of a table that the user names, or of a list.
func (s *skeleton) sample(f *field, v reflect.Value, depth int) {
	name := f.tag.Get("example")
	switch {
	case f.kind == dictField && s.yaml:
		s.heading("", f.key, depth)
		s.heading("", name, depth+1)
		s.keys(f.elem, v, depth+2)
	case f.kind == dictField:
		s.sampleTOML(f.elem, v, f.path+"."+name, depth)
	case s.yaml:
		s.heading("", f.key, depth)
		s.line("-", depth+1)
		s.keys(f.elem, v, depth+2)
	default:
		s.line("[["+f.path+"]]", depth)
		s.keys(f.elem, v, depth)
	}
}

// sampleTOML replaces <name> in the headings below an entry.
func (s *skeleton) sampleTOML(f *field, v reflect.Value, path string, depth int) {
	s.heading(path, "", depth)
	for _, c := range f.fields {
		if c.isLeaf() {
			s.value(c, v.Field(c.index), depth)
		}
	}
	for _, c := range f.fields {
		if !c.isLeaf() {
			s.comment(c.tag.Get("doc"), depth)
			s.sampleTOML(c, v.Field(c.index), path+"."+c.key, depth)
		}
	}
}

func (s *skeleton) heading(path, key string, depth int) {
	if s.yaml {
		s.line(key+":", depth)
		return
	}
	s.line("["+path+"]", depth)
}

func (s *skeleton) line(text string, depth int) {
	if !s.yaml {
		depth = 0
	}
	fmt.Fprintf(s, "%s%s%s\n", s.prefix, strings.Repeat("  ", depth), text)
}

const commentWidth = 100

func (s *skeleton) comment(text string, depth int) {
	line := "#"
	for word := range strings.FieldsSeq(text) {
		if len(line)+1+len(word) > commentWidth {
			s.line(line, depth)
			line = "#"
		}
		line += " " + word
	}
	s.line(line, depth)
}

// help is the meaning of a key with its allowed words and the defaults of other
// profiles.
func (f *field) help() string {
	help := f.tag.Get("doc")
	if words := f.words("oneof"); words != nil {
		help += " One of " + orList(words) + "."
	}
	for _, p := range []Profile{Test, Prod} {
		if value, ok := f.tag.Lookup(string(p)); ok {
			v, _ := readValue(f, text(value, Origin{}))
			help += fmt.Sprintf(" In %s: %s.", p, showValue(f, v))
		}
	}
	return help
}

// writeJSON writes every key that has a value.
func writeJSON(b *strings.Builder, f *field, v reflect.Value, depth int) {
	switch f.kind {
	case tableField:
		b.WriteString("{")
		for i, c := range f.fields {
			if i > 0 {
				b.WriteString(",")
			}
			fmt.Fprintf(b, "\n%s%s: ", strings.Repeat("  ", depth+1), quoteText(c.key))
			writeJSON(b, c, v.Field(c.index), depth+1)
		}
		fmt.Fprintf(b, "\n%s}", strings.Repeat("  ", depth))
	case dictField:
		b.WriteString("{}")
	case tablesField:
		b.WriteString("[]")
	default:
		b.WriteString(showValue(f, v))
	}
}
