package config

import "time"

// Security holds what browsers are told and what is asked of them.
type Security struct {
	HSTS   HSTS   `key:"hsts" doc:"Strict-Transport-Security: tells browsers to use https only."`
	Cookie Cookie `key:"cookie" doc:"Attributes of the session and CSRF cookies."`
	CSRF   CSRF   `key:"csrf" doc:"The check that a change made with a cookie comes from our own page."`
}

// HSTS is the Strict-Transport-Security header (RFC 6797).
type HSTS struct {
	Enabled           bool          `key:"enabled" default:"false" prod:"true" doc:"Whether the header is sent."`
	MaxAge            time.Duration `key:"max_age_seconds" unit:"s" default:"63072000" min:"0" doc:"How long browsers remember it, in seconds."`
	IncludeSubdomains bool          `key:"include_subdomains" default:"true" doc:"Whether it covers subdomains."`
	Preload           bool          `key:"preload" default:"false" doc:"Whether the domain may be put on the browsers' preload list."`
}

// Cookie holds the attributes of our cookies.
type Cookie struct {
	Domain   string   `key:"domain" doc:"Domain attribute. Empty = none: the cookie belongs to exactly this host."`
	Secure   bool     `key:"secure" default:"false" prod:"true" doc:"Whether cookies travel over https only. Must be true in prod."`
	SameSite SameSite `key:"same_site" default:"lax" oneof:"lax,strict,none" doc:"SameSite attribute of the session cookie. none needs secure = true."`
}

// SameSite is a cookie attribute (RFC 6265bis).
type SameSite string

// The SameSite values.
const (
	SameSiteLax    SameSite = "lax"
	SameSiteStrict SameSite = "strict"
	SameSiteNone   SameSite = "none"
)

// CSRF is the double-submit check on changes that carry a session cookie.
type CSRF struct {
	CookieName string `key:"cookie_name" default:"CSRF-TOKEN" required:"true" doc:"Cookie that is checked. Must equal session.csrf_cookie_name, the cookie that is issued."`
	HeaderName string `key:"header_name" default:"X-CSRF-TOKEN" required:"true" doc:"Header that must repeat the cookie's value on every change."`
	Enabled    bool   `key:"enabled" default:"true" alias:"auth.csrf" doc:"Whether the check is made. Only switch it off where no browser is used."`
}
