package sqlite

import (
	"context"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

const (
	sqlAddParticipant = `
		INSERT INTO participants (conversation_id, account_id, role, joined_at, joined_position, last_activity_at)
		SELECT id, ?2, ?3, ?4, position, last_activity_at FROM conversations WHERE id = ?1`
	sqlSetRole           = `UPDATE participants SET role = ?3 WHERE conversation_id = ?1 AND account_id = ?2`
	sqlRemoveParticipant = `DELETE FROM participants WHERE conversation_id = ? AND account_id = ?`
	sqlRole              = `
		SELECT p.role FROM participants p JOIN conversations c ON c.id = p.conversation_id
		WHERE p.conversation_id = ? AND p.account_id = ? AND c.deleted_at IS NULL`
	sqlOtherOwner = `
		SELECT EXISTS (SELECT 1 FROM participants WHERE conversation_id = ? AND account_id <> ? AND role = 'owner')`
	sqlListParticipants = `
		SELECT p.account_id FROM participants p JOIN conversations c ON c.id = p.conversation_id
		WHERE p.conversation_id = ? AND c.deleted_at IS NULL
		ORDER BY p.joined_at, p.account_id`
	sqlParticipants = `
		SELECT p.account_id, a.username, a.display_name, p.role, p.joined_at
		FROM participants p JOIN accounts a ON a.id = p.account_id
		WHERE p.conversation_id = ?
		ORDER BY p.joined_at, p.account_id`
	sqlHasAccount = `SELECT EXISTS (SELECT 1 FROM accounts WHERE id = ?)`
)

// Role is an account's role in a conversation. NotFound to outsiders.
func (s *Store) Role(ctx context.Context, conversation chat.ConversationID, account chat.AccountID) (chat.ConversationRole, error) {
	return read(ctx, s, func(q querier) (chat.ConversationRole, error) { return findRole(q, conversation, account) })
}

// ListParticipants lists everyone who is in, longest first.
func (s *Store) ListParticipants(ctx context.Context, conversation chat.ConversationID) ([]chat.AccountID, error) {
	return read(ctx, s, func(q querier) ([]chat.AccountID, error) {
		return all(q, value[chat.AccountID], sqlListParticipants, args{conversation})
	})
}

// Participants describes everyone who is in, longest first, to one of them.
func (s *Store) Participants(ctx context.Context, conversation chat.ConversationID, viewer chat.AccountID) ([]chat.Participant, error) {
	return readSnapshot(ctx, s, func(q querier) ([]chat.Participant, error) {
		if _, err := findRole(q, conversation, viewer); err != nil {
			return nil, err
		}
		return all(q, func(row scanner) (p chat.Participant, err error) {
			err = row.Scan(&p.AccountID, &p.Username, &p.DisplayName, &p.Role, at(&p.JoinedAt))
			return p, err
		}, sqlParticipants, args{conversation})
	})
}

// DeletedAccounts lists those of some ids that no account has, in their order.
func (s *Store) DeletedAccounts(ctx context.Context, accounts []chat.AccountID) ([]chat.AccountID, error) {
	return readSnapshot(ctx, s, func(q querier) (deleted []chat.AccountID, err error) {
		for _, id := range accounts {
			there, err := one(q, value[bool], sqlHasAccount, args{id})
			if err != nil {
				return nil, err
			}
			if !there {
				deleted = append(deleted, id)
			}
		}
		return deleted, nil
	})
}

// AddParticipant lets an account into a conversation, or changes its role
// there. A chat that gets a second participant becomes a group.
func (s *Store) AddParticipant(ctx context.Context, conversation chat.ConversationID, account chat.AccountID, role chat.ConversationRole, by chat.AccountID, when time.Time) ([]chat.Event, error) {
	return write(ctx, s, func(t *tx) ([]chat.Event, error) {
		c, err := t.findModerated(conversation, by)
		if err != nil {
			return nil, err
		}
		before, err := findRole(t, conversation, account)
		switch {
		case err != nil && chat.KindOf(err) == chat.NotFound:
			return t.addEnabled(c, account, role, when)
		case err != nil || before == role:
			return nil, err
		}
		if err := t.guardRole(c, account, before, role); err != nil {
			return nil, err
		}
		return t.changeRole(c, account, role, when)
	})
}

// RemoveParticipant takes an account out of a conversation: by itself, or by an
// owner or admin. The last owner has to stay.
func (s *Store) RemoveParticipant(ctx context.Context, conversation chat.ConversationID, account, by chat.AccountID, when time.Time) ([]chat.Event, error) {
	return write(ctx, s, func(t *tx) ([]chat.Event, error) {
		c, err := findLive(t, conversation, by)
		if err != nil {
			return nil, err
		}
		if account != by && !c.Role.CanModerate() {
			return nil, errNotModerator
		}
		role, err := findRole(t, conversation, account)
		if err != nil {
			return nil, err
		}
		if err := t.guardOwner(c, account, role); err != nil {
			return nil, err
		}
		if err := t.exec(sqlRemoveParticipant, conversation, account); err != nil {
			return nil, err
		}
		if err := t.withdrawInvites(conversation, account, "", when); err != nil {
			return nil, err
		}
		return t.announceMembership(c, account, role, "removed", when)
	})
}

var errNotModerator = chat.Errorf(chat.Forbidden, "only an owner or admin of the conversation can do this")

// findModerated finds a conversation for what owners and admins may do.
func (t *tx) findModerated(id chat.ConversationID, by chat.AccountID) (chat.Conversation, error) {
	c, err := findLive(t, id, by)
	if err == nil && !c.Role.CanModerate() {
		return c, errNotModerator
	}
	return c, err
}

// mayMake keeps admins from making owners.
func mayMake(c chat.Conversation, role chat.ConversationRole) error {
	if role == chat.RoleOwner && c.Role != chat.RoleOwner {
		return chat.Errorf(chat.Forbidden, "only an owner can make somebody an owner")
	}
	return nil
}

// addEnabled admits an account that can be used.
func (t *tx) addEnabled(c chat.Conversation, account chat.AccountID, role chat.ConversationRole, when time.Time) ([]chat.Event, error) {
	if err := mayMake(c, role); err != nil {
		return nil, err
	}
	found, err := findAccount(t, account)
	if err != nil {
		return nil, err
	}
	if found.Account.Disabled() {
		return nil, chat.InvalidField("user_id", "the account is disabled")
	}
	return t.admit(c, account, role, when)
}

func (t *tx) admit(c chat.Conversation, account chat.AccountID, role chat.ConversationRole, when time.Time) ([]chat.Event, error) {
	var events []chat.Event
	if c.Kind == chat.KindChat {
		c.BecomeGroup()
		var err error
		if events, err = t.saveConversation(&c, when); err != nil {
			return nil, err
		}
	}
	if err := t.exec(sqlAddParticipant, c.ID, account, role, micros(when)); err != nil {
		return nil, err
	}
	added, err := t.announceMembership(c, account, role, "added", when)
	return append(events, added...), err
}

func (t *tx) changeRole(c chat.Conversation, account chat.AccountID, role chat.ConversationRole, when time.Time) ([]chat.Event, error) {
	if err := t.exec(sqlSetRole, c.ID, account, role); err != nil {
		return nil, err
	}
	if err := t.withdrawInvites(c.ID, account, role, when); err != nil {
		return nil, err
	}
	return t.announceMembership(c, account, role, "role_updated", when)
}

// guardRole keeps admins from making owners and from touching them, and the
// last owner in place.
func (t *tx) guardRole(c chat.Conversation, account chat.AccountID, before, role chat.ConversationRole) error {
	if err := mayMake(c, role); err != nil {
		return err
	}
	return t.guardOwner(c, account, before)
}

// guardOwner keeps admins from touching owners, and the last owner in place.
func (t *tx) guardOwner(c chat.Conversation, account chat.AccountID, role chat.ConversationRole) error {
	if role != chat.RoleOwner {
		return nil
	}
	if c.Role != chat.RoleOwner {
		return chat.Errorf(chat.Forbidden, "only an owner can change an owner's membership")
	}
	other, err := one(t, value[bool], sqlOtherOwner, args{c.ID, account})
	if err == nil && !other {
		return chat.Errorf(chat.Conflict, "the last owner has to stay")
	}
	return err
}

// announceMembership tells of a change of somebody's rights. Their login
// sessions rotate with it.
func (t *tx) announceMembership(c chat.Conversation, account chat.AccountID, role chat.ConversationRole, action string, when time.Time) ([]chat.Event, error) {
	if err := t.exec(sqlRequireRotation, account, "membership_change"); err != nil {
		return nil, err
	}
	ledger, err := t.openLedger(c.ID, 1, 0)
	if err != nil {
		return nil, err
	}
	err = ledger.add(chat.NewEvent(c.ID, chat.EventMembershipChanged, chat.MessageID{}, chat.MessageID{}, chat.MembershipPayload{
		ConversationID: c.ID, UserID: account, Role: role, Action: action,
	}, when))
	if err != nil {
		return nil, err
	}
	return ledger.close()
}

func findRole(q querier, conversation chat.ConversationID, account chat.AccountID) (chat.ConversationRole, error) {
	role, err := one(q, value[chat.ConversationRole], sqlRole, args{conversation, account})
	return role, orNotFound(err, "there is no such conversation")
}
