package config

import (
	"fmt"
	"strings"
)

// Reference is the documentation page of all keys, in Markdown.
func Reference() string {
	r := reference{}
	r.WriteString(referenceHead)
	r.section(schema(), "Top level")
	return r.String()
}

const referenceHead = `# Configuration reference

<!-- Generated from the struct tags in internal/config by "make generate". Do not edit. -->

Every key is optional. How files, variables and flags work together is told in the
[configuration guide](../guides/configuration.md). A name in angle brackets is of your choice. The variable of a key is
` + "`RUSTYGPT__`" + ` and the key in capitals with ` + "`__`" + ` for each dot, for example ` + "`RUSTYGPT__SERVER__PORT`" + `.
`

type reference struct{ strings.Builder }

// section writes the values of a table, then the tables below it.
func (r *reference) section(f *field, title string) {
	fmt.Fprintf(r, "\n## %s\n", title)
	if doc := f.tag.Get("doc"); doc != "" {
		fmt.Fprintf(r, "\n%s\n", doc)
	}
	r.table(f)
	for _, c := range f.fields {
		switch {
		case c.kind == tableField:
			r.section(c, "`"+c.path+"`")
		case c.kind != valueField && c.elem != nil && c.elem.kind == tableField:
			entries := *c.elem
			entries.tag = c.tag
			r.section(&entries, "`"+c.elem.path+"`")
		}
	}
}

func (r *reference) table(f *field) {
	started := false
	for _, c := range f.fields {
		if !c.isLeaf() {
			continue
		}
		if !started {
			r.WriteString("\n| Key | Type | Default | Meaning |\n| --- | --- | --- | --- |\n")
			started = true
		}
		fmt.Fprintf(r, "| `%s` | %s | %s | %s |\n", c.path, c.typeName(), c.defaults(), cell(c.meaning()))
	}
}

func cell(text string) string { return strings.ReplaceAll(text, "|", `\|`) }

// meaning is the description with other names of the key.
func (f *field) meaning() string {
	doc := f.tag.Get("doc")
	if alias := f.tag.Get("alias"); alias != "" {
		doc += " Also known as `" + alias + "`."
	}
	return doc
}

func (f *field) typeName() string {
	if words := f.words("oneof"); words != nil {
		return "`" + strings.Join(words, "`, `") + "`"
	}
	t := f.typ.String()
	switch {
	case f.kind == dictField && f.isSecret():
		return "table of secrets"
	case f.kind == dictField:
		return "table"
	case f.isSecret():
		return "secret"
	case f.typ == durationType || strings.HasSuffix(t, "int"):
		return "whole number" + f.bounds()
	case strings.HasSuffix(t, "float64"):
		return "number" + f.bounds()
	case t == "bool":
		return "true, false"
	case t == "[]string":
		return "list of texts"
	default:
		return "text"
	}
}

func (f *field) bounds() string {
	low, high := f.tag.Get("min"), f.tag.Get("max")
	switch {
	case f.tag.Get("above") != "":
		return " above " + f.tag.Get("above")
	case low != "" && high != "":
		return " from " + low + " to " + high
	case low != "":
		return " from " + low
	case high != "":
		return " up to " + high
	default:
		return ""
	}
}

// defaults shows the default, and those of profiles that differ from it.
func (f *field) defaults() string {
	given, ok := f.tag.Lookup("default")
	shown := code(given)
	switch {
	case f.tag.Get("note") != "":
		shown = cell(f.tag.Get("note"))
	case !ok || given == "":
		shown = "–"
	}
	for _, p := range []Profile{Test, Prod} {
		if value, ok := f.tag.Lookup(string(p)); ok {
			shown += fmt.Sprintf("; %s: %s", p, code(value))
		}
	}
	return shown
}

func code(value string) string {
	if value == "" {
		return "none"
	}
	return "`" + strings.ReplaceAll(value, ",", "`, `") + "`"
}
