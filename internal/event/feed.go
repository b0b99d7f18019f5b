package event

import (
	"slices"
	"sync"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// feed is a ring with its subscriptions, each of which is either parked here or
// attended by exactly one goroutine.
type feed struct {
	hub          *Hub
	conversation chat.ConversationID // zero: a person's own
	left         func()              // called when a subscription has gone

	mu    sync.Mutex
	ring  ring
	top   int64 // position of the newest entry in the ring
	known int64 // newest position ever announced

	subs     []*Subscription
	parked   []*Subscription // those of subs that nobody attends
	released uint64          // entries below this sequence may be delivered
	wokeAt   time.Time
	window   *time.Timer // releases what came within the window
	waiting  bool        // window is running
}

func newFeed(h *Hub, conversation chat.ConversationID) feed {
	return feed{hub: h, conversation: conversation, ring: newRing(h.opts.Capacity)}
}

// mustKeep tells whether a reader that lost an entry of the class has to be
// cut off.
func (f *feed) mustKeep(c class) bool {
	return c == vital || c == system && !f.hub.opts.DropSystem
}

// wake decides, after entries were added, who is to be attended now: all
// parked subscriptions when the last wake is a window ago, nobody yet when the
// window is still open.
func (f *feed) wake() []*Subscription {
	if f.released == f.ring.next || f.waiting && !f.crowded() {
		return nil
	}
	now := f.hub.opts.Now()
	if rest := f.hub.opts.Window - now.Sub(f.wokeAt); rest > 0 && !f.crowded() {
		f.waiting = true
		if f.window == nil {
			f.window = time.AfterFunc(rest, f.endWindow)
		} else {
			f.window.Reset(rest)
		}
		return nil
	}
	return f.release(now)
}

// crowded reports whether waiting longer could cost readers what they have
// not been given a chance to take.
func (f *feed) crowded() bool {
	return f.ring.next-f.released >= uint64(f.ring.capacity/2)
}

func (f *feed) endWindow() {
	f.mu.Lock()
	f.waiting = false
	wake := f.release(f.hub.opts.Now())
	f.mu.Unlock()
	f.hub.dispatch(wake)
}

func (f *feed) release(now time.Time) []*Subscription {
	f.released = f.ring.next
	f.wokeAt = now
	wake := f.parked
	f.parked = nil
	for _, s := range wake {
		s.place = attended
	}
	return wake
}

// park leaves a subscription without anyone attending it until the next wake.
func (f *feed) park(s *Subscription) {
	if f.parked == nil {
		f.parked = make([]*Subscription, 0, len(f.subs))
	}
	s.place = len(f.parked)
	f.parked = append(f.parked, s)
}

// unpark reports whether the caller now attends the subscription.
func (f *feed) unpark(s *Subscription) bool {
	if s.place == attended {
		return false
	}
	last := len(f.parked) - 1
	f.parked[s.place] = f.parked[last]
	f.parked[s.place].place = s.place
	f.parked[last] = nil
	f.parked = f.parked[:last]
	s.place = attended
	return true
}

// joinLive adds a subscription that starts with what comes next.
func (f *feed) joinLive(s *Subscription) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.join(s, f.ring.next)
}

// join adds a subscription that starts at a sequence.
func (f *feed) join(s *Subscription, cursor uint64) {
	s.cursor, s.born = cursor, f.ring.next
	s.deltas = f.ring.deltas
	if cursor < f.ring.next {
		s.deltas = f.ring.at(cursor).deltas
	}
	f.subs = append(f.subs, s)
	if f.hub.ctx.Err() != nil { // closed while the subscriber was on its way
		s.cut, s.lastPosition = true, f.top
	}
}

// leave reports whether the subscription was still there.
func (f *feed) leave(s *Subscription) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	i := slices.Index(f.subs, s)
	if i < 0 {
		return false
	}
	s.closed = true
	if s.heart != nil {
		s.heart.Stop()
	}
	f.unpark(s)
	last := len(f.subs) - 1
	f.subs[i] = f.subs[last]
	f.subs[last] = nil
	f.subs = f.subs[:last]
	return true
}

// cut lets the chosen subscriptions end after everything announced so far.
func (f *feed) cut(chosen func(*Subscription) bool) {
	var wake []*Subscription
	f.mu.Lock()
	last := f.known
	if f.hub.ctx.Err() != nil {
		last = f.top // what is missing now is not healed any more
	}
	for _, s := range f.subs {
		if !chosen(s) || s.cut {
			continue
		}
		s.cut, s.lastPosition = true, last
		if f.unpark(s) {
			wake = append(wake, s)
		}
	}
	f.mu.Unlock()
	f.hub.dispatch(wake)
}

// interrupt closes the sockets of streams that still wait for their peer.
func (f *feed) interrupt() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, s := range f.subs {
		if s.out != nil {
			s.out.close()
		}
	}
}

func (f *feed) stopWindow() {
	if f.window != nil {
		f.window.Stop()
	}
}
