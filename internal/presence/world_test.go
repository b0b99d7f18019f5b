package presence_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/event"
	"github.com/rustygpt/rustygpt/internal/presence"
	"github.com/rustygpt/rustygpt/internal/store"
)

// directory says who is in which conversation.
type directory struct {
	event.Store

	mu     sync.Mutex
	rooms  map[chat.ConversationID]map[chat.AccountID]chat.ConversationRole
	roots  map[chat.MessageID]chat.ConversationID
	reads  int // of seats
	failed error
}

func (d *directory) TopPosition(context.Context, chat.ConversationID) (int64, error) { return 0, nil }

func (d *directory) Seats(_ context.Context, accounts []chat.AccountID) ([]store.Seat, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.reads++
	var seats []store.Seat
	for room, people := range d.rooms {
		for id := range people {
			if slices.Contains(accounts, id) {
				seats = append(seats, store.Seat{AccountID: id, ConversationID: room})
			}
		}
	}
	return seats, d.failed
}

func (d *directory) ListParticipants(_ context.Context, room chat.ConversationID) (list []chat.AccountID, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for id := range d.rooms[room] {
		list = append(list, id)
	}
	return list, d.failed
}

func (d *directory) FindMessage(_ context.Context, id chat.MessageID, viewer chat.AccountID) (store.ViewedMessage, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	room := d.roots[id]
	role, in := d.rooms[room][viewer]
	if !in {
		return store.ViewedMessage{}, chat.Errorf(chat.NotFound, "there is no such message")
	}
	return store.ViewedMessage{Message: chat.Message{ID: id, RootID: id, ConversationID: room}, Role: role}, nil
}

// instance is a server of its own with everything in memory.
type instance struct {
	*presence.Service
	hub  *event.Hub
	sent *wire
}

// wire is the line from one instance to the others.
type wire struct {
	name   string
	others []*instance
	signs  int
}

func (w *wire) Tell(s presence.Sign) {
	w.signs++
	for _, o := range w.others {
		go o.Hear(w.name, s)
	}
}

func (w *wire) TellTyping(t presence.Typing) {
	for _, o := range w.others {
		go o.HearTyping(t)
	}
}

// world is a room that ada and bob are in, and eve is not, in virtual time.
type world struct {
	*directory
	t             *testing.T
	room          chat.ConversationID
	root          chat.MessageID
	ada, bob, eve chat.Actor
}

func virtual(t *testing.T, run func(w *world)) {
	t.Helper()
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		person := func() chat.Actor { return chat.Actor{Account: chat.Account{ID: chat.NewID[chat.Account]()}} }
		w := &world{
			t: t, room: chat.NewID[chat.Conversation](), root: chat.NewID[chat.Message](),
			ada: person(), bob: person(), eve: person(),
		}
		w.directory = &directory{
			rooms: map[chat.ConversationID]map[chat.AccountID]chat.ConversationRole{
				w.room: {w.ada.Account.ID: chat.RoleOwner, w.bob.Account.ID: chat.RoleParticipant},
			},
			roots: map[chat.MessageID]chat.ConversationID{w.root: w.room},
		}
		run(w)
	})
}

// start makes instances that know of each other.
func (w *world) start(n int) []*instance {
	list := make([]*instance, n)
	for i := range list {
		hub := event.New(w.directory, event.Options{Window: -1}, slog.New(slog.DiscardHandler), nil)
		line := &wire{name: string(rune('a' + i))}
		list[i] = &instance{presence.New(w.directory, hub, presence.Options{Peers: line}, slog.New(slog.DiscardHandler)), hub, line}
		hub.SetAttendance(list[i])
		ctx, stop := context.WithCancel(w.t.Context())
		var running sync.WaitGroup
		running.Go(func() {
			if err := list[i].Run(ctx); err != nil {
				w.t.Error(err)
			}
		})
		w.t.Cleanup(func() { stop(); running.Wait(); hub.Close() })
	}
	for i, in := range list {
		in.sent.others = slices.Concat(list[:i], list[i+1:])
	}
	return list
}

func (w *world) follow(in *instance) *event.Subscription {
	w.t.Helper()
	s, err := in.hub.Subscribe(w.t.Context(), w.room, w.bob.Account.ID, event.Resume{Live: true})
	w.must(err)
	w.t.Cleanup(s.Close)
	return s
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// next is the next sign of a subscription, decoded.
func next[P any](w *world, s *event.Subscription, typ chat.EventType) (p P) {
	w.t.Helper()
	events, err := s.Next(w.t.Context())
	w.must(err)
	if len(events) != 1 || events[0].Type != typ || events[0].Position != 0 {
		w.t.Fatalf("got %+v, want one %s", events, typ)
	}
	w.must(json.Unmarshal(events[0].Payload, &p))
	return p
}

// sees expects somebody's status on a stream.
func (w *world) sees(s *event.Subscription, who chat.Actor, want chat.PresenceStatus) chat.PresencePayload {
	w.t.Helper()
	p := next[chat.PresencePayload](w, s, chat.EventPresenceUpdate)
	if p.UserID != who.Account.ID || p.Status != want || p.ConversationID != w.room {
		w.t.Fatalf("saw %+v, want %s to be %s", p, who.Account.ID, want)
	}
	return p
}

// quiet expects nothing for a while.
func (w *world) quiet(s *event.Subscription, d time.Duration) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), d)
	defer cancel()
	if events, err := s.Next(ctx); ctx.Err() == nil {
		w.t.Fatalf("got %+v, %v", events, err)
	}
}

func (w *world) is(in *instance, who chat.Actor, want chat.PresenceStatus) {
	w.t.Helper()
	if got, _ := in.Presence(who.Account.ID); got != want {
		w.t.Errorf("%s, want %s", got, want)
	}
}

func pass(d time.Duration) { <-time.After(d) }
