package client_test

import (
	"io"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/api"
	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/client"
	"github.com/rustygpt/rustygpt/internal/provider/providertest"
)

// proxy passes bytes on to a server. It can cut every connection after so many
// bytes of the answer, and close its door.
type proxy struct {
	url      string
	upstream string
	budget   func() int64 // bytes of a connection's answers; negative = all
	closed   atomic.Bool
	cuts     atomic.Int64

	mu    sync.Mutex
	conns map[net.Conn]bool
}

func newProxy(t *testing.T, server string, budget func() int64) *proxy {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{
		url: "http://" + l.Addr().String(), upstream: strings.TrimPrefix(server, "http://"), budget: budget,
		conns: map[net.Conn]bool{},
	}
	t.Cleanup(func() { l.Close(); p.close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go p.serve(conn)
		}
	}()
	return p
}

func (p *proxy) serve(down net.Conn) {
	defer down.Close()
	if p.closed.Load() {
		return
	}
	up, err := net.Dial("tcp", p.upstream)
	if err != nil {
		return
	}
	defer up.Close()
	p.track(down, true)
	defer p.track(down, false)
	go func() {
		_, _ = io.Copy(up, down)
		up.Close()
	}()
	if n := p.budget(); n >= 0 {
		if sent, _ := io.CopyN(down, up, n); sent == n {
			p.cuts.Add(1)
		}
		return
	}
	_, _ = io.Copy(down, up)
}

func (p *proxy) track(conn net.Conn, open bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if open {
		p.conns[conn] = true
	} else {
		delete(p.conns, conn)
	}
}

// close ends every connection and lets nobody in until open.
func (p *proxy) close() {
	p.closed.Store(true)
	p.mu.Lock()
	defer p.mu.Unlock()
	for conn := range p.conns {
		conn.Close()
	}
}

func (p *proxy) open() { p.closed.Store(false) }

// TestCutInTheMiddle: every connection breaks after another number of bytes,
// which falls into the head, the id, the data or between two events. The number
// grows, so that an event of any size comes through in the end.
func TestCutInTheMiddle(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "tokens-200-at-1000")
	id := w.conversation(t)
	var connections atomic.Int64
	var cut atomic.Bool
	p := newProxy(t, w.URL, func() int64 {
		if !cut.Load() {
			return -1
		}
		return 1600 + connections.Add(1)*97
	})
	o := options(t, p.url)
	say(t, loginWith(t, o), id, "Hello")
	cut.Store(true)
	c := client.New(o) // with connections of its own
	r := newTranscript(t)
	r.read(t.Context(), c, client.Follow{Conversation: id}, r.ended(1))
	cut.Store(false)
	r.compare(client.New(o), id)
	if n := p.cuts.Load(); n < 4 {
		t.Errorf("only %d cuts: this proves nothing", n)
	}
	for _, a := range r.answers {
		if a.text.String() != providertest.Text(200) {
			t.Errorf("answer %q", a.text.String())
		}
	}
}

// TestReplayGap: while the reader was away more happened than the server
// replays. The reader reads it up.
func TestReplayGap(t *testing.T) {
	t.Parallel()
	for name, oneThread := range map[string]bool{"one thread": true, "all threads": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, "tokens-30-at-1000", "RUSTYGPT__SSE__MAX_BACKFILL_EVENTS=3", "RUSTYGPT__SSE__CHANNEL_CAPACITY=4")
			id := w.conversation(t)
			p := newProxy(t, w.URL, func() int64 { return -1 })
			direct, c := login(t, w.URL), login(t, p.url)
			root := say(t, direct, id, "First").RootID
			follow := client.Follow{Conversation: id}
			if oneThread {
				follow.Root = root
			}
			r := newTranscript(t)
			away := false
			gaps := 0
			follow.Lost = func(error, time.Duration) {
				if away {
					return
				}
				away = true
				replyAndWait(t, direct, id, root)
				if !oneThread {
					posted := say(t, direct, id, "Second")
					wait(t, direct, id, posted.Message)
				}
				p.open()
			}
			total := 2
			if !oneThread {
				total = 3
			}
			r.read(t.Context(), c, follow, func() bool {
				last := r.events[len(r.events)-1]
				if e, ok := last.Decoded.(*chat.ErrorPayload); ok && e.Code == chat.CodeReplayGap {
					gaps++
				}
				if r.done == 1 && !away && !p.closed.Load() {
					p.close()
				}
				return r.done == total
			})
			r.compare(c, id)
			if gaps == 0 {
				t.Error("no gap: this proves nothing")
			}
			if len(r.messages) != total {
				t.Errorf("%d messages by people, want %d", len(r.messages), total)
			}
		})
	}
}

func replyAndWait(t *testing.T, c *client.Client, id chat.ConversationID, parent chat.MessageID) {
	t.Helper()
	posted, err := c.Reply(t.Context(), parent, api.PostMessageRequest{Content: "And then?"})
	if err != nil {
		t.Fatal(err)
	}
	wait(t, c, id, posted.Message)
}

// wait reads until a message is answered.
func wait(t *testing.T, c *client.Client, id chat.ConversationID, m chat.Message) {
	t.Helper()
	r := newTranscript(t)
	r.read(t.Context(), c, client.Follow{Conversation: id, Root: m.RootID, After: m.Position}, r.ended(1))
}
