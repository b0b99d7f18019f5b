package httpapi

import (
	"context"
	"crypto/subtle"
	"errors"
	"mime"
	"net/http"
	"net/netip"
	"strings"

	"github.com/rustygpt/rustygpt/internal/account"
	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

// Codes of refusals that the guard makes itself.
const (
	codeCSRF            = "RGP.AUTH.CSRF"
	codePasswordPending = "RGP.AUTH.PASSWORD_CHANGE_REQUIRED"
)

// guard lets a request pass to a route's handler when everything that the
// route's row in the table asks for is given.
func (s *Server) guard(route *route, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		x := exchangeOf(r.Context())
		x.route = route
		// Answers are one person's, and some hold what signs them in. What may be
		// kept says so itself.
		x.Header().Set("Cache-Control", "no-store")
		if err := s.admit(x, r); err != nil {
			x.fail(err)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (s *Server) admit(x *exchange, r *http.Request) error {
	if err := s.throttle(x); err != nil {
		return err
	}
	if err := s.checkOrigin(x.route, r); err != nil {
		return err
	}
	if err := s.authenticate(x, r); err != nil {
		return err
	}
	if x.route.surface != chatsSurface {
		if err := s.checkAccess(x, r); err != nil {
			return err
		}
	}
	return checkBody(x, r)
}

// enter is what is checked once a request has been read. The chats API says what
// is wrong with a request before it says that the caller may not make it.
func (x *exchange) enter() error {
	if x.route.surface == chatsSurface {
		if err := x.server.checkAccess(x, x.request); err != nil {
			return err
		}
	}
	if x.route.grows && x.server.care.Full() {
		return store.Full(nil)
	}
	return nil
}

// authenticate finds out who calls a route that needs a login. A rotated
// session's new cookies go out with whatever the answer will be.
func (s *Server) authenticate(x *exchange, r *http.Request) error {
	if !x.route.needsLogin() {
		return nil
	}
	token, kind := s.presentedToken(r)
	if token == "" {
		return x.unauthenticated(chat.WithCode(chat.Unauthenticated, account.CodeMissingSession, "Please log in."))
	}
	got, err := s.accounts.Authenticate(r.Context(), account.Presented{
		Token:    token,
		Kind:     kind,
		Device:   device(x),
		ReadOnly: !x.route.mutates(),
	})
	if err != nil {
		return x.unauthenticated(err)
	}
	x.login = login{actor: got.Actor, token: token, kind: kind, csrf: got.CSRF}
	if got.Rotated != nil {
		s.issueCookies(x, *got.Rotated)
		x.login.token = got.Rotated.Token
	}
	return s.checkCSRF(x, r, token)
}

// confirm makes sure that the caller's login session has not ended since the
// request was let pass. A stream asks once the end of a session would end it.
func (s *Server) confirm(ctx context.Context) error {
	x := exchangeOf(ctx)
	if err := s.accounts.Confirm(ctx, x.login.token); err != nil {
		return x.unauthenticated(err)
	}
	return nil
}

// unauthenticated adds the header by which clients tell that a refresh or a new
// login is needed from other refusals.
func (x *exchange) unauthenticated(err error) error {
	if chat.KindOf(err) != chat.Unauthenticated {
		return err
	}
	challenge := "session"
	if e, ok := errors.AsType[*chat.Error](err); ok && e.Code == account.CodeSuspicious {
		challenge = "refresh"
	}
	x.Header().Set("WWW-Authenticate", challenge)
	return err
}

// presentedToken reads the session token: a bearer header wins over cookies,
// other authorization schemes are ignored.
func (s *Server) presentedToken(r *http.Request) (string, chat.SessionKind) {
	if token, ok := bearerToken(r); ok {
		return token, chat.BearerSession
	}
	return s.cookies.session(r), chat.CookieSession
}

func bearerToken(r *http.Request) (string, bool) {
	scheme, token, ok := strings.Cut(r.Header.Get("Authorization"), " ")
	token = strings.TrimSpace(token)
	return token, ok && token != "" && strings.EqualFold(scheme, "Bearer")
}

// device is what the client tells about itself.
func device(x *exchange) chat.Device {
	d := chat.Device{
		UserAgent:   x.request.UserAgent(),
		Fingerprint: x.request.Header.Get("X-Client-Fingerprint"),
	}
	if x.client.IsValid() {
		d.IP = x.client.String()
	}
	return d
}

// checkOrigin refuses changes that another web site's page tries to make. Only
// browsers' cookies can be misused that way: bearer tokens are not sent by
// themselves, and a call without either is refused anyway where it matters.
func (s *Server) checkOrigin(route *route, r *http.Request) error {
	if s.origins == nil || !route.mutates() {
		return nil
	}
	token, kind := s.presentedToken(r)
	if kind == chat.BearerSession || token == "" && route.needsLogin() {
		return nil
	}
	if err := s.origins.Check(r); err != nil {
		return chat.WithCode(chat.Forbidden, codeCSRF, "This request comes from another web site.")
	}
	return nil
}

// checkCSRF compares the CSRF header of a cookie caller with the value that
// belongs to the token the caller presented.
func (s *Server) checkCSRF(x *exchange, r *http.Request, token string) error {
	if s.origins == nil || !x.route.checksCSRF() || x.login.kind != chat.CookieSession {
		return nil
	}
	sent := r.Header.Get(s.config.CSRF.Header)
	if sent == "" {
		return chat.WithCode(chat.Forbidden, codeCSRF, chat.Fill("The %s header is missing.", s.config.CSRF.Header))
	}
	if subtle.ConstantTimeCompare([]byte(sent), []byte(account.CSRFToken(token))) != 1 {
		return chat.WithCode(chat.Forbidden, codeCSRF, chat.Fill("The %s header does not belong to this session.", s.config.CSRF.Header))
	}
	return nil
}

// checkAccess compares the caller with what the route asks for.
func (s *Server) checkAccess(x *exchange, r *http.Request) error {
	switch x.route.access {
	case setupToken:
		return s.checkSetupToken(r)
	case localSetup:
		if isLocal(r) {
			return nil
		}
		return s.checkSetupToken(r)
	case session, admin:
		a := x.login.actor.Account
		if x.route.access == admin && !a.Roles.Has(chat.RoleAdmin) {
			x.recordDenial(r.Context())
		}
		return checkAccount(x.route, a)
	default:
		return nil
	}
}

func checkAccount(route *route, a chat.Account) error {
	if a.MustChangePassword && !route.pending {
		return chat.WithCode(chat.Forbidden, codePasswordPending, "Please change your password first.")
	}
	if route.access == admin && !a.Roles.Has(chat.RoleAdmin) {
		return chat.Errorf(chat.Forbidden, "This is for administrators.")
	}
	return nil
}

func (s *Server) checkSetupToken(r *http.Request) error {
	return s.accounts.CheckSetupToken(r.Context(), r.Header.Get("X-Setup-Token"))
}

// forwardingHeaders tell that a request came through a proxy, so the peer's
// address says nothing about who sent it.
var forwardingHeaders = []string{"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip", "Via"}

// isLocal reports whether a request was made on this very machine. The host it
// names has to be local as well: a page of another web site can resolve its own
// name to this machine, but it cannot change what it is called.
func isLocal(r *http.Request) bool {
	for _, name := range forwardingHeaders {
		if len(r.Header.Values(name)) > 0 {
			return false
		}
	}
	return peer(r).IsLoopback() && isLocalHost(hostname(r.Host))
}

func isLocalHost(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback()
}

// checkBody refuses what the route does not take, before it is read, and limits
// what will be read.
func checkBody(x *exchange, r *http.Request) error {
	limit := x.route.maxBody
	if limit == 0 || r.ContentLength == 0 {
		return nil
	}
	if x.route.form == nil && !isJSON(r.Header.Get("Content-Type")) { // a form is checked where it is read
		return unsupportedMedia()
	}
	if r.ContentLength > limit {
		return &requestError{kindAnswer: largeBody, message: "The request body is too large."}
	}
	r.Body = http.MaxBytesReader(x, r.Body, limit)
	return nil
}

// isJSON accepts application/json and everything built on it.
func isJSON(contentType string) bool {
	if contentType == jsonMediaType {
		return true
	}
	media, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		return false
	}
	return media == jsonMediaType || strings.HasPrefix(media, "application/") && strings.HasSuffix(media, "+json")
}
