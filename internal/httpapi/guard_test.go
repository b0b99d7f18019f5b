package httpapi_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/rustygpt/rustygpt/internal/account"
	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/httpapi"
)

// wildcard finds the parts of a pattern that addresses fill in.
var wildcard = regexp.MustCompile(`\{[^}]+\}`)

// address fills a pattern in with ids that nothing has.
func address(r httpapi.Row, id string) string { return wildcard.ReplaceAllString(r.Path, id) }

const nobody = "0190c1de-0000-7000-8000-00000000000a"

// TestGuard walks the table and holds every row to what it says.
func TestGuard(t *testing.T) {
	t.Parallel()
	w, admin := newSetUpWorld(t)
	member := w.member("mia")
	for _, row := range httpapi.Rows() {
		t.Run(row.ID, func(t *testing.T) {
			t.Parallel()
			g := guarded{t: t, w: w, row: row, admin: admin, member: member}
			g.login()
			g.csrf()
			g.role()
			g.body()
			g.path()
			g.method()
		})
	}
}

type guarded struct {
	t             *testing.T
	w             *world
	row           httpapi.Row
	admin, member *browser
}

func (g guarded) expect(r *http.Request, status int, what string) reply {
	g.t.Helper()
	answer := g.w.send(r)
	if answer.Code != status {
		g.t.Errorf("%s: status %d, want %d: %s", what, answer.Code, status, answer.Body)
	}
	return answer
}

// allowed is the least of the two who may call the route.
func (g guarded) allowed() *browser {
	if g.row.Admin {
		return g.admin
	}
	return g.member
}

func (g guarded) request() *http.Request {
	return g.w.request(g.row.Method, address(g.row, nobody), fitting(g.row))
}

// fitting is a body that can be read; nil where there is none. The chats API
// would not get further with another one.
func fitting(row httpapi.Row) any {
	if row.MaxBody == 0 {
		return nil
	}
	body := terms[row.ID].body
	if body == "" {
		return "{}"
	}
	for _, name := range []string{"CHAT", "USER", "PROVIDER", "MODEL", "REQUEST"} {
		body = strings.ReplaceAll(body, name, nobody)
	}
	return body
}

func (g guarded) login() {
	if !g.row.Session {
		return
	}
	answer := g.expect(g.request(), http.StatusUnauthorized, "anonymous")
	if answer.Header().Get("WWW-Authenticate") != "session" {
		g.t.Error("anonymous: no challenge")
	}
	for what, token := range map[string]string{"unknown token": "nonsense", "empty token": ""} {
		r := g.request()
		r.AddCookie(&http.Cookie{Name: "SESSION_ID", Value: token})
		g.expect(r, http.StatusUnauthorized, what)
		r = g.request()
		r.Header.Set("Authorization", "Bearer "+token)
		g.expect(r, http.StatusUnauthorized, what+" as bearer")
	}
}

func (g guarded) csrf() {
	if !g.row.ChecksCSRF {
		return
	}
	for what, change := range map[string]func(*http.Request){
		"CSRF header missing":   func(r *http.Request) { r.Header.Del("X-CSRF-TOKEN") },
		"CSRF header wrong":     func(r *http.Request) { r.Header.Set("X-CSRF-TOKEN", g.admin.csrf+"x") },
		"page of another site":  func(r *http.Request) { r.Header.Set("Origin", "https://evil.example") },
		"fetch of another site": func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") },
	} {
		r := g.allowed().sign(g.request())
		change(r)
		answer := g.expect(r, http.StatusForbidden, what)
		if want := "RGP.AUTH.CSRF"; !strings.Contains(answer.Body.String(), want) {
			g.t.Errorf("%s: no %s in %s", what, want, answer.Body)
		}
	}
}

func (g guarded) role() {
	if g.row.Admin {
		g.expect(g.member.sign(g.request()), http.StatusForbidden, "member")
	}
}

func (g guarded) body() {
	if g.row.MaxBody == 0 || g.row.SetupToken || g.row.Local || g.row.Form {
		return // what setup answers first is that it is over; forms have tests of their own
	}
	send := func(body, media string, status int, what string) {
		g.t.Helper()
		r := g.allowed().sign(g.w.request(g.row.Method, address(g.row, nobody), body))
		r.Header.Set("Content-Type", media)
		g.expect(r, status, what)
	}
	const media = "application/json"
	send("{}", "text/plain", http.StatusUnsupportedMediaType, "another media type")
	send("{}", "", http.StatusUnsupportedMediaType, "no media type")
	send(`{"content":`, media, http.StatusBadRequest, "malformed JSON")
	send(`{} {}`, media, http.StatusBadRequest, "trailing data")
	send(`[]`, media, http.StatusUnprocessableEntity, "wrong type")
	send(`"`+strings.Repeat("x", int(g.row.MaxBody))+`"`, media, http.StatusRequestEntityTooLarge, "large body")

	unannounced := g.allowed().sign(g.w.request(g.row.Method, address(g.row, nobody), `"`+strings.Repeat("x", int(g.row.MaxBody))+`"`))
	unannounced.ContentLength = -1
	g.expect(unannounced, http.StatusRequestEntityTooLarge, "large body of unknown length")
}

func (g guarded) path() {
	if !strings.Contains(g.row.Path, "{") || g.row.Probe || strings.Contains(g.row.Path, "{token}") || strings.Contains(g.row.Path, "{kind}") {
		return // where any text may stand
	}
	var body any
	if g.row.MaxBody > 0 {
		body = `{"request_id":"` + nobody + `","content":"x","upstream_id":"x","display_name":"x"}`
	}
	for _, id := range []string{"17", "not-an-id", nobody + "0"} {
		r := g.allowed().sign(g.w.request(g.row.Method, address(g.row, id), body))
		g.expect(r, http.StatusBadRequest, "malformed id "+id)
	}
}

func (g guarded) method() {
	r := g.allowed().sign(g.w.request("PROPFIND", address(g.row, nobody), nil))
	answer := g.expect(r, http.StatusMethodNotAllowed, "wrong method")
	if !strings.Contains(answer.Header().Get("Allow"), g.row.Method) {
		g.t.Errorf("Allow is %q", answer.Header().Get("Allow"))
	}
}

// TestPendingPassword holds every row to whether it may be called before the
// password is changed.
func TestPendingPassword(t *testing.T) {
	t.Parallel()
	w, _ := newSetUpWorld(t)
	admin := chat.Actor{Account: chat.Account{Roles: chat.RoleAdmin}}
	_, err := w.accounts.CreateAccount(t.Context(), admin, account.CreateInput{
		Username: "new", Password: password, Roles: chat.RoleAdmin | chat.RoleMember,
	})
	w.must(err)
	pending := w.signIn("new", password)
	for _, row := range httpapi.Rows() {
		if !row.Session || row.ID == "logout" || row.ID == "chats-logout" {
			continue
		}
		body := fitting(row)
		if row.Pending && body != nil {
			body = "{}" // or else the password is no longer pending
		}
		answer := pending.send(row.Method, address(row, nobody), body)
		refused := strings.Contains(answer.Body.String(), "RGP.AUTH.PASSWORD_CHANGE_REQUIRED")
		if refused == row.Pending || refused && answer.Code != http.StatusForbidden {
			t.Errorf("%s: pending %v, but status %d: %s", row.ID, row.Pending, answer.Code, answer.Body)
		}
	}
}

// TestEndedLogin holds every row to refusing a session that has ended and an
// account that is disabled.
func TestEndedLogin(t *testing.T) {
	t.Parallel()
	w, _ := newSetUpWorld(t)
	ended, disabled := w.member("gone"), w.member("off")
	w.must(w.accounts.Logout(t.Context(), ended.token))
	_, err := w.accounts.UpdateAccount(t.Context(), chat.Actor{Account: chat.Account{Roles: chat.RoleAdmin}},
		account.UpdateInput{ID: disabled.account.ID, Disabled: new(true)})
	w.must(err)
	for _, row := range httpapi.Rows() {
		if !row.Session {
			continue
		}
		for what, b := range map[string]*browser{"ended session": ended, "disabled account": disabled} {
			answer := b.send(row.Method, address(row, nobody), nil)
			if answer.Code != http.StatusUnauthorized && answer.Code != http.StatusLocked {
				t.Errorf("%s, %s: status %d: %s", row.ID, what, answer.Code, answer.Body)
			}
		}
	}
}

// TestBearer tells that a bearer token needs no CSRF header, wins over a cookie,
// and is not mistaken for another scheme.
func TestBearer(t *testing.T) {
	t.Parallel()
	w, _ := newSetUpWorld(t)
	var login struct {
		BearerToken string  `json:"bearer_token"`
		CSRFToken   *string `json:"csrf_token"`
	}
	answer := w.send(w.request("POST", "/api/v1/auth/login", map[string]any{"login": adminName, "password": password, "portal": true})).status(http.StatusOK)
	answer.into(&login)
	if len(answer.Result().Cookies()) != 0 || login.CSRFToken != nil {
		t.Error("a bearer login came with cookies or a CSRF value")
	}
	for scheme, status := range map[string]int{"Bearer": http.StatusCreated, "bearer": http.StatusCreated, "Basic": http.StatusUnauthorized} {
		r := w.request("POST", "/api/v1/chats", "{}")
		r.Header.Set("Authorization", scheme+" "+login.BearerToken)
		r.Header.Set("Origin", "tauri://localhost")
		w.send(r).status(status)
	}
	r := w.request("POST", "/api/v1/chats", "{}")
	r.Header.Set("Authorization", "Bearer "+login.BearerToken)
	r.AddCookie(&http.Cookie{Name: "SESSION_ID", Value: "nonsense"})
	w.send(r).status(http.StatusCreated)
}

// TestSetupToken covers who may set a server up.
func TestSetupToken(t *testing.T) {
	t.Parallel()
	body := map[string]string{"username": "ada", "email": "", "password": "change-me"}
	untouched := newWorld(t)
	for name, test := range map[string]struct {
		host, peer, forwarded string
		token                 bool
		status                int
	}{
		"same machine":              {"localhost:8080", "127.0.0.1:4711", "", false, http.StatusOK},
		"same machine, IPv6":        {"[::1]:8080", "[::1]:4711", "", false, http.StatusOK},
		"another machine":           {"chat.example", "203.0.113.9:4711", "", false, http.StatusUnauthorized},
		"another machine with it":   {"chat.example", "203.0.113.9:4711", "", true, http.StatusOK},
		"through a proxy":           {"localhost:8080", "127.0.0.1:4711", "203.0.113.9", false, http.StatusUnauthorized},
		"rebound name":              {"evil.example:8080", "127.0.0.1:4711", "", false, http.StatusUnauthorized},
		"through a proxy, with it":  {"localhost:8080", "127.0.0.1:4711", "203.0.113.9", true, http.StatusOK},
		"same machine, with a name": {"LocalHost", "127.0.0.1:4711", "", false, http.StatusOK},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := untouched
			if test.status == http.StatusOK {
				w = newWorld(t)
			}
			r := w.request("POST", "/api/setup", body)
			r.Host, r.RemoteAddr = test.host, test.peer
			if test.forwarded != "" {
				r.Header.Set("X-Forwarded-For", test.forwarded)
			}
			if test.token {
				r.Header.Set("X-Setup-Token", w.accounts.SetupToken())
			}
			answer := w.send(r).status(test.status)
			if test.status == http.StatusOK && answer.Body.Len() != 0 {
				t.Errorf("body %q, want none", answer.Body)
			}
		})
	}
}

// TestSetupOnce: what setting up again is answered, on both surfaces.
func TestSetupOnce(t *testing.T) {
	t.Parallel()
	w, _ := newSetUpWorld(t)
	r := w.request("POST", "/api/setup", map[string]string{"username": "eve", "email": "", "password": "change-me"})
	r.Host, r.RemoteAddr = "localhost", "127.0.0.1:1"
	var refused map[string]any
	w.send(r).status(http.StatusBadRequest).into(&refused)
	if got := fmt.Sprint(refused["details"]); got != "<nil>" || refused["message"] == "" || len(refused) != 2 {
		t.Errorf("body %v", refused)
	}
	const body = `{"server_name":"S","username":"eve","password":"a long enough one"}`
	if code := w.send(w.request("POST", "/api/v1/setup/complete", body)).status(http.StatusConflict).code(); code != "conflict" {
		t.Errorf("code %q", code)
	}
}
