package event

import (
	"context"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

// Subscribe starts following a conversation from a resume point. The caller
// has checked that the account may. A point that cannot be honoured yields an
// error event with code replay_gap first, then what happens from now on.
//
// Errors are those of the Log, and Unavailable once the hub is closed.
func (h *Hub) Subscribe(ctx context.Context, conversation chat.ConversationID, account chat.AccountID, from Resume) (*Subscription, error) {
	t, err := h.acquire(conversation)
	if err != nil {
		return nil, err
	}
	top, err := t.open(ctx)
	if err != nil {
		h.release(t)
		return nil, err
	}
	s := &Subscription{feed: &t.feed, account: account, signal: make(chan struct{}, 1), place: attended}
	if from.Live {
		s.after = top // a topic that was not current may still have to come so far
		t.joinLive(s)
		return s, nil
	}
	if err := h.replay(ctx, t, s, from); err != nil {
		h.release(t)
		return nil, err
	}
	return s, nil
}

func (h *Hub) replay(ctx context.Context, t *topic, s *Subscription, from Resume) error {
	started := time.Now()
	if oldest := h.oldest(); from.byTime() && from.Since.Before(oldest) {
		from.All, from.Since = false, oldest
	}
	r := replay{topic: t, subscription: s, from: from, after: from.After}
	if err := r.run(ctx); err != nil {
		return err
	}
	h.metrics.replayed(r.events, time.Since(started))
	return nil
}

// pageSize is how many events are read from the log at a time.
const pageSize = 256

// replay brings a subscription from its resume point to the ring. There is no
// queue for what happens meanwhile: the ring is it. The log is read page by
// page until the position reached is one that the ring goes on from, so there
// is neither a gap nor a repetition where the two meet.
type replay struct {
	topic        *topic
	subscription *Subscription
	from         Resume
	after        int64 // everything up to here is dealt with
	events       []*entry
}

func (r *replay) run(ctx context.Context) error {
	ok, err := r.admit(ctx)
	if err != nil {
		return err
	}
	for ok && !r.reachRing() {
		if ok, err = r.readPage(ctx); err != nil {
			return err
		}
	}
	if !ok {
		r.refuse()
	}
	return nil
}

// admit reports whether the resume point can be honoured, as far as that shows
// without reading events.
func (r *replay) admit(ctx context.Context) (bool, error) {
	top, limit := r.topic.reached(), int64(r.topic.hub.opts.MaxBackfill)
	if r.from.byTime() {
		r.after = max(0, top-limit)
		return true, nil
	}
	if r.after <= top {
		return r.after >= 0 && top-r.after <= limit && !r.topic.outdated(r.after), nil
	}
	// An event can be seen in a read a moment before it is announced here.
	top, err := r.topic.hub.store.TopPosition(ctx, r.topic.conversation)
	return r.after <= top, err
}

// outdated reports whether the first event after a position is older than what
// is kept, where that is kept in memory only.
func (t *topic) outdated(after int64) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.hub.opts.Retention <= 0 {
		return false
	}
	q := t.ring.seek(after)
	return q < t.ring.next && t.ring.at(q).event.CreatedAt.Before(t.hub.oldest())
}

// oldest is when the oldest events may have happened that are still replayed.
// Zero = there is no limit.
func (h *Hub) oldest() time.Time {
	if h.opts.Retention <= 0 {
		return time.Time{}
	}
	return h.opts.Now().Add(-h.opts.Retention)
}

// reached is how far the conversation is known to have come.
func (t *topic) reached() int64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.known
}

func (t *topic) position() int64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.top
}

// reachRing joins the subscription once the ring goes on from where the log
// was read to.
func (r *replay) reachRing() bool {
	t, s := r.topic, r.subscription
	t.mu.Lock()
	defer t.mu.Unlock()
	if r.after < t.ring.floor {
		return false
	}
	cursor := t.ring.seek(r.after)
	if r.from.byTime() {
		cursor = t.ring.since(cursor, r.from)
	}
	s.after, s.backlog = r.after, r.events
	t.join(s, cursor)
	for q := cursor; q < t.ring.next; q++ {
		r.events = append(r.events, t.ring.at(q).entry)
	}
	t.released = max(t.released, t.ring.next)
	return true
}

// readPage reads on in the log. It reports false when what comes next is not
// there any more, or too much.
func (r *replay) readPage(ctx context.Context) (bool, error) {
	t := r.topic
	page, err := t.hub.store.Events(ctx, store.EventRange{ConversationID: t.conversation, After: r.after, Limit: pageSize})
	if err != nil {
		return false, err
	}
	if page.Gap && !r.from.byTime() {
		return false, nil
	}
	for _, e := range page.Events {
		r.after = e.Position
		if n := newEntry(t.hub.opts.IDPrefix, e); r.from.includes(e) && n.concerns(r.subscription.account) {
			r.events = append(r.events, n)
		}
	}
	if len(page.Events) == 0 {
		return r.skipMissing(), nil
	}
	return len(r.events) <= 2*t.hub.opts.MaxBackfill, nil
}

// skipMissing goes on with what the ring has after the log ended before it. By
// time that is fine: what exists is replayed.
func (r *replay) skipMissing() bool {
	t := r.topic
	t.mu.Lock()
	defer t.mu.Unlock()
	r.after = max(r.after, t.ring.floor)
	return r.from.byTime()
}

// refuse starts the subscription with the error event that tells its client to
// fetch everything again. It carries the present position as its id, so the
// next attempt resumes from there.
func (r *replay) refuse() {
	t, s := r.topic, r.subscription
	t.hub.metrics.gaps.Inc()
	t.mu.Lock()
	defer t.mu.Unlock()
	gap := chat.NewEvent(t.conversation, chat.EventError, chat.MessageID{}, chat.MessageID{}, chat.ErrorPayload{
		ConversationID: t.conversation,
		Code:           chat.CodeReplayGap,
		Message:        "Earlier events are not available any more. Reload the conversation.",
	}, t.hub.opts.Now())
	gap.Position = t.top
	r.events = nil
	s.backlog = []*entry{newEntry(t.hub.opts.IDPrefix, gap)}
	t.join(s, t.ring.next)
}
