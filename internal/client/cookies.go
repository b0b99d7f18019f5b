package client

import (
	"net/http"
	"slices"
	"strings"
)

// cookies are the pairs of a Cookie header (RFC 6265 §4.2.1), in the order in
// which they are written.
type cookies []*http.Cookie

// parseCookies reads the form that String writes. Pairs that are not allowed in
// a header are left out.
func parseCookies(header string) cookies {
	header = strings.TrimSpace(header)
	if parsed, err := http.ParseCookie(header); err == nil {
		return parsed
	}
	return (&http.Request{Header: http.Header{"Cookie": {header}}}).Cookies()
}

// String is the value of a Cookie header.
func (c cookies) String() string {
	pairs := make([]string, len(c))
	for i, p := range c {
		pairs[i] = p.Name + "=" + p.Value
	}
	return strings.Join(pairs, "; ")
}

func (c cookies) value(name string) string {
	for _, p := range c {
		if p.Name == name {
			return p.Value
		}
	}
	return ""
}

// with is what a browser has after an answer that sets cookies. Attributes are
// dropped: a jar belongs to one server, whose cookies hold for all of its paths.
func (c cookies) with(set []*http.Cookie) cookies {
	after := slices.Clone(c)
	for _, s := range set {
		after = slices.DeleteFunc(after, func(p *http.Cookie) bool { return p.Name == s.Name })
		if s.MaxAge >= 0 && s.Value != "" {
			after = append(after, &http.Cookie{Name: s.Name, Value: s.Value}) //nolint:gosec // it is sent, not set
		}
	}
	return after
}
