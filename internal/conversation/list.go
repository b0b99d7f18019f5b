package conversation

import (
	"context"

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
	After    store.Cursor          // end of the page before; zero = the newest
	Limit    int                   // default 50, at most 200
}

// List lists the caller's conversations, newest activity first, and whether
// there are more.
func (s *Service) List(ctx context.Context, a chat.Actor, in ListInput) ([]chat.Conversation, bool, error) {
	switch in.Kind {
	case "", chat.KindChat, chat.KindGroup:
	default:
		return nil, false, chat.InvalidField("kind", "must be chat or group")
	}
	return s.store.ListConversations(ctx, a.Account.ID, store.ConversationFilter{
		Kind:     in.Kind,
		Archived: in.Archived,
		Before:   in.After,
		Limit:    pageSize(in.Limit, defaultConversations, maxConversations),
	})
}

// Get finds one of the caller's conversations.
func (s *Service) Get(ctx context.Context, a chat.Actor, id chat.ConversationID) (chat.Conversation, error) {
	return s.see(ctx, a, id)
}

// pageSize bounds the number of rows a caller asks for; 0 and less ask for the
// default.
func pageSize(asked, normal, most int) int {
	if asked <= 0 {
		return normal
	}
	return min(asked, most)
}
