package event_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/event"
)

// attend opens the reader's own stream. The reader is a participant.
func (r *room) attend() *event.Subscription {
	r.t.Helper()
	r.log.seat(r.reader, r.id)
	return r.own(r.reader)
}

func (r *room) own(who chat.AccountID) *event.Subscription {
	r.t.Helper()
	s, err := r.SubscribePerson(r.t.Context(), who)
	if err != nil {
		r.t.Fatalf("subscribe: %v", err)
	}
	r.t.Cleanup(s.Close)
	return s
}

// expectTypes reads events until it has as many as wanted.
func (r *room) expectTypes(s *event.Subscription, want ...chat.EventType) []chat.Event {
	r.t.Helper()
	var got []chat.Event
	for len(got) < len(want) {
		events, err := s.Next(r.t.Context())
		if err != nil {
			r.t.Fatalf("after %v: %v", typesOf(got), err)
		}
		got = append(got, events...)
	}
	if !slices.Equal(typesOf(got), want) {
		r.t.Fatalf("got %v, want %v", typesOf(got), want)
	}
	return got
}

func typesOf(events []chat.Event) []chat.EventType {
	types := make([]chat.EventType, len(events))
	for i, e := range events {
		types[i] = e.Type
	}
	return types
}

func payload[P any](t testing.TB, e chat.Event) (p P) {
	t.Helper()
	if err := json.Unmarshal(e.Payload, &p); err != nil {
		t.Fatalf("%s: %v", e.Payload, err)
	}
	return p
}

// message makes a message.new event; raw members come on top of the message.
func (r *room) message(m chat.Message, mentions ...chat.AccountID) chat.Event {
	m.ConversationID = r.id
	p := map[string]any{}
	b, err := json.Marshal(m)
	if err != nil {
		r.t.Fatal(err)
	}
	if err := json.Unmarshal(b, &p); err != nil {
		r.t.Fatal(err)
	}
	p["mentions"] = mentions
	return chat.NewEvent(r.id, chat.EventMessageNew, m.RootID, m.ID, map[string]any{"message": p}, time.Now())
}

func (r *room) activity() chat.Event {
	root := chat.NewID[chat.Message]()
	return chat.NewEvent(r.id, chat.EventThreadActivity, root, chat.MessageID{},
		chat.ThreadActivityPayload{ConversationID: r.id, RootID: root, LastActivityAt: time.Now()}, time.Now())
}

func (r *room) unread(who chat.AccountID, n int64) chat.Event {
	return chat.NewUnreadEvent(r.id, chat.NewID[chat.Message](), map[chat.AccountID]chat.UnreadCount{who: {Unread: n}}, time.Now())
}

func (r *room) done(answer chat.MessageID) chat.Event {
	return chat.NewEvent(r.id, chat.EventMessageDone, answer, answer,
		chat.DonePayload{ConversationID: r.id, RootID: answer, MessageID: answer, Status: chat.StatusComplete}, time.Now())
}

func TestAPersonsOwnStream(t *testing.T) {
	virtual(t, event.Options{}, func(r *room) {
		s := r.attend()
		other := chat.NewID[chat.Account]()
		answer := chat.NewID[chat.Message]()
		r.Publish(r.log.commit(
			r.message(chat.Message{ID: chat.NewID[chat.Message](), AuthorID: other, Role: chat.RoleUser, Status: chat.StatusComplete, Content: "hi"}),
			r.activity(),
			r.unread(other, 4),
			r.unread(r.reader, 3),
			r.message(chat.Message{ID: answer, RootID: answer, Role: chat.RoleAssistant, Status: chat.StatusStreaming}),
			r.membership(other, "removed"),
			r.membership(r.reader, "role_updated"),
			r.updated(time.Time{}),
		)...)
		r.say(3, chat.EventMessageDelta)
		r.Publish(r.event(chat.EventTypingUpdate))
		r.Publish(r.log.commit(r.done(answer))...)
		got := r.expectTypes(s,
			chat.EventThreadActivity, chat.EventUnreadUpdate, chat.EventGenerationStarted, chat.EventMembershipChanged,
			chat.EventConversationUpdated, chat.EventGenerationEnded)
		if p := payload[chat.GenerationPayload](t, got[2]); p.MessageID != answer || p.Status != chat.StatusStreaming {
			t.Errorf("started: %+v", p)
		}
		if p := payload[chat.MembershipPayload](t, got[3]); p.UserID != r.reader {
			t.Errorf("membership: %+v", p)
		}
		if p := payload[chat.GenerationPayload](t, got[5]); p.MessageID != answer || p.Status != chat.StatusComplete {
			t.Errorf("ended: %+v", p)
		}
		r.expectNothing(s)
	})
}

func TestOnlyParticipantsAreTold(t *testing.T) {
	virtual(t, event.Options{}, func(r *room) {
		s := r.attend()
		outsider := r.own(chat.NewID[chat.Account]())
		r.Publish(r.log.commit(r.activity())...)
		r.expectTypes(s, chat.EventThreadActivity)
		r.expectNothing(outsider)
	})
}

// Counts replace each other, so the order matters; and those who publish do
// not agree on one.
func TestPeopleAreToldInTheOrderOfPositions(t *testing.T) {
	virtual(t, event.Options{}, func(r *room) {
		s := r.attend()
		e := r.log.commit(r.unread(r.reader, 1), r.unread(r.reader, 2), r.unread(r.reader, 3))
		for _, i := range []int{2, 0, 1} {
			r.Publish(e[i])
		}
		for i, got := range r.expectTypes(s, chat.EventUnreadUpdate, chat.EventUnreadUpdate, chat.EventUnreadUpdate) {
			if got.Unread[r.reader].Unread != int64(i+1) {
				t.Errorf("number %d says %d", i, got.Unread[r.reader])
			}
		}
	})
}

// TestAReaderWhoLeftAtOnce: a stream that came to nothing does not keep people
// who come later from what is published.
func TestAReaderWhoLeftAtOnce(t *testing.T) {
	virtual(t, event.Options{}, func(r *room) {
		r.log.breakWith(errors.New("gone"))
		if _, err := r.Subscribe(t.Context(), r.id, r.reader, event.Resume{Live: true}); err == nil {
			t.Fatal("a stream without a log")
		}
		r.log.breakWith(nil)
		r.say(2, chat.EventMessageDelta)
		s := r.attend()
		r.Publish(r.log.commit(r.done(chat.NewID[chat.Message]()))...)
		r.expectTypes(s, chat.EventGenerationEnded)
	})
}

func TestTheFramesOfAPersonsStream(t *testing.T) {
	t.Parallel()
	r := newRoom(t, event.Options{IDPrefix: "evt_", Heartbeat: 50 * time.Millisecond})
	r.log.seat(r.reader, r.id)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		s, err := r.SubscribePerson(q.Context(), r.reader)
		if err != nil {
			t.Error(err)
			return
		}
		r.Serve(w, q, s)
	}))
	defer server.Close()
	res, err := server.Client().Get(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	r.Publish(r.log.commit(r.unread(r.reader, 2), r.activity())...)
	next := frames(t, res.Body)
	for _, want := range []string{"event: unread.update\ndata: {\"type\":\"unread.update\",\"payload\":{", "event: thread.activity\ndata: ", ping} {
		frame, err := next()
		for want != ping && frame == ping { // the events took longer than a heartbeat
			frame, err = next()
		}
		if err != nil || !strings.HasPrefix(frame, want) {
			t.Errorf("got %q, %v; want %q", frame, err, want)
		}
	}
	r.CutAccount(r.reader)
	if rest, err := io.ReadAll(res.Body); err != nil || strings.Contains(string(rest), "event:") {
		t.Errorf("after signing out: %q, %v", rest, err)
	}
}

func TestSomebodyIsMentioned(t *testing.T) {
	virtual(t, event.Options{}, func(r *room) {
		s := r.attend()
		author := chat.NewID[chat.Account]()
		r.log.seat(author, r.id)
		itself := r.own(author)
		m := chat.Message{
			ID: chat.NewID[chat.Message](), RootID: chat.NewID[chat.Message](), AuthorID: author, Role: chat.RoleUser,
			Status: chat.StatusComplete, Content: "\n" + strings.Repeat("ä", 300),
		}
		r.Publish(r.log.commit(r.message(m, r.reader, author))...)
		got := payload[chat.MentionPayload](t, r.expectTypes(s, chat.EventMention)[0])
		want := chat.MentionPayload{
			ConversationID: r.id, Title: "Plans", RootID: m.RootID, MessageID: m.ID, AuthorID: author, AuthorName: "Ada",
			Excerpt: strings.Repeat("ä", 240),
		}
		if got != want {
			t.Errorf("got %+v, want %+v", got, want)
		}
		r.expectNothing(itself)
	})
}

func TestSomebodyComesIntoAConversation(t *testing.T) {
	virtual(t, event.Options{}, func(r *room) {
		s := r.own(r.reader)
		e := r.log.commit(r.membership(r.reader, "added"), r.unread(r.reader, 1))
		r.log.seat(r.reader, r.id)
		r.Publish(e...)
		got := r.expectTypes(s, chat.EventMembershipChanged, chat.EventConversationNew)
		if p := payload[chat.MembershipPayload](t, got[0]); p.Action != "added" || p.UserID != r.reader {
			t.Errorf("membership %+v", p)
		}
		// What happened before is in the conversation as it is shown.
		if p := payload[chat.ConversationNewPayload](t, got[1]); p.ConversationID != r.id || p.Conversation.Position != 2 {
			t.Errorf("conversation %+v", p)
		}
		r.Publish(r.log.commit(r.unread(r.reader, 2))...)
		r.expectTypes(s, chat.EventUnreadUpdate)
	})
}

func TestAConversationMadeOnAnotherDevice(t *testing.T) {
	virtual(t, event.Options{}, func(r *room) {
		s := r.own(r.reader)
		r.log.seat(r.reader, r.id)
		r.Joined(r.reader)
		r.expectTypes(s, chat.EventMembershipChanged, chat.EventConversationNew)
		r.Joined(r.reader) // nothing new
		r.expectNothing(s)
	})
}

func TestWhoIsRemovedHearsNothingMore(t *testing.T) {
	virtual(t, event.Options{}, func(r *room) {
		s := r.attend()
		r.log.unseat(r.reader, r.id)
		r.Publish(r.log.commit(r.activity(), r.membership(r.reader, "removed"), r.activity())...)
		r.Publish(r.log.commit(r.activity())...)
		r.expectTypes(s, chat.EventThreadActivity, chat.EventMembershipChanged)
		r.expectNothing(s)
		r.log.seat(r.reader, r.id)
		r.Publish(r.log.commit(r.membership(r.reader, "added"))...)
		r.expectTypes(s, chat.EventMembershipChanged, chat.EventConversationNew)
	})
}

func TestAnotherProcessWrites(t *testing.T) {
	virtual(t, event.Options{}, func(r *room) {
		s := r.attend()
		r.log.commit(r.activity())
		r.Notice(r.id, 1)
		r.expectTypes(s, chat.EventThreadActivity)
		reads := r.log.reads
		r.log.commit(r.unread(r.reader, 1), r.unread(r.reader, 2), r.activity())
		for p := range int64(3) {
			r.Notice(r.id, p+2)
		}
		r.expectTypes(s, chat.EventUnreadUpdate, chat.EventUnreadUpdate, chat.EventThreadActivity)
		if n := r.log.reads - reads; n != 1 {
			t.Errorf("the log was read %d times", n)
		}
		r.Notice(chat.NewID[chat.Conversation](), 7) // nobody's
		r.expectNothing(s)
	})
}

// An answer that another process writes comes as hundreds of notices.
func TestAnAnswerOfAnotherProcessIsReadRarely(t *testing.T) {
	virtual(t, event.Options{}, func(r *room) {
		s := r.attend()
		start := time.Now()
		for range 200 {
			r.commit(1, chat.EventMessageDelta)
			r.Notice(r.id, int64(len(r.log.positions(r.id))))
			pass(5 * time.Millisecond)
		}
		r.Notice(r.id, r.log.commit(r.done(chat.NewID[chat.Message]()))[0].Position)
		r.expectTypes(s, chat.EventGenerationEnded)
		if r.log.reads > 20 { // two pages every 200 ms
			t.Errorf("the log was read %d times in %v", r.log.reads, time.Since(start))
		}
	})
}

func TestLostNoticesCostAHeartbeat(t *testing.T) {
	virtual(t, event.Options{}, func(r *room) {
		s := r.attend()
		second := &room{Hub: r.Hub, t: r.t, log: r.log, id: chat.NewID[chat.Conversation](), reader: r.reader}
		r.log.commit(r.activity())
		r.log.seat(r.reader, second.id)
		if err := r.Check(r.t.Context()); err != nil {
			t.Fatal(err)
		}
		got := typesOf(r.expectTypesInAnyOrder(s, 3))
		want := []chat.EventType{chat.EventConversationNew, chat.EventMembershipChanged, chat.EventThreadActivity}
		if !slices.Equal(got, want) {
			t.Errorf("got %v", got)
		}
		r.log.unseat(r.reader, second.id)
		if err := r.Check(r.t.Context()); err != nil {
			t.Fatal(err)
		}
		if p := payload[chat.MembershipPayload](t, r.expectTypes(s, chat.EventMembershipChanged)[0]); p.Action != "removed" {
			t.Errorf("got %+v", p)
		}
		second.Publish(r.log.commit(second.membership(r.reader, "removed"), second.activity())...)
		r.expectNothing(s)
	})
}

func (r *room) expectTypesInAnyOrder(s *event.Subscription, n int) []chat.Event {
	r.t.Helper()
	var got []chat.Event
	for len(got) < n {
		events, err := s.Next(r.t.Context())
		if err != nil {
			r.t.Fatalf("after %v: %v", typesOf(got), err)
		}
		got = append(got, events...)
	}
	slices.SortFunc(got, func(a, b chat.Event) int { return strings.Compare(string(a.Type), string(b.Type)) })
	return got
}

// Whoever missed something that is not kept comes back and reads the list.
func TestWhatIsNotKeptEndsPeoplesStreams(t *testing.T) {
	virtual(t, event.Options{}, func(r *room) {
		s := r.attend()
		r.log.commit(r.activity(), r.activity())
		r.log.prune(2)
		r.Notice(r.id, 2)
		r.expectError(s, event.ErrClosed)
		again := r.own(r.reader)
		r.Publish(r.log.commit(r.activity())...)
		r.expectTypes(again, chat.EventThreadActivity)
	})
}

func TestATopicThatWasMadeForPeopleServesReaders(t *testing.T) {
	virtual(t, event.Options{}, func(r *room) {
		second := chat.NewID[chat.Conversation]()
		r.log.seat(r.reader, second)
		s := r.attend()
		r.say(3, chat.EventThreadActivity)
		r.expectTypes(s, chat.EventThreadActivity, chat.EventThreadActivity, chat.EventThreadActivity)
		before := r.log.reads
		r.expect(r.subscribe(event.Resume{After: 1}), 2, 3)
		if r.log.reads != before {
			t.Error("the log was read")
		}
		// Nobody here knows of this one yet, and a live reader is not to be
		// told of it: it was over before.
		r.id = second
		r.say(1, chat.EventThreadActivity)
		r.expectTypes(s, chat.EventThreadActivity)
		r.commit(2, chat.EventThreadActivity)
		live := r.subscribe(event.Resume{Live: true})
		r.expectTypes(s, chat.EventThreadActivity, chat.EventThreadActivity)
		r.expectNothing(live)
		r.say(1, chat.EventThreadActivity)
		r.expect(live, 4)
	})
}

// People are told everything once, though only some topics are kept.
func TestManyConversationsOfOnePerson(t *testing.T) {
	virtual(t, event.Options{Window: -1}, func(r *room) {
		const conversations, rounds = 300, 3
		ids := make([]chat.ConversationID, conversations)
		for i := range ids {
			ids[i] = chat.NewID[chat.Conversation]()
			r.log.seat(r.reader, ids[i])
		}
		s := r.own(r.reader)
		for range rounds {
			for _, id := range ids {
				r.id = id
				r.Publish(r.log.commit(r.activity())...)
				r.expectTypes(s, chat.EventThreadActivity)
			}
		}
		if r.log.reads != 0 {
			t.Errorf("the log was read %d times", r.log.reads)
		}
		pass(10 * time.Minute)
		r.Publish(r.log.commit(r.activity())...)
		r.expectTypes(s, chat.EventThreadActivity)
		r.expectNothing(s)
	})
}

func TestAPersonsStreamReportsTheDirectorysFailure(t *testing.T) {
	virtual(t, event.Options{}, func(r *room) {
		away := errors.New("away")
		r.log.breakWith(away)
		if _, err := r.SubscribePerson(r.t.Context(), r.reader); !errors.Is(err, away) {
			t.Errorf("got %v", err)
		}
		r.log.breakWith(nil)
		s := r.own(r.reader)
		r.log.seat(r.reader, r.id)
		r.log.breakWith(away)
		r.Joined(r.reader)
		pass(2500 * time.Millisecond)
		r.log.breakWith(nil)
		r.expectTypes(s, chat.EventMembershipChanged, chat.EventConversationNew)
		r.Close()
		r.expectError(s, event.ErrClosed)
		if _, err := r.SubscribePerson(r.t.Context(), r.reader); chat.KindOf(err) != chat.Unavailable {
			t.Errorf("got %v", err)
		}
	})
}
