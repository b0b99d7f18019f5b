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
	// quietPause is the time between reads for a conversation that nobody
	// follows here, so that somebody's own stream is told what matters of an
	// answer that another process writes without all of it being read piece by
	// piece.
	quietPause = 200 * time.Millisecond
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
	page, err := t.hub.store.Events(t.hub.ctx, store.EventRange{ConversationID: t.conversation, After: after, Limit: t.healLimit()})
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
	t.readAt = t.hub.opts.Now()
	return t.top, true
}

// healLimit is how many events are read at once: readers have to keep up.
func (t *topic) healLimit() int { return t.ring.capacity / 4 }

func (t *topic) healWith(after int64, page store.Events) {
	t.mu.Lock()
	wake, lost := t.takePage(after, page)
	due := t.beginTelling()
	t.mu.Unlock()
	t.hub.dispatch(wake)
	t.tell(due)
	if lost {
		t.hub.cutCircle(t.conversation)
	}
}

// takePage reports whether what is missing was given up.
func (t *topic) takePage(after int64, page store.Events) (wake []*Subscription, lost bool) {
	t.reading = false
	if t.stopped {
		return nil, false
	}
	for _, e := range page.Events {
		t.accept(newEntry(t.hub.opts.IDPrefix, e))
	}
	pause := healStep
	switch {
	case t.top == after:
		t.tries++
		pause = healPause
	case len(page.Events) < t.healLimit():
		t.tries = 0
		pause = max(pause, t.patience())
	default:
		t.tries = 0
	}
	if page.Gap && t.top == after || t.tries == healTries {
		return t.breakOff(), true
	}
	if t.healing != nil {
		t.healing.Reset(pause)
	}
	return t.wake(), false
}

// patience is how long reading may wait.
func (t *topic) patience() time.Duration {
	if len(t.subs) > 0 {
		return 0
	}
	return max(0, quietPause-t.hub.opts.Now().Sub(t.readAt))
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
	clear(t.signs)
	for _, s := range t.subs {
		s.broken = true
	}
	t.healing, t.tries = nil, 0
	t.drain()
	return t.release(t.hub.opts.Now())
}
