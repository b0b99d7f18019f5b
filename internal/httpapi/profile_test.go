package httpapi_test

import (
	"net/http"
	"slices"
	"testing"

	"github.com/rustygpt/rustygpt/api"
	"github.com/rustygpt/rustygpt/internal/chat"
)

func TestProfile(t *testing.T) {
	t.Parallel()
	r := newRoom(t, invitations{})
	var seen, changed, emptied api.AuthenticatedUser
	change := map[string]any{"username": "Mimi", "email": "mimi@example.com", "display_name": "Mimi M."}
	r.member.send("PATCH", "/api/profile", change).status(http.StatusOK).into(&changed)
	r.member.send("GET", "/api/profile", nil).status(http.StatusOK).into(&seen)
	if seen.Username != "Mimi" || seen.Email != "mimi@example.com" || seen.DisplayName != "Mimi M." || !slices.Equal(seen.Roles, []string{"member"}) {
		t.Errorf("profile %+v", seen)
	}
	if changed.Username != seen.Username || changed.DisplayName != seen.DisplayName {
		t.Errorf("answer %+v", changed)
	}
	if r.roles()["Mimi M."] != chat.RoleParticipant {
		t.Errorf("participants %v", r.roles())
	}

	r.member.send("PATCH", "/api/profile", map[string]any{"email": "", "display_name": ""}).status(http.StatusOK).into(&emptied)
	if emptied.Email != "" || emptied.DisplayName != "" || emptied.Username != "Mimi" {
		t.Errorf("emptied %+v", emptied)
	}
	r.member.send("PATCH", "/api/profile", map[string]any{"username": "ada@example.com"}).status(http.StatusBadRequest)
	r.member.send("PATCH", "/api/profile", map[string]any{"username": "ADA"}).status(http.StatusConflict)
	r.member.send("PATCH", "/api/profile", map[string]any{"email": "ada@example.com"}).status(http.StatusConflict)
	r.member.send("PATCH", "/api/profile", map[string]any{}).status(http.StatusOK)
}
