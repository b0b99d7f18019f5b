package config

import "time"

// Session holds the lifetimes of logins and the names of their cookies.
type Session struct {
	Idle           time.Duration `key:"idle_seconds" unit:"s" default:"28800" min:"1" alias:"auth.idle_seconds" doc:"A browser login ends after this many seconds without use."`
	Absolute       time.Duration `key:"absolute_seconds" unit:"s" default:"604800" min:"1" alias:"auth.absolute_seconds" doc:"A browser login ends after this many seconds in any case. At least idle_seconds."`
	BearerIdle     time.Duration `key:"bearer_idle_seconds" unit:"s" default:"2592000" min:"1" doc:"A login with a bearer token (Portal, scripts) ends after this many seconds without use. It has no absolute end."`
	CookieName     string        `key:"session_cookie_name" default:"SESSION_ID" required:"true" doc:"Name of the session cookie."`
	CSRFCookieName string        `key:"csrf_cookie_name" default:"CSRF-TOKEN" required:"true" doc:"Name of the CSRF cookie that is issued. Must equal security.csrf.cookie_name."`
	MaxPerUser     int           `key:"max_sessions_per_user" default:"5" min:"0" null:"0" doc:"Logins that one person may have at a time; a new one ends the oldest. 0 or null = no limit."`
}

// Auth holds checks on a login session beyond its lifetime. The tables also
// accept idle_seconds, absolute_seconds and csrf as other names of keys in
// session and security.csrf.
type Auth struct {
	SuspiciousCheck bool `key:"suspicious_check" default:"false" doc:"Whether a login that appears with another address, browser or fingerprint must be refreshed before it is accepted."`
}
