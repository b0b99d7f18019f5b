package httpapi

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// peer is the address at the other end of the connection. IPv4 addresses that
// arrive in IPv6 form are unwrapped, so that they match what people configure.
func peer(r *http.Request) netip.Addr {
	ap, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	return ap.Addr().Unmap().WithZone("")
}

// locate finds out who asks and whether their own connection is encrypted. Only
// a trusted proxy is believed, and its header is read from the right: entries
// further left were written by the client itself.
func (s *Server) locate(r *http.Request) (client netip.Addr, https bool) {
	client, https = peer(r), r.TLS != nil
	forwarded, proto := r.Header.Values("X-Forwarded-For"), r.Header.Get("X-Forwarded-Proto")
	if len(forwarded) == 0 && proto == "" {
		return client, https
	}
	trusted := s.trustedProxies(r.Context())
	if !trusted.contain(client) {
		return client, https
	}
	if proto != "" {
		https = strings.EqualFold(lastEntry(proto), "https")
	}
	return rightmostUntrusted(forwarded, client, trusted), https
}

// forwarded tells what locate made of the headers of a proxy.
func (s *Server) forwarded(r *http.Request) string {
	switch {
	case len(r.Header.Values("X-Forwarded-For")) == 0 && r.Header.Get("X-Forwarded-Proto") == "":
		return "none"
	case s.trustedProxies(r.Context()).contain(peer(r)):
		return "trusted"
	default:
		return "ignored"
	}
}

// networks are address ranges.
type networks []netip.Prefix

func (n networks) contain(ip netip.Addr) bool {
	return slices.ContainsFunc(n, func(p netip.Prefix) bool { return p.Contains(ip) })
}

// trustedProxies are the configured ones and those in the server's settings.
// When the settings cannot be read, nobody but the configured ones is believed.
func (s *Server) trustedProxies(ctx context.Context) networks {
	stored, err := s.settings.TrustedProxies(ctx)
	if err != nil || len(stored) == 0 {
		return s.config.TrustedProxies
	}
	return slices.Concat(s.config.TrustedProxies, stored)
}

// rightmostUntrusted walks an X-Forwarded-For list from the right, past the
// trusted proxies. An entry that is no address ends the walk: nobody can vouch
// for what is left of it.
func rightmostUntrusted(forwarded []string, client netip.Addr, trusted networks) netip.Addr {
	entries := strings.Split(strings.Join(forwarded, ","), ",")
	for _, entry := range slices.Backward(entries) {
		ip, ok := forwardedAddr(entry)
		if !ok {
			return client
		}
		client = ip
		if !trusted.contain(ip) {
			return client
		}
	}
	return client
}

// forwardedAddr reads one entry; some proxies add a port.
func forwardedAddr(entry string) (netip.Addr, bool) {
	entry = strings.TrimSpace(entry)
	if ip, err := netip.ParseAddr(strings.Trim(entry, "[]")); err == nil {
		return ip.Unmap().WithZone(""), true
	}
	ap, err := netip.ParseAddrPort(entry)
	return ap.Addr().Unmap().WithZone(""), err == nil
}

func lastEntry(list string) string {
	return strings.TrimSpace(list[strings.LastIndexByte(list, ',')+1:])
}

// hostname is a Host header without its port.
func hostname(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		return name
	}
	return strings.Trim(host, "[]")
}
