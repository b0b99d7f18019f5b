package event

import (
	"container/list"
	"context"
	"slices"
	"sync"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// topic is one followed conversation.
type topic struct {
	hub          *Hub
	conversation chat.ConversationID

	// guarded by hub.mu
	users     int
	idle      *list.Element // set while users is 0
	idleTimer *time.Timer

	opening sync.Mutex // held while the first position is read

	mu      sync.Mutex
	opened  bool  // top is known
	stopped bool  // evicted
	top     int64 // position of the newest event in the ring
	known   int64 // newest position ever announced
	ring    ring
	held    map[int64]*entry // announced, but something before them was not yet
	healing *time.Timer      // runs while known > top
	reading bool             // the timer has fired and the log is being read
	tries   int              // of healing without success

	subs     []*Subscription
	parked   []*Subscription // those of subs that nobody attends
	released uint64          // entries below this sequence may be delivered
	wokeAt   time.Time
	window   *time.Timer // releases what came within the window
	waiting  bool        // window is running
}

func newTopic(h *Hub, conversation chat.ConversationID) *topic {
	return &topic{hub: h, conversation: conversation, ring: newRing(h.opts.Capacity)}
}

// open learns where the conversation stands. Events announced since the topic
// was made are held until then, so none falls between the log and the ring.
func (t *topic) open(ctx context.Context) error {
	t.opening.Lock()
	defer t.opening.Unlock()
	if t.isOpen() {
		return nil
	}
	top, err := t.hub.log.TopPosition(ctx, t.conversation)
	if err != nil {
		return err
	}
	t.mu.Lock()
	t.opened = true
	t.top, t.known = top, max(top, t.known)
	t.ring.clear(top)
	t.drain()
	wake := t.wake()
	t.mu.Unlock()
	t.hub.dispatch(wake)
	return nil
}

func (t *topic) isOpen() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.opened
}

// publish takes events in any order and delivers what is due.
func (t *topic) publish(events []chat.Event) {
	entries := make([]*entry, len(events))
	for i, e := range events {
		entries[i] = newEntry(t.hub.opts.IDPrefix, e)
	}
	t.hub.metrics.published(events)
	t.mu.Lock()
	for _, e := range entries {
		t.accept(e)
	}
	wake := t.wake()
	t.mu.Unlock()
	t.hub.dispatch(wake)
}

// accept adds an entry when its turn has come, holds it while something before
// it is missing, and ignores what was seen already.
func (t *topic) accept(e *entry) {
	position := e.event.Position
	switch {
	case position == 0:
		if t.opened {
			t.add(e)
		}
	case !t.opened || position > t.top+1:
		t.hold(e)
	case position == t.top+1:
		t.add(e)
		t.drain()
	}
}

func (t *topic) add(e *entry) {
	t.top = max(t.top, e.event.Position)
	t.known = max(t.known, t.top)
	e.top = t.top
	t.ring.add(e, t.mustKeep)
	t.part(e)
}

// mustKeep tells whether a reader that lost an entry of the class has to be
// cut off.
func (t *topic) mustKeep(c class) bool {
	return c == vital || c == system && !t.hub.opts.DropSystem
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

// wake decides, after entries were added, who is to be attended now: all
// parked subscriptions when the last wake is a window ago, nobody yet when the
// window is still open.
func (t *topic) wake() []*Subscription {
	if t.released == t.ring.next || t.waiting && !t.crowded() {
		return nil
	}
	now := t.hub.opts.Now()
	if rest := t.hub.opts.Window - now.Sub(t.wokeAt); rest > 0 && !t.crowded() {
		t.waiting = true
		if t.window == nil {
			t.window = time.AfterFunc(rest, t.endWindow)
		} else {
			t.window.Reset(rest)
		}
		return nil
	}
	return t.release(now)
}

// crowded reports whether waiting longer could cost readers what they have
// not been given a chance to take.
func (t *topic) crowded() bool {
	return t.ring.next-t.released >= uint64(t.ring.capacity/2)
}

func (t *topic) endWindow() {
	t.mu.Lock()
	t.waiting = false
	wake := t.release(t.hub.opts.Now())
	t.mu.Unlock()
	t.hub.dispatch(wake)
}

func (t *topic) release(now time.Time) []*Subscription {
	t.released = t.ring.next
	t.wokeAt = now
	wake := t.parked
	t.parked = nil
	for _, s := range wake {
		s.place = attended
	}
	return wake
}

// park leaves a subscription without anyone attending it until the next wake.
func (t *topic) park(s *Subscription) {
	if t.parked == nil {
		t.parked = make([]*Subscription, 0, len(t.subs))
	}
	s.place = len(t.parked)
	t.parked = append(t.parked, s)
}

// unpark reports whether the caller now attends the subscription.
func (t *topic) unpark(s *Subscription) bool {
	if s.place == attended {
		return false
	}
	last := len(t.parked) - 1
	t.parked[s.place] = t.parked[last]
	t.parked[s.place].place = s.place
	t.parked[last] = nil
	t.parked = t.parked[:last]
	s.place = attended
	return true
}

// join adds a subscription that starts at a sequence.
func (t *topic) join(s *Subscription, cursor uint64) {
	s.cursor, s.born = cursor, t.ring.next
	s.deltas = t.ring.deltas
	if cursor < t.ring.next {
		s.deltas = t.ring.at(cursor).deltas
	}
	t.subs = append(t.subs, s)
	if t.hub.ctx.Err() != nil { // closed while the subscriber was on its way
		s.cut, s.lastPosition = true, t.top
	}
}

// leave reports whether the subscription was still there.
func (t *topic) leave(s *Subscription) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	i := slices.Index(t.subs, s)
	if i < 0 {
		return false
	}
	s.closed = true
	if s.heart != nil {
		s.heart.Stop()
	}
	t.unpark(s)
	last := len(t.subs) - 1
	t.subs[i] = t.subs[last]
	t.subs[last] = nil
	t.subs = t.subs[:last]
	return true
}

// cut lets the chosen subscriptions end after everything announced so far.
func (t *topic) cut(chosen func(*Subscription) bool) {
	var wake []*Subscription
	t.mu.Lock()
	last := t.known
	if t.hub.ctx.Err() != nil {
		last = t.top // what is missing now is not healed any more
	}
	for _, s := range t.subs {
		if !chosen(s) || s.cut {
			continue
		}
		s.cut, s.lastPosition = true, last
		if t.unpark(s) {
			wake = append(wake, s)
		}
	}
	t.mu.Unlock()
	t.hub.dispatch(wake)
}

// interrupt closes the sockets of streams that still wait for their peer.
func (t *topic) interrupt() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, s := range t.subs {
		if s.out != nil {
			s.out.close()
		}
	}
}

func (t *topic) stop() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.stopped = true
	for _, timer := range []*time.Timer{t.window, t.healing} {
		if timer != nil {
			timer.Stop()
		}
	}
}
