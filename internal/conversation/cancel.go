package conversation

import (
	"context"
	"slices"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// settleWithin bounds how long Stop waits for endings to be stored. They take
// milliseconds; a store that is out of reach must not hold up the caller.
const settleWithin = 2 * time.Second

// While an ending that another instance stores is awaited, the store is asked
// after firstLook, and then each time after twice as long, up to lastLook.
const (
	firstLook = 5 * time.Millisecond
	lastLook  = 100 * time.Millisecond
)

// notTracked is what a Responder says of an answer it does not run.
const notTracked = "not_tracked"

// Cancel ends one answer, keeping its text so far. Whoever may post may do so.
// The status tells how the answer ends or has ended: cancelled, timed_out,
// completed, or not_tracked when no one here is writing it.
func (s *Service) Cancel(ctx context.Context, a chat.Actor, id chat.MessageID) (status string, err error) {
	found, err := s.writable(ctx, a, id)
	if err != nil {
		return "", err
	}
	if found.Message.Role != chat.RoleAssistant {
		return "", chat.WithCode(chat.Invalid, "RGP.V1.CANCEL_ROLE", "Only the answer of a model can be cancelled.")
	}
	if found.Message.Status.Done() {
		return endStatus(found.Message), nil
	}
	if status = s.resp.Cancel(id); status != notTracked {
		return status, nil
	}
	return s.cancelElsewhere(ctx, a, id)
}

// cancelElsewhere has an answer cancelled that is not written here, and waits
// a while for its end.
func (s *Service) cancelElsewhere(ctx context.Context, a chat.Actor, id chat.MessageID) (status string, err error) {
	asked, err := s.resp.CancelElsewhere(ctx, id)
	if err != nil {
		return "", err
	}
	err = s.awaitEnd(ctx, func() (ended bool, err error) {
		found, err := s.store.FindMessage(ctx, id, a.Account.ID)
		status = endStatus(found.Message) // it may also have ended since it was read
		return status != notTracked || !asked, err
	})
	return status, err
}

// awaitEnd asks until an ending is stored, or for settleWithin.
func (s *Service) awaitEnd(ctx context.Context, ended func() (bool, error)) error {
	ctx, cancel := context.WithTimeout(ctx, settleWithin)
	defer cancel()
	for wait := firstLook; ; wait *= 2 {
		if done, err := ended(); done || err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(min(wait, lastLook)):
		}
	}
}

// end has an answer cancelled, wherever it is written.
func (s *Service) end(ctx context.Context, id chat.MessageID) (elsewhere bool) {
	if s.resp.Cancel(id) != notTracked {
		return false
	}
	asked, err := s.resp.CancelElsewhere(ctx, id)
	if err != nil {
		s.log.Warn("an answer that may be written elsewhere could not be cancelled", "message_id", id, "error", err)
	}
	return asked
}

// EndAnswers has answers cancelled, wherever they are written.
func (s *Service) EndAnswers(ctx context.Context, answers []chat.MessageID) {
	for _, id := range answers {
		s.end(ctx, id)
	}
}

// endStatus is the word for how a stored answer ended.
func endStatus(m chat.Message) string {
	switch {
	case !m.Status.Done():
		return notTracked
	case m.Status == chat.StatusCancelled:
		return "cancelled"
	case m.Answer != nil && m.Answer.FinishReason == "timeout":
		return "timed_out"
	default:
		return "completed"
	}
}

// Stop ends every answer that is being written in a conversation. When it
// returns their endings are stored, so that the next message is not refused
// because of them.
func (s *Service) Stop(ctx context.Context, a chat.Actor, id chat.ConversationID) error {
	c, err := s.see(ctx, a, id)
	if err != nil {
		return err
	}
	if err := mayPost(a, c.Role); err != nil {
		return err
	}
	running, err := s.store.RunningAnswers(ctx, id)
	if err != nil {
		return err
	}
	elsewhere := false
	for _, answer := range running {
		elsewhere = s.end(ctx, answer) || elsewhere
	}
	if elsewhere {
		return s.awaitAll(ctx, id, running)
	}
	ctx, cancel := context.WithTimeout(ctx, settleWithin)
	defer cancel()
	for _, answer := range running {
		if s.resp.Settled(ctx, answer) != nil {
			s.log.Warn("a stopped answer is not stored yet", "conversation_id", id, "message_id", answer)
		}
	}
	return nil
}

// awaitAll waits a while until answers of a conversation have ended.
func (s *Service) awaitAll(ctx context.Context, id chat.ConversationID, answers []chat.MessageID) error {
	return s.awaitEnd(ctx, func() (bool, error) {
		running, err := s.store.RunningAnswers(ctx, id)
		return !slices.ContainsFunc(answers, func(m chat.MessageID) bool { return slices.Contains(running, m) }), err
	})
}
