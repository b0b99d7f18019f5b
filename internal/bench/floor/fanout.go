package floor

import (
	"io"
	"net"
	"net/http"
	"sync"
)

// ringSlots is how many events of a topic are kept.
const ringSlots = 256

// Fanout sends what is published on a topic to everybody who reads it: a ring
// per topic, a cursor per reader, one flush per wake-up. The path of a request
// names the topic.
type Fanout struct {
	// detach takes connections over and lets the handler return, which leaves
	// a reader one small goroutine.
	detach bool

	mu     sync.Mutex
	topics map[string]*topic
	closed chan struct{}
}

// NewFanout makes a floor without readers.
func NewFanout(detach bool) *Fanout {
	return &Fanout{detach: detach, topics: map[string]*topic{}, closed: make(chan struct{})}
}

// Close ends all streams.
func (f *Fanout) Close() { close(f.closed) }

type topic struct {
	mu    sync.Mutex
	slots [ringSlots][]byte
	next  uint64
	wake  chan struct{} // closed and replaced by each event
}

func (f *Fanout) topic(name string) *topic {
	f.mu.Lock()
	defer f.mu.Unlock()
	t := f.topics[name]
	if t == nil {
		t = &topic{wake: make(chan struct{})}
		f.topics[name] = t
	}
	return t
}

// Publish hands one encoded frame to a topic's readers.
func (f *Fanout) Publish(name string, frame []byte) {
	t := f.topic(name)
	t.mu.Lock()
	t.slots[t.next%ringSlots] = frame
	t.next++
	wake := t.wake
	t.wake = make(chan struct{})
	t.mu.Unlock()
	close(wake)
}

func (t *topic) cursor() uint64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.next
}

// pending copies what comes after a cursor and returns the cursor after that. A
// reader that fell out of the ring goes on with what is there.
func (t *topic) pending(cursor uint64, frames [][]byte) ([][]byte, uint64, <-chan struct{}) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.next-cursor > ringSlots {
		cursor = t.next - ringSlots
	}
	for ; cursor < t.next; cursor++ {
		frames = append(frames, t.slots[cursor%ringSlots])
	}
	return frames, cursor, t.wake
}

func (f *Fanout) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	t := f.topic(r.URL.Path)
	cursor := t.cursor()
	if f.detach {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err == nil {
			go t.serveConn(conn, cursor, f.closed)
		}
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	rc := http.NewResponseController(w)
	if rc.Flush() != nil {
		return
	}
	t.follow(r.Context().Done(), f.closed, cursor, func(frames [][]byte) error {
		for _, frame := range frames {
			if _, err := w.Write(frame); err != nil {
				return err
			}
		}
		return rc.Flush()
	})
}

func (t *topic) serveConn(conn net.Conn, cursor uint64, closed <-chan struct{}) {
	defer func() { _ = conn.Close() }()
	const head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
	if _, err := io.WriteString(conn, head); err != nil {
		return
	}
	t.follow(nil, closed, cursor, func(frames [][]byte) error {
		buffers := net.Buffers(frames)
		_, err := buffers.WriteTo(conn)
		return err
	})
}

func (t *topic) follow(gone, closed <-chan struct{}, cursor uint64, write func([][]byte) error) {
	var frames [][]byte
	for {
		var wake <-chan struct{}
		frames, cursor, wake = t.pending(cursor, frames[:0])
		if len(frames) > 0 {
			if write(frames) != nil {
				return
			}
			continue
		}
		select {
		case <-wake:
		case <-gone:
			return
		case <-closed:
			return
		}
	}
}
