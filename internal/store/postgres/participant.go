package postgres

import (
	"context"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

const (
	sqlRole = `
		SELECT p.role::text
		FROM rustygpt.conversation_participants p JOIN rustygpt.conversations c ON c.id = p.conversation_id
		WHERE p.conversation_id = $1 AND p.user_id = $2 AND p.left_at IS NULL AND c.deleted_at IS NULL`
	sqlListParticipants = `
		SELECT p.user_id
		FROM rustygpt.conversation_participants p JOIN rustygpt.conversations c ON c.id = p.conversation_id
		WHERE p.conversation_id = $1 AND p.left_at IS NULL AND c.deleted_at IS NULL
		ORDER BY p.joined_at, p.user_id`
	sqlAddParticipant    = `SELECT rustygpt.add_participant($1, $2, $3, $4, $5, $6)`
	sqlRemoveParticipant = `SELECT events FROM rustygpt.remove_participant($1, $2, $3, $4, $5)`
)

// Role is an account's role in a conversation. NotFound to outsiders.
func (s *Store) Role(ctx context.Context, conversation chat.ConversationID, account chat.AccountID) (chat.ConversationRole, error) {
	return read(ctx, s, func(ctx context.Context, q querier) (chat.ConversationRole, error) {
		role, err := one(ctx, q, value[chat.ConversationRole], sqlRole, ref(conversation), ref(account))
		return role, orNotFound(err, "conversation")
	})
}

// ListParticipants lists everyone who is in, longest first.
func (s *Store) ListParticipants(ctx context.Context, conversation chat.ConversationID) ([]chat.AccountID, error) {
	return read(ctx, s, func(ctx context.Context, q querier) ([]chat.AccountID, error) {
		return all(ctx, q, scanID[chat.Account], sqlListParticipants, ref(conversation))
	})
}

// AddParticipant lets an account into a conversation, or changes its role
// there. A chat that gets a second participant becomes a group.
func (s *Store) AddParticipant(ctx context.Context, conversation chat.ConversationID, account chat.AccountID, role chat.ConversationRole, by chat.AccountID, when time.Time) ([]chat.Event, error) {
	return s.announced(ctx, sqlAddParticipant, ref(conversation), ref(account), role, ref(by), instant(when), s.persistEvents)
}

// RemoveParticipant takes an account out of a conversation: by itself, or by an
// owner or admin. The last owner has to stay.
func (s *Store) RemoveParticipant(ctx context.Context, conversation chat.ConversationID, account, by chat.AccountID, when time.Time) ([]chat.Event, error) {
	return s.announced(ctx, sqlRemoveParticipant, ref(conversation), ref(account), ref(by), instant(when), s.persistEvents)
}
