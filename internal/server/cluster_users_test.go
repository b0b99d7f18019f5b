package server_test

import (
	"net/http"
	"testing"

	"github.com/rustygpt/rustygpt/internal/chat"
)

func (c *cluster) administer(method, path string) {
	c.t.Helper()
	if err := c.person.Do(c.t.Context(), method, "/api/v1/admin/users/"+path, nil, nil); err != nil {
		c.t.Fatal(err)
	}
}

// TestAnAdministratorSignsSomebodyOutElsewhere: the person is at another instance
// than the administrator.
func TestAnAdministratorSignsSomebodyOutElsewhere(t *testing.T) {
	t.Parallel()
	c := startCluster(t, 2, signUp)
	bob, eve := c.visitor("bob"), c.visitor("eve")
	me := whoIs(t, bob)
	list := listen(t, bob, "/api/stream/me")
	others := listen(t, eve, "/api/stream/me")
	within(t, soon, "the end of the stream", func() {
		c.administer(http.MethodDelete, me.String()+"/sessions")
		list.ended()
	})
	if _, err := bob.Send(t.Context(), http.MethodGet, "/api/stream/me", nil, nil); err == nil {
		t.Error("who was signed out follows again")
	}
	// Somebody else stays, and their stream still works.
	r := newRoom(t, c.person)
	r.add(whoIs(t, eve), chat.RoleParticipant)
	expect(others, chat.EventConversationNew, func(p chat.ConversationNewPayload) bool { return p.Conversation.ID == r.id })
}

// TestSomebodyIsDeletedElsewhere: their answer ends, the heir is shown the chat
// and who shares a group with them is told, all of them at another instance than
// the administrator.
func TestSomebodyIsDeletedElsewhere(t *testing.T) {
	t.Parallel()
	c := startCluster(t, 2, signUp, endless)
	bob, eve := c.visitor("bob"), c.visitor("eve")
	me, heir := whoIs(t, bob), whoIs(t, eve)
	group := newRoom(t, bob)
	group.add(heir, chat.RoleParticipant)
	running := begin(t.Context(), t, bob)

	own, inside, list := listen(t, bob, "/api/stream/me"), listen(t, eve, group.stream()), listen(t, eve, "/api/stream/me")
	within(t, soon, "a deletion", func() {
		c.administer(http.MethodDelete, me.String()+"?chats=hand_over&to="+heir.String())
		own.ended()
		expect(inside, chat.EventMembershipChanged, func(p chat.MembershipPayload) bool {
			return p.UserID == heir && p.Role == chat.RoleOwner && p.Action == "role_updated"
		})
		expect(inside, chat.EventMembershipChanged, func(p chat.MembershipPayload) bool { return p.UserID == me && p.Action == "removed" })
		shown := expect(list, chat.EventConversationNew, func(p chat.ConversationNewPayload) bool { return p.Conversation.ID == running.conversation })
		if !shown.Conversation.Generating {
			return // it ended before the chat was shown
		}
		expect(list, chat.EventGenerationEnded, func(p chat.GenerationPayload) bool {
			return p.MessageID == running.id && p.Status == chat.StatusCancelled
		})
	})
	if _, err := bob.Send(t.Context(), http.MethodGet, "/api/auth/me", nil, nil); err == nil {
		t.Error("a deleted account is let in")
	}
	c.person = eve
	if last := c.stored(1, running); last.Status != chat.StatusCancelled {
		t.Errorf("the answer ended as %s", last.Status)
	}
}
