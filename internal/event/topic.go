package event

import (
	"container/list"
	"context"
	"sync"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// topic is one conversation, which brings its events into order.
type topic struct {
	feed

	// guarded by hub.mu
	users     int
	idle      *list.Element // set while users is 0
	idleTimer *time.Timer

	opening sync.Mutex // held while the first position is read

	// guarded by feed.mu
	opened  bool               // top is known, or how far people were told
	current bool               // top was compared with the log
	stopped bool               // evicted
	held    map[int64]*entry   // announced, but something before them was not yet
	signs   map[int64][]*entry // passing signs that follow an event which is not here yet, by its position
	healing *time.Timer        // runs while known > top
	reading bool               // the timer has fired and the log is being read
	tries   int                // of healing without success
	readAt  time.Time          // when the log was last read to heal

	circled bool         // the conversation has a circle
	due     []chat.Event // what its people are to be told
	telling bool         // somebody is telling them, and will go on with due
}

func newTopic(h *Hub, conversation chat.ConversationID) *topic {
	t := &topic{feed: newFeed(h, conversation)}
	t.left = func() { h.release(t) }
	return t
}

// open learns where the conversation stands, and returns that when it was not
// known before. Events announced since the topic was made are held until then,
// so none falls between the log and the ring. A topic that was made to tell
// people of a conversation goes on from where they were told.
func (t *topic) open(ctx context.Context) (top int64, err error) {
	t.opening.Lock()
	defer t.opening.Unlock()
	if t.isCurrent() {
		return 0, nil
	}
	if top, err = t.hub.store.TopPosition(ctx, t.conversation); err != nil {
		return 0, err
	}
	t.mu.Lock()
	t.current = true
	if t.opened {
		t.hear(top)
	} else {
		t.openAt(top)
	}
	t.mu.Unlock()
	t.goOn()
	return top, nil
}

// goOn delivers what entered the ring otherwise than by being published.
func (t *topic) goOn() {
	t.mu.Lock()
	wake, due := t.wake(), t.beginTelling()
	t.mu.Unlock()
	t.hub.dispatch(wake)
	t.tell(due)
}

func (t *topic) isCurrent() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.current
}

func (t *topic) openAt(top int64) {
	t.opened = true
	t.top, t.known = top, max(top, t.known)
	t.ring.clear(top)
	t.drain()
}

// publish takes events in any order and delivers what is due. It reports false
// when the topic has been evicted.
func (t *topic) publish(events []chat.Event) bool {
	entries := make([]*entry, len(events))
	for i, e := range events {
		entries[i] = newEntry(t.hub.opts.IDPrefix, e)
	}
	t.mu.Lock()
	if t.stopped {
		t.mu.Unlock()
		return false
	}
	after := int64(0)
	for _, e := range entries {
		if e.event.Position == 0 {
			t.acceptSign(e, after)
			continue
		}
		after = e.event.Position
		t.accept(e)
	}
	wake, due := t.wake(), t.beginTelling()
	t.mu.Unlock()
	t.hub.metrics.published(events)
	t.hub.dispatch(wake)
	t.tell(due)
	return true
}

// accept adds an entry when its turn has come, holds it while something before
// it is missing, and ignores what was seen already.
func (t *topic) accept(e *entry) {
	position := e.event.Position
	switch {
	case !t.opened || position > t.top+1:
		t.hold(e)
	case position == t.top+1:
		t.add(e)
		t.drain()
	}
}

// acceptSign adds a passing sign right after the event it follows, or at once
// when that is here already. Nobody waits for one before the topic is open.
func (t *topic) acceptSign(e *entry, after int64) {
	switch {
	case !t.opened:
	case after <= t.top:
		t.add(e)
	default:
		if t.signs == nil {
			t.signs = map[int64][]*entry{}
		}
		t.signs[after] = append(t.signs[after], e)
	}
}

func (t *topic) add(e *entry) {
	t.top = max(t.top, e.event.Position)
	t.known = max(t.known, t.top)
	t.ring.add(e, t.top, t.mustKeep)
	if retracts(e.event) {
		t.ring.retreat(t.top - 1)
	}
	t.part(e)
	if t.circled && isNews(e.event.Type) || e.event.Type == chat.EventMembershipChanged {
		t.due = append(t.due, e.event)
	}
	t.addSigns(e.event.Position)
}

// addSigns adds what was waiting for an event.
func (t *topic) addSigns(position int64) {
	signs := t.signs[position]
	delete(t.signs, position)
	for _, e := range signs {
		t.add(e)
	}
}

// drain adds what is held and due by now, and sees to what is still missing.
func (t *topic) drain() {
	for {
		e, ok := t.held[t.top+1]
		if !ok {
			break
		}
		delete(t.held, t.top+1)
		t.add(e)
	}
	if t.known > t.top {
		t.heal()
		return
	}
	clear(t.held) // leftovers that the log has delivered meanwhile
	if t.healing != nil {
		t.healing.Stop()
		t.healing, t.tries = nil, 0
	}
}

// stop ends a topic and returns how far it came.
func (t *topic) stop() (top int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.stopped = true
	t.stopWindow()
	if t.healing != nil {
		t.healing.Stop()
	}
	return t.top
}

// settled reports whether nothing is on its way through the topic.
func (t *topic) settled() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return !t.telling && len(t.due) == 0 && (!t.opened || t.known <= t.top)
}
