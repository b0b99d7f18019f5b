package event

import (
	"time"

	"github.com/rustygpt/rustygpt/internal/store"
)

// Events of one conversation are announced by several goroutines, so one may
// overtake its predecessor by some microseconds. What is missing for longer
// than healAfter is taken from the log.
const (
	healAfter = 50 * time.Millisecond
	healPause = time.Second // between tries while the log fails
	healTries = 10
)

func (t *topic) hold(e *entry) {
	t.known = max(t.known, e.event.Position)
	if t.held == nil {
		t.held = map[int64]*entry{}
	}
	// Never more at once than readers have room for. The log has the others.
	if len(t.held) < t.ring.capacity/2 {
		t.held[e.event.Position] = e
	}
	if t.opened {
		t.heal()
	}
}

func (t *topic) heal() {
	if t.healing == nil && !t.stopped {
		t.healing = time.AfterFunc(healAfter, t.healNow)
	}
}

// healNow delivers what is missing from the log, page by page.
func (t *topic) healNow() {
	for {
		after, missing := t.missing()
		if !missing {
			return
		}
		page, err := t.hub.log.Events(t.hub.ctx, store.EventRange{ConversationID: t.conversation, After: after, Limit: t.ring.capacity / 4})
		if !t.healWith(after, page, err) {
			return
		}
	}
}

func (t *topic) missing() (after int64, missing bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.stopped || t.known <= t.top {
		t.healing = nil
		return 0, false
	}
	return t.top, true
}

// healWith adds a page of the log. It reports whether to go on at once.
func (t *topic) healWith(after int64, page store.Events, err error) bool {
	t.mu.Lock()
	for _, e := range page.Events {
		t.accept(newEntry(t.hub.opts.IDPrefix, e))
	}
	progress := t.top > after
	if progress {
		t.tries = 0
	} else {
		t.tries++
	}
	wake := t.wake()
	switch {
	case progress:
	case page.Gap || t.tries >= healTries:
		wake = t.breakOff()
	case t.healing != nil && !t.stopped:
		t.healing.Reset(healPause)
	}
	t.mu.Unlock()
	if err != nil {
		t.hub.logger.Warn("reading missing events failed", "conversation_id", t.conversation, "error", err)
	}
	t.hub.dispatch(wake)
	return progress
}

// breakOff gives the missing events up: they are not kept any more. Every
// subscription is cut off, resumes by id and is told of the gap.
func (t *topic) breakOff() []*Subscription {
	next := t.known
	for position := range t.held {
		next = min(next, position-1)
	}
	t.top = next
	t.ring.clear(next)
	for _, s := range t.subs {
		s.broken = true
	}
	t.healing, t.tries = nil, 0
	t.drain()
	return t.release(t.hub.opts.Now())
}
