package generation

import (
	"context"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// Cancel ends an answer at once, also one that waits its turn or whose provider
// has not said a word; the text so far is kept. It reports how the answer
// ends, one of the Status constants, and may be repeated.
func (s *Service) Cancel(message chat.MessageID) string {
	r := s.find(message)
	if r == nil {
		return StatusNotTracked
	}
	s.conclude(r, endCancelled)
	return r.ended().cancelStatus()
}

// CancelElsewhere has an answer cancelled that does not run here, without
// waiting for its end. Its writer is told, and should that get lost it finds
// the wish when it renews its leases. False when there are no other processes.
func (s *Service) CancelElsewhere(ctx context.Context, message chat.MessageID) (asked bool, err error) {
	if s.opts.AskOthers == nil {
		return false, nil
	}
	if err := s.store.RequestCancel(ctx, message); err != nil {
		return false, err
	}
	s.opts.AskOthers(message)
	return true, nil
}

func (r *run) ended() ending {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.end
}

// Settled waits until the ending of an answer is saved. It returns at once when
// the answer does not run here.
func (s *Service) Settled(ctx context.Context, message chat.MessageID) error {
	r := s.find(message)
	if r == nil {
		return nil
	}
	select {
	case <-r.final.Done():
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
