package httpapi

import (
	"net/http"
	"time"

	"github.com/rustygpt/rustygpt/internal/account"
)

// desktopCookie is the name under which other clients of the chats API keep
// their session; it is accepted, never issued.
const desktopCookie = "feltnerai_session"

// CookieConfig names and restricts the two cookies of a browser's login.
type CookieConfig struct {
	Session  string // holds the token; unreadable for scripts
	CSRF     string // holds the value of the CSRF header; readable
	Domain   string // empty = this host alone
	SameSite http.SameSite
	Secure   bool // also when the connection does not look encrypted
}

// session finds the session token among a request's cookies.
func (c CookieConfig) session(r *http.Request) string {
	for _, name := range [...]string{c.Session, desktopCookie} {
		if found, err := r.Cookie(name); err == nil && found.Value != "" {
			return found.Value
		}
	}
	return ""
}

// issueCookies hands a new or rotated session to a browser.
func (s *Server) issueCookies(x *exchange, issued account.Issued) {
	expires := issued.Session.ExpiresAt
	age := int(expires.Sub(s.now()).Round(time.Second) / time.Second)
	s.setCookie(x, s.cookies.Session, issued.Token, age, expires)
	s.setCookie(x, s.cookies.CSRF, issued.CSRF, age, expires)
	x.Header().Set("X-Session-Rotated", "1")
}

// clearCookies makes a browser forget its session.
func (s *Server) clearCookies(x *exchange) {
	epoch := time.Unix(0, 0)
	s.setCookie(x, s.cookies.Session, "", -1, epoch)
	s.setCookie(x, s.cookies.CSRF, "", -1, epoch)
	if _, err := x.request.Cookie(desktopCookie); err == nil && s.cookies.Session != desktopCookie {
		s.setCookie(x, desktopCookie, "", -1, epoch)
	}
}

// setCookie adds one cookie. maxAge is in seconds; negative removes it.
func (s *Server) setCookie(x *exchange, name, value string, maxAge int, expires time.Time) {
	c := http.Cookie{ //nolint:gosec // its attributes are the configuration's to choose
		Name: name, Value: value, Path: "/", Domain: s.cookies.Domain,
		MaxAge: maxAge, Expires: expires,
		Secure: x.https || s.cookies.Secure, HttpOnly: true, SameSite: s.cookies.SameSite,
	}
	if name == s.cookies.CSRF {
		c.HttpOnly, c.SameSite = false, http.SameSiteStrictMode
	}
	http.SetCookie(x, &c)
}
