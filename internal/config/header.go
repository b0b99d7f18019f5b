package config

import "strings"

// isToken reports whether a name can be a header or a cookie: tchar of RFC 9110
// §5.6.2, which RFC 6265 §4.1.1 uses for cookie names too.
func isToken(name string) bool {
	for _, r := range name {
		letter := 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
		if !letter && !strings.ContainsRune("!#$%&'*+-.^_`|~", r) {
			return false
		}
	}
	return name != ""
}

// isHeaderValue reports whether a header can carry a text: no control
// characters but the tab (RFC 9110 §5.5), which also keeps lines apart.
func isHeaderValue(value string) bool {
	for _, r := range value {
		if r < ' ' && r != '\t' || r == 0x7f {
			return false
		}
	}
	return true
}
