package conversation

import (
	"context"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// purgeEvery is how often conversations that can no longer be restored are
// removed for good.
const purgeEvery = time.Hour

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
	for _, answer := range running {
		s.end(ctx, answer)
	}
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

// Run removes conversations for good that were deleted long ago, now and every
// hour, until ctx ends.
func (s *Service) Run(ctx context.Context) error {
	tick := time.NewTicker(purgeEvery)
	defer tick.Stop()
	for {
		n, err := s.store.PurgeConversations(ctx, s.now().Add(-s.trash))
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil:
			s.log.Warn("deleted conversations could not be purged", "error", err)
		case n > 0:
			s.log.Info("purged deleted conversations", "conversations", n)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}
