package event_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/bench/floor"
	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/event"
	"github.com/rustygpt/rustygpt/internal/store"
)

// firstPosition makes all frame ids of a run equally long.
const firstPosition = 1_000_000_000

// BenchmarkFanOut publishes bursts to many readers of one conversation and
// waits until all have got them. One operation is one delivery.
func BenchmarkFanOut(b *testing.B) {
	for _, readers := range []int{2, 100, 1000} {
		for _, burst := range []int{1, 32} {
			name := fmt.Sprintf("readers=%d/burst=%d", readers, burst)
			b.Run(name+"/ring", func(b *testing.B) { fanOut(b, newRing(false), readers, burst) })
			b.Run(name+"/detach", func(b *testing.B) { fanOut(b, newRing(true), readers, burst) })
			b.Run(name+"/hub", func(b *testing.B) { fanOut(b, newHub(b, -1), readers, burst) })
		}
	}
}

// publisher is what is raced: something that fans out over HTTP.
type publisher struct {
	http.Handler
	publish func(n int)
	frame   int // bytes of one frame
	close   func()
}

func newRing(detach bool) publisher {
	f := floor.NewFanout(detach)
	frame := bytes.Repeat([]byte("x"), 400)
	return publisher{
		Handler: f,
		frame:   len(frame),
		close:   f.Close,
		publish: func(n int) {
			for range n {
				f.Publish("/", frame)
			}
		},
	}
}

func newHub(b *testing.B, window time.Duration) publisher {
	b.Helper()
	r := newRoom(b, event.Options{})
	r.Hub = event.New(bareLog{}, event.Options{Window: window, IDPrefix: "evt_"}, slog.New(slog.DiscardHandler), nil)
	position, answer := int64(firstPosition), chat.NewID[chat.Message]()
	delta := func() chat.Event {
		position++
		return chat.DeltaEvent(
			chat.Message{ID: answer, ConversationID: r.id},
			chat.Chunk{Index: 1, Content: " a delta of a usual length", Position: position})
	}
	size := len("id: evt_\nevent: message.delta\ndata: {\"type\":\"message.delta\",\"payload\":}\n\n") +
		len(strconv.Itoa(firstPosition)) + len(delta().Payload)
	position--
	return publisher{
		Handler: &site{room: r},
		frame:   size,
		close:   r.Close,
		publish: func(n int) {
			for range n {
				r.Publish(delta())
			}
		},
	}
}

// bareLog is a conversation that has come to a position already.
type bareLog struct{ event.Directory }

func (bareLog) Events(context.Context, store.EventRange) (store.Events, error) {
	return store.Events{}, nil
}

func (bareLog) TopPosition(context.Context, chat.ConversationID) (int64, error) {
	return firstPosition, nil
}

func (bareLog) TopPositions(context.Context, []chat.ConversationID) (map[chat.ConversationID]int64, error) {
	return nil, nil
}

func fanOut(b *testing.B, p publisher, readers, burst int) {
	b.Helper()
	server := httptest.NewServer(p)
	defer server.Close()
	defer p.close()
	var got sync.WaitGroup
	for range readers {
		res, err := server.Client().Get(server.URL)
		if err != nil {
			b.Fatal(err)
		}
		go func() {
			defer func() { _ = res.Body.Close() }()
			burstBytes := make([]byte, burst*p.frame)
			for {
				if _, err := io.ReadFull(res.Body, burstBytes); err != nil {
					return
				}
				got.Done()
			}
		}()
	}
	round := func() {
		got.Add(readers)
		p.publish(burst)
		got.Wait()
	}
	round()
	b.ResetTimer()
	for n := 0; n < b.N; n += readers * burst {
		round()
	}
	b.StopTimer()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "deliveries/s")
}

// BenchmarkIdleStreams measures what a stream holds while nothing happens. The
// client's end is in the same process and counts, too.
func BenchmarkIdleStreams(b *testing.B) {
	const streams = 8000
	for b.Loop() {
		s := newSite(b, event.Options{}, (*httptest.Server).Start)
		before := memory()
		conns := make([]net.Conn, streams)
		for i := range conns {
			conns[i] = connect(b, s)
		}
		s.say(1, chat.EventMessageNew) // everybody has written once
		for _, c := range conns {
			if _, err := io.ReadFull(c, make([]byte, 64)); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(memory()-before)/streams, "B/stream")
		for _, c := range conns {
			_ = c.Close()
		}
		s.Close()
		s.server.Close()
	}
}

// connect opens a stream without a client that reads it.
func connect(b *testing.B, s *site) net.Conn {
	b.Helper()
	conn, err := net.Dial("tcp", s.server.Listener.Addr().String())
	if err != nil {
		b.Fatal(err)
	}
	if _, err := io.WriteString(conn, "GET / HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
		b.Fatal(err)
	}
	if _, err := io.ReadFull(conn, make([]byte, 64)); err != nil { // the head has been written
		b.Fatal(err)
	}
	return conn
}

func memory() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc + m.StackInuse)
}
