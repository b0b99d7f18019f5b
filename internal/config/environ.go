package config

import (
	"maps"
	"slices"
	"strings"
)

// prefix starts the name of every variable that is ours.
const prefix = "RUSTYGPT"

// variableNames are the names under which a key can be set, in the order in
// which they are tried.
func variableNames(path string) [3]string {
	upper := strings.ToUpper(path)
	return [3]string{
		prefix + "_" + strings.ReplaceAll(upper, ".", "_"),
		variableName(path),
		prefix + "." + path,
	}
}

// variableName is the documented name of a key.
func variableName(path string) string {
	return prefix + "__" + strings.ReplaceAll(strings.ToUpper(path), ".", "__")
}

// environTree turns variables into a layer. Names with a fixed place are looked
// up; what remains is read from its segments, which is how tables named by the
// user ([llm.providers.<name>]) are reached.
func (d *decoder) environTree(vars map[string]variable, lower *node) *node {
	root := table(Origin{Layer: Environment})
	known := map[string]bool{}
	for _, name := range variableNames("config") { // which file to read, not a setting
		known[name] = true
	}
	known[prefix+"_BACKUP_PASSPHRASE"] = true // for commands, and in no file
	place := func(path string) {
		names := variableNames(path)
		for _, name := range slices.Backward(names[:]) {
			known[name] = true
			if v, ok := vars[name]; ok {
				root.put(strings.Split(path, "."), text(v.value, v.origin))
			}
		}
	}
	for f := range schema().leaves {
		if f.kind == valueField {
			place(f.path)
		}
	}
	for alias := range aliases() {
		place(alias)
	}
	for _, name := range slices.Sorted(maps.Keys(vars)) {
		if !known[name] {
			d.freeVariable(root, lower, name, vars[name])
		}
	}
	return root
}

// freeVariable places a variable whose key contains a name of the user's
// choice, or reports it.
func (d *decoder) freeVariable(root, lower *node, name string, v variable) {
	var segments []string
	switch {
	case strings.HasPrefix(name, prefix+"__"):
		segments = strings.Split(strings.ToLower(strings.TrimPrefix(name, prefix+"__")), "__")
	case strings.HasPrefix(name, prefix+"."):
		segments = strings.Split(strings.TrimPrefix(name, prefix+"."), ".")
	case strings.HasPrefix(name, prefix+"_"):
		d.warn("", "", "is not a setting and is ignored"+didYouMeanVariable(name), v.origin)
		return
	default:
		return
	}
	segments = spellAsBefore(segments, lower)
	f := schema().resolve(segments)
	switch {
	case f == nil:
		d.problem("", "", "is not a setting"+didYouMeanVariable(name), v.origin)
	case f.kind != valueField && f.kind != anyField:
		d.problem(strings.Join(segments, "."), "", "is a table; name one of its keys, or use the file", v.origin)
	default:
		root.put(segments, text(v.value, v.origin))
	}
}

// spellAsBefore gives names of the user's choice the spelling that the file
// uses: a variable's name has neither lower case nor "-". The name of a header,
// which the file may not mention, has "-" where the variable has "_".
func spellAsBefore(segments []string, lower *node) []string {
	f := schema()
	spelled := slices.Clone(segments)
	for i, segment := range segments {
		if f == nil {
			return spelled
		}
		if f.kind == dictField {
			spelled[i] = spellName(segment, f, lower)
		}
		f = f.resolve(spelled[i : i+1])
		if lower != nil {
			lower = lower.child(spelled[i])
		}
	}
	return spelled
}

func spellName(segment string, dict *field, lower *node) string {
	if lower != nil {
		for _, e := range lower.table {
			if fold(e.key) == fold(segment) {
				return e.key
			}
		}
	}
	if dict.key == "headers" {
		return strings.ReplaceAll(segment, "_", "-")
	}
	return segment
}

func fold(name string) string {
	return strings.NewReplacer("-", "_", ".", "_", ":", "_").Replace(strings.ToLower(name))
}
