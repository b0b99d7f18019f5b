package config

import (
	"net"
	"net/netip"
	"strconv"
	"time"
)

// Server says where to listen and how the outside sees that.
type Server struct {
	Host            string        `key:"host" default:"127.0.0.1" prod:"0.0.0.0" required:"true" doc:"Address to listen on; 0.0.0.0 means every interface."`
	Port            int           `key:"port" default:"8080" test:"18080" prod:"443" min:"1" max:"65535" doc:"TCP port to listen on. TLS is the work of a proxy in front, on this port or another."`
	PublicBaseURL   string        `key:"public_base_url" note:"http(s)://host:port" doc:"Address under which people reach the server, for links and cookies. Empty = derived from host and port, with https in prod and http elsewhere."`
	RequestIDHeader string        `key:"request_id_header" default:"x-request-id" doc:"Header from which a request id is taken and in which it is returned. A name that HTTP does not allow falls back to x-request-id."`
	TrustedProxies  []string      `key:"trusted_proxies" doc:"Addresses or CIDR ranges of proxies whose X-Forwarded-For and X-Forwarded-Proto are believed. Empty = nobody's."`
	Drain           time.Duration `key:"drain_seconds" unit:"s" default:"20" min:"0" max:"3600" doc:"How long answers that are being written may go on after the server was told to stop, in seconds. 0 = they are interrupted at once; their text so far is kept."`
	CORS            CORS          `key:"cors" doc:"Web pages of other origins that may call the API."`
}

// CORS says which other origins may call the API from a browser.
type CORS struct {
	AllowedOrigins   []string      `key:"allowed_origins" default:"http://localhost:3000,http://127.0.0.1:3000,http://localhost:4173" test:"http://localhost:4173" prod:"" doc:"Origins (scheme://host:port) that may read answers; * means every origin. Empty = none: the web app of this server needs no entry."`
	AllowCredentials bool          `key:"allow_credentials" default:"false" doc:"Whether pages of those origins may send cookies. Not together with *."`
	MaxAge           time.Duration `key:"max_age_seconds" unit:"s" default:"600" min:"0" doc:"How long a browser may remember the permission, in seconds."`
}

// Address is what net.Listen takes.
func (s Server) Address() string {
	return net.JoinHostPort(s.Host, strconv.Itoa(s.Port))
}

// ProxyPrefixes are the trusted proxies as ranges; a single address is a range
// of one. Entries that Load would have refused are left out.
func (s Server) ProxyPrefixes() []netip.Prefix {
	prefixes := make([]netip.Prefix, 0, len(s.TrustedProxies))
	for _, text := range s.TrustedProxies {
		if prefix, ok := parsePrefix(text); ok {
			prefixes = append(prefixes, prefix)
		}
	}
	return prefixes
}

func parsePrefix(text string) (netip.Prefix, bool) {
	if addr, err := netip.ParseAddr(text); err == nil {
		addr = addr.Unmap().WithZone("")
		return netip.PrefixFrom(addr, addr.BitLen()), true
	}
	prefix, err := netip.ParsePrefix(text)
	return prefix.Masked(), err == nil
}
