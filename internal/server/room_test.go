package server_test

import (
	"net/http"
	"testing"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/servertest"
)

const signUp = "RUSTYGPT__INVITES__SIGN_UP=true"

func TestTheListOfConversationsStaysCurrent(t *testing.T) {
	t.Parallel()
	p := servertest.StartProcess(t, "RUSTYGPT__LIMITS__ENABLED=false", signUp)
	owner := servertest.NewClient(p.URL)
	owner.Setup(t)
	bob := guest(t, owner, "bob")
	goThroughTheList(t, owner, bob, bob)
}

func TestTheListOfConversationsStaysCurrentAtAnotherInstance(t *testing.T) {
	t.Parallel()
	c := startCluster(t, 2, signUp)
	bob := guest(t, c.person, "bob")
	elsewhere := &servertest.Client{URL: c.instances[1].URL, HTTP: bob.HTTP}
	goThroughTheList(t, c.person, bob, elsewhere)
}

// goThroughTheList does what changes bob's list of conversations, and looks at
// what his own stream says of it. He listens at one address and acts at
// another.
func goThroughTheList(t *testing.T, owner, bob, listening *servertest.Client) {
	t.Helper()
	ctx, me := t.Context(), whoIs(t, bob)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	list := listen(t, listening, "/api/stream/me")

	r := newRoom(t, owner)
	r.add(me, chat.RoleParticipant)
	expect(list, chat.EventMembershipChanged, func(p chat.MembershipPayload) bool {
		return p.ConversationID == r.id && p.UserID == me && p.Action == "added"
	})
	shown := expect(list, chat.EventConversationNew, anything[chat.ConversationNewPayload]).Conversation
	if shown.ID != r.id || shown.Title != "Friends" || shown.Role != chat.RoleParticipant {
		t.Errorf("the new conversation is %+v", shown)
	}

	inside := listen(t, listening, r.stream())
	root := r.post(owner, "Hello!")
	ofRoom := func(c chat.ConversationID, thread chat.MessageID) bool { return c == r.id && thread == root }
	expect(list, chat.EventThreadActivity, func(p chat.ThreadActivityPayload) bool { return ofRoom(p.ConversationID, p.RootID) })
	expect(list, chat.EventUnreadUpdate, func(p chat.UnreadPayload) bool {
		return ofRoom(p.ConversationID, p.RootID) && p.Unread == 1
	})
	must(bob.Do(ctx, http.MethodPost, "/api/threads/"+root.String()+"/read", map[string]any{}, nil))
	expect(list, chat.EventUnreadUpdate, func(p chat.UnreadPayload) bool { return p.RootID == root && p.Unread == 0 })
	must(owner.Do(ctx, http.MethodPatch, "/api/conversations/"+r.id.String(), map[string]string{"title": "Old friends"}, nil))
	expect(list, chat.EventConversationUpdated, func(p chat.ConversationPayload) bool { return p.Title == "Old friends" })

	r.add(me, chat.RoleConvAdmin)
	expect(list, chat.EventMembershipChanged, func(p chat.MembershipPayload) bool { return p.Action == "role_updated" })
	r.remove(me)
	expect(list, chat.EventMembershipChanged, func(p chat.MembershipPayload) bool { return p.Action == "removed" })
	if last := inside.ended(); len(last) == 0 || last[len(last)-1] != string(chat.EventMembershipChanged) {
		t.Errorf("the conversation's stream ended with %v", last)
	}
	if _, err := bob.Send(ctx, http.MethodGet, r.stream(), nil, nil); err == nil {
		t.Error("who was removed follows again")
	}
	r.post(owner, "He is gone.")

	// A conversation of his own, with an answer in it. Nothing of the other one
	// comes before.
	var made struct {
		ID chat.ConversationID `json:"conversation_id"`
	}
	must(bob.Do(ctx, http.MethodPost, "/api/conversations", map[string]any{}, &made))
	list.await(chat.EventConversationNew, func(f servertest.Frame) bool {
		var p chat.ConversationNewPayload
		must(f.Payload(&p))
		return p.ConversationID == made.ID
	})
	own := &room{t: t, owner: bob, id: made.ID}
	own.post(bob, "Tell me something.")
	answer := expect(list, chat.EventGenerationStarted, func(p chat.GenerationPayload) bool { return p.ConversationID == own.id }).MessageID
	must(bob.Do(ctx, http.MethodPost, "/api/conversations/"+own.id.String()+"/stop", nil, nil))
	ended := expect(list, chat.EventGenerationEnded, func(p chat.GenerationPayload) bool { return p.MessageID == answer })
	if !ended.Status.Done() {
		t.Errorf("the answer ended as %s", ended.Status)
	}

	must(bob.Do(ctx, http.MethodPost, "/api/auth/logout", nil, nil))
	list.ended()
}
