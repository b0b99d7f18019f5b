package event

import (
	"context"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// Several processes may write to one log. Each publishes what it committed
// itself; of the rest it hears by notices, which name a position only, and
// which may be lost. The events are taken from the log.

// Notice says that a conversation has come to a position, by events that are
// committed and may not have been published here.
func (h *Hub) Notice(conversation chat.ConversationID, position int64) {
	if t := h.find(conversation); t != nil && !h.dropIdle(t, position) {
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
	if t.idle == nil || h.topics[t.conversation] != t {
		return false
	}
	h.evict(t)
	return true
}

// notice reads on in the log at once, unless that happens already. Who is not
// open yet will read on when it is.
func (t *topic) notice(position int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.known = max(t.known, position)
	if !t.opened || t.known <= t.top || t.stopped {
		return
	}
	t.heal()
	if !t.reading && t.tries == 0 {
		t.healing.Reset(0)
	}
}

// announce tells the other processes of events that were published here.
// Passing signs have no position.
func (h *Hub) announce(events []chat.Event) {
	top := int64(0)
	for _, e := range events {
		top = max(top, e.Position)
	}
	if top > 0 {
		h.opts.Announce(events[0].ConversationID, top)
	}
}

// Check compares every conversation that is read here with the log, and reads
// what no notice told of.
func (h *Hub) Check(ctx context.Context) error {
	conversations := h.followed()
	if len(conversations) == 0 {
		return nil
	}
	tops, err := h.log.TopPositions(ctx, conversations)
	if err != nil {
		return err
	}
	for conversation, top := range tops {
		h.Notice(conversation, top)
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
	for _, t := range h.all() {
		t.mu.Lock()
		for _, s := range t.subs {
			seen[s.account] = true
		}
		t.mu.Unlock()
	}
	accounts := make([]chat.AccountID, 0, len(seen))
	for id := range seen {
		accounts = append(accounts, id)
	}
	return accounts
}
