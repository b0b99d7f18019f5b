package httpapi_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/rustygpt/rustygpt/internal/account"
	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/httpapi"
	"github.com/rustygpt/rustygpt/internal/provider/providertest"
)

// term is what a route of the chats API promises to clients that were written
// for it. In addresses and bodies CHAT, USER, PROVIDER, MODEL and REQUEST stand
// for the ids of a scene.
type term struct {
	path    string
	status  int    // of success
	body    string // that succeeds; empty = takes none
	needs   string // its fields that must be there and must not be null
	nulls   string // its fields that may be null
	answers string // fields that are always in the answer, null or not; empty = no JSON
	unknown int    // status for an id that nothing has; 0 = has no id
	setup   bool   // open only before there is anything, to who has the setup token
}

const (
	userFields     = "id username email display_name role disabled must_change_password theme created_at"
	inviteFields   = "id role email display_name invited_by created_at expires_at state accepted_by accepted_at revoked_at"
	providerFields = "id name base_url has_api_key additional_header_names enabled created_at local health models_at models_stale"
	modelFields    = "id provider_id provider_name upstream_id display_name enabled is_default context_size input_price output_price capabilities local available unavailable_reason"
	chatFields     = "id title model_id created_at updated_at"
	settingsFields = "public_url trusted_proxies data_dir startup_supported start_at_login lmstudio_cli_path"
	brandingFields = "server_name accent_color logo_url favicon_url custom_css_url"
	lmStudioFields = "enabled cli_available cli_path version server_running server_url downloaded loaded message"
	testFields     = "ok message models"
	sessionFields  = "user csrf_token bearer_token expires_at"
)

var terms = map[string]term{
	"chats-health":     {path: "/health", status: 200, answers: "status version"},
	"get-server":       {path: "/server", status: 200, answers: "server_uuid api_major version setup_complete public_url capabilities branding"},
	"probe-stream":     {path: "/health/stream", status: 200},
	"get-health":       {path: "/admin/health", status: 200, answers: "version started_at disks database logs sweeps warnings"},
	"get-setup-status": {path: "/setup/status", status: 200, answers: "complete"},
	"chats-login": {path: "/auth/login", status: 200, body: `{"login":"ada","password":"correct horse battery"}`,
		needs: "login password", answers: sessionFields},
	"get-logo":       {path: "/branding/logo", status: 404},
	"get-favicon":    {path: "/branding/favicon", status: 404},
	"get-custom-css": {path: "/branding/custom.css", status: 404},

	"chats-logout":       {path: "/auth/logout", status: 204},
	"chats-session":      {path: "/auth/session", status: 200, answers: sessionFields},
	"change-password":    {path: "/auth/password", status: 204, body: `{"current_password":"correct horse battery","new_password":"another long phrase"}`, needs: "current_password new_password"},
	"update-preferences": {path: "/auth/preferences", status: 200, body: `{"theme":"dark"}`, needs: "theme", answers: userFields},

	"list-models":    {path: "/models", status: 200, answers: modelFields},
	"refresh-models": {path: "/models/refresh", status: 204},
	"complete": {path: "/agent/completions", status: 200, body: `{"model_id":"MODEL","messages":[],"tools":[],"temperature":0}`,
		needs: "model_id messages", nulls: "tools temperature"},
	"list-chats":         {path: "/chats", status: 200, answers: chatFields},
	"create-chat":        {path: "/chats", status: 201, body: `{"title":"A","model_id":"MODEL"}`, nulls: "title model_id", answers: chatFields},
	"get-chat":           {path: "/chats/CHAT", status: 200, answers: chatFields, unknown: 404},
	"update-chat":        {path: "/chats/CHAT", status: 200, body: `{"title":"B","model_id":"MODEL"}`, nulls: "title model_id", answers: chatFields, unknown: 404},
	"delete-chat":        {path: "/chats/CHAT", status: 204, unknown: 404},
	"list-chat-messages": {path: "/chats/CHAT/messages", status: 200, answers: "id chat_id role content status model_id provider_name model_name created_at", unknown: 404},
	"generate": {path: "/chats/CHAT/generate", status: 200, body: `{"request_id":"REQUEST","content":"Hello","model_id":"MODEL"}`,
		needs: "request_id content", nulls: "model_id", unknown: 404},
	"regenerate-last": {path: "/chats/CHAT/regenerate", status: 200, body: `{"request_id":"REQUEST","content":"","model_id":"MODEL"}`,
		needs: "request_id content", nulls: "model_id", unknown: 404},
	"stop-chat": {path: "/chats/CHAT/stop", status: 204, unknown: 404},

	"preview-account-invite": {path: "/account-invites/TOKEN", status: 200, answers: "role email display_name invited_by expires_at state"},
	"accept-account-invite": {path: "/account-invites/TOKEN/accept", status: 201, needs: "username password", nulls: "email display_name",
		body: `{"username":"neo","email":"","display_name":"","password":"a long enough one"}`, answers: sessionFields},

	"list-users": {path: "/admin/users", status: 200, answers: userFields + " sessions last_seen_at"},
	"create-user": {path: "/admin/users", status: 201, body: `{"username":"neo","email":"neo@example.com","password":"a long enough one","role":"user"}`,
		needs: "username password role", nulls: "email", answers: userFields},
	"update-user": {path: "/admin/users/USER", status: 200, body: `{"username":"gus2","email":"","role":"user","disabled":false,"replacement_password":"a long enough one"}`,
		nulls: "username email role disabled replacement_password", answers: userFields, unknown: 404},
	"delete-user":          {path: "/admin/users/USER", status: 204, unknown: 404},
	"get-belongings":       {path: "/admin/users/USER/belongings", status: 200, answers: "chats groups_alone groups_owned", unknown: 404},
	"list-user-sessions":   {path: "/admin/users/USER/sessions", status: 200, answers: "sessions", unknown: 404},
	"revoke-user-sessions": {path: "/admin/users/USER/sessions", status: 204, unknown: 404},
	"revoke-user-session":  {path: "/admin/users/USER/sessions/SESSION", status: 204, unknown: 404},
	"list-account-invites": {path: "/admin/invites", status: 200, answers: "invites"},
	"create-account-invite": {path: "/admin/invites", status: 201, body: `{"role":"user","email":"","display_name":"","ttl_seconds":60}`,
		needs: "role", nulls: "email display_name ttl_seconds", answers: inviteFields + " token"},
	"revoke-account-invite": {path: "/admin/invites/INVITE", status: 204, unknown: 404},

	"list-providers": {path: "/admin/providers", status: 200, answers: providerFields},
	"create-provider": {path: "/admin/providers", status: 201, body: `{"name":"P","base_url":"http://p.example/v1","api_key":"k","additional_headers":{},"enabled":true}`,
		needs: "name base_url", nulls: "api_key", answers: providerFields},
	"update-provider": {path: "/admin/providers/PROVIDER", status: 200, unknown: 404, answers: providerFields,
		body:  `{"name":"Q","base_url":"http://q.example/v1","api_key":"k","clear_api_key":false,"additional_headers":{},"enabled":true}`,
		nulls: "name base_url api_key clear_api_key additional_headers enabled"},
	"delete-provider": {path: "/admin/providers/PROVIDER", status: 204, unknown: 404},
	"test-provider":   {path: "/admin/providers/PROVIDER/test", status: 200, answers: testFields, unknown: 404},
	"test-provider-draft": {path: "/admin/providers/test", status: 200, answers: testFields,
		body:  `{"name":"P","base_url":"http://p.example/v1","api_key":"k","additional_headers":{},"provider_id":"PROVIDER"}`,
		needs: "name base_url", nulls: "api_key additional_headers provider_id"},
	"list-discovered-models": {path: "/admin/providers/PROVIDER/discovered", status: 200, answers: "models at stale problem", unknown: 404},
	"configure-model": {path: "/admin/providers/PROVIDER/models", status: 200,
		body:  `{"upstream_id":"m","display_name":"M","enabled":true,"is_default":false,"context_size":1,"input_price":0,"output_price":1.5,"capabilities":["tools"],"clear":[]}`,
		nulls: "context_size input_price output_price capabilities clear",
		needs: "upstream_id display_name", answers: modelFields, unknown: 404},
	"list-all-models": {path: "/admin/models", status: 200, answers: modelFields},
	"update-model": {path: "/admin/models/MODEL", status: 200,
		body:  `{"upstream_id":"n","display_name":"N","enabled":true,"is_default":true,"context_size":1,"input_price":0,"output_price":1.5,"capabilities":["tools"],"clear":[]}`,
		nulls: "upstream_id display_name enabled is_default context_size input_price output_price capabilities clear", answers: modelFields, unknown: 404},
	"delete-model": {path: "/admin/models/MODEL", status: 204, unknown: 404},

	"get-server-settings": {path: "/admin/server", status: 200, answers: settingsFields},
	"update-server-settings": {path: "/admin/server", status: 200, answers: settingsFields,
		body:  `{"public_url":"https://a.example","trusted_proxies":["192.0.2.1"],"start_at_login":false,"lmstudio_cli_path":""}`,
		nulls: "public_url trusted_proxies start_at_login lmstudio_cli_path"},
	// This server's LM Studio is switched off: only the refusal can be seen.
	"get-lmstudio":          {path: "/admin/lmstudio/status", status: 200, answers: lmStudioFields},
	"switch-lmstudio":       {path: "/admin/lmstudio/server", status: 400, body: `{"action":"start"}`, needs: "action"},
	"load-lmstudio-model":   {path: "/admin/lmstudio/models/load", status: 400, body: `{"model":"m","context_length":0}`, needs: "model", nulls: "context_length"},
	"unload-lmstudio-model": {path: "/admin/lmstudio/models/unload", status: 400, body: `{"model":"m"}`, nulls: "model"},
	"update-branding": {path: "/admin/branding", status: 200, body: `{"server_name":"S","accent_color":"#112233","custom_css":""}`,
		nulls: "server_name accent_color custom_css", answers: brandingFields},
	"put-branding-image":    {path: "/admin/branding/logo", status: 400}, // without a form
	"remove-branding-image": {path: "/admin/branding/logo", status: 204},
	"list-audit":            {path: "/admin/audit", status: 200, answers: "entries next"},
	"export-audit":          {path: "/admin/audit/export?format=jsonl", status: 200},

	"export-data": {path: "/admin/data/export", status: 200},
	"make-backup": {path: "/admin/data/export", status: 200, body: `{"passphrase":"open sesame"}`, nulls: "passphrase"},
	"import-data": {path: "/admin/data/import", status: 400}, // without a form
	"get-restore": {path: "/admin/data/restore", status: 200,
		answers: "at restored failure backup_application backup_version backup_created_at"},

	"test-setup-provider": {path: "/setup/test-provider", setup: true, status: 200, answers: testFields,
		body: `{"name":"P","base_url":"http://127.0.0.1:9/v1","api_key":"k","additional_headers":{}}`, needs: "name base_url", nulls: "api_key"},
	"complete-setup": {path: "/setup/complete", setup: true, status: 204, needs: "server_name username password",
		body: `{"server_name":"S","public_url":"","accent_color":"#112233","username":"ada","email":"ada@example.com","password":"a long enough one","provider":null}`},
}

// TestContract walks the chats API and holds every route to its term, with every
// mistake in the order in which clients are told of them.
func TestContract(t *testing.T) {
	t.Parallel()
	promised := maps.Clone(terms)
	for _, row := range httpapi.Rows() {
		if !row.Chats {
			continue
		}
		promise, ok := promised[row.ID]
		delete(promised, row.ID)
		if !ok {
			t.Errorf("%s %s: what does it promise?", row.Method, row.Path)
			continue
		}
		t.Run(row.ID, func(t *testing.T) {
			t.Parallel()
			c := newContract(t, row, promise)
			c.preflight()
			c.closed()
			c.malformed()
			c.fields()
			c.forbidden()
			c.ids()
			c.success() // last: some end what they are about
		})
	}
	for id := range promised {
		t.Errorf("%s: no such route", id)
	}
}

// contract is a server with a scene for one route.
type contract struct {
	term
	t                      *testing.T
	w                      *world
	row                    httpapi.Row
	admin, member, pending *browser
	names                  map[string]string
}

func newContract(t *testing.T, row httpapi.Row, promise term) *contract {
	t.Helper()
	if promise.setup {
		return &contract{term: promise, t: t, w: newWorld(t), row: row}
	}
	w, admin := newSetUpWorld(t)
	w.relayTo(providertest.NewUpstream(t).BaseURL())
	c := &contract{term: promise, t: t, w: w, row: row, admin: admin, member: w.member("mia")}
	by := chat.Actor{Account: chat.Account{Roles: chat.RoleAdmin}}
	_, err := w.accounts.CreateAccount(t.Context(), by, account.CreateInput{Username: "new", Password: password, Roles: chat.RoleAdmin | chat.RoleMember})
	w.must(err)
	c.pending = w.signIn("new", password)
	model := admin.configured("tokens-3")
	var list []struct {
		ProviderID string `json:"provider_id"`
	}
	admin.send("GET", "/api/v1/models", nil).status(http.StatusOK).into(&list)
	id := admin.chat()
	admin.send("POST", "/api/v1/chats/"+id+"/generate", question(nobody)).status(http.StatusOK)
	gus := w.member("gus").account.ID
	sessions, err := w.accounts.SessionsOf(t.Context(), chat.Actor{Account: admin.account}, gus)
	w.must(err)
	invite, err := w.accounts.Invite(t.Context(), chat.Actor{Account: admin.account}, account.InviteInput{})
	w.must(err)
	c.names = map[string]string{
		"CHAT": id, "USER": gus.String(), "SESSION": sessions[0].ID.String(), "INVITE": invite.ID.String(), "TOKEN": invite.Token, "PROVIDER": list[0].ProviderID, "MODEL": model,
		"REQUEST": "0190c1de-0000-7000-8000-00000000000b",
	}
	return c
}

func (c *contract) fill(text string) string {
	for name, value := range c.names {
		text = strings.ReplaceAll(text, name, value)
	}
	return text
}

// other is the address with another text in the place of its id.
func (c *contract) other(id string) string {
	path := c.path
	for name := range c.names {
		path = strings.ReplaceAll(path, name, id)
	}
	return "/api/v1" + path
}

// entitled calls as somebody who may.
func (c *contract) entitled(body string) reply {
	c.t.Helper()
	if !c.setup {
		return c.call(c.admin, c.url(), body)
	}
	r := c.w.request(c.row.Method, c.url(), body)
	r.Header.Set("X-Setup-Token", c.w.accounts.SetupToken())
	return c.w.send(r)
}

// call sends a body as somebody; nobody when who is nil.
func (c *contract) call(who *browser, url, body string) reply {
	c.t.Helper()
	var content any
	if body != "" {
		content = body
	}
	r := c.w.request(c.row.Method, url, content)
	if who == nil {
		return c.w.send(r)
	}
	answer := c.w.send(who.sign(r))
	who.keep(answer)
	return answer
}

func (c *contract) want(answer reply, status int, what string) {
	c.t.Helper()
	if answer.Code != status {
		c.t.Errorf("%s: status %d, want %d: %s", what, answer.Code, status, answer.Body)
		return
	}
	var refusal struct{ Code, Message string }
	if status >= http.StatusBadRequest && (json.Unmarshal(answer.Body.Bytes(), &refusal) != nil || refusal.Code == "" || refusal.Message == "") {
		c.t.Errorf("%s: no code and message in %s", what, answer.Body)
	}
}

func (c *contract) url() string { return c.fill("/api/v1" + c.path) }

// preflight: pages of desktop clients may ask beforehand, signed in or not. Those
// of others are answered, too, and get no permission.
func (c *contract) preflight() {
	for origin, allowed := range map[string]string{"tauri://localhost": "tauri://localhost", "https://elsewhere.example": "", "": ""} {
		r := c.w.request(http.MethodOptions, c.other("malformed"), nil)
		if origin != "" {
			r.Header.Set("Origin", origin)
			r.Header.Set("Access-Control-Request-Method", c.row.Method)
			r.Header.Set("Access-Control-Request-Headers", "accept,authorization,content-type,x-csrf-token,x-setup-token")
		}
		answer := c.w.send(r)
		c.want(answer, http.StatusOK, "preflight from "+origin)
		h := answer.Header()
		if answer.Body.Len() > 0 || h.Get("Access-Control-Allow-Origin") != allowed || h.Get("Access-Control-Allow-Credentials") != "" {
			c.t.Errorf("preflight from %q: %v", origin, h)
		}
		if allowed != "" && (h.Get("Access-Control-Allow-Methods") != c.row.Method || h.Get("Access-Control-Allow-Headers") == "") {
			c.t.Errorf("preflight from %q allows too little: %v", origin, h)
		}
	}
}

// closed: who is not signed in learns nothing else, and a page without its CSRF
// token no more than that.
func (c *contract) closed() {
	if !c.row.Session {
		return
	}
	c.want(c.call(nil, c.other("malformed"), "{"), http.StatusUnauthorized, "nobody, with everything wrong")
	c.want(c.w.send(c.w.request("PROPFIND", c.url(), nil)), http.StatusUnauthorized, "nobody, with another method")
	if c.row.ChecksCSRF {
		r := c.member.sign(c.w.request(c.row.Method, c.other("malformed"), "{"))
		r.Header.Del("X-CSRF-TOKEN")
		c.want(c.w.send(r), http.StatusForbidden, "no CSRF token, with everything wrong")
	}
}

// malformed bodies are told of before what the caller may do.
func (c *contract) malformed() {
	if c.body == "" {
		return
	}
	for name, who := range c.callers() {
		c.want(c.call(who, c.url(), `{"`), http.StatusBadRequest, name+": malformed")
		c.want(c.call(who, c.url(), `{} {}`), http.StatusBadRequest, name+": trailing data")
		c.want(c.call(who, c.url(), `[]`), http.StatusUnprocessableEntity, name+": wrong type")
		r := c.w.request(c.row.Method, c.url(), c.fill(c.body))
		r.Header.Set("Content-Type", "text/plain")
		if who != nil {
			who.sign(r)
		}
		c.want(c.w.send(r), http.StatusUnsupportedMediaType, name+": no JSON")
		c.want(c.call(who, c.url(), `"`+strings.Repeat("x", int(c.row.MaxBody))+`"`), http.StatusRequestEntityTooLarge, name+": too large")
	}
}

func (c *contract) callers() map[string]*browser {
	if !c.row.Session {
		return map[string]*browser{"nobody": nil}
	}
	return map[string]*browser{"an administrator": c.admin, "a member": c.member, "a pending account": c.pending}
}

// fields: what is needed is missed, also by those who may not call the route.
func (c *contract) fields() {
	for name, who := range c.callers() {
		for _, field := range strings.Fields(c.needs) {
			c.want(c.call(who, c.url(), c.without(field)), http.StatusUnprocessableEntity, name+": without "+field)
			c.want(c.call(who, c.url(), c.with(field, nil)), http.StatusUnprocessableEntity, name+": null as "+field)
		}
	}
}

func (c *contract) without(field string) string {
	values := c.values()
	delete(values, field)
	return c.encoded(values)
}

func (c *contract) with(field string, value any) string {
	values := c.values()
	values[field] = value
	return c.encoded(values)
}

func (c *contract) values() (values map[string]any) {
	c.w.must(json.Unmarshal([]byte(c.fill(c.body)), &values))
	return values
}

func (c *contract) encoded(values map[string]any) string {
	text, err := json.Marshal(values)
	c.w.must(err)
	return string(text)
}

// forbidden: a pending password and the want of a role are told of before what
// the request is about.
func (c *contract) forbidden() {
	url, body := c.other(nobody), c.fill(c.body)
	if c.setup {
		c.want(c.call(nil, url, body), http.StatusUnauthorized, "without the setup token")
	}
	if c.row.Session && !c.row.Pending {
		c.want(c.call(c.pending, url, body), http.StatusForbidden, "a pending account")
	}
	if c.row.Admin {
		c.want(c.call(c.member, url, body), http.StatusForbidden, "a member")
	}
}

func (c *contract) ids() {
	if c.unknown == 0 {
		return
	}
	for name, who := range c.callers() {
		c.want(c.call(who, c.other("17"), c.fill(c.body)), http.StatusBadRequest, name+": malformed id")
	}
	c.want(c.call(c.admin, c.other(nobody), c.fill(c.body)), c.unknown, "unknown id")
	if strings.Contains(c.path, "CHAT") {
		c.want(c.call(c.member, c.url(), c.fill(c.body)), http.StatusNotFound, "somebody else's chat")
	}
}

// success holds the answer to its form, with all that is optional null and then
// as it usually is.
func (c *contract) success() {
	// Whoever generates twice needs two ids, and only few can be done twice.
	if c.nulls != "" && c.status != http.StatusCreated && !c.row.Stream {
		values := c.values()
		for _, field := range strings.Fields(c.nulls) {
			values[field] = nil
		}
		c.answered(c.entitled(c.encoded(values)), "nulls")
	}
	c.answered(c.entitled(c.fill(c.body)), "success")
	if c.setup && c.status == http.StatusNoContent {
		c.want(c.entitled(c.fill(c.body)), http.StatusConflict, "a second time")
	}
}

func (c *contract) answered(answer reply, what string) {
	c.t.Helper()
	c.want(answer, c.status, what)
	if c.answers == "" {
		if c.status == http.StatusNoContent && answer.Body.Len() > 0 {
			c.t.Errorf("%s: a body in %s", what, answer.Body)
		}
		return
	}
	var one map[string]any
	if strings.HasPrefix(answer.Body.String(), "[") {
		var list []map[string]any
		answer.into(&list)
		if len(list) == 0 {
			c.t.Errorf("%s: nothing to look at", what)
			return
		}
		one = list[0]
	} else {
		answer.into(&one)
	}
	for _, field := range strings.Fields(c.answers) {
		if _, ok := one[field]; !ok {
			c.t.Errorf("%s: %s is left out of %v", what, field, slices.Sorted(maps.Keys(one)))
		}
	}
}

// What is not there is JSON as well, with and without a dot in it.
func TestUnknownAddressesAnswerInJSON(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, path := range []string{"/api/v1/nothing", "/api/v1/nothing.css", "/api/v1/", "/api/nothing", "/api/v1/chats/17/nothing"} {
		for _, method := range []string{"GET", "POST", "DELETE"} {
			r := w.request(method, path, nil)
			r.Header.Set("Accept", "text/html")
			if got := w.send(r).status(http.StatusNotFound); !strings.HasPrefix(got.Header().Get("Content-Type"), "application/problem+json") || got.code() == "" {
				t.Errorf("%s %s: %s", method, path, got.Header().Get("Content-Type"))
			}
		}
	}
}
