package provider

import (
	"net/netip"
	"net/url"
	"strings"
)

// privateDomains are the ends of names that only mean something in one network:
// RFC 6761, RFC 6762, RFC 8375, and the one that ICANN keeps for private use,
// under which containers find their host.
var privateDomains = []string{".localhost", ".local", ".home.arpa", ".internal"}

// IsLocal reports whether a base URL leads to this machine or its network. It
// goes by the text and asks no name server: a name without a dot is one of the
// network's own.
func IsLocal(baseURL string) bool {
	u, err := url.Parse(baseURL)
	if err != nil || u.Hostname() == "" {
		return false
	}
	host := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	if addr, err := netip.ParseAddr(host); err == nil {
		addr = addr.Unmap()
		return addr.IsLoopback() || addr.IsPrivate() || addr.IsLinkLocalUnicast() || addr.IsUnspecified()
	}
	if !strings.Contains(host, ".") {
		return true
	}
	for _, domain := range privateDomains {
		if strings.HasSuffix(host, domain) {
			return true
		}
	}
	return false
}
