package conversation

import (
	"context"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// settleWithin bounds how long Stop waits for endings to be stored. They take
// milliseconds; a store that is out of reach must not hold up the caller.
const settleWithin = 2 * time.Second

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
	// It may have ended since it was read.
	if found, err = s.store.FindMessage(ctx, id, a.Account.ID); err != nil {
		return "", err
	}
	return endStatus(found.Message), nil
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
	for _, answer := range running {
		s.resp.Cancel(answer)
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
