package conversation

import (
	"context"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// Delete hides a conversation from everybody and ends the answers that are
// being written in it. Its owner can restore it for a while.
func (s *Service) Delete(ctx context.Context, a chat.Actor, id chat.ConversationID) error {
	if _, err := s.see(ctx, a, id); err != nil {
		return err
	}
	if err := mayWrite(a); err != nil {
		return err
	}
	running, events, err := s.store.DeleteConversation(ctx, id, a.Account.ID, s.now())
	if err != nil {
		return err
	}
	s.EndAnswers(ctx, running)
	s.pub.Publish(events...)
	return nil
}

// Restore takes a deletion back.
func (s *Service) Restore(ctx context.Context, a chat.Actor, id chat.ConversationID) (chat.Conversation, error) {
	if _, err := s.store.FindConversation(ctx, id, a.Account.ID); err != nil {
		return chat.Conversation{}, err
	}
	if err := mayWrite(a); err != nil {
		return chat.Conversation{}, err
	}
	c, events, err := s.store.RestoreConversation(ctx, id, a.Account.ID, s.now())
	if err != nil {
		return chat.Conversation{}, err
	}
	s.pub.Publish(events...)
	return c, nil
}
