package config

import (
	"maps"
	"slices"
	"strings"
)

// didYouMean names the key of a table that an unknown one resembles, or a key
// of that name elsewhere.
func didYouMean(parent *field, key string) string {
	var siblings []string
	for _, c := range parent.fields {
		siblings = append(siblings, c.key)
	}
	if best := closest(key, siblings); best != "" {
		return "; did you mean " + join(parent.path, best) + "?"
	}
	return sameNameElsewhere(key)
}

// sameNameElsewhere names a key that is called like this in another table.
func sameNameElsewhere(key string) string {
	elsewhere := map[string]string{}
	for path := range knownPaths {
		elsewhere[lastSegment(path)] = path
	}
	best := closest(key, slices.Sorted(maps.Keys(elsewhere)))
	if best == "" {
		return ""
	}
	return "; did you mean " + elsewhere[best] + "?"
}

func lastSegment(path string) string { return path[strings.LastIndexByte(path, '.')+1:] }

// didYouMeanKey does the same for a whole dotted key.
func didYouMeanKey(key string) string {
	if best := closest(key, slices.Collect(knownPaths)); best != "" {
		return "; did you mean " + best + "?"
	}
	return sameNameElsewhere(lastSegment(key))
}

func didYouMeanVariable(name string) string {
	var names []string
	for path := range knownPaths {
		names = append(names, variableName(path))
	}
	if best := closest(name, names); best != "" {
		return "; did you mean " + best + "?"
	}
	return ""
}

// knownPaths yields every key with a fixed name.
func knownPaths(yield func(string) bool) {
	for f := range schema().leaves {
		if f.kind == valueField && !yield(f.path) {
			return
		}
	}
}

// closest finds the candidate that needs the fewest edits, if they are few for
// a word of that length, or else one that begins with the word.
func closest(word string, candidates []string) string {
	best, fewest := "", max(2, len(word)/4)+1
	for _, candidate := range candidates {
		if n := edits(strings.ToLower(word), strings.ToLower(candidate)); n < fewest && n < len(word) {
			best, fewest = candidate, n
		}
	}
	if best != "" || len(word) < 3 {
		return best
	}
	if i := slices.IndexFunc(candidates, func(c string) bool { return strings.HasPrefix(c, word+"_") }); i >= 0 {
		return candidates[i]
	}
	return ""
}

// edits is the Levenshtein distance, with a swap of neighbours as one edit, as
// in the restricted Damerau form.
func edits(a, b string) int {
	before := make([]int, len(b)+1)
	last := make([]int, len(b)+1)
	row := make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
