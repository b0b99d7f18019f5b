package event_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/event"
	"github.com/rustygpt/rustygpt/internal/store"
)

// TestEverybodysListIsRight has people added, removed and written to at random
// by several goroutines, some of which announce nothing. In the end each
// person's client has to show what is true.
func TestEverybodysListIsRight(t *testing.T) {
	virtual(t, event.Options{Capacity: 4096}, func(r *room) {
		r.log.counts = map[chat.AccountID]int64{}
		clients := make([]*client, 6)
		for i := range clients {
			clients[i] = &client{room: r, account: chat.NewID[chat.Account]()}
			clients[i].open()
		}
		var writing sync.WaitGroup
		for i := range 4 {
			writing.Go(func() { writeAtRandom(r, clients, uint64(i)) })
		}
		writing.Wait()
		if err := r.Check(r.t.Context()); err != nil {
			t.Fatal(err)
		}
		pass(5 * time.Second)
		for i, c := range clients {
			c.read()
			seated, count := r.log.truth(c.account)
			if c.listed != seated || seated && c.unread != count {
				t.Errorf("client %d shows %v, %d; in truth it is %v, %d", i, c.listed, c.unread, seated, count)
			}
		}
	})
}

func writeAtRandom(r *room, clients []*client, seed uint64) {
	random := rand.New(rand.NewPCG(5, seed))
	for range 150 {
		e := r.log.change(r.id, clients[random.IntN(len(clients))].account, random.IntN(6) == 0)
		if random.IntN(10) > 0 {
			if random.IntN(3) == 0 {
				pass(time.Duration(random.IntN(3)) * time.Millisecond)
			}
			r.Publish(e)
		}
	}
}

// change adds somebody to a conversation, or takes them out, or counts one more
// unread message for them.
func (l *memoryLog) change(id chat.ConversationID, who chat.AccountID, leave bool) chat.Event {
	l.mu.Lock()
	defer l.mu.Unlock()
	var e chat.Event
	place := slices.IndexFunc(l.seats, func(s store.Seat) bool { return s.AccountID == who })
	switch {
	case place < 0:
		l.seats = append(l.seats, store.Seat{AccountID: who, ConversationID: id})
		e = membershipEvent(id, who, "added")
	case leave:
		l.seats = slices.Delete(l.seats, place, place+1)
		e = membershipEvent(id, who, "removed")
	default:
		l.counts[who]++
		e = chat.NewUnreadEvent(id, chat.MessageID{}, map[chat.AccountID]chat.UnreadCount{who: {Unread: l.counts[who]}}, time.Now())
	}
	e.Position = int64(len(l.events[id])) + 1
	l.events[id] = append(l.events[id], e)
	return e
}

func (l *memoryLog) truth(who chat.AccountID) (seated bool, count int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	seated = slices.ContainsFunc(l.seats, func(s store.Seat) bool { return s.AccountID == who })
	return seated, l.counts[who]
}

// client is what a person's app knows of the one conversation.
type client struct {
	*room
	account chat.AccountID
	stream  *event.Subscription
	listed  bool
	unread  int64
}

// open reads the list once the stream is there.
func (c *client) open() {
	c.stream = c.own(c.account)
	c.listed, c.unread = c.log.truth(c.account)
}

// read takes everything in that the stream has.
func (c *client) read() {
	for {
		ctx, cancel := context.WithTimeout(c.t.Context(), time.Second)
		events, err := c.stream.Next(ctx)
		quiet := ctx.Err() != nil
		cancel()
		switch {
		case quiet:
			return
		case err != nil: // cut off
			c.open()
		}
		for _, e := range events {
			c.apply(e)
		}
	}
}

func (c *client) apply(e chat.Event) {
	switch e.Type {
	case chat.EventConversationNew:
		p := payload[chat.ConversationNewPayload](c.t, e)
		c.listed, c.unread = true, p.Conversation.Unread
	case chat.EventMembershipChanged:
		if payload[chat.MembershipPayload](c.t, e).Action == "removed" {
			c.listed = false
		}
	case chat.EventUnreadUpdate:
		if c.listed {
			c.unread = e.Unread[c.account].Unread
		}
	default:
		c.t.Errorf("unexpected %s", e.Type)
	}
}
