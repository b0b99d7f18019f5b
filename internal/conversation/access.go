package conversation

import (
	"context"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

// Role is the caller's right in a conversation, NotFound to outsiders.
func (s *Service) Role(ctx context.Context, a chat.Actor, id chat.ConversationID) (chat.ConversationRole, error) {
	return s.store.Role(ctx, id, a.Account.ID)
}

// see finds a conversation the caller takes part in. A deleted one is gone for
// everything but restoring it.
func (s *Service) see(ctx context.Context, a chat.Actor, id chat.ConversationID) (chat.Conversation, error) {
	c, err := s.store.FindConversation(ctx, id, a.Account.ID)
	if err != nil {
		return chat.Conversation{}, err
	}
	if !c.DeletedAt.IsZero() {
		return chat.Conversation{}, errNoConversation()
	}
	return c, nil
}

// writable finds a message in a conversation the caller may write to.
func (s *Service) writable(ctx context.Context, a chat.Actor, id chat.MessageID) (store.ViewedMessage, error) {
	m, err := s.store.FindMessage(ctx, id, a.Account.ID)
	if err != nil {
		return store.ViewedMessage{}, err
	}
	return m, mayPost(a, m.Role)
}

// mayPost refuses those who may only look, here or anywhere.
func mayPost(a chat.Actor, role chat.ConversationRole) error {
	if err := mayWrite(a); err != nil {
		return err
	}
	if !role.CanPost() {
		return chat.Errorf(chat.Forbidden, "Viewers cannot change anything in this conversation.")
	}
	return nil
}

// mayWrite refuses accounts that are read-only on the whole server.
func mayWrite(a chat.Actor) error {
	if a.Account.Roles.Has(chat.RoleReadOnly) {
		return chat.Errorf(chat.Forbidden, "This account can only read.")
	}
	return nil
}

func errNoConversation() error {
	return chat.Errorf(chat.NotFound, "There is no such conversation.")
}

func errNoMessage() error {
	return chat.Errorf(chat.NotFound, "There is no such message.")
}
