package conversation

import (
	"context"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

// How many conversations a page has.
const (
	defaultConversations = 50
	maxConversations     = 200
)

// ListInput selects from the caller's conversations.
type ListInput struct {
	Kind     chat.ConversationKind // empty = both
	Archived bool                  // also archived ones
	After    time.Time             // of the last one on the page before; zero = from the newest
	Limit    int                   // about so many; default 50, at most 200
}

// List lists the caller's conversations, newest activity first, and whether
// there are more. A page ends where the time of activity changes.
func (s *Service) List(ctx context.Context, a chat.Actor, in ListInput) ([]chat.Conversation, bool, error) {
	switch in.Kind {
	case "", chat.KindChat, chat.KindGroup:
	default:
		return nil, false, chat.InvalidField("kind", "must be chat or group")
	}
	conversations := timeline[chat.Conversation]{
		place: func(c chat.Conversation) store.Cursor { return store.Cursor{At: c.LastActivityAt, ID: c.ID.UUID} },
		read: func(before store.Cursor, limit int) ([]chat.Conversation, bool, error) {
			return s.store.ListConversations(ctx, a.Account.ID, store.ConversationFilter{
				Kind:     in.Kind,
				Archived: in.Archived,
				Before:   before,
				Limit:    limit,
			})
		},
	}
	return conversations.page(in.After, pageSize(in.Limit, defaultConversations, maxConversations))
}

// Get finds one of the caller's conversations.
func (s *Service) Get(ctx context.Context, a chat.Actor, id chat.ConversationID) (chat.Conversation, error) {
	return s.see(ctx, a, id)
}
