package httpapi_test

import (
	"net/http"
	"testing"

	"github.com/rustygpt/rustygpt/api"
	"github.com/rustygpt/rustygpt/internal/chat"
)

func TestHeartbeat(t *testing.T) {
	t.Parallel()
	r := newRoom(t, invitations{})
	for name, test := range map[string]struct {
		body   any
		status int
	}{
		"nothing":        {nil, http.StatusNoContent},
		"an empty body":  {map[string]any{}, http.StatusNoContent},
		"null":           {map[string]any{"status": nil}, http.StatusNoContent},
		"online":         {map[string]any{"status": "online"}, http.StatusNoContent},
		"away":           {map[string]any{"status": "away"}, http.StatusNoContent},
		"something else": {map[string]any{"status": "busy"}, http.StatusUnprocessableEntity},
	} {
		if got := r.viewer.send("POST", "/api/presence/heartbeat", test.body); got.Code != test.status {
			t.Errorf("%s: status %d, want %d: %s", name, got.Code, test.status, got.Body)
		}
	}
}

func TestParticipantsShowPresence(t *testing.T) {
	t.Parallel()
	r := newRoom(t, invitations{})
	r.member.send("POST", "/api/presence/heartbeat", map[string]any{"status": "away"}).status(http.StatusNoContent)
	var list api.ParticipantList
	r.owner.send("GET", r.path("/participants"), nil).status(http.StatusOK).into(&list)
	for _, p := range list.Participants {
		want := chat.PresenceOffline
		if p.AccountID == r.member.account.ID {
			want = chat.PresenceAway
		}
		if p.Presence != want || p.LastSeenAt.IsZero() != (want == chat.PresenceOffline) {
			t.Errorf("%s is %s, seen at %v", p.Username, p.Presence, p.LastSeenAt)
		}
	}
}

func TestTypingInAnotherConversationsThread(t *testing.T) {
	t.Parallel()
	r := newRoom(t, invitations{})
	other := r.owner.create(map[string]any{"title": "Others", "is_group": true})
	root := r.owner.post("/api/threads/"+other+"/root", "A thread")
	reply := r.owner.post("/api/messages/"+root+"/reply", "A reply")
	for name, body := range map[string]map[string]any{
		"the room's thread": {"conversation_id": r.id, "root_id": root, "seconds": 5},
		"a reply":           {"conversation_id": other, "root_id": reply, "seconds": 5},
	} {
		if got := r.owner.send("POST", "/api/typing", body); got.Code != http.StatusBadRequest {
			t.Errorf("%s: status %d: %s", name, got.Code, got.Body)
		}
	}
	r.owner.send("POST", "/api/typing", map[string]any{"conversation_id": other, "root_id": root, "seconds": 100}).status(http.StatusNoContent)
}
