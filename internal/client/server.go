package client

import (
	"net/url"
	"strings"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// DefaultServer is where a server listens that nobody configured.
const DefaultServer = "http://localhost:8080"

// ParseServer brings the address of a server into the one form in which
// addresses are compared: scheme, host, the port unless it is the scheme's
// usual one, and the path before /api, if any. Invalid for anything that is not
// such an address, also for one with a password in it.
func ParseServer(address string) (string, error) {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return "", chat.Errorf(chat.Invalid, "a server's address begins with http:// or https://, as in %s", DefaultServer)
	}
	if u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return "", chat.Errorf(chat.Invalid, "a server's address has no user name, query or fragment")
	}
	host := strings.ToLower(u.Host)
	usual := map[string]string{"http": ":80", "https": ":443"}[u.Scheme]
	return u.Scheme + "://" + strings.TrimSuffix(host, usual) + strings.TrimRight(u.EscapedPath(), "/"), nil
}
