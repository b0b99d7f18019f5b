package config

import (
	"net/url"
	"slices"
	"strings"
)

const defaultRequestIDHeader = "x-request-id"

func (d *decoder) checkServer(c *Config) {
	d.checkPublicURL(c)
	if !isToken(c.Server.RequestIDHeader) {
		d.warn("server.request_id_header", quote(c.Server.RequestIDHeader),
			"is not a name HTTP allows; "+defaultRequestIDHeader+" is used", d.origin("server.request_id_header"))
		c.Server.RequestIDHeader = defaultRequestIDHeader
	}
	for _, proxy := range c.Server.TrustedProxies {
		if _, ok := parsePrefix(proxy); !ok {
			d.problem("server.trusted_proxies", quote(proxy), "must be an address such as 10.0.0.7 or a range such as 10.0.0.0/8",
				d.origin("server.trusted_proxies"))
		}
	}
	d.checkCORS(c)
}

func (d *decoder) checkPublicURL(c *Config) {
	const key = "server.public_base_url"
	switch u, ok := httpURL(c.Server.PublicBaseURL); {
	case !ok:
		d.problem(key, quote(c.Server.PublicBaseURL), "must be an http or https address without a query", d.origin(key))
	case c.Profile == Prod && u.Scheme != "https":
		d.problem(key, quote(c.Server.PublicBaseURL), "must be an https address in profile prod", d.origin(key))
	default:
		c.Server.PublicBaseURL = strings.TrimRight(c.Server.PublicBaseURL, "/")
	}
}

func (d *decoder) checkCORS(c *Config) {
	const key = "server.cors.allowed_origins"
	origins := c.Server.CORS.AllowedOrigins
	if c.Server.CORS.AllowCredentials && slices.Contains(origins, "*") {
		d.problem(key, quote(origins), "must not hold * together with server.cors.allow_credentials = true", d.origin(key))
	}
	for _, origin := range origins {
		if u, ok := httpURL(origin); origin != "*" && (!ok || u.Path != "") {
			d.problem(key, quote(origin), "must be an origin such as https://app.example.com, or *", d.origin(key))
		}
	}
}

// httpURL accepts absolute http and https addresses without user, query and
// fragment.
func httpURL(s string) (*url.URL, bool) {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, false
	}
	return u, u.Scheme == "http" || u.Scheme == "https"
}

func (d *decoder) checkSecurity(c *Config) {
	cookie := &c.Security.Cookie
	const secure = "security.cookie.secure"
	switch {
	case cookie.Secure:
	case c.Profile == Prod:
		d.problem(secure, "false", "must be true in profile prod", d.origin(secure))
	case cookie.SameSite == SameSiteNone:
		d.problem("security.cookie.same_site", "none", "needs "+secure+" = true: browsers refuse the cookie otherwise",
			d.origin("security.cookie.same_site"))
	case strings.HasPrefix(c.Server.PublicBaseURL, "https:"):
		d.warn(secure, "false", "lets cookies travel over http although the server is reached over https", d.origin(secure))
	}
	if c.Security.CSRF.Enabled && !c.Features.AuthV1 {
		d.warn("security.csrf.enabled", "true", "has no effect while features.auth_v1 = false", d.origin("security.csrf.enabled"))
	}
	d.checkToken("security.csrf.header_name", c.Security.CSRF.HeaderName, "a header")
}

func (d *decoder) checkSession(c *Config) {
	s := c.Session
	if s.Absolute < s.Idle {
		d.problem("session.absolute_seconds", seconds(s.Absolute), "must not be below session.idle_seconds, which is "+seconds(s.Idle),
			d.origin("session.absolute_seconds"))
	}
	if s.CSRFCookieName != c.Security.CSRF.CookieName {
		d.problem("session.csrf_cookie_name", quote(s.CSRFCookieName),
			"must equal security.csrf.cookie_name, which is "+quote(c.Security.CSRF.CookieName)+": set both",
			d.origin("session.csrf_cookie_name"))
	}
	if s.CookieName == s.CSRFCookieName {
		d.problem("session.session_cookie_name", quote(s.CookieName), "must differ from session.csrf_cookie_name",
			d.origin("session.session_cookie_name"))
	}
	d.checkToken("session.session_cookie_name", s.CookieName, "a cookie")
	d.checkToken("session.csrf_cookie_name", s.CSRFCookieName, "a cookie")
}

// checkToken: cookie names are tokens as header names are (RFC 6265 §4.1.1).
// The empty name is reported by the required tag.
func (d *decoder) checkToken(key, name, what string) {
	if name != "" && !isToken(name) {
		d.problem(key, quote(name), "is not a name that "+what+" can have", d.origin(key))
	}
}
