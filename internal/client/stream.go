package client

import (
	"context"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// Watch says what to do about the things on the way that are not events. Every
// function is called by the goroutine that reads the events, and may be nil.
type Watch struct {
	Open func()                              // the stream is open, for the first time or again
	Lost func(why error, wait time.Duration) // it was lost and will be resumed after a pause
	Odd  func(error)                         // an event could not be understood and is left out
}

var (
	errSilent = errors.New("no sign of life")
	errEnded  = errors.New("the server ended the stream")
	errEnough = errors.New("nobody reads on")
)

// stream reads a conversation's events, resumed as often as needed.
type stream struct {
	*Client
	Watch
	conversation chat.ConversationID
	last         string // id of the last event
	attempts     int    // in a row without an event
}

// run hands every event to read, resumed as often as needed. When read fails,
// the event counts as not read and comes again. It returns when the context
// ends, or the server or read refuse for a reason that waiting does not mend.
func (s *stream) run(ctx context.Context, read func(Event) error) error {
	for {
		err := s.connection(ctx, read)
		if ctx.Err() != nil {
			return chat.Errorf(chat.Canceled, "interrupted")
		}
		if lasting(err) {
			return err
		}
		s.rest(ctx, err)
	}
}

// lasting reports whether trying again cannot help.
func lasting(err error) bool {
	if errors.Is(err, errEnough) {
		return true
	}
	e, ok := errors.AsType[*chat.Error](err)
	if !ok {
		return false // the connection
	}
	switch e.Kind {
	case chat.Unavailable, chat.Upstream, chat.RateLimited, chat.Conflict:
		return e.Code == CodeNoServer
	case chat.Internal:
		return false
	default:
		return true
	}
}

// rest waits before the next attempt, or until the context ends.
func (s *stream) rest(ctx context.Context, why error) {
	s.attempts++
	wait := s.pause(s.attempts)
	if e, ok := errors.AsType[*chat.Error](why); ok {
		wait = max(wait, e.RetryAfter)
	}
	if s.Lost != nil {
		s.Lost(why, wait)
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// connection reads one connection to its end, which always has a reason.
func (s *stream) connection(ctx context.Context, read func(Event) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	quiet := time.AfterFunc(s.silence, func() { cancel(errSilent) })
	defer quiet.Stop()

	resp, err := s.send(ctx, s.request())
	if err != nil {
		return reason(ctx, err)
	}
	defer resp.Body.Close()
	if s.Open != nil {
		s.Open()
	}
	frames := newFrameReader(heard{resp.Body, func() { quiet.Reset(s.silence) }}, maxFrameBytes)
	for {
		f, err := frames.next()
		if err != nil {
			return reason(ctx, err)
		}
		if err := s.deliver(f, read); err != nil {
			return err
		}
	}
}

func (s *stream) request() request {
	header := http.Header{
		"Accept":          {"text/event-stream"},
		"Accept-Encoding": {"identity"}, // a compressor on the way would collect frames
	}
	if s.last != "" {
		header.Set("Last-Event-ID", s.last)
	}
	return request{method: http.MethodGet, path: "/api/stream/conversations/" + s.conversation.String(), header: header}
}

func (s *stream) deliver(f frame, read func(Event) error) error {
	e, err := decodeEvent(f)
	if err == nil {
		if err := read(e); err != nil {
			return err
		}
	} else if s.Odd != nil {
		s.Odd(err)
	}
	s.attempts = 0
	if f.id != "" {
		s.last = f.id
	}
	return nil
}

// reason prefers why we gave up on a connection to how that showed.
func reason(ctx context.Context, err error) error {
	switch {
	case errors.Is(context.Cause(ctx), errSilent):
		return errSilent
	case err == io.EOF:
		return errEnded
	}
	return err
}

// heard reads and tells that something was read.
type heard struct {
	io.Reader
	tell func()
}

func (h heard) Read(p []byte) (int, error) {
	n, err := h.Reader.Read(p)
	if n > 0 {
		h.tell()
	}
	return n, err
}
