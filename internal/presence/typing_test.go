package presence_test

import (
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/event"
	"github.com/rustygpt/rustygpt/internal/presence"
)

func typing(w *world, seconds int) presence.TypingInput {
	return presence.TypingInput{ConversationID: w.room, RootID: w.root, For: time.Duration(seconds) * time.Second}
}

// seesTyping expects that somebody types for a while yet, or has stopped.
func (w *world) seesTyping(s *event.Subscription, who chat.Actor, left time.Duration) {
	w.t.Helper()
	p := next[chat.TypingPayload](w, s, chat.EventTypingUpdate)
	if p.UserID != who.Account.ID || p.RootID != w.root || p.ConversationID != w.room || time.Until(p.ExpiresAt) != left {
		w.t.Fatalf("saw %+v, %v left", p, time.Until(p.ExpiresAt))
	}
}

func TestTyping(t *testing.T) {
	virtual(t, func(w *world) {
		in := w.start(1)[0]
		s := w.follow(in)
		say := func(seconds int) { w.must(in.Type(t.Context(), w.ada, typing(w, seconds))) }
		say(5)
		w.seesTyping(s, w.ada, 5*time.Second)
		for range 9 { // each key that is pressed
			pass(100 * time.Millisecond)
			say(5)
		}
		w.quiet(s, 100*time.Millisecond)
		say(5)
		w.seesTyping(s, w.ada, 5*time.Second)
		say(3600)
		w.seesTyping(s, w.ada, 30*time.Second)
		say(2) // less than before
		w.seesTyping(s, w.ada, 2*time.Second)
		say(0)
		w.seesTyping(s, w.ada, 0)
		say(-5)
		w.seesTyping(s, w.ada, 0)
		w.quiet(s, time.Minute)
	})
}

func TestWhoMayType(t *testing.T) {
	virtual(t, func(w *world) {
		in := w.start(1)[0]
		reader := w.ada
		reader.Account.Roles = chat.RoleReadOnly
		w.rooms[w.room][w.eve.Account.ID] = chat.RoleViewer
		other := chat.NewID[chat.Conversation]()
		elsewhere := chat.NewID[chat.Message]()
		w.roots[elsewhere] = other
		w.rooms[other] = map[chat.AccountID]chat.ConversationRole{w.ada.Account.ID: chat.RoleOwner}
		for name, test := range map[string]struct {
			who  chat.Actor
			root chat.MessageID
			want chat.Kind
		}{
			"a viewer":                      {w.eve, w.root, chat.Forbidden},
			"an account that can only read": {reader, w.root, chat.Forbidden},
			"an outsider":                   {w.bob, elsewhere, chat.NotFound},
			"a thread that is not":          {w.ada, chat.NewID[chat.Message](), chat.NotFound},
			"another conversation's thread": {w.ada, elsewhere, chat.Invalid},
		} {
			err := in.Type(t.Context(), test.who, presence.TypingInput{ConversationID: w.room, RootID: test.root, For: time.Second})
			if chat.KindOf(err) != test.want || err == nil {
				t.Errorf("%s: got %v", name, err)
			}
		}
	})
}

func TestAPostEndsTypingEverywhere(t *testing.T) {
	virtual(t, func(w *world) {
		in := w.start(2)
		here, there := w.follow(in[0]), w.follow(in[1])
		w.must(in[0].Heartbeat(w.ada, ""))
		w.sees(here, w.ada, chat.PresenceOnline)
		w.sees(there, w.ada, chat.PresenceOnline)
		w.must(in[0].Type(t.Context(), w.ada, typing(w, 20)))
		w.seesTyping(here, w.ada, 20*time.Second)
		w.seesTyping(there, w.ada, 20*time.Second)
		pass(100 * time.Millisecond)
		// The post goes to the instance that only heard of the typing.
		in[1].hub.Publish(in[1].Posted(chat.Message{RootID: w.root, ConversationID: w.room, AuthorID: w.ada.Account.ID})...)
		w.seesTyping(here, w.ada, 0)
		if events, err := there.Next(t.Context()); err != nil || len(events) != 2 {
			t.Fatalf("got %+v, %v", events, err)
		}
		w.quiet(here, 10*time.Second)
		w.quiet(there, 10*time.Second)
	})
}

func TestWhoIsRemovedDoesNotTypeAnyMore(t *testing.T) {
	virtual(t, func(w *world) {
		in := w.start(1)[0]
		s := w.follow(in)
		w.must(in.Type(t.Context(), w.ada, typing(w, 20)))
		w.seesTyping(s, w.ada, 20*time.Second)
		in.MembershipChanged(chat.MembershipPayload{ConversationID: w.room, UserID: w.ada.Account.ID, Action: "removed"})
		if events, err := s.Next(t.Context()); err != nil || len(events) != 2 || events[0].Type != chat.EventTypingUpdate {
			t.Fatalf("got %+v, %v", events, err)
		}
	})
}
