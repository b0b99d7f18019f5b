package httpapi_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/audit"
	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/httpapi"
	"github.com/rustygpt/rustygpt/internal/secrettest"
	"github.com/rustygpt/rustygpt/internal/store"
)

// TestAdministrativeChangesAreNamed: what only administrators may change, or
// who sets the server up, has a name in the audit log.
func TestAdministrativeChangesAreNamed(t *testing.T) {
	t.Parallel()
	known, used := chat.AuditActions(), map[chat.AuditAction]bool{
		chat.AuditRestore: true, chat.AuditMove: true, chat.AuditAcceptKey: true, // done without a request
		chat.AuditLogin: true, chat.AuditLoginFailed: true, chat.AuditDenied: true, // not done by administrators
	}
	for _, row := range httpapi.Rows() {
		administrative := row.Admin || row.SetupToken || row.Local
		switch {
		case row.Action == "" && administrative && row.Method != http.MethodGet:
			t.Errorf("%s %s: what is it called in the audit log?", row.Method, row.Path)
		case row.Action != "" && !administrative:
			t.Errorf("%s %s is no administrative action", row.Method, row.Path)
		case row.Action != "" && !slices.Contains(known, row.Action):
			t.Errorf("%s is not among the actions of the audit log", row.Action)
		}
		used[row.Action] = true
	}
	reference, err := os.ReadFile("../../docs/reference/audit.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, action := range known {
		if !used[action] {
			t.Errorf("nothing is recorded as %s", action)
		}
		if !strings.Contains(string(reference), "`"+string(action)+"`") {
			t.Errorf("the reference of the audit log does not know %s", action)
		}
	}
}

// audited is what the log has of administrative actions, newest first.
func (w *world) audited() []chat.AuditEntry {
	w.t.Helper()
	return slices.DeleteFunc(w.auditedAbout(""), func(e chat.AuditEntry) bool { return e.Action.Group() == "auth" })
}

// auditedAbout is what the log has of an action, or of a group of them.
func (w *world) auditedAbout(action chat.AuditAction) []chat.AuditEntry {
	w.t.Helper()
	list, _, err := w.db.ListAudit(w.t.Context(), store.AuditQuery{Action: action, Limit: 1000})
	w.must(err)
	return list
}

// forgetAudit empties the log.
func (w *world) forgetAudit() {
	w.t.Helper()
	_, err := w.db.PruneAudit(w.t.Context(), time.Now().Add(time.Hour), 1000)
	w.must(err)
}

// planting puts secrets into all that the walk sends.
var planting = strings.NewReplacer(
	`"a long enough one"`, `"`+secrettest.Password+`"`,
	`"api_key":"k"`, `"api_key":"`+secrettest.APIKey+`"`,
	`"additional_headers":{}`, `"additional_headers":{"X-Team":"`+secrettest.HeaderValue+`"}`,
	`"custom_css":""`, `"custom_css":"a{--x:'`+secrettest.APIKey+`'}"`,
)

// nameless are the actions whose target has no name.
var nameless = map[string]bool{
	"update-branding": true, "put-branding-image": true, "remove-branding-image": true, "update-server-settings": true,
	"switch-lmstudio": true, "load-lmstudio-model": true, "unload-lmstudio-model": true,
	"export-data": true, "make-backup": true, "import-data": true, "export-audit": true,
	"create-account-invite": true, "revoke-account-invite": true, // for whom it is, the link's maker may leave open
}

// TestAuditWalk does every administrative action of the chats API once, and
// looks for the one entry that it leaves.
func TestAuditWalk(t *testing.T) {
	t.Parallel()
	for _, row := range httpapi.Rows() {
		promise := terms[row.ID] // TestContract misses those that are not there
		if row.Action == "" || !row.Chats || promise.setup {
			continue
		}
		t.Run(row.ID, func(t *testing.T) {
			t.Parallel()
			c := newContract(t, row, promise)
			c.body = planting.Replace(c.body)
			before := len(c.w.audited())
			c.want(c.call(c.member, c.url(), c.fill(c.body)), http.StatusForbidden, "a member")
			c.want(c.call(nil, c.url(), c.fill(c.body)), http.StatusUnauthorized, "nobody")
			c.want(c.call(c.admin, c.url(), c.fill(c.body)), c.status, "the administrator")
			list := c.w.audited()
			if len(list) != before+1 {
				t.Fatalf("%d entries, want one", len(list)-before)
			}
			c.recorded(list[0])
			if c.unknown != 0 {
				c.want(c.call(c.admin, c.other(nobody), c.fill(c.body)), c.unknown, "unknown id")
				refused := c.w.audited()[0]
				if refused.Outcome != chat.AuditRefused || refused.Details.Code != "not_found" || refused.Target.ID != nobody && row.ID != "configure-model" {
					t.Errorf("refused: %+v", refused)
				}
			}
		})
	}
}

func (c *contract) recorded(e chat.AuditEntry) {
	c.t.Helper()
	admin := c.admin.account
	if e.Action != c.row.Action || e.ActorID != admin.ID || e.ActorName != admin.Username || e.Origin != chat.AuditRequest ||
		e.Address != "192.0.2.1" || e.RequestID == "" || e.At.IsZero() {
		c.t.Errorf("entry %+v", e)
	}
	want := chat.AuditOK
	if c.status >= http.StatusBadRequest {
		want = chat.AuditRefused
	}
	if e.Outcome != want {
		c.t.Errorf("outcome %s, want %s", e.Outcome, want)
	}
	if e.Target.Name == "" && !nameless[c.row.ID] {
		c.t.Errorf("a target without a name: %+v", e.Target)
	}
	for name, id := range c.names {
		if strings.HasSuffix(c.path, "/"+name) && e.Target.ID != id && name != "SESSION" { // whose it is, is the target
			c.t.Errorf("target %+v, want id %s", e.Target, id)
		}
	}
	text, err := json.Marshal(e)
	c.w.must(err)
	secrettest.CheckAnswer(c.t, "the audit log", text)
	if strings.Contains(string(text), "@") {
		c.t.Errorf("an e-mail address is in the log: %s", text)
	}
}

// TestAuditDetails: what has changed is told, secrets are only said to have
// changed.
func TestAuditDetails(t *testing.T) {
	t.Parallel()
	w, admin := newSetUpWorld(t, func(d *httpapi.Deps) {
		d.Config.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")}
	})
	gus := w.member("gus")
	r := admin.sign(w.request("PATCH", "/api/v1/admin/users/"+gus.account.ID.String(),
		`{"username":"gustav","email":"gus@example.com","role":"admin","disabled":true,"replacement_password":"`+password+`"}`))
	r.Header.Set("X-Forwarded-For", "203.0.113.9, 192.0.2.7")
	r.Header.Set("User-Agent", strings.Repeat("Browser ", 100))
	w.send(r).status(http.StatusOK)
	e := w.audited()[0]
	if e.Address != "203.0.113.9" || len([]rune(e.UserAgent)) != 200 {
		t.Errorf("from %s with %q", e.Address, e.UserAgent)
	}
	if e.Target != (chat.AuditTarget{Type: "user", ID: gus.account.ID.String(), Name: "gus"}) {
		t.Errorf("target %+v", e.Target)
	}
	got, err := json.Marshal(e.Details)
	w.must(err)
	const want = `{"changes":[{"field":"username","old":"gus","new":"gustav"},{"field":"role","old":"user","new":"admin"},` +
		`{"field":"disabled","old":false,"new":true},{"field":"email"},{"field":"password"}]}`
	if string(got) != want {
		t.Errorf("details %s\n    want %s", got, want)
	}

	admin.send("PATCH", "/api/v1/admin/users/"+admin.account.ID.String(), `{"disabled":true}`).status(http.StatusConflict)
	if e := w.audited()[0]; e.Outcome != chat.AuditRefused || e.Details.Code != "conflict" || len(e.Details.Changes) > 0 {
		t.Errorf("refused: %+v", e)
	}
}

// TestSetupIsRecorded, though nobody is signed in.
func TestSetupIsRecorded(t *testing.T) {
	t.Parallel()
	for path, body := range map[string]string{
		"/api/setup": `{"username":"ada","email":"ada@example.com","password":"` + password + `"}`,
		"/api/v1/setup/complete": `{"server_name":"Aviary","username":"ada","password":"` + password + `",
			"provider":{"name":"Parrots","base_url":"http://127.0.0.1:9/v1","api_key":"` + secrettest.APIKey + `","models":[]}}`,
	} {
		w := newWorld(t)
		r := w.request("POST", path, body)
		w.send(r)
		r = w.request("POST", path, body)
		r.Header.Set("X-Setup-Token", w.accounts.SetupToken())
		if answer := w.send(r); answer.Code >= http.StatusBadRequest {
			t.Fatalf("%s: %d %s", path, answer.Code, answer.Body)
		}
		list := w.audited()
		if len(list) != 1 || list[0].Action != "setup.complete" || list[0].Outcome != chat.AuditOK || !list[0].ActorID.IsZero() ||
			list[0].Target.Type != "user" || list[0].Target.Name != "ada" || list[0].Target.ID == "" {
			t.Errorf("%s: %+v", path, list)
		}
		// Anybody may try again, and would fill the log.
		if w.send(w.request("POST", path, body)); len(w.audited()) != 1 {
			t.Errorf("%s: an entry for a setup that is over", path)
		}
	}
}

func TestTrialsDuringSetupAreRecorded(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r := w.request("POST", "/api/v1/setup/test-provider", `{"name":"Parrots","base_url":"http://127.0.0.1:9/v1","api_key":"`+secrettest.APIKey+`"}`)
	w.send(r).status(http.StatusUnauthorized)
	if list := w.audited(); len(list) > 0 {
		t.Errorf("without the token: %+v", list)
	}
	r = w.request("POST", "/api/v1/setup/test-provider", `{"name":"Parrots","base_url":"http://127.0.0.1:9/v1","api_key":"`+secrettest.APIKey+`"}`)
	r.Header.Set("X-Setup-Token", w.accounts.SetupToken())
	w.send(r).status(http.StatusOK)
	list := w.audited()
	if len(list) != 1 || list[0].Action != "setup.test_provider" || list[0].Target.Name != "Parrots" || list[0].Details.Facts["reachable"] != "true" {
		t.Errorf("%+v", list)
	}
	text, err := json.Marshal(list)
	w.must(err)
	secrettest.CheckAnswer(t, "the audit log", text)
}

func TestBackupsAreRecorded(t *testing.T) {
	t.Parallel()
	s := &shelf{}
	admin := newShelfWorld(t, s)
	w := admin.world
	admin.send("HEAD", "/api/v1/admin/data/export", nil).status(http.StatusOK)
	if list := w.audited(); len(list) > 0 {
		t.Errorf("nothing was sent, and %+v noted", list)
	}
	admin.send("GET", "/api/v1/admin/data/export", nil).status(http.StatusOK)
	if e := w.audited()[0]; e.Action != "data.export" || e.Outcome != chat.AuditOK || e.Details.Facts["file"] == "" {
		t.Errorf("export: %+v", e)
	}
	admin.uploadBackup(form("backup", "PK", "passphrase", secrettest.Passphrase)).status(http.StatusOK)
	if e := w.audited()[0]; e.Action != "data.import" || e.Outcome != chat.AuditOK {
		t.Errorf("import: %+v", e)
	}
	s.fails = chat.Errorf(chat.Invalid, "the file is no ZIP archive")
	admin.uploadBackup(form("backup", "PK")).status(http.StatusBadRequest)
	if e := w.audited()[0]; e.Outcome != chat.AuditRefused || e.Details.Code != "bad_request" {
		t.Errorf("a bad import: %+v", e)
	}
	s.fails, s.breaks = nil, true
	broken(admin, "/api/v1/admin/data/export")
	if e := w.audited()[0]; e.Action != "data.export" || e.Outcome != chat.AuditFailed {
		t.Errorf("a download that broke off: %+v", e)
	}
}

// broken calls a handler that breaks the connection off.
func broken(b *browser, url string) {
	defer func() {
		if v := recover(); v != http.ErrAbortHandler {
			b.world.t.Errorf("the handler ended with %v", v)
		}
	}()
	b.world.edge.ServeHTTP(httptest.NewRecorder(), b.sign(b.world.request("GET", url, nil)))
}

// fullLog cannot take another entry.
type fullLog struct{ httpapi.Audit }

func (fullLog) Begin(context.Context, chat.AuditEntry) (*audit.Record, error) {
	return nil, chat.Wrap(chat.Internal, "the database failed", errors.New("the disk is full"))
}

// TestNothingIsDoneUnrecorded: an action that cannot be noted does not happen.
func TestNothingIsDoneUnrecorded(t *testing.T) {
	t.Parallel()
	_, admin := newSetUpWorld(t, func(d *httpapi.Deps) { d.Audit = fullLog{} })
	body := map[string]any{"username": "neo", "password": password, "role": "user"}
	if code := admin.send("POST", "/api/v1/admin/users", body).status(http.StatusServiceUnavailable).code(); code != "unavailable" {
		t.Errorf("code %s", code)
	}
	var list []map[string]any
	admin.send("GET", "/api/v1/admin/users", nil).status(http.StatusOK).into(&list)
	if len(list) != 1 {
		t.Errorf("there are %d accounts, and nothing says why", len(list))
	}
}

// endless is a store that loses the ends of actions.
type endless struct{ audit.Store }

func (endless) EndAudit(context.Context, store.AuditEnd) error { return errors.New("the disk is full") }

// TestLostEnd: what was done is answered as done, and its entry says that it has
// begun.
func TestLostEnd(t *testing.T) {
	t.Parallel()
	var w *world
	w, admin := newSetUpWorld(t, func(d *httpapi.Deps) { d.Audit = lateLog{store: func() audit.Store { return endless{w.db} }} })
	admin.send("POST", "/api/v1/admin/users", map[string]any{"username": "neo", "password": password, "role": "user"}).status(http.StatusCreated)
	if list := w.audited(); len(list) != 1 || list[0].Outcome != chat.AuditBegun || list[0].ActorName != adminName {
		t.Errorf("%+v", list)
	}
	if !strings.Contains(w.logged(), "was not recorded") {
		t.Error("nobody is told")
	}
}

// lateLog finds its store when it is first used.
type lateLog struct {
	httpapi.Audit
	store func() audit.Store
}

func (l lateLog) Begin(ctx context.Context, e chat.AuditEntry) (*audit.Record, error) {
	return audit.New(l.store(), audit.Options{}).Begin(ctx, e)
}

// TestSignInsAreRecorded: both ways to sign in, and both to fail.
func TestSignInsAreRecorded(t *testing.T) {
	t.Parallel()
	w, _ := newSetUpWorld(t)
	w.forgetAudit()
	for _, path := range []string{"/api/auth/login", "/api/v1/auth/login"} {
		field := map[string]string{"/api/auth/login": "email", "/api/v1/auth/login": "login"}[path]
		w.send(w.request("POST", path, map[string]string{field: adminName, "password": password})).status(http.StatusOK)
		e := w.auditedAbout("auth")[0]
		if e.Action != chat.AuditLogin || e.ActorName != adminName || e.Address != "192.0.2.1" || e.RequestID == "" || e.Outcome != chat.AuditOK {
			t.Errorf("%s: %+v", path, e)
		}
		w.forgetAudit()
		w.send(w.request("POST", path, map[string]string{field: adminName, "password": password + " mistyped"})).status(http.StatusUnauthorized)
		w.send(w.request("POST", path, map[string]string{field: password, "password": "in the wrong field"})).status(http.StatusUnauthorized)
		list := w.auditedAbout("auth")
		if len(list) != 2 || list[0].Details.Code != "unknown_account" || list[1].Details.Code != "wrong_password" || list[1].Target.Name != adminName {
			t.Errorf("%s: %+v", path, list)
		}
		text, err := json.Marshal(list)
		w.must(err)
		secrettest.CheckAnswer(t, "the audit log", text)
		w.forgetAudit()
	}
}

// TestDenialsAreCounted: who is no administrator and tries again and again
// leaves one entry for each kind of request.
func TestDenialsAreCounted(t *testing.T) {
	t.Parallel()
	w, admin := newSetUpWorld(t)
	gus := w.member("gus")
	for range 3 {
		gus.send("DELETE", "/api/v1/admin/users/"+admin.account.ID.String(), nil).status(http.StatusForbidden)
	}
	gus.send("GET", "/api/v1/admin/users", nil).status(http.StatusForbidden)
	w.send(w.request("GET", "/api/v1/admin/users", nil)).status(http.StatusUnauthorized)
	list := w.auditedAbout(chat.AuditDenied)
	if len(list) != 2 {
		t.Fatalf("%+v", list)
	}
	e := list[1]
	if e.ActorName != "gus" || e.Address != "192.0.2.1" || e.Outcome != chat.AuditRefused || e.Details.Code != "forbidden" ||
		e.Details.Facts["request"] != "DELETE /api/v1/admin/users/{id}" || e.Details.Facts[chat.AuditAttempts] != "3" ||
		e.Target != (chat.AuditTarget{Type: "user", ID: admin.account.ID.String()}) {
		t.Errorf("%+v", e)
	}
	page := admin.auditLog("action=auth.denied&actor=gus")
	if len(page.Entries) != 2 || page.Entries[0].Details.Facts["request"] != "GET /api/v1/admin/users" {
		t.Errorf("%+v", page)
	}
}
