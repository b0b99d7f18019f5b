package event

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// Several processes may write to one log. Each publishes what it committed
// itself; of the rest it hears by notices, which name a position only, and
// which may be lost. The events are taken from the log.

// Notice says that a conversation has come to a position, by events that are
// committed and may not have been published here. What concerns nobody here is
// not read.
func (h *Hub) Notice(conversation chat.ConversationID, position int64) {
	t := h.find(conversation)
	if t == nil {
		t = h.revive(conversation, position)
	}
	if t != nil && !h.dropIdle(t, position) {
		t.notice(position)
	}
}

// dropIdle evicts a topic that is behind and that nobody reads: the next
// subscriber opens it anew, and until then nothing has to be read for it.
func (h *Hub) dropIdle(t *topic, position int64) bool {
	if t.position() >= position {
		return false
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if t.idle == nil || h.topics[t.conversation] != t || h.circles[t.conversation] != nil {
		return false
	}
	h.evict(t)
	return true
}

func (t *topic) notice(position int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.hear(position)
}

// hear reads on in the log soon, unless that happens already. Who is not open
// yet will read on when it is.
func (t *topic) hear(position int64) {
	t.known = max(t.known, position)
	if !t.opened || t.known <= t.top || t.stopped {
		return
	}
	t.heal()
	if !t.reading && t.tries == 0 {
		t.healing.Reset(t.patience())
	}
}

// announce tells the other processes of events that were published here.
// Passing signs have no position.
func (h *Hub) announce(events []chat.Event) {
	top := topOf(events)
	if top > 0 {
		h.opts.Announce(events[0].ConversationID, top)
	}
	for _, e := range events {
		if p, ok := membership(e); ok && (p.Action == added || p.Action == removed) {
			h.Joined(p.UserID)
		}
	}
}

func topOf(events []chat.Event) (top int64) {
	for _, e := range events {
		top = max(top, e.Position)
	}
	return top
}

// checkedAtOnce is how many conversations, or people with all of theirs, are
// compared with the log in one read.
const (
	conversationsAtOnce = 1000
	peopleAtOnce        = 50
)

// Check compares everything that somebody reads here with the log, and reads
// what no notice told of.
func (h *Hub) Check(ctx context.Context) error {
	for some := range slices.Chunk(h.followed(), conversationsAtOnce) {
		tops, err := h.store.TopPositions(ctx, some)
		if err != nil {
			return err
		}
		for conversation, top := range tops {
			h.Notice(conversation, top)
		}
	}
	for some := range slices.Chunk(h.present(), peopleAtOnce) {
		if err := h.checkPeople(ctx, some); err != nil {
			return err
		}
	}
	return nil
}

// checkPeople compares the conversations of people who have their own stream
// open.
func (h *Hub) checkPeople(ctx context.Context, accounts []chat.AccountID) error {
	seats, err := h.store.Seats(ctx, accounts)
	if err != nil {
		return err
	}
	for _, s := range seats {
		h.Notice(s.ConversationID, s.Position)
	}
	for _, id := range h.misplaced(accounts, seats) {
		h.NoticeAccount(id)
	}
	return nil
}

func (h *Hub) followed() []chat.ConversationID {
	h.mu.RLock()
	defer h.mu.RUnlock()
	var conversations []chat.ConversationID
	for id, t := range h.topics {
		if t.users > 0 {
			conversations = append(conversations, id)
		}
	}
	return conversations
}

func (h *Hub) present() []chat.AccountID {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return slices.Collect(maps.Keys(h.people))
}

// Watch checks at every heartbeat until ctx ends, so that a lost notice costs
// no more than that.
func (h *Hub) Watch(ctx context.Context) error {
	tick := time.NewTicker(h.opts.Heartbeat)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
		if err := h.Check(ctx); err != nil && ctx.Err() == nil {
			h.logger.Warn("comparing followed conversations with the log failed", "error", err)
		}
	}
}

// Accounts lists who reads here.
func (h *Hub) Accounts() []chat.AccountID {
	seen := map[chat.AccountID]bool{}
	for _, f := range h.all() {
		f.mu.Lock()
		for _, s := range f.subs {
			seen[s.account] = true
		}
		f.mu.Unlock()
	}
	return slices.Collect(maps.Keys(seen))
}
