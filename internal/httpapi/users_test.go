package httpapi_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/rustygpt/rustygpt/api"
	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/httpapi"
)

// TestAccountInvites: a link makes one account, which is signed in, and its token
// comes out only once.
func TestAccountInvites(t *testing.T) {
	t.Parallel()
	w, admin := newSetUpWorld(t)
	var made api.NewAccountInvite
	admin.send("POST", "/api/v1/admin/invites", map[string]any{"role": "user", "email": "eve@example.com", "display_name": "Eve"}).
		status(http.StatusCreated).into(&made)
	if len(made.Token) != 43 || made.State != chat.InviteOpen || *made.InvitedBy != adminName {
		t.Errorf("made %+v", made)
	}
	path := "/api/v1/account-invites/" + made.Token
	var preview api.AccountInvitePreview
	w.send(w.request("GET", path, nil)).status(http.StatusOK).into(&preview)
	if *preview.Email != "eve@example.com" || *preview.DisplayName != "Eve" || preview.Role != "user" || preview.State != chat.InviteOpen {
		t.Errorf("preview %+v", preview)
	}

	accept := func(path, name string) reply {
		return w.send(w.request("POST", path+"/accept", map[string]any{"username": name, "password": password}))
	}
	accept(path, adminName).status(http.StatusConflict)
	accept("/api/v1/account-invites/nonsense", "eve").status(http.StatusNotFound)
	answer := accept(path, "eve").status(http.StatusCreated)
	eve := &browser{world: w}
	eve.keep(answer)
	eve.send("GET", "/api/v1/chats", nil).status(http.StatusOK)
	accept(path, "late").status(http.StatusConflict)
	admin.send("DELETE", "/api/v1/admin/invites/"+made.ID.String(), nil).status(http.StatusConflict)

	var second api.NewAccountInvite
	admin.send("POST", "/api/v1/admin/invites", map[string]any{"role": "admin"}).status(http.StatusCreated).into(&second)
	admin.send("DELETE", "/api/v1/admin/invites/"+second.ID.String(), nil).status(http.StatusNoContent)
	accept("/api/v1/account-invites/"+second.Token, "late").status(http.StatusGone)

	list := admin.send("GET", "/api/v1/admin/invites", nil).status(http.StatusOK)
	var found api.AccountInviteList
	list.into(&found)
	if len(found.Invites) != 2 || found.Invites[0].State != chat.InviteRevoked || *found.Invites[1].AcceptedBy != "eve" {
		t.Errorf("list %s", list.Body)
	}
	for _, token := range []string{made.Token, second.Token} {
		if strings.Contains(list.Body.String(), token) || strings.Contains(w.logged(), token) {
			t.Error("a token came out again")
		}
	}
}

func TestAcceptingSharesTheLimitOfLogins(t *testing.T) {
	t.Parallel()
	w, admin := newSetUpWorld(t, func(d *httpapi.Deps) { d.Config.Rates.Enabled, d.Config.Rates.LoginPerMinute = true, 9 })
	var made api.NewAccountInvite
	admin.send("POST", "/api/v1/admin/invites", map[string]any{"role": "user"}).status(http.StatusCreated).into(&made)
	answer := w.send(w.request("POST", "/api/v1/account-invites/"+made.Token+"/accept", map[string]any{"username": "", "password": ""}))
	if profile := answer.Header().Get("X-RateLimit-Profile"); profile != "auth_login" {
		t.Errorf("counted as %q", profile)
	}
}

// TestSessionsOfUsers: what an administrator ends cannot be used any more.
func TestSessionsOfUsers(t *testing.T) {
	t.Parallel()
	w, admin := newSetUpWorld(t)
	mia := w.member("mia")
	program := w.program("mia")
	users := "/api/v1/admin/users/" + mia.account.ID.String()

	var list []api.ListedUser
	admin.send("GET", "/api/v1/admin/users", nil).status(http.StatusOK).into(&list)
	if list[1].Username != "mia" || list[1].Sessions != 2 || list[1].LastSeenAt == nil {
		t.Errorf("users %+v", list)
	}
	var devices api.DeviceList
	admin.send("GET", users+"/sessions", nil).status(http.StatusOK).into(&devices)
	if len(devices.Sessions) != 2 || devices.Sessions[0].Kind != "bearer" || devices.Sessions[0].Current {
		t.Fatalf("devices %+v", devices)
	}
	admin.send("DELETE", users+"/sessions/"+devices.Sessions[0].ID.String(), nil).status(http.StatusNoContent)
	program.send("GET", "/api/v1/chats", nil).status(http.StatusUnauthorized)
	mia.send("GET", "/api/v1/chats", nil).status(http.StatusOK)

	another := w.program("mia")
	mia.send("DELETE", "/api/auth/sessions", nil).status(http.StatusNoContent)
	another.send("GET", "/api/v1/chats", nil).status(http.StatusUnauthorized)
	mia.send("GET", "/api/v1/chats", nil).status(http.StatusOK)

	admin.send("DELETE", users+"/sessions", nil).status(http.StatusNoContent)
	mia.send("GET", "/api/v1/chats", nil).status(http.StatusUnauthorized)
	admin.send("DELETE", "/api/v1/admin/users/"+admin.account.ID.String()+"/sessions", nil).status(http.StatusNoContent)
	admin.send("GET", "/api/v1/admin/users", nil).status(http.StatusOK)
}

func TestHandingChatsOver(t *testing.T) {
	t.Parallel()
	w, admin := newSetUpWorld(t)
	mia, gus := w.member("mia"), w.member("gus")
	chats := mia.create(map[string]any{"title": "Notes"})
	users, heir := "/api/v1/admin/users/"+mia.account.ID.String(), gus.account.ID.String()

	var found api.Belongings
	admin.send("GET", users+"/belongings", nil).status(http.StatusOK).into(&found)
	if found != (api.Belongings{Chats: 1}) {
		t.Errorf("belongings %+v", found)
	}
	for _, query := range []string{
		"?chats=burn", "?chats=hand_over", "?to=" + heir, "?chats=delete&to=" + heir, "?chats=hand_over&to=17",
		"?chats=hand_over&to=" + mia.account.ID.String(), "?chats=hand_over&to=" + chat.NewID[chat.Account]().String(),
	} {
		admin.send("DELETE", users+query, nil).status(http.StatusBadRequest)
	}
	gus.send("GET", "/api/conversations/"+chats, nil).status(http.StatusNotFound)
	admin.send("DELETE", users+"?chats=hand_over&to="+heir, nil).status(http.StatusNoContent)
	mia.send("GET", "/api/v1/chats", nil).status(http.StatusUnauthorized)
	gus.send("GET", "/api/conversations/"+chats, nil).status(http.StatusOK)
}
