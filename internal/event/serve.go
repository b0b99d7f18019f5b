package event

import (
	"math/rand/v2"
	"net/http"
	"strings"
	"time"
)

// Serve sends a subscription's events to the client of a request, as a stream
// of server-sent events, and closes the subscription when that ends. Headers
// already set on w are sent too.
//
// Over HTTP/1.1 it takes the connection over and returns at once: the handler
// has to return, too, so that everything net/http keeps for the request is
// freed. Otherwise it returns when the stream has ended.
func (h *Hub) Serve(w http.ResponseWriter, r *http.Request, s *Subscription) {
	setStreamHeaders(w.Header())
	if r.ProtoMajor != 1 {
		h.serveWriter(w, r, s)
		return
	}
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		h.serveWriter(w, r, s)
		return
	}
	h.serveSocket(newSocket(conn, h.opts.WriteTimeout), w.Header(), s)
}

func setStreamHeaders(header http.Header) {
	header.Set("Content-Type", "text/event-stream")
	header.Set("Cache-Control", "no-cache")
	header.Set("X-Accel-Buffering", "no") // nginx would collect frames
}

// responseHead is what net/http would write for a response that ends with its
// connection (RFC 9112 §6.3 rule 8).
func responseHead(header http.Header, now time.Time) []byte {
	var b strings.Builder
	b.WriteString("HTTP/1.1 200 OK\r\nConnection: close\r\nDate: ")
	b.WriteString(now.UTC().Format(http.TimeFormat))
	b.WriteString("\r\n")
	_ = header.WriteSubset(&b, map[string]bool{ // a Builder does not fail
		"Connection": true, "Content-Length": true, "Date": true, "Transfer-Encoding": true,
	})
	b.WriteString("\r\n")
	return []byte(b.String())
}

func (h *Hub) serveSocket(out *socket, header http.Header, s *Subscription) {
	if !h.begin() {
		out.close()
		s.Close()
		return
	}
	s.attach(out)
	h.opened(s)
	if out.write(responseHead(header, h.opts.Now())) != nil {
		s.Close()
		return
	}
	s.startHeart()
	h.dispatch([]*Subscription{s})
}

func (s *Subscription) attach(out *socket) {
	s.feed.mu.Lock()
	defer s.feed.mu.Unlock()
	s.out = out
}

// begin counts a stream that Close waits for, unless that was called already.
func (h *Hub) begin() bool {
	h.mu.RLock()
	defer h.mu.RUnlock()
	if h.closed {
		return false
	}
	h.streams.Add(1)
	return true
}

func (h *Hub) opened(s *Subscription) {
	h.metrics.open.Inc()
	if h.attendance != nil {
		h.attendance.Opened(s.account)
	}
}

func (h *Hub) ended(s *Subscription) {
	h.metrics.open.Dec()
	if h.attendance != nil {
		h.attendance.Closed(s.account)
	}
}

// serveWriter streams from the handler's own goroutine, for connections that
// cannot be taken over: HTTP/2, and recorders in tests. Such streams are the
// HTTP server's to wait for at shutdown.
func (h *Hub) serveWriter(w http.ResponseWriter, r *http.Request, s *Subscription) {
	h.opened(s)
	defer h.ended(s)
	defer s.Close()
	s.startHeart()
	rc := http.NewResponseController(w)
	if rc.Flush() != nil {
		return
	}
	b := h.buffer()
	defer h.buffers.Put(b)
	for {
		switch s.fetch(&b.batch) {
		case ready:
			// Not every writer has deadlines; without one the peer's own
			// connection handling has to notice.
			_ = rc.SetWriteDeadline(time.Now().Add(h.opts.WriteTimeout))
			if _, err := w.Write(b.join(s)); err != nil || rc.Flush() != nil {
				return
			}
		case parked:
			select {
			case <-s.signal:
			case <-r.Context().Done():
				return
			}
		case missed:
		case lagged, ended:
			return
		}
	}
}

func (s *Subscription) startHeart() {
	f, opts := s.feed, &s.feed.hub.opts
	f.mu.Lock()
	defer f.mu.Unlock()
	s.servedAt = opts.Now()
	if opts.MaxLifetime > 0 {
		s.endAt = s.servedAt.Add(jitter(opts.MaxLifetime))
	}
	s.heart = time.AfterFunc(jitter(opts.Heartbeat), s.beat)
}

// jitter shortens a duration by up to a tenth, so that what began together
// does not come back together.
func jitter(d time.Duration) time.Duration {
	return d - rand.N(d/10+1) //nolint:gosec // nothing secret about it
}

// beat makes a stream write a heartbeat when it was silent for long enough. A
// stream that is being attended is not silent.
func (s *Subscription) beat() {
	f, opts := s.feed, &s.feed.hub.opts
	f.mu.Lock()
	if s.closed {
		f.mu.Unlock()
		return
	}
	now := opts.Now()
	if !s.endAt.IsZero() && !now.Before(s.endAt) && !s.cut {
		s.cut, s.lastPosition = true, f.top
	}
	due := s.servedAt.Add(opts.Heartbeat).Sub(now)
	var wake []*Subscription
	if (due <= opts.Heartbeat/10 || s.cut) && f.unpark(s) {
		s.pinged = true
		wake = []*Subscription{s}
		due = jitter(opts.Heartbeat)
	}
	s.heart.Reset(max(due, opts.Heartbeat/10))
	f.mu.Unlock()
	f.hub.dispatch(wake)
}
