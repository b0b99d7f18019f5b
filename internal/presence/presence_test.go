package presence_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

func TestSilenceMakesAwayAndThenOffline(t *testing.T) {
	virtual(t, func(w *world) {
		in := w.start(1)[0]
		s := w.follow(in)
		w.is(in, w.ada, chat.PresenceOffline)
		start := time.Now()
		w.must(in.Heartbeat(w.ada, ""))
		if p := w.sees(s, w.ada, chat.PresenceOnline); !p.LastSeenAt.Equal(start) {
			t.Errorf("seen at %v", p.LastSeenAt)
		}
		for range 3 {
			pass(30 * time.Second)
			w.must(in.Heartbeat(w.ada, chat.PresenceOnline))
			w.sees(s, w.ada, chat.PresenceOnline)
		}
		start = time.Now()
		w.sees(s, w.ada, chat.PresenceAway)
		if d := time.Since(start); d < 45*time.Second || d > 47*time.Second {
			t.Errorf("away after %v", d)
		}
		if p := w.sees(s, w.ada, chat.PresenceOffline); !p.LastSeenAt.Equal(start) {
			t.Errorf("seen at %v", p.LastSeenAt)
		}
		if d := time.Since(start); d < 5*time.Minute || d > 5*time.Minute+2*time.Second {
			t.Errorf("offline after %v", d)
		}
		w.quiet(s, time.Hour)
	})
}

func TestWhatAHeartbeatCanSay(t *testing.T) {
	virtual(t, func(w *world) {
		in := w.start(1)[0]
		s := w.follow(in)
		for _, status := range []chat.PresenceStatus{chat.PresenceAway, chat.PresenceOnline, chat.PresenceOffline, chat.PresenceOnline} {
			w.must(in.Heartbeat(w.ada, status))
			w.sees(s, w.ada, status)
		}
		if err := in.Heartbeat(w.ada, "dancing"); chat.KindOf(err) != chat.Invalid {
			t.Errorf("got %v", err)
		}
		for range 50 { // several tabs at once
			w.must(in.Heartbeat(w.ada, chat.PresenceOnline))
		}
		w.quiet(s, 20*time.Second)
		w.must(in.Heartbeat(w.eve, "")) // is not in the room
		w.quiet(s, 5*time.Second)
	})
}

func TestStreamsAreSignsOfLife(t *testing.T) {
	virtual(t, func(w *world) {
		in := w.start(1)[0]
		s := w.follow(in)
		id := w.ada.Account.ID
		in.Opened(id)
		w.sees(s, w.ada, chat.PresenceOnline)
		in.Opened(id)
		in.Closed(id)
		w.quiet(s, 20*time.Second) // one is still open
		in.Closed(id)
		pass(5 * time.Second)
		in.Opened(id) // the page was loaded again
		w.sees(s, w.ada, chat.PresenceOnline)
		in.Closed(id)
		start := time.Now()
		w.sees(s, w.ada, chat.PresenceAway)
		if d := time.Since(start); d < 9*time.Second || d > 12*time.Second {
			t.Errorf("away %v after the last stream", d)
		}
		in.Opened(id)
		w.sees(s, w.ada, chat.PresenceOnline)
		in.Closed(id)
		pass(5 * time.Second)
		w.must(in.Heartbeat(w.ada, "")) // is there without a stream
		w.sees(s, w.ada, chat.PresenceOnline)
		w.quiet(s, 40*time.Second)
		w.sees(s, w.ada, chat.PresenceAway)
	})
}

func TestAPostIsASignOfLife(t *testing.T) {
	virtual(t, func(w *world) {
		in := w.start(1)[0]
		s := w.follow(in)
		m := chat.Message{ID: chat.NewID[chat.Message](), RootID: w.root, ConversationID: w.room, AuthorID: w.ada.Account.ID}
		signs := in.Posted(m)
		if len(signs) != 2 || signs[0].Type != chat.EventPresenceUpdate || signs[1].Type != chat.EventTypingUpdate || signs[1].RootID != w.root {
			t.Fatalf("got %+v", signs)
		}
		w.is(in, w.ada, chat.PresenceOnline)
		w.quiet(s, 20*time.Second) // the room is told with the post
	})
}

func TestWhoComesAndGoes(t *testing.T) {
	virtual(t, func(w *world) {
		in := w.start(1)[0]
		s := w.follow(in)
		w.must(in.Heartbeat(w.eve, ""))
		in.MembershipChanged(chat.MembershipPayload{ConversationID: w.room, UserID: w.eve.Account.ID, Action: "added"})
		w.sees(s, w.eve, chat.PresenceOnline)
		in.MembershipChanged(chat.MembershipPayload{ConversationID: w.room, UserID: w.eve.Account.ID, Action: "role_updated"})
		in.MembershipChanged(chat.MembershipPayload{ConversationID: w.room, UserID: w.eve.Account.ID, Action: "removed"})
		w.sees(s, w.eve, chat.PresenceOffline)
		w.is(in, w.eve, chat.PresenceOnline) // elsewhere
	})
}

func TestThePresentState(t *testing.T) {
	virtual(t, func(w *world) {
		in := w.start(1)[0]
		present := func() []chat.Event {
			events, err := in.Present(t.Context(), w.room, w.bob.Account.ID)
			w.must(err)
			return events
		}
		w.must(in.Heartbeat(w.bob, ""))
		w.failed = errors.New("nothing to read while nobody else is there")
		if got := present(); len(got) != 0 {
			t.Errorf("alone, and got %+v", got)
		}
		w.failed = nil
		w.must(in.Heartbeat(w.ada, chat.PresenceAway))
		w.must(in.Heartbeat(w.eve, ""))
		w.must(in.Type(t.Context(), w.ada, typing(w, 5)))
		got := present()
		if len(got) != 2 || got[0].Type != chat.EventPresenceUpdate || got[1].Type != chat.EventTypingUpdate {
			t.Errorf("got %+v", got)
		}
		pass(6 * time.Second)
		if got := present(); len(got) != 1 {
			t.Errorf("after typing: %+v", got)
		}
		w.failed = errors.New("away")
		if _, err := in.Present(t.Context(), w.room, w.bob.Account.ID); !errors.Is(err, w.failed) {
			t.Errorf("got %v", err)
		}
	})
}

// Everybody comes back at once: the store is asked for many at a time.
func TestManyComeAtOnce(t *testing.T) {
	virtual(t, func(w *world) {
		in := w.start(1)[0]
		for range 500 {
			w.must(in.Heartbeat(chat.Actor{Account: chat.Account{ID: chat.NewID[chat.Account]()}}, ""))
		}
		pass(time.Second)
		if w.reads < 10 || w.reads > 20 {
			t.Errorf("seats were read %d times", w.reads)
		}
	})
}

func TestInstancesShareWhatTheySee(t *testing.T) {
	virtual(t, func(w *world) {
		in := w.start(2)
		here, there := w.follow(in[0]), w.follow(in[1])
		w.must(in[0].Heartbeat(w.ada, ""))
		w.sees(here, w.ada, chat.PresenceOnline)
		w.sees(there, w.ada, chat.PresenceOnline)
		signs := in[0].sent.signs
		w.sees(here, w.ada, chat.PresenceAway)
		w.sees(there, w.ada, chat.PresenceAway)
		if in[0].sent.signs != signs {
			t.Error("what time brings was told")
		}
		w.must(in[1].Heartbeat(w.ada, chat.PresenceOffline))
		w.sees(here, w.ada, chat.PresenceOffline)
		w.sees(there, w.ada, chat.PresenceOffline)
	})
}

func TestTheLastStreamOfAllInstancesCounts(t *testing.T) {
	virtual(t, func(w *world) {
		in := w.start(2)
		here, there := w.follow(in[0]), w.follow(in[1])
		id := w.ada.Account.ID
		in[0].Opened(id)
		w.sees(here, w.ada, chat.PresenceOnline)
		w.sees(there, w.ada, chat.PresenceOnline)
		pass(2 * time.Second)
		in[1].Opened(id)
		w.sees(here, w.ada, chat.PresenceOnline)
		w.sees(there, w.ada, chat.PresenceOnline)
		in[0].Closed(id)
		w.quiet(here, 20*time.Second)
		in[1].Closed(id)
		w.sees(here, w.ada, chat.PresenceAway)
		w.sees(there, w.ada, chat.PresenceAway)
	})
}

// Somebody without a stream, such as a program, is not taken for gone.
func TestHeartbeatsAloneKeepSomebodyOnlineEverywhere(t *testing.T) {
	virtual(t, func(w *world) {
		in := w.start(2)
		w.must(in[0].Heartbeat(w.ada, ""))
		pass(40 * time.Second)
		w.is(in[0], w.ada, chat.PresenceOnline)
		w.is(in[1], w.ada, chat.PresenceOnline)
	})
}

func TestAnInstanceThatStartsAsks(t *testing.T) {
	virtual(t, func(w *world) {
		in := w.start(3)
		late := in[2]
		lines := [][]*instance{in[0].sent.others, in[1].sent.others}
		in[0].sent.others, in[1].sent.others = in[1:2], in[0:1] // nobody knows it yet
		w.must(in[0].Heartbeat(w.ada, ""))
		w.must(in[0].Type(t.Context(), w.ada, typing(w, 20)))
		synctest.Wait()
		w.is(late, w.ada, chat.PresenceOffline)
		in[0].sent.others, in[1].sent.others = lines[0], lines[1]
		before := in[1].sent.signs
		in[0].Repeat()
		in[1].Repeat()
		synctest.Wait()
		w.is(late, w.ada, chat.PresenceOnline)
		if events, err := late.Present(t.Context(), w.room, w.bob.Account.ID); err != nil || len(events) != 2 {
			t.Errorf("got %+v, %v", events, err)
		}
		if in[1].sent.signs != before {
			t.Error("hearsay was repeated")
		}
	})
}
