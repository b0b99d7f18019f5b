package config

import (
	"slices"
	"strings"
)

// rustLog is a layer with what RUST_LOG says about us. The variable holds
// directives, "level" or "target=level"; the most talkative one that is general
// or names rustygpt counts.
func rustLog(vars map[string]variable) *node {
	root := table(Origin{Layer: Environment})
	v, ok := vars["RUST_LOG"]
	if !ok {
		return root
	}
	levels := schema().resolve([]string{"logging", "level"}).words("oneof")
	best := len(levels)
	for directive := range strings.SplitSeq(v.value, ",") {
		target, level, named := strings.Cut(strings.TrimSpace(directive), "=")
		if !named {
			target, level = "", target
		}
		if named && !strings.HasPrefix(target, "rustygpt") {
			continue
		}
		if i := slices.Index(levels, strings.ToLower(level)); i >= 0 {
			best = min(best, i)
		}
	}
	if best < len(levels) {
		root.put([]string{"logging", "level"}, text(levels[best], v.origin))
	}
	return root
}
