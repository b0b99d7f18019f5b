package config

import (
	"strings"
	"sync"
)

// aliases maps the other name of a key to its own, as the alias tags say.
var aliases = sync.OnceValue(func() map[string]string {
	names := map[string]string{}
	for f := range schema().leaves {
		if alias := f.tag.Get("alias"); alias != "" {
			names[alias] = f.path
		}
	}
	return names
})

// moveAliases replaces other names in a layer by the keys they stand for. Where
// a layer has both, the key itself wins, except that auth.csrf decides over
// security.csrf.enabled, as it always did.
func moveAliases(root *node) {
	for alias, path := range aliases() {
		from := strings.Split(alias, ".")
		n := root.find(from...)
		if n == nil {
			continue
		}
		root.find(from[:len(from)-1]...).remove(from[len(from)-1])
		to := strings.Split(path, ".")
		if root.find(to...) == nil || alias == "auth.csrf" {
			root.put(to, n)
		}
	}
}
