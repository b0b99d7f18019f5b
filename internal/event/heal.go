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
	healStep  = 5 * time.Millisecond // between pages: readers have to keep up
	healPause = time.Second          // between tries while the log fails
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

// healNow delivers what is missing from the log, as far as one page has it.
func (t *topic) healNow() {
	after, missing := t.missing()
	if !missing {
		return
	}
	page, err := t.hub.log.Events(t.hub.ctx, store.EventRange{ConversationID: t.conversation, After: after, Limit: t.ring.capacity / 4})
	if err != nil {
		t.hub.logger.Warn("reading missing events failed", "conversation_id", t.conversation, "error", err)
	}
	t.healWith(after, page)
}

func (t *topic) missing() (after int64, missing bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.stopped || t.known <= t.top {
		t.healing = nil
		return 0, false
	}
	t.reading = true
	return t.top, true
}

func (t *topic) healWith(after int64, page store.Events) {
	t.mu.Lock()
	t.reading = false
	for _, e := range page.Events {
		t.accept(newEntry(t.hub.opts.IDPrefix, e))
	}
	wake := t.wake()
	pause := healStep
	if t.top > after {
		t.tries = 0
	} else {
		t.tries++
		pause = healPause
	}
	switch {
	case page.Gap && t.top == after, t.tries == healTries:
		wake = t.breakOff()
	case t.healing != nil && !t.stopped:
		t.healing.Reset(pause)
	}
	t.mu.Unlock()
	t.hub.dispatch(wake)
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
