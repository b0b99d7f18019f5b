package event

import (
	"context"
	"errors"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// What Next answers besides events.
var (
	// ErrMissedDeltas says that message.delta events were overwritten before
	// this reader came to them. It is said once for each such gap: read the
	// chunks again from the last index seen, then go on calling Next.
	ErrMissedDeltas = errors.New("event: deltas were missed")
	// ErrLagged ends a subscription whose reader was so slow that it lost
	// something that must not be lost.
	ErrLagged = errors.New("event: the reader is too slow")
	// ErrClosed ends a subscription that was closed, cut, or whose hub closed.
	ErrClosed = errors.New("event: the subscription is closed")
)

// maxBatchBytes bounds what is joined into one write.
const maxBatchBytes = 64 << 10

// attended is the place of a subscription that is not parked.
const attended = -1

// Subscription is one reader's place in a conversation. It is read either
// through Next, by one goroutine, or by handing it to Hub.Serve, which closes
// it. Whoever does not hand it over has to Close it.
type Subscription struct {
	feed    *feed
	account chat.AccountID
	after   int64         // positions up to here are not wanted
	signal  chan struct{} // tells a reader that waits to look again

	// guarded by feed.mu
	out          *socket     // nil: read through Next, or by a handler
	heart        *time.Timer // nil unless served
	endAt        time.Time   // zero = no limit
	backlog      []*entry    // from the log, before everything at cursor
	greeting     []*entry    // the present state, once everything before born was delivered
	cursor       uint64      // sequence of the next entry to look at
	born         uint64      // passing signs from before this sequence are stale
	deltas       uint64      // message.delta entries before cursor
	place        int         // index in feed.parked, or attended
	servedAt     time.Time
	pinged       bool  // a heartbeat is due
	cut          bool  // ends after lastPosition
	lastPosition int64 // of an event this reader may see
	broken       bool  // events are missing that the log does not have
	closed       bool
}

// Next waits for events and returns them in order. Besides the errors above it
// returns ctx's, after which it can be called again.
func (s *Subscription) Next(ctx context.Context) ([]chat.Event, error) {
	for {
		var b batch
		switch s.fetch(&b) {
		case ready:
			return b.events(), nil
		case missed:
			if b.lostDeltas > 0 {
				return nil, ErrMissedDeltas
			}
		case lagged:
			s.Close()
			return nil, ErrLagged
		case ended:
			s.Close()
			return nil, ErrClosed
		case parked:
			select {
			case <-s.signal:
			case <-ctx.Done():
				return nil, ctx.Err()
			}
		}
	}
}

// Close ends the subscription. It can be called twice, and while Next waits.
func (s *Subscription) Close() {
	f := s.feed
	if !f.leave(s) {
		return
	}
	f.left()
	if s.out == nil {
		s.wakeReader()
		return
	}
	s.out.close()
	f.hub.ended(s)
	f.hub.streams.Done()
}

func (s *Subscription) wakeReader() {
	select {
	case s.signal <- struct{}{}:
	default: // it was told already, or nobody waits
	}
}

// verdict says what a look at a subscription found.
type verdict uint8

const (
	parked verdict = iota // nothing is due; the next wake attends to it
	ready                 // the batch has something to deliver
	missed                // something that may be lost was; look again
	lagged                // something that must not be lost was
	ended                 // cut or closed, and all was delivered
)

// batch is what one look at a subscription found due.
type batch struct {
	entries    []*entry
	bytes      int
	ping       bool
	lostDeltas uint64
	lostSystem uint64
	behind     int // entries in the ring the reader had not come to
}

func (b *batch) reset() {
	clear(b.entries)
	*b = batch{entries: b.entries[:0]}
}

func (b *batch) add(e *entry) {
	b.entries = append(b.entries, e)
	b.bytes += len(e.frame)
}

func (b *batch) events() []chat.Event {
	events := make([]chat.Event, len(b.entries))
	for i, e := range b.entries {
		events[i] = e.event
	}
	return events
}

// fetch takes what is due and accounts for what was lost.
func (s *Subscription) fetch(b *batch) verdict {
	b.reset()
	v := s.take(b)
	s.feed.hub.account(s, v, b)
	return v
}

func (s *Subscription) take(b *batch) verdict {
	f := s.feed
	f.mu.Lock()
	defer f.mu.Unlock()
	f.unpark(s)
	switch {
	case s.closed:
		return ended
	case len(s.backlog) > 0:
		s.takeBacklog(b)
	case s.broken || s.cursor < f.ring.vital:
		return lagged
	case s.cursor < f.ring.first:
		s.skip(b)
		return missed
	case s.cursor < f.released || s.cut || s.greeting != nil:
		s.collect(b)
	}
	switch {
	case len(b.entries) > 0:
		s.servedAt, s.pinged = f.wokeAt, false
		return ready
	case s.cut && f.top >= s.lastPosition:
		return ended
	case s.pinged:
		s.pinged, b.ping = false, true
		return ready
	}
	f.park(s)
	return parked
}

func (s *Subscription) takeBacklog(b *batch) {
	n := 0
	for n < len(s.backlog) && b.bytes < maxBatchBytes {
		b.add(s.backlog[n])
		n++
	}
	if s.backlog = s.backlog[n:]; len(s.backlog) == 0 {
		s.backlog = nil
	}
}

// skip moves over entries that were overwritten, none of which had to be kept.
func (s *Subscription) skip(b *batch) {
	r := &s.feed.ring
	deltas := r.deltas
	if r.len() > 0 {
		deltas = r.at(r.first).deltas
	}
	b.lostDeltas = deltas - s.deltas
	b.lostSystem = r.first - s.cursor - b.lostDeltas
	s.cursor, s.deltas = r.first, deltas
}

// collect takes everything in the ring, also what its window still holds back:
// a reader that is attended anyway saves a write later.
func (s *Subscription) collect(b *batch) {
	r := &s.feed.ring
	b.behind = int(r.next - s.cursor)
	for ; b.bytes < maxBatchBytes; s.cursor++ {
		if s.cursor >= s.born {
			s.greet(b)
		}
		if s.cursor == r.next {
			return
		}
		e := r.at(s.cursor)
		if s.cut && e.top > s.lastPosition {
			return
		}
		s.deltas = e.deltas
		if e.class == delta {
			s.deltas++
		}
		if s.wants(e) {
			b.add(e.entry)
		}
	}
}

func (s *Subscription) wants(e slot) bool {
	if e.class == system {
		return s.cursor >= s.born && !s.cut
	}
	return e.top > s.after && e.concerns(s.account)
}

// Greet adds passing signs that tell the present state of a conversation. They
// follow what is replayed. It has to be called before the subscription is read.
func (s *Subscription) Greet(signs ...chat.Event) {
	s.feed.mu.Lock()
	defer s.feed.mu.Unlock()
	for _, e := range signs {
		s.greeting = append(s.greeting, newEntry(s.feed.hub.opts.IDPrefix, e))
	}
}

func (s *Subscription) greet(b *batch) {
	if !s.cut {
		for _, e := range s.greeting {
			b.add(e)
		}
	}
	s.greeting = nil
}
