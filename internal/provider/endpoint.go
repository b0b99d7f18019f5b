package provider

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// Endpoint says where a service is and how to be let in.
type Endpoint struct {
	BaseURL string            // as NormalizeBaseURL returns it
	APIKey  string            // empty = none
	Headers map[string]string // as CheckHeaders accepts them
}

// The limits of additional headers.
const (
	MaxHeaders          = 20
	MaxHeaderValueBytes = 4096
)

// NormalizeBaseURL brings a service's address into the one form that is stored
// and compared: http or https, lower-case host, no default port, no dot
// segments, no query, fragment or slash at the end. The error is for
// the person who typed the address; it does not quote it, because people paste
// keys into the wrong field.
//
// Addresses of private networks are welcome: local services are a main use.
func NormalizeBaseURL(raw string) (string, error) {
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil {
		return "", chat.Errorf(chat.Invalid, "is not a valid URL")
	}
	u.Scheme = strings.ToLower(u.Scheme)
	switch {
	case u.Scheme != "http" && u.Scheme != "https":
		return "", chat.Errorf(chat.Invalid, "must start with http:// or https://")
	case u.Hostname() == "":
		return "", chat.Errorf(chat.Invalid, "needs a host name or address")
	case u.User != nil:
		return "", chat.Errorf(chat.Invalid, "must not contain a user name or password")
	}
	if u.Host, err = normalizeHost(u); err != nil {
		return "", err
	}
	u.RawQuery, u.ForceQuery, u.Fragment, u.RawFragment = "", false, "", ""
	u.Path, u.RawPath = normalizePath(u.EscapedPath())
	return u.String(), nil
}

// SameOrigin reports whether two base URLs, as NormalizeBaseURL returns them,
// lead to the same scheme, host and port (RFC 6454).
func SameOrigin(a, b string) bool {
	one, err := url.Parse(a)
	if err != nil {
		return false
	}
	other, err := url.Parse(b)
	return err == nil && one.Scheme == other.Scheme && one.Host == other.Host
}

func normalizeHost(u *url.URL) (string, error) {
	host := strings.ToLower(u.Hostname())
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	port := u.Port()
	if port == "" {
		return host, nil
	}
	number, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		return "", chat.Errorf(chat.Invalid, "has a port that is not between 0 and 65535")
	}
	if u.Scheme == "http" && number == 80 || u.Scheme == "https" && number == 443 {
		return host, nil
	}
	return host + ":" + strconv.FormatUint(number, 10), nil
}

// normalizePath resolves dot segments (RFC 3986 §5.2.4) and drops the slashes
// at the end. It works on the escaped form, so that an escaped slash stays one,
// and keeps empty segments, which some gateways need.
func normalizePath(escaped string) (decoded, raw string) {
	var kept []string
	for segment := range strings.SplitSeq(strings.Trim(escaped, "/"), "/") {
		switch segment {
		case ".":
		case "..":
			kept = kept[:max(len(kept)-1, 0)]
		default:
			kept = append(kept, segment)
		}
	}
	// Going up may have left empty segments at the start.
	raw = strings.TrimRight("/"+strings.Trim(strings.Join(kept, "/"), "/"), "/")
	decoded, err := url.PathUnescape(raw)
	if err != nil { // cannot be: it was parsed from this form
		return raw, ""
	}
	return decoded, raw
}

// refusedHeaders are the names that would change how the request travels or
// who it speaks for. Names that start with "sec-" are refused too.
var refusedHeaders = map[string]bool{
	"authorization": true, "cookie": true, "host": true, "content-length": true,
	"transfer-encoding": true, "connection": true, "proxy-authorization": true,
}

// CheckHeaders says what is wrong with a set of additional headers. The error
// is for people; it names headers but never quotes a value.
func CheckHeaders(headers map[string]string) error {
	if len(headers) > MaxHeaders {
		return chat.Errorf(chat.Invalid, "has more than %d headers", MaxHeaders)
	}
	seen := make(map[string]bool, len(headers))
	for name, value := range headers {
		if err := checkHeader(name, value); err != nil {
			return err
		}
		lower := strings.ToLower(name)
		if seen[lower] {
			return chat.Errorf(chat.Invalid, "names the header %s twice", lower)
		}
		seen[lower] = true
	}
	return nil
}

func checkHeader(name, value string) error {
	lower := strings.ToLower(name)
	switch {
	case name == "":
		return chat.Errorf(chat.Invalid, "has a header without a name")
	case strings.ContainsFunc(lower, isNotNameByte):
		return chat.Errorf(chat.Invalid, "has a header name with other characters than letters, digits and hyphens")
	case refusedHeaders[lower] || strings.HasPrefix(lower, "sec-"):
		return chat.Errorf(chat.Invalid, "must not set the header %s", lower)
	case len(value) > MaxHeaderValueBytes:
		return chat.Errorf(chat.Invalid, "has a value for %s of more than %d bytes", lower, MaxHeaderValueBytes)
	case strings.ContainsFunc(value, isControl):
		return chat.Errorf(chat.Invalid, "has a value for %s with a line break or control character", lower)
	}
	return nil
}

func isNotNameByte(r rune) bool {
	return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-'
}

// CheckAPIKey says what is wrong with a key that is to travel in a header.
func CheckAPIKey(key string) error {
	if len(key) > MaxHeaderValueBytes {
		return chat.Errorf(chat.Invalid, "is longer than %d bytes", MaxHeaderValueBytes)
	}
	if strings.ContainsFunc(key, isControl) {
		return chat.Errorf(chat.Invalid, "contains a line break or control character")
	}
	return nil
}

// isControl reports what RFC 9110 §5.5 keeps out of header values.
func isControl(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }
