package httpapi_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/api"
	"github.com/rustygpt/rustygpt/internal/chat"
)

// invite makes an invitation to be a member.
func (r *room) invite(email string) api.CreateInviteResponse {
	r.t.Helper()
	var made api.CreateInviteResponse
	body := map[string]any{"email": email, "role": "member"}
	r.owner.send("POST", r.path("/invites"), body).status(http.StatusOK).into(&made)
	return made
}

func (r *room) preview(token string) api.InvitePreview {
	r.t.Helper()
	var found api.InvitePreview
	r.send(r.request("GET", "/api/invites/"+token, nil)).status(http.StatusOK).into(&found)
	return found
}

func (b *browser) accept(token string) reply {
	b.world.t.Helper()
	return b.send("POST", "/api/invites/accept", map[string]string{"token": token})
}

func TestInvites(t *testing.T) {
	t.Parallel()
	r := newRoom(t, invitations{})
	made := r.invite("outsider@example.com")
	if len(made.Token) != 43 || time.Until(made.ExpiresAt).Round(time.Hour) != 24*time.Hour {
		t.Errorf("made %+v", made)
	}
	body := map[string]any{"email": "x@example.com", "role": "viewer", "ttl_seconds": 60}
	r.asks("POST", r.path("/invites"), body, map[string]int{"member": 403, "viewer": 403, "reader": 403, "outsider": 404, "admin": 200})
	r.asks("POST", r.path("/invites"), body, map[string]int{"owner": 409})
	r.asks("GET", r.path("/invites"), nil, map[string]int{
		"owner": 200, "admin": 200, "reader": 200, "member": 403, "viewer": 403, "outsider": 404,
	})
	for name, wrong := range map[string]map[string]any{
		"no address":    {"email": " ", "role": "viewer"},
		"no address 2":  {"email": "zoe", "role": "viewer"},
		"no time":       {"email": "z@example.com", "role": "viewer", "ttl_seconds": 0},
		"negative time": {"email": "z@example.com", "role": "viewer", "ttl_seconds": -1},
		"too long":      {"email": "z@example.com", "role": "viewer", "ttl_seconds": 30*24*3600 + 1},
	} {
		if code := r.owner.send("POST", r.path("/invites"), wrong).status(http.StatusBadRequest).code(); code != "validation_failed" {
			t.Errorf("%s: code %s", name, code)
		}
	}
	r.admin.send("POST", r.path("/invites"), map[string]any{"email": "z@example.com", "role": "owner"}).status(http.StatusForbidden)

	var list api.InviteList
	answer := r.owner.send("GET", r.path("/invites"), nil)
	answer.into(&list)
	if len(list.Invites) != 2 || list.Invites[1].ID != made.ID || list.Invites[1].State != chat.InviteOpen || list.Invites[0].Email != "x@example.com" {
		t.Errorf("invitations %+v", list.Invites)
	}
	if strings.Contains(answer.Body.String(), made.Token) || strings.Contains(r.logged(), made.Token) {
		t.Error("a token came out again")
	}
}

func TestInvitePreview(t *testing.T) {
	t.Parallel()
	r := newRoom(t, invitations{})
	made := r.invite("outsider@example.com")
	found := r.preview(made.Token)
	want := api.InvitePreview{
		Title: "Friends", InvitedBy: "ada", Role: chat.RoleParticipant, ExpiresAt: made.ExpiresAt, State: chat.InviteOpen,
	}
	if found != want {
		t.Errorf("found %+v, want %+v", found, want)
	}
	if found := r.preview(encoded(made.Token)); found != want {
		t.Errorf("by the encoded token %+v", found)
	}
	for _, token := range []string{"accept", "17", made.Token[1:], "a%2Fb", strings.Repeat("x", 5000)} {
		r.send(r.request("GET", "/api/invites/"+token, nil)).status(http.StatusNotFound)
	}
	r.owner.send("DELETE", r.path("/invites/", made.ID), nil).status(http.StatusNoContent)
	if found := r.preview(made.Token); found.State != chat.InviteRevoked {
		t.Errorf("withdrawn: %+v", found)
	}
	if strings.Contains(r.logged(), made.Token) {
		t.Error("the token is in the log")
	}
}

// encoded writes every character of a token in hexadecimal.
func encoded(token string) string {
	var b strings.Builder
	for _, c := range []byte(token) {
		fmt.Fprintf(&b, "%%%02X", c)
	}
	return b.String()
}

func TestAcceptInvite(t *testing.T) {
	t.Parallel()
	r := newRoom(t, invitations{})
	made := r.invite("outsider@example.com")
	r.send(r.request("POST", "/api/invites/accept", map[string]string{"token": made.Token})).status(http.StatusUnauthorized)
	for range 2 { // the second time it is only said again
		var joined api.AcceptInviteResponse
		r.outsider.accept(made.Token).status(http.StatusOK).into(&joined)
		if joined.ConversationID.String() != r.id {
			t.Errorf("joined %v", joined)
		}
	}
	r.outsider.send("GET", r.path(), nil).status(http.StatusOK)
	if found := r.preview(made.Token); found.State != chat.InviteAccepted {
		t.Errorf("state %s", found.State)
	}
	r.member.accept(made.Token).status(http.StatusConflict)
	r.owner.send("DELETE", r.path("/invites/", made.ID), nil).status(http.StatusConflict)
	r.owner.send("POST", "/api/invites/"+made.Token+"/revoke", nil).status(http.StatusConflict)
	r.owner.send("DELETE", r.path("/participants/", r.outsider.account.ID), nil).status(http.StatusNoContent)
	r.outsider.accept(made.Token).status(http.StatusConflict)
	r.outsider.send("GET", r.path(), nil).status(http.StatusNotFound)
	r.outsider.accept("nonsense").status(http.StatusNotFound)
	r.outsider.accept("").status(http.StatusNotFound)

	gone := r.invite("outsider@example.com")
	r.asks("POST", "/api/invites/"+gone.Token+"/revoke", nil, map[string]int{"member": 403, "viewer": 403, "reader": 403, "outsider": 404})
	r.asks("DELETE", r.path("/invites/", gone.ID), nil, map[string]int{"member": 403, "viewer": 403, "reader": 403, "outsider": 404})
	r.admin.send("POST", "/api/invites/"+encoded(gone.Token)+"/revoke", nil).status(http.StatusNoContent)
	r.owner.send("DELETE", r.path("/invites/", gone.ID), nil).status(http.StatusNoContent)
	r.owner.send("DELETE", r.path("/invites/", nobody), nil).status(http.StatusNotFound)
	if code := r.outsider.accept(gone.Token).status(http.StatusGone).code(); code != "RGP.GONE" {
		t.Errorf("code %s", code)
	}

	// An account that can only read may come in, and only read.
	r.owner.send("DELETE", r.path("/participants/", r.reader.account.ID), nil).status(http.StatusNoContent)
	r.reader.accept(r.invite("reader@example.com").Token).status(http.StatusOK)
	r.reader.send("GET", r.path("/threads"), nil).status(http.StatusOK)
	r.reader.send("POST", "/api/threads/"+r.id+"/root", map[string]string{"content": "hi"}).status(http.StatusForbidden)
}

// TestTwoAcceptOneInvite: whoever is first is in, the other one is not.
func TestTwoAcceptOneInvite(t *testing.T) {
	t.Parallel()
	r := newRoom(t, invitations{})
	other := r.world.member("other")
	made := r.invite("somebody@example.com")
	var both sync.WaitGroup
	var codes [2]int
	for i, who := range []*browser{r.outsider, other} {
		both.Go(func() { codes[i] = who.accept(made.Token).Code })
	}
	both.Wait()
	slices.Sort(codes[:])
	if codes != [2]int{http.StatusOK, http.StatusConflict} {
		t.Errorf("statuses %v", codes)
	}
	if n := len(r.roles()); n != 6 {
		t.Errorf("%d participants", n)
	}
}

func TestInviteForOneAddress(t *testing.T) {
	t.Parallel()
	r := newRoom(t, invitations{matchEmail: true})
	made := r.invite("Outsider@Example.com")
	if code := r.outsider.accept(made.Token).status(http.StatusForbidden).code(); code != "RGP.RBAC.FORBIDDEN" {
		t.Errorf("code %s", code)
	}
	r.outsider.send("PATCH", "/api/profile", map[string]string{"email": "outsider@example.com"}).status(http.StatusOK)
	r.outsider.accept(made.Token).status(http.StatusOK)
}

// signUp sends the form of somebody without an account.
func (r *room) signUp(token string, change map[string]any) reply {
	r.t.Helper()
	form := map[string]any{"token": token, "username": "newbie", "password": password, "display_name": "New B."}
	for field, value := range change {
		form[field] = value
	}
	return r.send(r.request("POST", "/api/invites/sign-up", form))
}

func TestSignUp(t *testing.T) {
	t.Parallel()
	r := newRoom(t, invitations{signUp: true})
	made := r.invite("new@example.com")
	if !r.preview(made.Token).SignUp {
		t.Error("the invitation does not say that it lets people sign up")
	}
	for name, tt := range map[string]struct {
		change map[string]any
		status int
	}{
		"short name":     {map[string]any{"username": "x"}, 400},
		"short password": {map[string]any{"password": "elevenchars"}, 400},
		"long password":  {map[string]any{"password": strings.Repeat("x", 1025)}, 400},
		"no address":     {map[string]any{"email": "nowhere"}, 400},
		"taken name":     {map[string]any{"username": "ADA"}, 409},
		"taken address":  {map[string]any{"email": "ada@example.com"}, 409},
		"no password":    {map[string]any{"password": nil}, 422},
	} {
		if got := r.signUp(made.Token, tt.change); got.Code != tt.status {
			t.Errorf("%s: status %d, want %d: %s", name, got.Code, tt.status, got.Body)
		}
	}
	r.signUp("nonsense", nil).status(http.StatusNotFound)

	answer := r.signUp(made.Token, map[string]any{"email": "new@example.com"}).status(http.StatusCreated)
	var signed api.SignUpResponse
	answer.into(&signed)
	if signed.ConversationID.String() != r.id || signed.User.Username != "newbie" || !slices.Equal(signed.User.Roles, []string{"member"}) {
		t.Errorf("signed up %+v", signed)
	}
	newbie := &browser{world: r.world}
	newbie.keep(answer)
	if newbie.csrf != signed.CSRFToken {
		t.Errorf("CSRF cookie %q, answer %q", newbie.csrf, signed.CSRFToken)
	}
	newbie.send("GET", r.path(), nil).status(http.StatusOK)
	newbie.send("POST", "/api/threads/"+r.id+"/root", map[string]string{"content": "hello"}).status(http.StatusCreated)
	if r.roles()["New B."] != chat.RoleParticipant {
		t.Errorf("participants %v", r.roles())
	}
	r.signIn("newbie", password)

	r.signUp(made.Token, map[string]any{"username": "second"}).status(http.StatusConflict)
	if r.preview(made.Token).SignUp {
		t.Error("a used invitation still says that it lets people sign up")
	}
	gone := r.invite("late@example.com")
	r.owner.send("DELETE", r.path("/invites/", gone.ID), nil).status(http.StatusNoContent)
	r.signUp(gone.Token, map[string]any{"username": "late"}).status(http.StatusGone)
}

func TestSignUpIsOff(t *testing.T) {
	t.Parallel()
	r := newRoom(t, invitations{})
	made := r.invite("new@example.com")
	r.signUp(made.Token, nil).status(http.StatusForbidden)
	if r.preview(made.Token).SignUp {
		t.Error("the invitation says that it lets people sign up")
	}
}

func TestSignUpForOneAddress(t *testing.T) {
	t.Parallel()
	r := newRoom(t, invitations{signUp: true, matchEmail: true})
	made := r.invite("new@example.com")
	r.signUp(made.Token, nil).status(http.StatusForbidden)
	r.signUp(made.Token, map[string]any{"email": "other@example.com"}).status(http.StatusForbidden)
	r.signUp(made.Token, map[string]any{"email": "NEW@example.com"}).status(http.StatusCreated)
}
