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
	"github.com/rustygpt/rustygpt/internal/store"
)

// Log is the stored past of a conversation.
type Log interface {
	// Events reads in the order of positions.
	Events(ctx context.Context, r store.EventRange) (store.Events, error)
	TopPosition(ctx context.Context, conversation chat.ConversationID) (int64, error)
	// TopPositions leaves out conversations that do not exist.
	TopPositions(ctx context.Context, conversations []chat.ConversationID) (map[chat.ConversationID]int64, error)
}

// Directory is what people's own streams need to know besides.
type Directory interface {
	// Seats lists all conversations that accounts take part in.
	Seats(ctx context.Context, accounts []chat.AccountID) ([]store.Seat, error)
	// FindConversation finds a conversation as a participant sees it.
	FindConversation(ctx context.Context, id chat.ConversationID, viewer chat.AccountID) (chat.Conversation, error)
	// Participants describes everyone who is in a conversation to one of them.
	Participants(ctx context.Context, conversation chat.ConversationID, viewer chat.AccountID) ([]chat.Participant, error)
}

// Store is what a Hub reads.
type Store interface {
	Log
	Directory
}

// Attendance is told who listens, and who comes and goes.
type Attendance interface {
	// Opened and Closed are about streams that a Hub serves.
	Opened(account chat.AccountID)
	Closed(account chat.AccountID)
	// MembershipChanged follows the event of a conversation that is followed
	// here, whoever committed it.
	MembershipChanged(p chat.MembershipPayload)
}

// Options tune a Hub. Zero values stand for the defaults given here.
type Options struct {
	// Capacity is the number of events kept in memory for each followed
	// conversation: how far a slow reader may fall behind. Default 128, at
	// least 64.
	Capacity int
	// Heartbeat is the silence after which a stream is sent a comment.
	// Default 20 s.
	Heartbeat time.Duration
	// IDPrefix precedes the position in frame ids. It must not hold a line
	// break. Default none.
	IDPrefix string
	// DropSystem lets slow readers lose presence and typing besides deltas.
	DropSystem bool
	// WarnRatio is the share of Capacity a reader may be behind before the log
	// mentions it. Default 0.75.
	WarnRatio float64
	// MaxBackfill bounds how many events a resuming reader is sent. Default 512.
	MaxBackfill int
	// WriteTimeout ends a stream whose peer takes nothing. Default 30 s.
	WriteTimeout time.Duration
	// Window is how long events wait for each other after a first one went
	// out at once. Default 3 ms; negative = every event goes out at once.
	Window time.Duration
	// MaxLifetime ends streams after about this long, so that their owners
	// authenticate again. Default no limit.
	MaxLifetime time.Duration
	// Announce is told how far a conversation has come, whenever events of it
	// are published here. Default nobody is told.
	Announce func(conversation chat.ConversationID, position int64)
	// AnnounceAccount is told of an account whose conversations have become
	// others by what was published here. Default nobody is told.
	AnnounceAccount func(chat.AccountID)

	Now func() time.Time // default time.Now
}

func (o Options) withDefaults() Options {
	o.Capacity = max(positive(o.Capacity, 128), minCapacity)
	o.Heartbeat = positive(o.Heartbeat, 20*time.Second)
	o.WarnRatio = positive(o.WarnRatio, 0.75)
	o.MaxBackfill = positive(o.MaxBackfill, 512)
	o.WriteTimeout = positive(o.WriteTimeout, 30*time.Second)
	if o.Window == 0 {
		o.Window = 3 * time.Millisecond
	}
	if o.Announce == nil {
		o.Announce = func(chat.ConversationID, int64) {}
	}
	if o.AnnounceAccount == nil {
		o.AnnounceAccount = func(chat.AccountID) {}
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return o
}

func positive[N int | float64 | time.Duration](n, otherwise N) N {
	if n > 0 {
		return n
	}
	return otherwise
}

// Topics without subscribers stay for a while, so that a client that
// reconnects is served from memory.
const (
	idleTopics  = 128
	idleTimeout = time.Minute
)

// closeGrace is how long streams get to write their last events at shutdown.
const closeGrace = time.Second

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
	return &Hub{
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
// events is broken off after a second.
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

func (h *Hub) stopTopics() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, t := range h.topics {
		t.stop()
	}
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
	t.idle = h.idle.PushBack(t)
	t.idleTimer = time.AfterFunc(idleTimeout, func() { h.expire(t) })
	for e := h.idle.Front(); e != nil && h.idle.Len() > idleTopics; e = e.Next() {
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
