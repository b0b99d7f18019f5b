package sqlite

import (
	"context"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

const (
	inviteColumns = `i.id, i.conversation_id, i.email, i.role, i.invited_by, i.created_at, i.expires_at, i.accepted_by,
		i.accepted_at, i.revoked_at`

	sqlAddInvite = `
		INSERT INTO invites (id, conversation_id, email, role, invited_by, token_hash, created_at, expires_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)`
	sqlOpenInvite = `
		SELECT EXISTS (
			SELECT 1 FROM invites
			WHERE conversation_id = ?1 AND email = ?2 AND role = ?3
			  AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at > ?4)`
	sqlFindInvite = `
		SELECT ` + inviteColumns + `, c.title, coalesce(nullif(a.display_name, ''), a.username, '')
		FROM invites i
		JOIN conversations c ON c.id = i.conversation_id AND c.deleted_at IS NULL
		LEFT JOIN accounts a ON a.id = i.invited_by
		WHERE i.token_hash = ?`
	sqlFindInviteByID = `SELECT ` + inviteColumns + ` FROM invites i WHERE i.conversation_id = ? AND i.id = ?`
	sqlListInvites    = `
		SELECT ` + inviteColumns + ` FROM invites i WHERE i.conversation_id = ?
		ORDER BY i.created_at DESC, i.id DESC LIMIT +?`
	sqlUseInvite      = `UPDATE invites SET accepted_by = ?2, accepted_at = ?3 WHERE id = ?1`
	sqlRevokeInvite   = `UPDATE invites SET revoked_at = coalesce(revoked_at, ?2) WHERE id = ?1`
	sqlSweepInvites   = `DELETE FROM invites WHERE id IN (SELECT id FROM invites WHERE expires_at < ? LIMIT +?)`
	sqlHasEmail       = `SELECT EXISTS (SELECT 1 FROM accounts WHERE id = ? AND email = ?)`
	sqlWithdrawInvite = `
		UPDATE invites SET revoked_at = ?4
		WHERE conversation_id = ?1 AND invited_by = ?2 AND accepted_at IS NULL AND revoked_at IS NULL
		  AND (?3 NOT IN ('owner', 'admin') OR role = 'owner' AND ?3 <> 'owner')`
)

// AddInvite makes an invitation.
func (s *Store) AddInvite(ctx context.Context, n store.NewInvite) error {
	return s.write(ctx, func(t *tx) error {
		c, err := t.findModerated(n.ConversationID, n.InvitedBy)
		if err != nil {
			return err
		}
		if err := mayMake(c, n.Role); err != nil {
			return err
		}
		open, err := one(t, value[bool], sqlOpenInvite, args{c.ID, n.Email, n.Role, micros(n.CreatedAt)})
		if err != nil {
			return err
		}
		if open {
			return chat.Errorf(chat.Conflict, "there is an invitation for this address and role already")
		}
		return t.exec(sqlAddInvite, n.ID, c.ID, n.Email, n.Role, n.InvitedBy, n.TokenHash, micros(n.CreatedAt), micros(n.ExpiresAt))
	})
}

// FindInvite finds an invitation by the hash of its token.
func (s *Store) FindInvite(ctx context.Context, tokenHash []byte) (store.FoundInvite, error) {
	return read(ctx, s, func(q querier) (store.FoundInvite, error) { return findInvite(q, tokenHash) })
}

// ListInvites lists a conversation's newest invitations, newest first.
func (s *Store) ListInvites(ctx context.Context, conversation chat.ConversationID, viewer chat.AccountID, limit int) ([]chat.Invite, error) {
	return readSnapshot(ctx, s, func(q querier) ([]chat.Invite, error) {
		role, err := findRole(q, conversation, viewer)
		if err != nil {
			return nil, err
		}
		if !role.CanModerate() {
			return nil, errNotModerator
		}
		return all(q, scanInvite, sqlListInvites, args{conversation, limit})
	})
}

// AcceptInvite lets an account in by an invitation.
func (s *Store) AcceptInvite(ctx context.Context, a store.AcceptInvite) (store.Joined, error) {
	return write(ctx, s, func(t *tx) (store.Joined, error) { return t.acceptInvite(a) })
}

// RevokeInvite withdraws an invitation; repeating it changes nothing.
func (s *Store) RevokeInvite(ctx context.Context, r store.RevokeInvite) error {
	return s.write(ctx, func(t *tx) error {
		i, err := t.findRevocable(r)
		if err != nil {
			return err
		}
		if _, err := t.findModerated(i.ConversationID, r.By); err != nil {
			return err
		}
		if !i.AcceptedAt.IsZero() {
			return i.Refusal(r.At)
		}
		return t.exec(sqlRevokeInvite, i.ID, micros(r.At))
	})
}

// SweepInvites removes those that expired before the given time, whatever became
// of them, limit at most.
func (s *Store) SweepInvites(ctx context.Context, before time.Time, limit int) (int, error) {
	return write(ctx, s, func(t *tx) (int, error) { return t.change(sqlSweepInvites, micros(before), limit) })
}

// SignUp makes an account and lets it in by an invitation.
func (s *Store) SignUp(ctx context.Context, n store.SignUp) (store.Joined, error) {
	return write(ctx, s, func(t *tx) (store.Joined, error) {
		if err := t.addAccount(n.Account, n.PasswordHash); err != nil {
			return store.Joined{}, err
		}
		return t.acceptInvite(store.AcceptInvite{
			TokenHash: n.TokenHash, Account: n.Account.ID, MatchEmail: n.MatchEmail, At: n.Account.CreatedAt,
		})
	})
}

func (t *tx) acceptInvite(a store.AcceptInvite) (store.Joined, error) {
	found, err := findInvite(t, a.TokenHash)
	if err != nil {
		return store.Joined{}, err
	}
	i := found.Invite
	before, err := findRole(t, i.ConversationID, a.Account)
	if err != nil && chat.KindOf(err) != chat.NotFound {
		return store.Joined{}, err
	}
	joined := store.Joined{ConversationID: i.ConversationID, Role: before}
	if isIn := err == nil; isIn && i.AcceptedBy == a.Account {
		return joined, nil
	}
	if err := t.checkInvite(i, a); err != nil {
		return store.Joined{}, err
	}
	if err := t.exec(sqlUseInvite, i.ID, a.Account, micros(a.At)); err != nil {
		return store.Joined{}, err
	}
	joined.Role = stronger(before, i.Role)
	joined.Events, err = t.join(i.ConversationID, a.Account, before, joined.Role, a.At)
	return joined, err
}

// checkInvite refuses an invitation that cannot be accepted, or not by this
// account.
func (t *tx) checkInvite(i chat.Invite, a store.AcceptInvite) error {
	if err := i.Refusal(a.At); err != nil || !a.MatchEmail {
		return err
	}
	matches, err := one(t, value[bool], sqlHasEmail, args{a.Account, i.Email})
	if err == nil && !matches {
		return chat.Errorf(chat.Forbidden, "the invitation is for another e-mail address")
	}
	return err
}

// join lets an account in, or raises its role. before is empty for one that is
// not in.
func (t *tx) join(id chat.ConversationID, account chat.AccountID, before, role chat.ConversationRole, when time.Time) ([]chat.Event, error) {
	if before == role {
		return nil, nil
	}
	c, err := one(t, scanConversation, sqlFindAsOwner, args{id})
	if err != nil {
		return nil, err
	}
	if before == "" {
		return t.admit(c, account, role, when)
	}
	return t.changeRole(c, account, role, when)
}

// withdrawInvites closes the open invitations that somebody made and, with this
// role or without any, could not make any more.
func (t *tx) withdrawInvites(id chat.ConversationID, by chat.AccountID, role chat.ConversationRole, when time.Time) error {
	return t.exec(sqlWithdrawInvite, id, by, role, micros(when))
}

func (t *tx) findRevocable(r store.RevokeInvite) (chat.Invite, error) {
	if r.TokenHash != nil {
		found, err := findInvite(t, r.TokenHash)
		return found.Invite, err
	}
	i, err := one(t, scanInvite, sqlFindInviteByID, args{r.ConversationID, r.ID})
	return i, orNotFound(err, "there is no such invitation")
}

func findInvite(q querier, tokenHash []byte) (store.FoundInvite, error) {
	found, err := one(q, func(row scanner) (f store.FoundInvite, err error) {
		err = row.Scan(append(inviteFields(&f.Invite), &f.Title, &f.Inviter)...)
		return f, err
	}, sqlFindInvite, args{tokenHash})
	return found, orNotFound(err, "there is no such invitation")
}

func scanInvite(row scanner) (i chat.Invite, err error) {
	err = row.Scan(inviteFields(&i)...)
	return i, err
}

// inviteFields are where inviteColumns go.
func inviteFields(i *chat.Invite) []any {
	return []any{&i.ID, &i.ConversationID, &i.Email, &i.Role, &i.InvitedBy, at(&i.CreatedAt), at(&i.ExpiresAt), &i.AcceptedBy,
		at(&i.AcceptedAt), at(&i.RevokedAt)}
}

// stronger is the stronger one of two roles; empty is none.
func stronger(a, b chat.ConversationRole) chat.ConversationRole {
	for _, role := range []chat.ConversationRole{chat.RoleOwner, chat.RoleConvAdmin, chat.RoleParticipant} {
		if a == role || b == role {
			return role
		}
	}
	return chat.RoleViewer
}
