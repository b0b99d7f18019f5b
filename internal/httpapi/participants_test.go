package httpapi_test

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/rustygpt/rustygpt/api"
	"github.com/rustygpt/rustygpt/internal/account"
	"github.com/rustygpt/rustygpt/internal/chat"
)

// room is a group with somebody in every role, and somebody who is not in it.
type room struct {
	*world
	id                                     string
	owner, admin, member, viewer, outsider *browser
	reader                                 *browser // an admin of the room whose account can only read
}

func newRoom(t testing.TB, invites invitations) *room {
	t.Helper()
	w := newWorldWith(t, invites)
	owner := w.setUp()
	r := &room{world: w, owner: owner, id: owner.create(map[string]any{"title": "Friends", "is_group": true})}
	r.admin, r.member, r.viewer = w.member("admin"), w.member("member"), w.member("viewer")
	r.outsider, r.reader = w.member("outsider"), w.member("reader")
	r.add(r.admin, "admin")
	r.add(r.member, "member")
	r.add(r.viewer, "viewer")
	r.add(r.reader, "admin")
	_, err := w.accounts.UpdateAccount(t.Context(), owner.actor(), account.UpdateInput{ID: r.reader.account.ID, Roles: new(chat.RoleReadOnly)})
	w.must(err)
	return r
}

func (b *browser) actor() chat.Actor { return chat.Actor{Account: b.account} }

func (r *room) path(rest ...any) string {
	return "/api/conversations/" + r.id + fmt.Sprint(rest...)
}

func (r *room) add(who *browser, role string) {
	r.t.Helper()
	body := map[string]any{"user_id": who.account.ID, "role": role}
	r.owner.send("POST", r.path("/participants"), body).status(http.StatusNoContent)
}

// asks has everybody send a request and compares the answers' statuses.
func (r *room) asks(method, path string, body any, want map[string]int) {
	r.t.Helper()
	people := map[string]*browser{
		"owner": r.owner, "admin": r.admin, "member": r.member, "viewer": r.viewer, "outsider": r.outsider, "reader": r.reader,
	}
	for name, status := range want {
		if got := people[name].send(method, path, body); got.Code != status {
			r.t.Errorf("%s %s by the %s: status %d, want %d: %s", method, path, name, got.Code, status, got.Body)
		}
	}
}

// roles lists who is in, by name.
func (r *room) roles() map[string]chat.ConversationRole {
	r.t.Helper()
	var list api.ParticipantList
	r.owner.send("GET", r.path("/participants"), nil).status(http.StatusOK).into(&list)
	roles := map[string]chat.ConversationRole{}
	for _, p := range list.Participants {
		roles[p.Name()] = p.Role
	}
	return roles
}

func (r *room) wantRoles(want map[string]chat.ConversationRole) {
	r.t.Helper()
	if got := r.roles(); !maps.Equal(got, want) {
		r.t.Errorf("participants %v, want %v", got, want)
	}
}

func TestParticipants(t *testing.T) {
	t.Parallel()
	r := newRoom(t, invitations{})
	r.wantRoles(map[string]chat.ConversationRole{
		"ada": "owner", "admin": "admin", "member": "member", "viewer": "viewer", "reader": "admin",
	})
	r.asks("GET", r.path("/participants"), nil, map[string]int{
		"owner": 200, "admin": 200, "member": 200, "viewer": 200, "reader": 200, "outsider": 404,
	})

	newcomer := r.world.member("newcomer")
	letIn := map[string]any{"username": "NEWcomer", "role": "viewer"}
	r.asks("POST", r.path("/participants"), letIn, map[string]int{
		"owner": 204, "admin": 204, "member": 403, "viewer": 403, "reader": 403, "outsider": 404,
	})
	newcomer.send("GET", r.path(), nil).status(http.StatusOK)
	putOut := r.path("/participants/", newcomer.account.ID)
	r.asks("DELETE", putOut, nil, map[string]int{"member": 403, "viewer": 403, "reader": 403, "outsider": 404})
	r.asks("DELETE", putOut, nil, map[string]int{"admin": 204})
	r.asks("DELETE", putOut, nil, map[string]int{"admin": 404})
	for _, path := range []string{r.path(), r.path("/participants"), r.path("/threads"), r.path("/messages")} {
		newcomer.send("GET", path, nil).status(http.StatusNotFound)
	}
}

// TestAddParticipantRefusals: what is wrong with a request, and with whom it is
// about.
func TestAddParticipantRefusals(t *testing.T) {
	t.Parallel()
	r := newRoom(t, invitations{})
	disabled := r.world.member("disabled")
	_, err := r.accounts.UpdateAccount(t.Context(), r.owner.actor(), account.UpdateInput{ID: disabled.account.ID, Disabled: new(true)})
	r.must(err)
	for name, tt := range map[string]struct {
		body   map[string]any
		status int
	}{
		"nobody":              {map[string]any{"role": "viewer"}, 400},
		"two ways":            {map[string]any{"role": "viewer", "username": "outsider", "user_id": r.outsider.account.ID}, 400},
		"unknown id":          {map[string]any{"role": "viewer", "user_id": nobody}, 404},
		"unknown name":        {map[string]any{"role": "viewer", "username": "zoe"}, 404},
		"disabled by id":      {map[string]any{"role": "viewer", "user_id": disabled.account.ID}, 400},
		"disabled by name":    {map[string]any{"role": "viewer", "username": "disabled"}, 400},
		"unknown role":        {map[string]any{"role": "boss", "username": "outsider"}, 422},
		"no role":             {map[string]any{"username": "outsider"}, 422},
		"owner by an admin":   {map[string]any{"role": "owner", "username": "outsider"}, 403},
		"demoting the owner":  {map[string]any{"role": "member", "username": "ada"}, 403},
		"same role once more": {map[string]any{"role": "member", "username": "member"}, 204},
	} {
		if got := r.admin.send("POST", r.path("/participants"), tt.body); got.Code != tt.status {
			t.Errorf("%s: status %d, want %d: %s", name, got.Code, tt.status, got.Body)
		}
	}
}

func TestLastOwner(t *testing.T) {
	t.Parallel()
	r := newRoom(t, invitations{})
	refused := func(answer reply, want string) {
		t.Helper()
		if code := answer.status(http.StatusConflict).code(); code != "RGP.CONFLICT" || !strings.Contains(answer.Body.String(), want) {
			t.Errorf("%s", answer.Body)
		}
	}
	leave := r.path("/participants/", r.owner.account.ID)
	refused(r.owner.send("DELETE", leave, nil), "Make somebody else an owner first")
	demote := map[string]any{"user_id": r.owner.account.ID, "role": "member"}
	refused(r.owner.send("POST", r.path("/participants"), demote), "Make somebody else an owner first")

	r.add(r.member, "owner")
	r.owner.send("DELETE", leave, nil).status(http.StatusNoContent)
	r.owner.send("GET", r.path(), nil).status(http.StatusNotFound)
	for _, who := range []*browser{r.admin, r.viewer, r.reader} { // also an account that can only read may leave
		who.send("DELETE", r.path("/participants/", who.account.ID), nil).status(http.StatusNoContent)
	}
	refused(r.member.send("DELETE", r.path("/participants/", r.member.account.ID), nil), "Delete it instead")
}

// TestMembershipRotatesSessions: who comes or goes gets a fresh token with the
// next request, at once.
func TestMembershipRotatesSessions(t *testing.T) {
	t.Parallel()
	r := newRoom(t, invitations{})
	rotates := func(what string, want bool) {
		t.Helper()
		answer := r.outsider.send("GET", "/api/profile", nil).status(http.StatusOK)
		if got := answer.Header().Get("X-Session-Rotated") == "1"; got != want {
			t.Errorf("%s: rotated %v, want %v", what, got, want)
		}
	}
	rotates("before", false)
	r.add(r.outsider, "member")
	rotates("added", true)
	rotates("once", false)
	r.add(r.outsider, "viewer")
	rotates("another role", true)
	r.add(r.outsider, "viewer")
	rotates("the same role", false)
	r.owner.send("DELETE", r.path("/participants/", r.outsider.account.ID), nil).status(http.StatusNoContent)
	rotates("removed", true)
}

// TestDeletedAuthors: who left can be told from who is no more.
func TestDeletedAuthors(t *testing.T) {
	t.Parallel()
	r := newRoom(t, invitations{})
	left, deleted := r.admin.account.ID, r.member.account.ID
	r.admin.send("DELETE", r.path("/participants/", left), nil).status(http.StatusNoContent)
	r.owner.send("DELETE", "/api/v1/admin/users/"+deleted.String(), nil).status(http.StatusNoContent)
	query := r.path("/participants?authors=", left, "&authors=", deleted)
	var list api.ParticipantList
	r.viewer.send("GET", query, nil).status(http.StatusOK).into(&list)
	if len(list.Participants) != 3 || !slices.Equal(list.Deleted, []chat.AccountID{deleted}) {
		t.Errorf("%+v", list)
	}
	r.asks("GET", query, nil, map[string]int{"outsider": http.StatusNotFound})
	r.viewer.send("GET", r.path("/participants?authors=ada"), nil).status(http.StatusBadRequest)
	r.viewer.send("GET", r.path("/participants?", strings.Repeat("authors="+left.String()+"&", 101)), nil).status(http.StatusBadRequest)
}
