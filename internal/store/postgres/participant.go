package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

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
	// The one who asks is one of them, so nobody at all is an outsider's answer.
	sqlParticipants = `
		SELECT p.user_id, u.username, u.display_name, p.role::text, p.joined_at
		FROM rustygpt.conversation_participants p
		JOIN rustygpt.users u ON u.id = p.user_id
		JOIN rustygpt.conversations c ON c.id = p.conversation_id
		WHERE p.conversation_id = $1 AND p.left_at IS NULL AND c.deleted_at IS NULL AND EXISTS (
			SELECT FROM rustygpt.conversation_participants v
			WHERE v.conversation_id = $1 AND v.user_id = $2 AND v.left_at IS NULL)
		ORDER BY p.joined_at, p.user_id`
	sqlDeletedAccounts = `
		SELECT a.id FROM unnest($1::uuid[]) WITH ORDINALITY AS a (id, place)
		WHERE NOT EXISTS (SELECT FROM rustygpt.users u WHERE u.id = a.id)
		ORDER BY a.place`
	sqlAddParticipant    = `SELECT rustygpt.add_participant($1, $2, $3, $4, $5, $6)`
	sqlRemoveParticipant = `SELECT events FROM rustygpt.remove_participant($1, $2, $3, $4, $5)`
)

// Role is an account's role in a conversation. NotFound to outsiders.
func (s *Store) Role(ctx context.Context, conversation chat.ConversationID, account chat.AccountID) (chat.ConversationRole, error) {
	return read(ctx, s, func(ctx context.Context, q querier) (chat.ConversationRole, error) {
		role, err := one(ctx, q, value[chat.ConversationRole], sqlRole, ref(conversation), ref(account))
		return role, orNotFound(err, "there is no such conversation")
	})
}

// ListParticipants lists everyone who is in, longest first.
func (s *Store) ListParticipants(ctx context.Context, conversation chat.ConversationID) ([]chat.AccountID, error) {
	return read(ctx, s, func(ctx context.Context, q querier) ([]chat.AccountID, error) {
		return all(ctx, q, scanID[chat.Account], sqlListParticipants, ref(conversation))
	})
}

// Participants describes everyone who is in, longest first, to one of them.
func (s *Store) Participants(ctx context.Context, conversation chat.ConversationID, viewer chat.AccountID) ([]chat.Participant, error) {
	return read(ctx, s, func(ctx context.Context, q querier) ([]chat.Participant, error) {
		list, err := all(ctx, q, func(row pgx.CollectableRow) (p chat.Participant, err error) {
			err = row.Scan(id(&p.AccountID), &p.Username, &p.DisplayName, &p.Role, at(&p.JoinedAt))
			return p, err
		}, sqlParticipants, ref(conversation), ref(viewer))
		if err == nil && len(list) == 0 {
			err = chat.Errorf(chat.NotFound, "there is no such conversation")
		}
		return list, err
	})
}

// DeletedAccounts lists those of some ids that no account has, in their order.
func (s *Store) DeletedAccounts(ctx context.Context, accounts []chat.AccountID) ([]chat.AccountID, error) {
	return read(ctx, s, func(ctx context.Context, q querier) ([]chat.AccountID, error) {
		return all(ctx, q, scanID[chat.Account], sqlDeletedAccounts, refs(accounts))
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
