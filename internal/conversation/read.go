package conversation

import (
	"context"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

// ReadInput marks a thread as read.
type ReadInput struct {
	ConversationID chat.ConversationID // zero = whichever the thread is in
	RootID         chat.MessageID
	Path           string // of the last message that was read; empty = all of them
}

// MarkRead moves the caller's read mark of a thread forward, never back. Viewers
// and read-only accounts may do it too: it changes nothing for others.
func (s *Service) MarkRead(ctx context.Context, a chat.Actor, in ReadInput) error {
	mark := store.ReadMark{
		ConversationID: in.ConversationID,
		RootID:         in.RootID,
		Account:        a.Account.ID,
		At:             s.now(),
	}
	if in.Path != "" {
		path, err := chat.ParsePath(in.Path)
		if err != nil {
			return chat.InvalidField("path", "must be the path of a message")
		}
		mark.Path = path
	}
	events, err := s.store.MarkRead(ctx, mark)
	if err != nil {
		return err
	}
	s.pub.Publish(events...)
	return nil
}

// Unread counts the caller's unread messages, thread by thread.
func (s *Service) Unread(ctx context.Context, a chat.Actor, id chat.ConversationID) ([]chat.ThreadUnread, error) {
	return s.store.ListUnread(ctx, id, a.Account.ID)
}
