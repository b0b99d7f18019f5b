package event

import (
	"container/list"
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// Topics without subscribers stay for a while, so that a client that
// reconnects is served from memory.
const (
	idleTopics     = 128
	idleTimeout    = time.Minute
	retainedTopics = 1000 // where memory is all there is
)

// idle is how many topics without subscribers stay, and for how long.
func (o Options) idle() (topics int, timeout time.Duration) {
	if o.Retention > 0 {
		return retainedTopics, o.Retention
	}
	return idleTopics, idleTimeout
}

// closeGrace is how long streams get to write their last events at shutdown:
// long enough for a machine that stalls.
const closeGrace = 3 * time.Second

// Hub hands committed events to the subscriptions of their conversations, and
// what follows from them to people's own streams. It is safe for concurrent
// use.
//
// Locks are taken in this order: Hub.mu, then feed.mu.
type Hub struct {
	store   Store
	opts    Options
	logger  *slog.Logger
	metrics *metrics
	ctx     context.Context // ends with the hub; for reads nobody waits for
	stop    context.CancelFunc
	streams sync.WaitGroup // streams being served
	warnAt  atomic.Int64   // Unix ns before which slow readers are not mentioned again
	buffers sync.Pool      // of *buffer

	attendance Attendance // nil = nobody is told

	mu      sync.RWMutex
	topics  map[chat.ConversationID]*topic
	idle    list.List // of *topic without subscribers, longest idle first
	people  map[chat.AccountID]*person
	circles map[chat.ConversationID]*circle
	closed  bool
}

// New makes a hub. A nil registerer keeps the metrics private.
func New(st Store, opts Options, logger *slog.Logger, reg prometheus.Registerer) *Hub {
	ctx, stop := context.WithCancel(context.Background()) //nolint:forbidigo // the hub's own life, which no caller's bounds
	if reg == nil {
		reg = prometheus.NewRegistry()
	}
	h := &Hub{
		store:   st,
		opts:    opts.withDefaults(),
		logger:  logger,
		metrics: newMetrics(reg),
		ctx:     ctx,
		stop:    stop,
		topics:  map[chat.ConversationID]*topic{},
		people:  map[chat.AccountID]*person{},
		circles: map[chat.ConversationID]*circle{},
	}
	reg.MustRegister(newDepth(h))
	return h
}

// SetAttendance says who is told who listens. It has to be called before
// anybody does.
func (h *Hub) SetAttendance(a Attendance) { h.attendance = a }

// Followed reports whether somebody follows a conversation here.
func (h *Hub) Followed(conversation chat.ConversationID) bool {
	h.mu.RLock()
	defer h.mu.RUnlock()
	t := h.topics[conversation]
	return t != nil && t.users > 0
}

// Publish announces committed events. Callers may announce in any order and at
// the same time; subscribers see the events of a conversation once each and in
// the order of their positions. Publish does not wait for subscribers.
//
// A passing sign, which has no position, keeps its place after the event that
// precedes it in the same call.
func (h *Hub) Publish(events ...chat.Event) {
	for len(events) > 0 {
		n := 1
		for n < len(events) && events[n].ConversationID == events[0].ConversationID {
			n++
		}
		h.deliver(events[:n])
		h.announce(events[:n])
		events = events[n:]
	}
}

// deliver tries again when the topic is evicted in that moment: then people's
// own streams may still be concerned.
func (h *Hub) deliver(events []chat.Event) {
	conversation := events[0].ConversationID
	for {
		t := h.find(conversation)
		if t == nil {
			t = h.revive(conversation, topOf(events))
		}
		if t == nil || t.publish(events) {
			return
		}
	}
}

func (h *Hub) find(conversation chat.ConversationID) *topic {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return h.topics[conversation]
}

// revive makes the topic of a conversation that nobody follows, to tell people
// of what happened up to a position. It goes on from where they were told. It
// returns nil when nobody is concerned, or knows already.
func (h *Hub) revive(conversation chat.ConversationID, position int64) *topic {
	h.mu.Lock()
	defer h.mu.Unlock()
	if t := h.topics[conversation]; t != nil {
		return t
	}
	c := h.circles[conversation]
	if c == nil || c.position >= position || h.closed {
		return nil
	}
	t := h.makeTopic(conversation)
	h.rest(t)
	return t
}

// makeTopic adds a topic. People's own streams go on from where they were.
func (h *Hub) makeTopic(conversation chat.ConversationID) *topic {
	t := newTopic(h, conversation)
	h.topics[conversation] = t
	if c := h.circles[conversation]; c != nil {
		t.circled = true
		t.openAt(c.position)
	}
	return t
}

// CutAccount ends an account's subscriptions once they have been given
// everything published before the call, and nothing after it: the account may
// not follow any more, or has to authenticate again.
func (h *Hub) CutAccount(account chat.AccountID) {
	for _, f := range h.all() {
		f.cut(func(s *Subscription) bool { return s.account == account })
	}
}

// Close ends all subscriptions after what was published and refuses new ones.
// It returns when all streams have ended; a stream that does not take its last
// events is broken off after closeGrace.
func (h *Hub) Close() {
	h.mu.Lock()
	h.closed = true
	h.mu.Unlock()
	h.stop()
	feeds := h.all()
	for _, f := range feeds {
		f.cut(func(*Subscription) bool { return true })
	}
	impatient := time.AfterFunc(closeGrace, func() {
		for _, f := range feeds {
			f.interrupt()
		}
	})
	h.streams.Wait()
	impatient.Stop()
	h.stopTopics()
}

// stopTopics ends all topics. What is published from now on finds none.
func (h *Hub) stopTopics() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, t := range h.topics {
		t.stop()
	}
	clear(h.topics)
}

// all lists the feeds of conversations and of people.
func (h *Hub) all() []*feed {
	h.mu.RLock()
	defer h.mu.RUnlock()
	feeds := make([]*feed, 0, len(h.topics)+len(h.people))
	for _, t := range h.topics {
		feeds = append(feeds, &t.feed)
	}
	for _, p := range h.people {
		feeds = append(feeds, &p.feed)
	}
	return feeds
}

var errClosing = chat.WithCode(chat.Unavailable, "shutting_down", "the server is shutting down")

// acquire finds or makes a conversation's topic and keeps it from being
// evicted until release.
func (h *Hub) acquire(conversation chat.ConversationID) (*topic, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return nil, errClosing
	}
	t := h.topics[conversation]
	if t == nil {
		t = h.makeTopic(conversation)
	}
	if t.idle != nil {
		h.idle.Remove(t.idle)
		t.idle = nil
		t.idleTimer.Stop()
	}
	t.users++
	return t, nil
}

func (h *Hub) release(t *topic) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if t.users--; t.users > 0 {
		return
	}
	if h.closed {
		h.evict(t)
		return
	}
	h.rest(t)
}

// rest keeps a topic without users for a while.
func (h *Hub) rest(t *topic) {
	topics, timeout := h.opts.idle()
	t.idle = h.idle.PushBack(t)
	t.idleTimer = time.AfterFunc(timeout, func() { h.expire(t) })
	for e := h.idle.Front(); e != nil && h.idle.Len() > topics; e = e.Next() {
		if oldest, ok := e.Value.(*topic); ok && oldest != t && oldest.settled() {
			h.evict(oldest)
			return
		}
	}
}

func (h *Hub) expire(t *topic) {
	h.mu.Lock()
	defer h.mu.Unlock()
	// A subscriber may have come, and even gone again, while the timer fired.
	if t.idle == nil || h.topics[t.conversation] != t {
		return
	}
	if t.settled() {
		h.evict(t)
	} else {
		t.idleTimer.Reset(idleTimeout)
	}
}

// evict forgets a topic without users. An event that is being published to it
// is committed already, so a successor that opens later finds it in the log.
func (h *Hub) evict(t *topic) {
	if t.idle != nil {
		h.idle.Remove(t.idle)
		t.idle = nil
		t.idleTimer.Stop()
	}
	delete(h.topics, t.conversation)
	top := t.stop()
	if c := h.circles[t.conversation]; c != nil {
		c.position = max(c.position, top)
	}
}
