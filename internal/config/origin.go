package config

import (
	"cmp"
	"fmt"
)

// Origin says where a setting came from.
type Origin struct {
	Layer Layer
	Name  string // file, variable or flag; empty for defaults
	Line  int    // in the file; 0 = unknown
}

// Layer is one source of settings; a later one wins over an earlier one.
type Layer uint8

// The layers, weakest first.
const (
	Default Layer = iota
	Derived       // computed from other settings
	File
	Environment
	Flag
)

// String is the form used in messages and printed settings.
func (o Origin) String() string {
	switch o.Layer {
	case File:
		if o.Line > 0 {
			return fmt.Sprintf("%s:%d", o.Name, o.Line)
		}
		return o.Name
	case Environment:
		return "environment " + o.Name
	case Flag:
		return "flag " + o.Name
	case Derived:
		return "derived"
	default:
		return "default"
	}
}

func compareOrigins(a, b Origin) int {
	return cmp.Or(cmp.Compare(a.Layer, b.Layer), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Name, b.Name))
}
