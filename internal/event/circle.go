package event

import (
	"slices"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

// circle is those participants of a conversation who have their own stream open
// here. Circles are an index, guarded by hub.mu: for a conversation in which
// nothing happens there is no topic, and nothing is read.
type circle struct {
	people []*person
	// position is how far the people were told what happens, while the
	// conversation has no topic.
	position int64
}

// reseat makes the index agree with what was read, and returns the
// conversations that are new to the person, and those that the person is not in
// any more. Seats that are outdated by now it ignores: somebody may have been
// removed since.
func (h *Hub) reseat(p *person, seats []store.Seat) (arrived, gone []chat.ConversationID) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if p.outdated || p.users == 0 {
		return nil, nil
	}
	left := make(map[chat.ConversationID]struct{}, len(p.seats))
	for _, id := range p.seats {
		left[id] = struct{}{}
	}
	p.seats = make([]chat.ConversationID, 0, len(seats))
	for _, s := range seats {
		id := s.ConversationID
		p.seats = append(p.seats, id)
		if _, known := left[id]; known {
			delete(left, id)
			continue
		}
		h.joinCircle(s, p)
		if p.settled {
			arrived = append(arrived, id)
		}
	}
	for id := range left {
		h.leaveCircle(id, p)
		gone = append(gone, id)
	}
	p.settled = true
	p.expect(arrived)
	return arrived, gone
}

func (h *Hub) joinCircle(s store.Seat, p *person) {
	c := h.circles[s.ConversationID]
	if c == nil {
		c = &circle{position: s.Position}
		h.circles[s.ConversationID] = c
		if t := h.topics[s.ConversationID]; t != nil {
			t.encircle(s.Position)
		}
	}
	c.people = append(c.people, p)
}

func (h *Hub) leaveCircle(conversation chat.ConversationID, p *person) {
	c := h.circles[conversation]
	if c == nil {
		return
	}
	c.people = slices.DeleteFunc(c.people, func(other *person) bool { return other == p })
	if len(c.people) == 0 {
		delete(h.circles, conversation)
		if t := h.topics[conversation]; t != nil {
			t.mu.Lock()
			defer t.mu.Unlock()
			t.circled = false
		}
	}
}

// encircle has people told of what happens after a position. The topic may not
// be open: its only reader has left before it was, or is still about to open it.
func (t *topic) encircle(position int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.circled = true
	if !t.opened {
		t.openAt(position)
		go t.goOn() // later: the hub is held
	}
}

// unseat takes a person out of conversations that they have left, or that they
// could not be told of. It reports whether they were in any of them.
func (h *Hub) unseat(p *person, conversations ...chat.ConversationID) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	before := len(p.seats)
	p.seats = slices.DeleteFunc(p.seats, func(id chat.ConversationID) bool { return slices.Contains(conversations, id) })
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, id := range conversations {
		h.leaveCircle(id, p)
		delete(p.arriving, id)
	}
	return len(p.seats) < before
}

// expect has the news of conversations held back until they have arrived.
func (p *person) expect(conversations []chat.ConversationID) {
	if len(conversations) == 0 {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.arriving == nil {
		p.arriving = map[chat.ConversationID][]*entry{}
	}
	for _, id := range conversations {
		p.arriving[id] = nil
	}
}

// inCircle lists who has to be told of a conversation.
func (h *Hub) inCircle(conversation chat.ConversationID) []*person {
	h.mu.RLock()
	defer h.mu.RUnlock()
	if c := h.circles[conversation]; c != nil {
		return slices.Clone(c.people)
	}
	return nil
}

// cutCircle ends the own streams of a conversation's people, who have missed
// something that cannot be read any more. They come back and read their lists
// again.
func (h *Hub) cutCircle(conversation chat.ConversationID) {
	for _, p := range h.inCircle(conversation) {
		p.cut(func(*Subscription) bool { return true })
	}
}

// misplaced lists those of accounts whose seats are others than the index says.
func (h *Hub) misplaced(accounts []chat.AccountID, seats []store.Seat) []chat.AccountID {
	found := map[chat.AccountID]map[chat.ConversationID]bool{}
	for _, id := range accounts {
		found[id] = map[chat.ConversationID]bool{}
	}
	for _, s := range seats {
		found[s.AccountID][s.ConversationID] = true
	}
	h.mu.RLock()
	defer h.mu.RUnlock()
	return slices.DeleteFunc(slices.Clone(accounts), func(id chat.AccountID) bool {
		p := h.people[id]
		return p == nil || len(p.seats) == len(found[id]) &&
			!slices.ContainsFunc(p.seats, func(c chat.ConversationID) bool { return !found[id][c] })
	})
}
