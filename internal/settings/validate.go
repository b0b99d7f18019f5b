package settings

import (
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rustygpt/rustygpt/internal/chat"
)

const (
	maxServerNameBytes = 100
	maxPublicURLBytes  = 2048
	maxCustomCSSBytes  = 64 << 10
	maxProxies         = 100
)

// The Validate functions return a value tidied up, or an Invalid error that
// names the field.

// ValidateServerName asks for a name of one line, 1 to 100 bytes.
func ValidateServerName(name string) (string, error) {
	name = strings.TrimSpace(name)
	if name == "" || len(name) > maxServerNameBytes || strings.ContainsFunc(name, notInLine) {
		return "", chat.InvalidField("server_name", chat.Fill("must be one line of 1 to %d bytes", maxServerNameBytes))
	}
	return name, nil
}

// notInLine also refuses what a broken encoding decodes to.
func notInLine(r rune) bool { return unicode.IsControl(r) || r == utf8.RuneError }

// ValidatePublicURL asks for the address at which people reach the server:
// https, or http on localhost. Empty means none.
func ValidatePublicURL(address string) (string, error) {
	address = strings.TrimSpace(address)
	if address == "" {
		return "", nil
	}
	u, err := url.Parse(address)
	if err != nil || len(address) > maxPublicURLBytes || strings.ContainsFunc(address, unicode.IsSpace) || !usablePublicly(u) {
		return "", chat.InvalidField("public_url",
			"must be an absolute https address, or an http address of localhost, without user, query and fragment")
	}
	return strings.TrimRight(address, "/"), nil
}

func usablePublicly(u *url.URL) bool {
	secure := u.Scheme == "https" || u.Scheme == "http" && strings.EqualFold(u.Hostname(), "localhost")
	bare := u.User == nil && u.RawQuery == "" && !u.ForceQuery && u.Fragment == ""
	return secure && bare && u.Hostname() != "" && validPort(u.Port())
}

func validPort(port string) bool {
	if port == "" {
		return true
	}
	n, err := strconv.ParseUint(port, 10, 16)
	return err == nil && n > 0
}

// ValidateAccent asks for a colour of the form #rrggbb.
func ValidateAccent(colour string) (string, error) {
	colour = strings.ToLower(strings.TrimSpace(colour))
	digits, ok := strings.CutPrefix(colour, "#")
	if !ok || len(digits) != 6 || strings.Trim(digits, "0123456789abcdef") != "" {
		return "", chat.InvalidField("accent_color", "must be # and six hexadecimal digits")
	}
	return colour, nil
}

// ValidateCustomCSS asks for a text of at most 64 KiB. What it may load is up to
// the content security policy.
func ValidateCustomCSS(css string) (string, error) {
	if len(css) > maxCustomCSSBytes {
		return "", chat.InvalidField("custom_css", chat.Fill("must have at most %d bytes", maxCustomCSSBytes))
	}
	if !utf8.ValidString(css) || strings.ContainsRune(css, 0) {
		return "", chat.InvalidField("custom_css", "must be text")
	}
	return css, nil
}

// ValidateTrustedProxies asks for addresses or CIDR ranges, and leaves blank
// entries out.
func ValidateTrustedProxies(list []string) ([]string, error) {
	tidy := make([]string, 0, len(list))
	for _, text := range list {
		if text = strings.TrimSpace(text); text == "" {
			continue
		}
		if _, err := ParseProxy(text); err != nil {
			return nil, err
		}
		tidy = append(tidy, text)
	}
	if len(tidy) > maxProxies {
		return nil, chat.InvalidField("trusted_proxies", chat.Fill("must have at most %d entries", maxProxies))
	}
	return tidy, nil
}

// ParseProxy reads an address or a CIDR range. IPv4 addresses in IPv6 dress
// (::ffff:10.0.0.1) are taken as the IPv4 addresses they are, so compare them
// with unmapped addresses.
func ParseProxy(text string) (netip.Prefix, error) {
	if addr, err := netip.ParseAddr(text); err == nil && addr.Zone() == "" {
		addr = addr.Unmap()
		return netip.PrefixFrom(addr, addr.BitLen()), nil
	}
	prefix, err := netip.ParsePrefix(text)
	if err != nil {
		return netip.Prefix{}, chat.InvalidField("trusted_proxies", chat.Fill("%q is neither an address nor a CIDR range", text))
	}
	if addr := prefix.Addr(); addr.Is4In6() && prefix.Bits() >= 96 {
		prefix = netip.PrefixFrom(addr.Unmap(), prefix.Bits()-96)
	}
	return prefix.Masked(), nil
}
