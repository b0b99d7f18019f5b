package event_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/event"
	"github.com/rustygpt/rustygpt/internal/leaktest"
	"github.com/rustygpt/rustygpt/internal/store"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

// memoryLog is a log of one or more conversations. Appending to it is what a
// commit is to the real one.
type memoryLog struct {
	mu     sync.Mutex
	seats  []store.Seat // whose positions are looked up
	counts map[chat.AccountID]int64
	events map[chat.ConversationID][]chat.Event
	kept   int64 // events up to this position were removed
	reads  int
	fail   error
}

func newLog() *memoryLog {
	return &memoryLog{events: map[chat.ConversationID][]chat.Event{}}
}

// commit gives events the next positions and keeps them.
func (l *memoryLog) commit(events ...chat.Event) []chat.Event {
	l.mu.Lock()
	defer l.mu.Unlock()
	for i := range events {
		id := events[i].ConversationID
		events[i].Position = int64(len(l.events[id])) + 1
		l.events[id] = append(l.events[id], events[i])
	}
	return events
}

func (l *memoryLog) prune(upTo int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.kept = upTo
}

// blank takes the payload of an event away.
func (l *memoryLog) blank(position int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, events := range l.events {
		events[position-1].Payload = []byte("{}")
	}
}

func (l *memoryLog) breakWith(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.fail = err
}

func (l *memoryLog) Events(_ context.Context, r store.EventRange) (store.Events, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.reads++
	if l.fail != nil {
		return store.Events{}, l.fail
	}
	all := l.events[r.ConversationID]
	answer := store.Events{Top: int64(len(all)), Gap: r.After < l.kept || r.After > int64(len(all))}
	from := min(max(r.After, l.kept), answer.Top)
	answer.Events = slices.Clone(all[from:min(from+int64(r.Limit), answer.Top)])
	return answer, nil
}

func (l *memoryLog) TopPosition(_ context.Context, id chat.ConversationID) (int64, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return int64(len(l.events[id])), l.fail
}

func (l *memoryLog) TopPositions(_ context.Context, ids []chat.ConversationID) (map[chat.ConversationID]int64, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	tops := map[chat.ConversationID]int64{}
	for _, id := range ids {
		tops[id] = int64(len(l.events[id]))
	}
	return tops, l.fail
}

func (l *memoryLog) Seats(_ context.Context, accounts []chat.AccountID) ([]store.Seat, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	var found []store.Seat
	for _, s := range l.seats {
		if slices.Contains(accounts, s.AccountID) {
			s.Position = int64(len(l.events[s.ConversationID]))
			found = append(found, s)
		}
	}
	return found, l.fail
}

func (l *memoryLog) FindConversation(_ context.Context, id chat.ConversationID, viewer chat.AccountID) (chat.Conversation, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !slices.ContainsFunc(l.seats, func(s store.Seat) bool { return s.AccountID == viewer && s.ConversationID == id }) {
		return chat.Conversation{}, chat.Errorf(chat.NotFound, "there is no such conversation")
	}
	return chat.Conversation{
		ID: id, Title: "Plans", Role: chat.RoleParticipant, Position: int64(len(l.events[id])), Unread: l.counts[viewer],
	}, l.fail
}

func (l *memoryLog) Participants(_ context.Context, id chat.ConversationID, _ chat.AccountID) ([]chat.Participant, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	var found []chat.Participant
	for _, s := range l.seats {
		if s.ConversationID == id {
			found = append(found, chat.Participant{AccountID: s.AccountID, Username: "ada", DisplayName: "Ada"})
		}
	}
	return found, l.fail
}

// seat gives somebody a place in a conversation.
func (l *memoryLog) seat(who chat.AccountID, id chat.ConversationID) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.seats = append(l.seats, store.Seat{AccountID: who, ConversationID: id})
}

func (l *memoryLog) unseat(who chat.AccountID, id chat.ConversationID) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.seats = slices.DeleteFunc(l.seats, func(s store.Seat) bool { return s.AccountID == who && s.ConversationID == id })
}

func (l *memoryLog) positions(id chat.ConversationID) []int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return positionsOf(l.events[id])
}

// room is a conversation with a hub of its own.
type room struct {
	*event.Hub
	t       testing.TB
	log     *memoryLog
	metrics *prometheus.Registry
	id      chat.ConversationID
	reader  chat.AccountID
}

func newRoom(t testing.TB, opts event.Options) *room {
	t.Helper()
	r := &room{
		t:       t,
		log:     newLog(),
		metrics: prometheus.NewRegistry(),
		id:      chat.NewID[chat.Conversation](),
		reader:  chat.NewID[chat.Account](),
	}
	r.Hub = event.New(r.log, opts, slog.New(slog.DiscardHandler), r.metrics)
	t.Cleanup(r.Close)
	return r
}

func (r *room) event(t chat.EventType) chat.Event {
	return chat.NewEvent(r.id, t, chat.MessageID{}, chat.MessageID{}, map[string]string{"text": "hello"}, time.Now())
}

// commit stores n events of a type without announcing them.
func (r *room) commit(n int, t chat.EventType) []chat.Event {
	events := make([]chat.Event, n)
	for i := range events {
		events[i] = r.event(t)
	}
	return r.log.commit(events...)
}

func (r *room) say(n int, t chat.EventType) []chat.Event {
	events := r.commit(n, t)
	r.Publish(events...)
	return events
}

func (r *room) subscribe(from event.Resume) *event.Subscription {
	r.t.Helper()
	s, err := r.Subscribe(r.t.Context(), r.id, r.reader, from)
	if err != nil {
		r.t.Fatalf("subscribe: %v", err)
	}
	r.t.Cleanup(s.Close)
	return s
}

// expect reads events until it has as many as wanted, and compares positions.
func (r *room) expect(s *event.Subscription, want ...int64) {
	r.t.Helper()
	var got []int64
	for len(got) < len(want) {
		events, err := s.Next(r.t.Context())
		if err != nil {
			r.t.Fatalf("after %v: %v", got, err)
		}
		got = append(got, positionsOf(events)...)
	}
	if !slices.Equal(got, want) {
		r.t.Fatalf("got positions %v, want %v", got, want)
	}
}

// expectNothing checks that a subscription has nothing to say. It needs
// virtual time.
func (r *room) expectNothing(s *event.Subscription) {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(r.t.Context(), time.Hour)
	defer cancel()
	if events, err := s.Next(ctx); ctx.Err() == nil {
		r.t.Fatalf("got %v, %v", events, err)
	}
}

func (r *room) expectError(s *event.Subscription, want error) {
	r.t.Helper()
	if events, err := s.Next(r.t.Context()); err != want {
		r.t.Fatalf("got %v, %v; want %v", positionsOf(events), err, want)
	}
}

func (r *room) expectGap(s *event.Subscription) {
	r.t.Helper()
	events, err := s.Next(r.t.Context())
	if err != nil || len(events) != 1 || events[0].Type != chat.EventError {
		r.t.Fatalf("got %v, %v; want one error event", events, err)
	}
	var p chat.ErrorPayload
	if err := json.Unmarshal(events[0].Payload, &p); err != nil || p.Code != chat.CodeReplayGap {
		r.t.Fatalf("got payload %s", events[0].Payload)
	}
}

func positionsOf(events []chat.Event) []int64 {
	positions := make([]int64, len(events))
	for i, e := range events {
		positions[i] = e.Position
	}
	return positions
}

func upTo(first, last int64) []int64 {
	var list []int64
	for p := first; p <= last; p++ {
		list = append(list, p)
	}
	return list
}

// pass lets virtual time go by.
func pass(d time.Duration) { <-time.After(d) }

// virtual runs a test in virtual time.
func virtual(t *testing.T, opts event.Options, f func(r *room)) {
	t.Helper()
	t.Parallel()
	synctest.Test(t, func(t *testing.T) { f(newRoom(t, opts)) })
}

func TestLiveOnlySkipsThePast(t *testing.T) {
	virtual(t, event.Options{}, func(r *room) {
		r.say(3, chat.EventMessageNew)
		s := r.subscribe(event.Resume{Live: true})
		r.expectNothing(s)
		r.say(2, chat.EventMessageNew)
		r.expect(s, 4, 5)
	})
}

func TestPublishInAnyOrder(t *testing.T) {
	virtual(t, event.Options{}, func(r *room) {
		s := r.subscribe(event.Resume{Live: true})
		e := r.commit(5, chat.EventMessageNew)
		for _, i := range []int{2, 4, 1, 0, 0, 3, 2} {
			r.Publish(e[i])
		}
		r.expect(s, 1, 2, 3, 4, 5)
		r.expectNothing(s)
	})
}

func TestMissingEventsComeFromTheLog(t *testing.T) {
	virtual(t, event.Options{}, func(r *room) {
		s := r.subscribe(event.Resume{Live: true})
		e := r.commit(300, chat.EventMessageDelta)
		start := time.Now()
		r.Publish(e[299])
		got := 0
		for got < 300 {
			events, err := s.Next(r.t.Context())
			if err != nil {
				r.t.Fatal(err)
			}
			for _, e := range events {
				if got++; e.Position != int64(got) {
					r.t.Fatalf("position %d after %d", e.Position, got-1)
				}
			}
		}
		if waited := time.Since(start); waited < 50*time.Millisecond || waited > 100*time.Millisecond {
			r.t.Errorf("healed after %v", waited)
		}
	})
}

func TestHealingIsTriedAgain(t *testing.T) {
	virtual(t, event.Options{}, func(r *room) {
		s := r.subscribe(event.Resume{Live: true})
		e := r.commit(2, chat.EventMessageNew)
		r.log.breakWith(chat.WithCode(chat.Unavailable, "", "down"))
		r.Publish(e[1])
		pass(3 * time.Second)
		r.log.breakWith(nil)
		r.expect(s, 1, 2)
	})
}

func TestHealingGivesUpOnWhatIsNotKept(t *testing.T) {
	virtual(t, event.Options{}, func(r *room) {
		s := r.subscribe(event.Resume{Live: true})
		e := r.commit(3, chat.EventMessageNew)
		r.log.prune(1)
		r.Publish(e[2])
		r.expectError(s, event.ErrLagged)
		r.expectGap(r.subscribe(event.Resume{After: 0}))
		next := r.subscribe(event.Resume{After: 2})
		r.expect(next, 3)
		r.say(1, chat.EventMessageNew)
		r.expect(next, 4)
	})
}

func TestPassingSignsHaveNoPosition(t *testing.T) {
	virtual(t, event.Options{}, func(r *room) {
		s := r.subscribe(event.Resume{Live: true})
		r.say(1, chat.EventMessageNew)
		r.Publish(r.event(chat.EventTypingUpdate))
		r.say(1, chat.EventMessageNew)
		r.expect(s, 1, 0, 2)
		late := r.subscribe(event.Resume{After: 0})
		r.expect(late, 1, 2)
	})
}

func TestUnreadConcernsOnlyThoseCounted(t *testing.T) {
	virtual(t, event.Options{}, func(r *room) {
		other := chat.NewID[chat.Account]()
		s := r.subscribe(event.Resume{Live: true})
		root := chat.NewID[chat.Message]()
		r.Publish(r.log.commit(
			chat.NewUnreadEvent(r.id, root, map[chat.AccountID]chat.UnreadCount{other: {Unread: 1, Total: 1}}, time.Now()),
			chat.NewUnreadEvent(r.id, root, map[chat.AccountID]chat.UnreadCount{other: {Unread: 2, Total: 2}, r.reader: {Unread: 7, Total: 7}}, time.Now()),
		)...)
		r.expect(s, 2)
		r.expectNothing(s)
		r.expect(r.subscribe(event.Resume{After: 0}), 2)
	})
}

func TestFirstEventAfterAPauseIsNotDelayed(t *testing.T) {
	virtual(t, event.Options{Window: 3 * time.Millisecond}, func(r *room) {
		s := r.subscribe(event.Resume{Live: true})
		start := time.Now()
		r.say(1, chat.EventMessageDelta)
		r.expect(s, 1)
		if d := time.Since(start); d != 0 {
			r.t.Errorf("first event after %v", d)
		}
		pass(time.Millisecond)
		r.say(1, chat.EventMessageDelta)
		synctest.Wait()
		r.say(1, chat.EventMessageDelta)
		events, err := s.Next(r.t.Context())
		if err != nil || len(events) != 2 {
			r.t.Fatalf("got %v, %v; want the two joined", positionsOf(events), err)
		}
		if d := time.Since(start); d != 3*time.Millisecond {
			r.t.Errorf("joined events after %v", d)
		}
	})
}

func TestCutEndsAfterWhatWasPublished(t *testing.T) {
	virtual(t, event.Options{}, func(r *room) {
		s := r.subscribe(event.Resume{Live: true})
		stays, err := r.Subscribe(r.t.Context(), r.id, chat.NewID[chat.Account](), event.Resume{Live: true})
		if err != nil {
			r.t.Fatal(err)
		}
		defer stays.Close()
		r.say(2, chat.EventMessageNew)
		e := r.commit(2, chat.EventMembershipChanged)
		r.Publish(e[1]) // its predecessor is announced after the cut
		r.CutAccount(r.reader)
		r.Publish(e[0])
		r.Publish(r.event(chat.EventTypingUpdate))
		r.say(1, chat.EventMessageNew)
		r.expect(s, 1, 2, 3, 4)
		r.expectError(s, event.ErrClosed)
		r.expect(stays, 1, 2, 3, 4, 0, 5)
	})
}

func TestCutAccount(t *testing.T) {
	virtual(t, event.Options{}, func(r *room) {
		s := r.subscribe(event.Resume{Live: true})
		r.CutAccount(chat.NewID[chat.Account]())
		r.say(1, chat.EventMessageNew)
		r.expect(s, 1)
		r.CutAccount(r.reader)
		r.expectError(s, event.ErrClosed)
	})
}

func TestCloseEndsReadersAndRefusesNewOnes(t *testing.T) {
	virtual(t, event.Options{}, func(r *room) {
		s := r.subscribe(event.Resume{Live: true})
		r.say(1, chat.EventMessageNew)
		r.Close()
		r.expect(s, 1)
		r.expectError(s, event.ErrClosed)
		_, err := r.Subscribe(r.t.Context(), r.id, r.reader, event.Resume{Live: true})
		if chat.KindOf(err) != chat.Unavailable {
			r.t.Errorf("got %v", err)
		}
	})
}

func TestCloseWhileNextWaits(t *testing.T) {
	virtual(t, event.Options{}, func(r *room) {
		s := r.subscribe(event.Resume{Live: true})
		go s.Close()
		r.expectError(s, event.ErrClosed)
		s.Close()
	})
}

// At shutdown, handlers may still announce what they have committed.
func TestPublishAfterClose(t *testing.T) {
	virtual(t, event.Options{}, func(r *room) {
		r.subscribe(event.Resume{Live: true})
		r.attend()
		r.Close()
		r.say(1, chat.EventMessageNew)
		r.Notice(r.id, 2)
		r.Joined(r.reader)
	})
}
