package event_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/event"
)

// TestEveryReaderEndsWithTheLog has publishers and readers run against each
// other. Readers dawdle, leave and resume at random; each rebuilds the log
// from what it is given and may neither miss nor repeat anything but the
// deltas it is told about.
func TestEveryReaderEndsWithTheLog(t *testing.T) {
	t.Parallel()
	for _, capacity := range []int{64, 1024} {
		t.Run(fmt.Sprint(capacity), func(t *testing.T) {
			t.Parallel()
			// No limit by number: the point here is completeness.
			r := newRoom(t, event.Options{Capacity: capacity, MaxBackfill: 1 << 20, Window: time.Millisecond})
			var publishing, reading sync.WaitGroup
			var published atomic.Bool
			for i := range 4 {
				publishing.Go(func() { publishAtRandom(r, uint64(i)) })
			}
			readers := make([]*rebuilder, 12)
			for i := range readers {
				readers[i] = &rebuilder{room: r, random: rand.New(rand.NewPCG(7, uint64(i))), done: &published}
				reading.Go(readers[i].run)
			}
			publishing.Wait()
			published.Store(true)
			r.say(1, chat.EventMessageNew) // whoever waits for the last one sees this
			reading.Wait()
			want := r.log.positions(r.id)
			for i, reader := range readers {
				if reader.problem != "" {
					t.Errorf("reader %d: %s", i, reader.problem)
				} else if got := reader.seen; !slices.Equal(got, want) {
					t.Errorf("reader %d has %d events, the log %d", i, len(got), len(want))
				}
			}
		})
	}
}

func publishAtRandom(r *room, seed uint64) {
	random := rand.New(rand.NewPCG(1, seed))
	for range 500 {
		typ := chat.EventMessageDelta
		if random.IntN(4) == 0 {
			typ = chat.EventMessageNew
		}
		events := r.commit(1+random.IntN(3), typ)
		random.Shuffle(len(events), func(i, j int) { events[i], events[j] = events[j], events[i] })
		switch random.IntN(20) {
		case 0: // announced by nobody: the log has it
		case 1:
			r.Publish(events...)
			r.Publish(events...)
		default:
			r.Publish(events...)
		}
		if random.IntN(3) == 0 {
			runtime.Gosched()
		}
	}
}

// rebuilder follows a room by subscribing again and again.
type rebuilder struct {
	*room
	random  *rand.Rand
	done    *atomic.Bool
	seen    []int64
	problem string
}

func (b *rebuilder) run() {
	for b.problem == "" {
		if b.followOnce() {
			return
		}
	}
}

// followOnce reports whether everything was read.
func (b *rebuilder) followOnce() bool {
	s, err := b.Subscribe(b.t.Context(), b.id, b.reader, event.Resume{After: int64(len(b.seen))})
	if err != nil {
		b.problem = err.Error()
		return true
	}
	defer s.Close()
	for range 1 + b.random.IntN(200) {
		events, err := s.Next(b.t.Context())
		if err != nil {
			return false // lagged, or deltas were missed: resume after what was seen
		}
		if !b.take(events) {
			return true
		}
		if b.done.Load() && int64(len(b.seen)) == b.top() {
			return true
		}
		for range b.random.IntN(50) {
			runtime.Gosched()
		}
	}
	return false
}

func (b *rebuilder) take(events []chat.Event) bool {
	for _, e := range events {
		if want := int64(len(b.seen)) + 1; e.Position != want {
			b.problem = fmt.Sprintf("position %d (%s) where %d was due", e.Position, e.Type, want)
			return false
		}
		b.seen = append(b.seen, e.Position)
	}
	return true
}

func (b *rebuilder) top() int64 {
	top, _ := b.log.TopPosition(context.Background(), b.id)
	return top
}

// TestEveryBrowserEndsWithTheLog is the same over sockets: clients read a
// random part of a stream, break off anywhere, and resume by the id of the
// last whole frame.
func TestEveryBrowserEndsWithTheLog(t *testing.T) {
	t.Parallel()
	for name, start := range transports {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, event.Options{Capacity: 256, MaxBackfill: 1 << 20}, start)
			var publishing, reading sync.WaitGroup
			for i := range 3 {
				publishing.Go(func() { publishAtRandom(s.room, uint64(i)) })
			}
			browsers := make([]*browser, 6)
			for i := range browsers {
				browsers[i] = &browser{site: s, random: rand.New(rand.NewPCG(3, uint64(i)))}
				reading.Go(browsers[i].run)
			}
			publishing.Wait()
			s.say(1, chat.EventConversationUpdated) // the last one
			reading.Wait()
			top := int64(len(s.log.positions(s.id)))
			for i, b := range browsers {
				if b.problem != "" || b.last != top {
					t.Errorf("browser %d ended at %d of %d: %s", i, b.last, top, b.problem)
				}
				if want := s.log.mustKeep(s.id); !slices.Equal(b.kept, want) {
					t.Errorf("browser %d has %d of the %d events that must not be lost", i, len(b.kept), len(want))
				}
			}
		})
	}
}

// mustKeep lists the positions of what no reader may lose.
func (l *memoryLog) mustKeep(id chat.ConversationID) []int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	var kept []int64
	for _, e := range l.events[id] {
		if e.Type != chat.EventMessageDelta {
			kept = append(kept, e.Position)
		}
	}
	return kept
}

type browser struct {
	*site
	random  *rand.Rand
	last    int64
	kept    []int64 // positions of events that must not be lost
	end     bool
	problem string
}

func (b *browser) run() {
	for !b.end && b.problem == "" {
		b.connectOnce()
	}
}

func (b *browser) connectOnce() {
	req, _ := http.NewRequestWithContext(b.t.Context(), http.MethodGet, b.server.URL, http.NoBody)
	req.Header.Set("Last-Event-ID", "evt_"+strconv.FormatInt(b.last, 10))
	res, err := b.client.Do(req)
	if err != nil {
		b.problem = err.Error()
		return
	}
	defer func() { _ = res.Body.Close() }()
	// A connection that never breaks off would see it all; most do.
	part := io.LimitReader(res.Body, 1+b.random.Int64N(60_000))
	next := frames(b.t, bufio.NewReaderSize(part, 512))
	for !b.end && b.problem == "" {
		frame, err := next()
		if err != nil {
			return
		}
		b.take(frame)
	}
}

func (b *browser) take(frame string) {
	id, rest, _ := strings.Cut(frame, "\n")
	position, err := strconv.ParseInt(strings.TrimPrefix(id, "id: evt_"), 10, 64)
	switch {
	case err != nil:
		b.problem = fmt.Sprintf("frame %q", frame)
	case position <= b.last || position > b.last+1 && strings.Contains(rest, "replay_gap"):
		b.problem = fmt.Sprintf("position %d after %d", position, b.last)
	}
	// A jump is deltas this connection lost because it was slow. They are not
	// asked for again here; what may not be lost would have cut the stream.
	b.last = position
	if !strings.HasPrefix(rest, "event: "+string(chat.EventMessageDelta)) {
		b.kept = append(b.kept, position)
	}
	b.end = strings.HasPrefix(rest, "event: "+string(chat.EventConversationUpdated))
}
