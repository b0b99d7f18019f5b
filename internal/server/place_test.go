package server_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/servertest"
)

// unforgotten has a server keep and replay everything: a place may be left far
// behind, and does not read a conversation again after a gap.
var unforgotten = []string{"RUSTYGPT__SSE__PERSISTENCE__MAX_EVENTS_PER_USER=1000000", "RUSTYGPT__SSE__MAX_BACKFILL_EVENTS=1000000"}

// place is how far a reader of a conversation's event stream has come.
type place struct {
	person       *servertest.Client
	conversation chat.ConversationID
	position     int64
}

// follow hands events to apply until that is done. It leaves at random, and
// resumes after the last event it saw, as it does when it is cut off.
func (p *place) follow(ctx context.Context, apply func(servertest.Frame) (done bool, err error)) error {
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		resp, err := p.open(ctx)
		if err != nil {
			if err := patience(ctx, err); err != nil {
				return err
			}
			continue
		}
		done, err := p.take(resp, apply)
		resp.Body.Close()
		if done || err != nil {
			return err
		}
	}
}

func (p *place) open(ctx context.Context) (*http.Response, error) {
	path, header := "/api/stream/conversations/"+p.conversation.String(), http.Header{}
	if p.position == 0 {
		path += "?since=0"
	} else {
		header.Set("Last-Event-ID", "evt_"+strconv.FormatInt(p.position, 10))
	}
	return p.person.Send(ctx, http.MethodGet, path, nil, header)
}

// take reads one connection until it ends, apply is done, or chance says so.
func (p *place) take(resp *http.Response, apply func(servertest.Frame) (bool, error)) (done bool, err error) {
	for f, err := range servertest.Frames(resp.Body) {
		if err != nil || rand.IntN(60) == 0 {
			return false, nil // cut off, or leaving: resume
		}
		if f.ID == "" {
			continue // a passing sign
		}
		position, err := strconv.ParseInt(strings.TrimPrefix(f.ID, "evt_"), 10, 64)
		if err != nil {
			return false, fmt.Errorf("event %s has the id %q", f.Event, f.ID)
		}
		if position <= p.position {
			return false, fmt.Errorf("position %d after %d", position, p.position)
		}
		p.position = position
		if done, err := apply(f); done || err != nil {
			return done, err
		}
	}
	return false, nil
}

// patience waits a moment after a failure that a restart explains; any other
// failure is returned.
func patience(ctx context.Context, err error) error {
	if status, ok := errors.AsType[*servertest.StatusError](err); ok && status.Status != http.StatusServiceUnavailable {
		return err
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(10 * time.Millisecond):
		return nil
	}
}
