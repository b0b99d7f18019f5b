package config

import (
	"bytes"
	"path/filepath"
	"sort"
	"strings"
)

// maxDepth bounds the nesting of a file; the schema needs six levels.
const maxDepth = 32

// syntaxError is a file that is not what its extension says.
type syntaxError struct {
	origin  Origin
	message string
}

func (e syntaxError) Error() string { return e.origin.String() + ": " + e.message }

// parseFile reads a file in the format its extension names.
func parseFile(name string, data []byte) (*node, error) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	switch strings.ToLower(filepath.Ext(name)) {
	case ".toml":
		return parseTOML(name, data)
	case ".yaml", ".yml":
		return parseYAML(name, data)
	case ".json":
		return parseJSON(name, data)
	default:
		return nil, syntaxError{Origin{Layer: File, Name: name}, "the name must end in .toml, .yaml, .yml or .json"}
	}
}

// lineStarts are the offsets at which lines begin.
func lineStarts(data []byte) []int {
	starts := []int{0}
	for i, b := range data {
		if b == '\n' {
			starts = append(starts, i+1)
		}
	}
	return starts
}

// lineAt is the line, from 1, that holds an offset.
func lineAt(starts []int, offset int) int {
	return max(1, sort.SearchInts(starts, offset+1))
}
