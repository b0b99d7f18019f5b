package httpapi_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/httpapi"
)

// cookies of an answer by name.
func (r reply) cookies() map[string]*http.Cookie {
	found := map[string]*http.Cookie{}
	for _, c := range r.Result().Cookies() {
		found[c.Name] = c
	}
	return found
}

func TestLoginCookies(t *testing.T) {
	t.Parallel()
	w, _ := newSetUpWorld(t)
	began := time.Now()
	answer := w.send(w.request("POST", "/api/auth/login", map[string]string{"email": " ADA@example.com ", "password": password})).status(http.StatusOK)
	if answer.Header().Get("X-Session-Rotated") != "1" {
		t.Error("no X-Session-Rotated")
	}
	if answer.Header().Get("Cache-Control") != "no-store" {
		t.Error("what signs somebody in may be kept")
	}
	session, csrf := answer.cookies()["SESSION_ID"], answer.cookies()["CSRF-TOKEN"]
	if session == nil || csrf == nil {
		t.Fatal("a cookie is missing")
	}
	if !session.HttpOnly || session.SameSite != http.SameSiteLaxMode || session.Path != "/" || session.Secure || session.Domain != "" {
		t.Errorf("session cookie: %s", session.Raw)
	}
	if csrf.HttpOnly || csrf.SameSite != http.SameSiteStrictMode || csrf.Path != "/" {
		t.Errorf("CSRF cookie: %s", csrf.Raw)
	}
	const idle = 8 * time.Hour
	age := time.Duration(session.MaxAge) * time.Second
	if age > idle || age < idle-time.Since(began)-time.Second { // whole seconds
		t.Errorf("Max-Age %v, want the idle time of %v", age, idle)
	}
	var body struct {
		CSRFToken string `json:"csrf_token"`
	}
	answer.into(&body)
	if body.CSRFToken != csrf.Value {
		t.Error("the body's csrf_token is not the cookie's")
	}
	r := w.request("GET", "/api/auth/me", nil)
	r.AddCookie(session)
	w.send(r).status(http.StatusOK)
}

// TestSecureCookies: whether the browser's own connection is encrypted decides,
// and only a trusted proxy is believed about it.
func TestSecureCookies(t *testing.T) {
	t.Parallel()
	trusting := func(d *httpapi.Deps) { d.Config.TrustedProxies = proxies(t, "10.0.0.0/8") }
	usual, _ := newSetUpWorld(t, trusting)
	careful, _ := newSetUpWorld(t, trusting, func(d *httpapi.Deps) { d.Config.Cookies.Secure = true })
	for name, test := range map[string]struct {
		peer, proto string
		always      bool
		secure      bool
	}{
		"plain":            {"203.0.113.9:1", "", false, false},
		"configured":       {"203.0.113.9:1", "", true, true},
		"trusted proxy":    {"10.0.0.7:1", "https", false, true},
		"proxy over http":  {"10.0.0.7:1", "http", false, false},
		"someone claiming": {"203.0.113.9:1", "https", false, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := usual
			if test.always {
				w = careful
			}
			r := w.request("POST", "/api/auth/login", map[string]string{"email": adminName, "password": password})
			r.RemoteAddr = test.peer
			if test.proto != "" {
				r.Header.Set("X-Forwarded-Proto", test.proto)
			}
			for _, c := range w.send(r).status(http.StatusOK).cookies() {
				if c.Secure != test.secure {
					t.Errorf("%s", c.Raw)
				}
			}
		})
	}
}

func TestLoginFailures(t *testing.T) {
	t.Parallel()
	w, _ := newSetUpWorld(t)
	for name, test := range map[string]struct {
		url, body string
		status    int
		code      string
	}{
		"wrong password": {"/api/auth/login", `{"email":"ada","password":"wrong"}`, 401, "RGP.AUTH.INVALID_CREDENTIALS"},
		"blank":          {"/api/auth/login", `{"email":"  ","password":"wrong"}`, 422, "invalid_request"},
		"chats: wrong":   {"/api/v1/auth/login", `{"login":"ada","password":"wrong"}`, 401, "unauthorized"},
		"chats: blank":   {"/api/v1/auth/login", `{"login":"","password":""}`, 401, "unauthorized"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			answer := w.send(w.request("POST", test.url, test.body)).status(test.status)
			if answer.code() != test.code {
				t.Errorf("code %s, want %s", answer.code(), test.code)
			}
			if answer.Header().Get("WWW-Authenticate") != "" {
				t.Error("a failed login asks for a refresh, which cannot help")
			}
		})
	}
}

func TestRefreshAndLogout(t *testing.T) {
	t.Parallel()
	w, b := newSetUpWorld(t)
	r := w.request("POST", "/api/auth/refresh", nil)
	r.AddCookie(&http.Cookie{Name: "SESSION_ID", Value: b.token})
	fresh := w.send(r).status(http.StatusOK).cookies()
	if fresh["SESSION_ID"].Value == b.token {
		t.Error("the token is the old one")
	}
	b.token, b.csrf = fresh["SESSION_ID"].Value, fresh["CSRF-TOKEN"].Value
	answer := b.send("POST", "/api/auth/logout", nil).status(http.StatusOK)
	if strings.TrimSpace(answer.Body.String()) != `{"ok":true}` {
		t.Errorf("body %s", answer.Body)
	}
	for name, c := range answer.cookies() {
		if c.MaxAge >= 0 || c.Value != "" || c.Path != "/" {
			t.Errorf("%s is not cleared: %s", name, c.Raw)
		}
	}
	b.send("GET", "/api/auth/me", nil).status(http.StatusUnauthorized)
	if code := w.send(w.request("POST", "/api/auth/refresh", nil)).status(http.StatusUnauthorized).code(); code != "RGP.AUTH.MISSING_SESSION" {
		t.Errorf("code %s", code)
	}
}

// TestSecondCookieName: a session under the name that other clients of the
// chats API use works, and is cleared under that name too.
func TestSecondCookieName(t *testing.T) {
	t.Parallel()
	w, b := newSetUpWorld(t)
	r := w.request("POST", "/api/v1/auth/logout", nil)
	r.AddCookie(&http.Cookie{Name: "feltnerai_session", Value: b.token})
	r.Header.Set("X-CSRF-Token", b.csrf)
	answer := w.send(r).status(http.StatusNoContent)
	if c := answer.cookies()["feltnerai_session"]; c == nil || c.MaxAge >= 0 {
		t.Error("the cookie stays")
	}
}

// TestRotation: a session whose owner's rights changed gets new cookies with
// whatever is answered, also with a refusal.
func TestRotation(t *testing.T) {
	t.Parallel()
	w, _ := newSetUpWorld(t)
	b := w.member("mia")
	_, err := w.db.RequireRotation(t.Context(), b.account.ID, "test")
	w.must(err)
	w.must(w.accounts.Logout(t.Context(), w.signIn("mia", password).token)) // drops what is remembered of the session
	answer := b.send("GET", "/api/v1/admin/users", nil).status(http.StatusForbidden)
	fresh := answer.cookies()
	if answer.Header().Get("X-Session-Rotated") != "1" || fresh["SESSION_ID"] == nil || fresh["CSRF-TOKEN"] == nil {
		t.Fatalf("no new cookies: %v", answer.Header())
	}
	b.token, b.csrf = fresh["SESSION_ID"].Value, fresh["CSRF-TOKEN"].Value
	b.send("POST", "/api/v1/chats", "{}").status(http.StatusCreated)
}

// TestChatsSession: the CSRF value is the same in every tab, and bearer callers
// get none.
func TestChatsSession(t *testing.T) {
	t.Parallel()
	_, b := newSetUpWorld(t)
	for range 2 {
		var s struct {
			CSRF   *string `json:"csrf_token"`
			Bearer *string `json:"bearer_token"`
			User   struct{ Role string }
		}
		b.send("GET", "/api/v1/auth/session", nil).status(http.StatusOK).into(&s)
		if s.CSRF == nil || *s.CSRF != b.csrf || s.Bearer != nil || s.User.Role != "admin" {
			t.Errorf("%+v", s)
		}
	}
}

func TestDevices(t *testing.T) {
	t.Parallel()
	w, b := newSetUpWorld(t)
	other := w.signIn(adminName, password)
	var list struct {
		Sessions []struct {
			ID      string
			Current bool
		}
	}
	b.send("GET", "/api/auth/sessions", nil).status(http.StatusOK).into(&list)
	if len(list.Sessions) != 2 {
		t.Fatalf("%d devices, want 2", len(list.Sessions))
	}
	for _, d := range list.Sessions {
		if !d.Current {
			b.send("DELETE", "/api/auth/sessions/"+d.ID, nil).status(http.StatusNoContent)
		}
	}
	other.send("GET", "/api/auth/me", nil).status(http.StatusUnauthorized)
	b.send("GET", "/api/auth/me", nil).status(http.StatusOK)
}
