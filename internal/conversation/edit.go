package conversation

import (
	"context"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

// EditInput replaces a message's text.
type EditInput struct {
	MessageID chat.MessageID
	Content   string
	Reason    string // for the record; may be empty
}

// Edit replaces the text of a message: one's own, an answer one asked for, or,
// as an owner or admin, any. Nothing is answered again, and whom it named before
// hears nothing new.
func (s *Service) Edit(ctx context.Context, a chat.Actor, in EditInput) error {
	if err := checkContent(in.Content); err != nil {
		return err
	}
	if err := checkText("reason", in.Reason, maxReason); err != nil {
		return err
	}
	found, err := s.writable(ctx, a, in.MessageID)
	if err != nil {
		return err
	}
	place := chat.Conversation{ID: found.Message.ConversationID, Kind: found.Kind}
	called, err := s.call(ctx, a, place, in.Content, found.Message.AuthorID)
	if err != nil {
		return err
	}
	events, err := s.store.EditMessage(ctx, store.EditMessage{
		ID: in.MessageID, By: a.Account.ID, Content: in.Content, Mentions: called.people, Reason: in.Reason, At: s.now(),
	})
	if err != nil {
		return err
	}
	s.pub.Publish(events...)
	return nil
}
