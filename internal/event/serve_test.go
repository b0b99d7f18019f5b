package event_test

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/event"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// site serves a room's events. Connections of a transport can be taken over or
// not; the streams have to look the same.
type site struct {
	*room
	server *httptest.Server
	client *http.Client
}

// transports are the ways a stream can reach its client.
var transports = map[string]func(*httptest.Server){
	"taken over":          (*httptest.Server).Start,
	"taken over with TLS": (*httptest.Server).StartTLS,
	"HTTP2":               func(s *httptest.Server) { s.EnableHTTP2 = true; s.StartTLS() },
}

func newSite(t testing.TB, opts event.Options, start func(*httptest.Server)) *site {
	t.Helper()
	opts.IDPrefix = "evt_"
	s := &site{room: newRoom(t, opts)}
	s.server = httptest.NewUnstartedServer(s)
	s.server.Config.RegisterOnShutdown(s.Close)
	start(s.server)
	s.client = s.server.Client()
	t.Cleanup(func() {
		s.Close()
		s.server.Close()
	})
	return s
}

func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	from, err := event.ParseResume(r.Header.Get("Last-Event-ID"), r.URL.Query().Get("since"), "evt_")
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	sub, err := s.Subscribe(r.Context(), s.id, s.reader, from)
	if err != nil {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Set-Cookie", "SESSION_ID=next")
	w.Header().Set("X-Request-ID", "r1")
	s.Serve(wrapped{w}, r, sub)
}

// wrapped is what middleware makes of a writer.
type wrapped struct{ http.ResponseWriter }

func (w wrapped) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// follow opens a stream.
func (s *site) follow(lastEventID string) *http.Response {
	s.t.Helper()
	req, err := http.NewRequestWithContext(s.t.Context(), http.MethodGet, s.server.URL, http.NoBody)
	if err != nil {
		s.t.Fatal(err)
	}
	req.Header.Set("Last-Event-ID", lastEventID)
	res, err := s.client.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = res.Body.Close() })
	return res
}

// frames reads whole frames, without their blank lines.
func frames(t testing.TB, body io.Reader) func() (string, error) {
	t.Helper()
	lines := bufio.NewReader(body)
	return func() (string, error) {
		var frame strings.Builder
		for {
			line, err := lines.ReadString('\n')
			if err != nil {
				return frame.String(), err
			}
			if line == "\n" {
				return frame.String(), nil
			}
			frame.WriteString(line)
		}
	}
}

func TestServe(t *testing.T) {
	t.Parallel()
	for name, start := range transports {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, event.Options{}, start)
			s.commit(1, chat.EventMessageNew)
			res := s.follow("evt_0")
			for header, want := range map[string]string{
				"Content-Type": "text/event-stream", "Cache-Control": "no-cache", "X-Accel-Buffering": "no",
				"Set-Cookie": "SESSION_ID=next", "X-Request-ID": "r1",
			} {
				if got := res.Header.Get(header); got != want {
					t.Errorf("%s: %q, want %q", header, got, want)
				}
			}
			if res.StatusCode != http.StatusOK || len(res.TransferEncoding) > 0 || res.Header.Get("Date") == "" {
				t.Errorf("got %+v", res)
			}
			next := frames(t, res.Body)
			for i := range 200 {
				frame, err := next()
				if err != nil || !strings.HasPrefix(frame, "id: evt_"+strconv.Itoa(i+1)+"\n") {
					t.Fatalf("frame %d: %q, %v", i, frame, err)
				}
				s.say(1, chat.EventMessageDelta)
			}
		})
	}
}

// ping is a heartbeat as frames returns it.
const ping = ": {\"type\":\"ping\"}\n"

func TestFrames(t *testing.T) {
	t.Parallel()
	s := newSite(t, event.Options{Heartbeat: 50 * time.Millisecond}, (*httptest.Server).Start)
	id := func(last byte) (u [16]byte) { u[15] = last; return u }
	s.id.UUID = id(1)
	s.reader.UUID = id(2)
	var root, answer chat.MessageID
	root.UUID, answer.UUID = id(3), id(4)
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

	res := s.follow("evt_99") // a gap first
	next := frames(t, res.Body)
	var got strings.Builder
	read := func() string {
		t.Helper()
		frame, err := next()
		if err != nil {
			t.Fatal(err)
		}
		return frame
	}
	readEvent := func() {
		t.Helper()
		frame := read()
		for frame == ping { // getting here took longer than a heartbeat
			frame = read()
		}
		got.WriteString(frame + "\n")
	}
	readEvent()
	message := chat.Message{ID: answer, RootID: root, ConversationID: s.id}
	committed := s.log.commit(
		chat.NewEvent(s.id, chat.EventThreadActivity, root, root, chat.ThreadActivityPayload{ConversationID: s.id, RootID: root, LastActivityAt: at}, at),
		chat.NewUnreadEvent(s.id, root, map[chat.AccountID]chat.UnreadCount{s.reader: {Unread: 3, Total: 3}}, at),
		chat.DeltaEvent(message, chat.Chunk{MessageID: answer, Content: "line one\nline two — \"quoted\""}),
	)
	s.Publish(committed...)
	s.Publish(chat.NewEvent(s.id, chat.EventTypingUpdate, root, chat.MessageID{},
		chat.TypingPayload{ConversationID: s.id, RootID: root, UserID: s.reader, ExpiresAt: at}, at))
	for range 4 {
		readEvent()
	}
	got.WriteString(read() + "\n") // a heartbeat
	golden(t, "frames.txt", got.String())
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestCutEndsAStreamAfterItsLastEvents(t *testing.T) {
	t.Parallel()
	for name, start := range transports {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, event.Options{}, start)
			res := s.follow("")
			s.say(40, chat.EventMembershipChanged)
			s.CutAccount(s.reader)
			s.say(1, chat.EventMessageNew)
			body, err := io.ReadAll(res.Body)
			if err != nil {
				t.Fatal(err)
			}
			if n := strings.Count(string(body), "\nevent: "); n != 40 || !strings.Contains(string(body), "id: evt_40\n") {
				t.Errorf("%d frames before the end:\n%s", n, body)
			}
		})
	}
}

func TestALifetimeEndsStreams(t *testing.T) {
	t.Parallel()
	s := newSite(t, event.Options{Heartbeat: 20 * time.Millisecond, MaxLifetime: 100 * time.Millisecond}, (*httptest.Server).Start)
	body, err := io.ReadAll(s.follow("").Body)
	if rest := strings.ReplaceAll(string(body), ping+"\n", ""); err != nil || rest != "" {
		t.Errorf("got %q, %v", body, err)
	}
}

func TestADeadPeerIsNoticedByTheHeartbeat(t *testing.T) {
	t.Parallel()
	s := newSite(t, event.Options{Heartbeat: 20 * time.Millisecond}, (*httptest.Server).Start)
	_ = s.follow("").Body.Close()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	eventually(ctx, t, func() bool { return counters(t, s.room)["rustygpt_streams_open"] == 0 })
}

func eventually(ctx context.Context, t *testing.T, ok func() bool) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !ok() {
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatal("it never came to be")
		}
	}
}

// One peer takes a byte a second. The others get everything, it is cut off,
// and what it saw can be resumed from.
func TestASlowPeerHurtsOnlyItself(t *testing.T) {
	t.Parallel()
	for name, start := range transports {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, event.Options{WriteTimeout: 15 * time.Second}, start) // enough for the fast peer on a machine that stalls
			slow, fast := s.follow(""), s.follow("")
			stop := make(chan struct{})
			var reading sync.WaitGroup
			reading.Go(func() { trickle(slow.Body, stop) })
			// Until the test is over, since the next test's room is another one.
			defer reading.Wait()
			defer close(stop)

			const rounds, batch = 150, 20
			next := frames(t, fast.Body)
			big := strings.Repeat("x", 8000) // together more than the kernel holds for a socket
			for i := range rounds * batch {
				if i%batch == 0 {
					s.sayAll(batch, big)
				}
				frame, err := next()
				if err != nil || !strings.HasPrefix(frame, "id: evt_"+strconv.Itoa(i+1)+"\n") {
					t.Fatalf("frame %d: %.40q, %v", i, frame, err)
				}
			}
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			eventually(ctx, t, func() bool { return counters(t, s.room)["rustygpt_streams_open"] == 1 })
		})
	}
}

// sayAll publishes n events that must not be lost.
func (r *room) sayAll(n int, payload string) {
	for range n {
		r.Publish(r.log.commit(chat.NewEvent(r.id, chat.EventMessageNew, chat.MessageID{}, chat.MessageID{}, payload, time.Now()))...)
	}
}

func trickle(r io.Reader, stop chan struct{}) {
	second := time.NewTicker(time.Second)
	defer second.Stop()
	for {
		if _, err := io.CopyN(io.Discard, r, 1); err != nil {
			return
		}
		select {
		case <-second.C:
		case <-stop:
			return
		}
	}
}

// A peer that takes nothing does not hold shutdown up.
func TestCloseIsPrompt(t *testing.T) {
	t.Parallel()
	s := newSite(t, event.Options{WriteTimeout: time.Minute, MaxBackfill: 1 << 20}, (*httptest.Server).Start)
	conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", s.server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	big := strings.Repeat("x", 64<<10)
	for range 300 {
		s.log.commit(chat.NewEvent(s.id, chat.EventMessageNew, chat.MessageID{}, chat.MessageID{}, big, time.Now()))
	}
	if _, err := io.WriteString(conn, "GET / HTTP/1.1\r\nHost: x\r\nLast-Event-ID: 0\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	if _, err := bufio.NewReaderSize(conn, 16).ReadByte(); err != nil { // the stream has begun
		t.Fatal(err)
	}
	polite := s.follow("")
	start := time.Now()
	if err := s.server.Config.Shutdown(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.Close()
	if d := time.Since(start); d > 20*time.Second {
		t.Errorf("took %v", d)
	}
	if body, err := io.ReadAll(polite.Body); err != nil || len(body) > 0 {
		t.Errorf("the idle stream ended with %q, %v", body, err)
	}
}

func TestServeToARecorder(t *testing.T) {
	t.Parallel()
	r := newRoom(t, event.Options{IDPrefix: "evt_"})
	r.commit(2, chat.EventMessageNew)
	s := r.subscribe(event.Resume{})
	r.CutAccount(r.reader)
	w := httptest.NewRecorder()
	r.Serve(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", http.NoBody), s)
	if n := strings.Count(w.Body.String(), "id: evt_"); n != 2 || !w.Flushed {
		t.Errorf("got %q", w.Body)
	}
	if _, err := s.Next(t.Context()); !errors.Is(err, event.ErrClosed) {
		t.Errorf("afterwards: %v", err)
	}
}
