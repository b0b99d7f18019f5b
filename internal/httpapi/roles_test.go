package httpapi_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/rustygpt/rustygpt/internal/account"
	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/httpapi"
)

// right says what the people in a conversation get from a route. Whoever is not
// in gets 404, also an administrator of the server.
type right struct {
	viewer, member, admin, owner int
	readOnly                     int // an account that can only read, a member of the conversation
	url, body                    string
}

// What routes answer to viewer, member, admin, owner and the read-only account.
var (
	everyone   = right{viewer: 200, member: 200, admin: 200, owner: 200, readOnly: 200}
	writers    = right{viewer: 403, member: 204, admin: 204, owner: 204, readOnly: 403}
	moderators = right{viewer: 403, member: 403, admin: 204, owner: 204, readOnly: 403}
	ownerOnly  = right{viewer: 403, member: 403, admin: 403, owner: 204, readOnly: 403}
)

func (r right) at(url string) right     { r.url = url; return r }
func (r right) with(body string) right  { r.body = body; return r }
func (r right) giving(status int) right { return r.mapped(204, status) }

func (r right) mapped(from, to int) right {
	for _, s := range []*int{&r.viewer, &r.member, &r.admin, &r.owner, &r.readOnly} {
		if *s == from {
			*s = to
		}
	}
	return r
}

// rights has every route that is about one conversation. In addresses and
// bodies CONVERSATION, ROOT, REPLY (the member's), ANSWER, GUEST (a member who
// can be put out), INVITE and TOKEN stand for what a scene has.
var rights = map[string]right{
	"get-conversation":     everyone.at("/api/conversations/CONVERSATION"),
	"update-conversation":  moderators.giving(200).at("/api/conversations/CONVERSATION").with(`{"title":"Another"}`),
	"delete-conversation":  ownerOnly.at("/api/conversations/CONVERSATION"),
	"restore-conversation": ownerOnly.giving(200).at("/api/conversations/CONVERSATION/restore"),
	"stop-conversation":    writers.at("/api/conversations/CONVERSATION/stop"),
	"list-messages":        everyone.at("/api/conversations/CONVERSATION/messages"),
	"list-threads":         everyone.at("/api/conversations/CONVERSATION/threads"),
	"list-unread":          everyone.at("/api/conversations/CONVERSATION/unread"),
	"stream-conversation":  everyone.at("/api/stream/conversations/CONVERSATION"),

	"list-participants":  everyone.at("/api/conversations/CONVERSATION/participants"),
	"add-participant":    moderators.at("/api/conversations/CONVERSATION/participants").with(`{"user_id":"GUEST","role":"viewer"}`),
	"remove-participant": moderators.at("/api/conversations/CONVERSATION/participants/GUEST"),
	"list-invites":       moderators.giving(200).at("/api/conversations/CONVERSATION/invites"),
	"create-invite":      moderators.giving(200).at("/api/conversations/CONVERSATION/invites").with(`{"email":"new@example.com","role":"member"}`),
	"revoke-invite":      moderators.at("/api/conversations/CONVERSATION/invites/INVITE"),

	"revoke-invite-by-token": moderators.at("/api/invites/TOKEN/revoke"),

	"post-root":   writers.giving(201).at("/api/threads/CONVERSATION/root").with(`{"content":"A thread"}`),
	"get-tree":    everyone.at("/api/threads/ROOT/tree"),
	"read-thread": everyone.mapped(200, 204).at("/api/threads/ROOT/read").with(`{}`),
	"reply":       writers.giving(201).at("/api/messages/ROOT/reply").with(`{"content":"A reply"}`),
	"regenerate":  writers.giving(202).at("/api/messages/ANSWER/regenerate").with(`{}`),
	"list-chunks": everyone.at("/api/messages/ANSWER/chunks"),

	// The member wrote it.
	"edit-message":    writers.at("/api/messages/REPLY/edit").with(`{"content":"Better"}`),
	"delete-message":  writers.at("/api/messages/REPLY/delete").with(`{}`),
	"restore-message": moderators.at("/api/messages/REPLY/restore"),
	"cancel-message":  writers.giving(202).at("/api/messages/ANSWER/cancel"),

	"typing": writers.at("/api/typing").with(`{"conversation_id":"CONVERSATION","root_id":"ROOT","seconds":5}`),
}

// elsewhere are the routes with a login that are about something else, or whose
// tests say more than a table can.
var elsewhere = map[string]bool{
	"logout": true, "me": true, "list-sessions": true, "revoke-session": true, "revoke-other-sessions": true, "get-profile": true, "update-profile": true,
	"create-conversation": true, "list-conversations": true, "stream-me": true, "heartbeat": true,
	"accept-invite": true,
}

// TestRights walks the routes of the conversations API with every kind of caller.
func TestRights(t *testing.T) {
	t.Parallel()
	w := newRightsWorld(t)
	for _, row := range httpapi.Rows() {
		if !row.Session || row.Chats || elsewhere[row.ID] {
			continue
		}
		r, ok := rights[row.ID]
		if !ok {
			t.Errorf("%s %s: who may call it?", row.Method, row.Path)
			continue
		}
		t.Run(row.ID, func(t *testing.T) {
			t.Parallel()
			for _, caller := range w.callers(r) {
				if got := w.call(t, row, r, caller); got != caller.want {
					t.Errorf("%s: status %d, want %d", caller.name, got, caller.want)
				}
			}
		})
	}
}

// rightsWorld is a server with somebody of every kind.
type rightsWorld struct {
	*world
	server                                       *httptest.Server
	chief, owner, admin, member, viewer, outside *browser
	readOnly, disabled, guest                    *browser
}

type caller struct {
	name    string
	browser *browser // nil = anonymous
	want    int
}

func (w *rightsWorld) callers(r right) []caller {
	return []caller{
		{"nobody", nil, http.StatusUnauthorized},
		{"a disabled account", w.disabled, http.StatusUnauthorized}, // its sessions ended with it
		{"an outsider", w.outside, http.StatusNotFound},
		{"the server's administrator", w.chief, http.StatusNotFound},
		{"a viewer", w.viewer, r.viewer},
		{"a member", w.member, r.member},
		{"an admin", w.admin, r.admin},
		{"the owner", w.owner, r.owner},
		{"a read-only account", w.readOnly, r.readOnly},
	}
}

func newRightsWorld(t *testing.T) *rightsWorld {
	t.Helper()
	w, chief := newSetUpWorld(t)
	// Programs, because to come into a conversation renews a browser's session.
	person := func(name string, change account.UpdateInput) *browser {
		change.ID = w.member(name).account.ID
		_, err := w.accounts.UpdateAccount(t.Context(), chat.Actor{Account: chief.account}, change)
		w.must(err)
		return w.program(name)
	}
	s := &rightsWorld{
		world: w, server: httptest.NewServer(w.edge), chief: w.program(adminName),
		owner: person("olga", account.UpdateInput{}), admin: person("adam", account.UpdateInput{}),
		member: person("mia", account.UpdateInput{}), viewer: person("vera", account.UpdateInput{}),
		outside: person("otto", account.UpdateInput{}), guest: person("gus", account.UpdateInput{}),
		readOnly: person("rosa", account.UpdateInput{Roles: new(chat.RoleReadOnly)}),
		disabled: person("dora", account.UpdateInput{}),
	}
	t.Cleanup(s.server.Close)
	_, err := w.accounts.UpdateAccount(t.Context(), chat.Actor{Account: chief.account},
		account.UpdateInput{ID: s.disabled.account.ID, Disabled: new(true)})
	w.must(err)
	return s
}

// scene makes a conversation with everybody in it, and the words that stand for
// its parts.
func (w *rightsWorld) scene(t *testing.T) *strings.Replacer {
	t.Helper()
	owner := w.owner.in(t)
	room := owner.create(map[string]any{"title": "A room", "is_group": true, "assistant_mode": "off"})
	for role, b := range map[string]*browser{"admin": w.admin, "member": w.member, "viewer": w.viewer} {
		owner.admit(room, b, role)
	}
	owner.admit(room, w.readOnly, "member")
	owner.admit(room, w.guest, "member")
	root := owner.post("/api/threads/"+room+"/root", "The beginning")
	reply := w.member.in(t).post("/api/messages/"+root+"/reply", "By the member")
	var invite struct{ ID, Token string }
	owner.send("POST", "/api/conversations/"+room+"/invites", map[string]any{"email": "x@example.com", "role": "member"}).
		status(http.StatusOK).into(&invite)
	return strings.NewReplacer("CONVERSATION", room, "ROOT", root, "REPLY", reply, "ANSWER", w.answer(t, root),
		"GUEST", w.guest.account.ID.String(), "INVITE", invite.ID, "TOKEN", invite.Token)
}

func (b *browser) admit(room string, who *browser, role string) {
	b.world.t.Helper()
	b.send("POST", "/api/conversations/"+room+"/participants", map[string]any{"user_id": who.account.ID, "role": role}).
		status(http.StatusNoContent)
}

func (b *browser) post(url, content string) string {
	b.world.t.Helper()
	var made struct {
		ID string `json:"message_id"`
	}
	b.send("POST", url, map[string]any{"content": content}).status(http.StatusCreated).into(&made)
	return made.ID
}

// answer has a model answer the member, to its end.
func (w *rightsWorld) answer(t *testing.T, parent string) string {
	t.Helper()
	member := w.member.in(t)
	var made struct{ Answer chat.Message }
	member.send("POST", "/api/messages/"+parent+"/reply", map[string]any{"content": "Tell me", "role": "assistant"}).
		status(http.StatusCreated).into(&made)
	for _, err := range w.generations.Follow(t.Context(), made.Answer.ID, member.account.ID) {
		w.must(err)
	}
	return made.Answer.ID.String()
}

// call makes a scene of its own and calls the route in it.
func (w *rightsWorld) call(t *testing.T, row httpapi.Row, r right, c caller) int {
	t.Helper()
	names := w.scene(t)
	ctx, hangUp := context.WithCancel(t.Context())
	defer hangUp()
	request, err := http.NewRequestWithContext(ctx, row.Method, w.server.URL+names.Replace(r.url), strings.NewReader(names.Replace(r.body)))
	if err != nil {
		t.Fatal(err)
	}
	if r.body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	if c.browser != nil {
		c.browser.sign(request)
	}
	response, err := w.server.Client().Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	return response.StatusCode
}
