package conversation

import (
	"context"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

// DeleteMessage hides a message's text; replies stay. An answer that is being
// written ends. It takes what editing takes, and repeating it is harmless.
func (s *Service) DeleteMessage(ctx context.Context, a chat.Actor, id chat.MessageID, reason string) error {
	if err := checkText("reason", reason, maxReason); err != nil {
		return err
	}
	found, err := s.writable(ctx, a, id)
	if err != nil {
		return err
	}
	if err := s.remove(ctx, store.RemoveMessage{ID: id, By: a.Account.ID, Reason: reason}); err != nil {
		return err
	}
	if !found.Message.Status.Done() {
		s.end(ctx, id)
	}
	return nil
}

// RestoreMessage takes a deletion back. It takes an owner or admin, and
// repeating it is harmless.
func (s *Service) RestoreMessage(ctx context.Context, a chat.Actor, id chat.MessageID) error {
	if _, err := s.writable(ctx, a, id); err != nil {
		return err
	}
	return s.remove(ctx, store.RemoveMessage{ID: id, By: a.Account.ID, Restore: true})
}

func (s *Service) remove(ctx context.Context, r store.RemoveMessage) error {
	r.At = s.now()
	events, err := s.store.RemoveMessage(ctx, r)
	if err != nil {
		return err
	}
	s.pub.Publish(events...)
	return nil
}
