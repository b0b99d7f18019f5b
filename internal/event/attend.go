package event

import (
	"bytes"
	"runtime"
)

const (
	// streamsPerWriter is how many streams one goroutine writes to before a
	// second one is worth its start.
	streamsPerWriter = 8
	// yieldEvery is the number of writes, some 10 µs each, after which a
	// writer lets other work of the process run.
	yieldEvery = 32
)

// buffer is what a goroutine needs while it attends streams.
type buffer struct {
	batch  batch
	joined []byte
	attempt
}

func (h *Hub) buffer() *buffer {
	if b, ok := h.buffers.Get().(*buffer); ok {
		return b
	}
	return new(buffer)
}

// dispatch has subscriptions attended that a wake, a cut or a heartbeat took
// from the parked ones. It does not wait. Streams of one conversation share a
// few goroutines: hundreds of them runnable at once would queue up before all
// other work of the process.
func (h *Hub) dispatch(wake []*Subscription) {
	streams := wake[:0]
	for _, s := range wake {
		switch {
		case s.out == nil:
			s.wakeReader()
		case s.out.raw == nil:
			go h.catchUp(s, nil)
		default:
			streams = append(streams, s)
		}
	}
	n := len(streams)
	if n == 0 {
		return
	}
	writers := min(runtime.GOMAXPROCS(0), (n+streamsPerWriter-1)/streamsPerWriter)
	for i := range writers {
		go h.attend(streams[i*n/writers : (i+1)*n/writers])
	}
}

// attend gives each stream a turn until all are parked or ended.
func (h *Hub) attend(streams []*Subscription) {
	b := h.buffer()
	defer h.buffers.Put(b)
	for len(streams) > 0 {
		again := streams[:0]
		for i, s := range streams {
			if h.turn(s, b) {
				again = append(again, s)
			}
			if i%yieldEvery == yieldEvery-1 {
				runtime.Gosched()
			}
		}
		clear(streams[len(again):])
		streams = again
	}
}

// turn writes what a stream has due, as far as its socket takes it without
// waiting. It reports whether the stream is still to be attended by the caller.
func (h *Hub) turn(s *Subscription, b *buffer) bool {
	switch s.fetch(&b.batch) {
	case parked:
		return false
	case missed:
		return true
	case lagged, ended:
		s.Close()
		return false
	case ready:
	}
	rest, err := s.out.try(&b.attempt, b.join(s))
	switch {
	case err != nil:
		s.Close()
		return false
	case len(rest) > 0:
		go h.catchUp(s, bytes.Clone(rest))
		return false
	}
	return true
}

// catchUp attends one stream whose socket makes its writer wait.
func (h *Hub) catchUp(s *Subscription, rest []byte) {
	b := h.buffer()
	defer h.buffers.Put(b)
	for {
		if len(rest) > 0 && s.out.write(rest) != nil {
			s.Close()
			return
		}
		rest = nil
		switch s.fetch(&b.batch) {
		case ready:
			rest = b.join(s)
		case missed:
		case parked:
			return
		case lagged, ended:
			s.Close()
			return
		}
	}
}

// join makes one write of a batch. The bytes are valid until the next call,
// and may be shared with other writers.
func (b *buffer) join(s *Subscription) []byte {
	entries := b.batch.entries
	if len(entries) == 1 && entries[0].frame != nil && !b.batch.ping {
		return entries[0].frame
	}
	b.joined = b.joined[:0]
	for _, e := range entries {
		b.joined = e.appendTo(b.joined, s.feed.hub.opts.IDPrefix, s.account)
	}
	if b.batch.ping {
		b.joined = append(b.joined, heartbeat...)
	}
	return b.joined
}
