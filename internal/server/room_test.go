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
	root := r.post(owner, "Hello, @bob!")
	told := list.collect(chat.EventThreadActivity, chat.EventUnreadUpdate, chat.EventMention)
	var activity chat.ThreadActivityPayload
	var unread chat.UnreadPayload
	var named chat.MentionPayload
	must(told[chat.EventThreadActivity].Payload(&activity))
	must(told[chat.EventUnreadUpdate].Payload(&unread))
	must(told[chat.EventMention].Payload(&named))
	if activity.ConversationID != r.id || activity.RootID != root || unread.RootID != root || unread.Unread != 1 || unread.Mentions != 1 {
		t.Errorf("told of %+v, %+v", activity, unread)
	}
	if named.RootID != root || named.Title != "Friends" || named.AuthorName != servertest.AdminName || named.Excerpt != "Hello, @bob!" {
		t.Errorf("the mention says %+v", named)
	}
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

// TestTheOrderOfACallsEvents compares what the participants' calls emit with
// the documented order.
func TestTheOrderOfACallsEvents(t *testing.T) {
	t.Parallel()
	p := servertest.StartProcess(t, "RUSTYGPT__LIMITS__ENABLED=false", signUp)
	owner := servertest.NewClient(p.URL)
	owner.Setup(t)
	bob := guest(t, owner, "bob")
	me := whoIs(t, bob)
	r := newRoom(t, owner)
	s := listen(t, owner, r.stream())
	s.next() // that the owner is there

	var root chat.MessageID
	steps := []struct {
		call string
		do   func()
		want []chat.EventType
	}{
		{"POST participants", func() { r.add(me, chat.RoleParticipant) },
			[]chat.EventType{chat.EventMembershipChanged, chat.EventPresenceUpdate}},
		{"POST root", func() { root = r.post(bob, "A thread") }, []chat.EventType{
			chat.EventMessageNew, chat.EventThreadNew, chat.EventThreadActivity,
			chat.EventPresenceUpdate, chat.EventTypingUpdate, chat.EventUnreadUpdate,
		}},
		{"POST typing", func() { r.types(bob, root, 5) }, []chat.EventType{chat.EventTypingUpdate}},
		{"POST reply", func() { r.reply(bob, root, "A reply") }, []chat.EventType{
			chat.EventMessageNew, chat.EventThreadActivity, chat.EventPresenceUpdate, chat.EventTypingUpdate, chat.EventUnreadUpdate,
		}},
		{"POST typing, 0 seconds", func() { r.types(bob, root, 0) }, []chat.EventType{chat.EventTypingUpdate}},
		{"POST heartbeat", func() { r.heartbeat(bob, chat.PresenceAway) }, []chat.EventType{chat.EventPresenceUpdate}},
		{"POST read", func() {
			if err := owner.Do(t.Context(), http.MethodPost, "/api/threads/"+root.String()+"/read", map[string]any{}, nil); err != nil {
				t.Fatal(err)
			}
		}, []chat.EventType{chat.EventUnreadUpdate}},
		{"DELETE participants", func() { r.remove(me) }, []chat.EventType{chat.EventMembershipChanged, chat.EventPresenceUpdate}},
	}
	for _, step := range steps {
		step.do()
		for i, want := range step.want {
			if f := s.next(); f.Event != string(want) {
				t.Fatalf("%s: event %d is %s, want %s", step.call, i+1, f.Event, want)
			}
		}
	}
}
