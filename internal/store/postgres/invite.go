package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

// The hash of a token is kept as text.
const (
	inviteColumns = `i.id, i.conversation_id, i.invited_email, i.role::text, i.invited_by, i.created_at, i.expires_at, i.accepted_by,
		i.accepted_at, i.revoked_at`

	sqlAddInvite  = `SELECT rustygpt.add_invite($1, $2, $3, $4, encode($5, 'hex'), $6, $7, $8)`
	sqlFindInvite = `
		SELECT ` + inviteColumns + `, c.title, coalesce(nullif(u.display_name, ''), u.username, '')
		FROM rustygpt.conversation_invites i
		JOIN rustygpt.conversations c ON c.id = i.conversation_id AND c.deleted_at IS NULL
		LEFT JOIN rustygpt.users u ON u.id = i.invited_by
		WHERE i.token = encode($1, 'hex')`
	sqlListInvites  = `SELECT ` + inviteColumns + ` FROM rustygpt.list_invites($1, $2, $3) i`
	sqlAcceptInvite = `
		SELECT conversation_id, role, events FROM rustygpt.accept_invite(encode($1, 'hex'), $2, $3, $4, $5)`
	sqlRevokeInvite = `
		SELECT rustygpt.revoke_invite((
			SELECT i.id FROM rustygpt.conversation_invites i WHERE i.conversation_id = $1 AND i.id = $2), $3, $4)`
	sqlRevokeInviteByToken = `SELECT rustygpt.revoke_invite(rustygpt.invite_of(encode($1, 'hex')), $2, $3)`
	sqlSweepInvites        = `SELECT rustygpt.sweep_invites($1, $2)`
	sqlSignUp              = `
		SELECT conversation_id, role, events
		FROM rustygpt.sign_up($1, $2, $3, $4, $5, $6, $7, encode($8, 'hex'), $9, $10, $11)`
)

// AddInvite makes an invitation.
func (s *Store) AddInvite(ctx context.Context, n store.NewInvite) error {
	return s.exec(ctx, sqlAddInvite, ref(n.ID), ref(n.ConversationID), n.Email, n.Role, n.TokenHash, instant(n.ExpiresAt),
		ref(n.InvitedBy), instant(n.CreatedAt))
}

// FindInvite finds an invitation by the hash of its token.
func (s *Store) FindInvite(ctx context.Context, tokenHash []byte) (store.FoundInvite, error) {
	return read(ctx, s, func(ctx context.Context, q querier) (store.FoundInvite, error) {
		found, err := one(ctx, q, func(row pgx.CollectableRow) (f store.FoundInvite, err error) {
			err = row.Scan(append(inviteFields(&f.Invite), &f.Title, &f.Inviter)...)
			return f, err
		}, sqlFindInvite, tokenHash)
		return found, orNotFound(err, "there is no such invitation")
	})
}

// ListInvites lists a conversation's newest invitations, newest first.
func (s *Store) ListInvites(ctx context.Context, conversation chat.ConversationID, viewer chat.AccountID, limit int) ([]chat.Invite, error) {
	return read(ctx, s, func(ctx context.Context, q querier) ([]chat.Invite, error) {
		return all(ctx, q, func(row pgx.CollectableRow) (i chat.Invite, err error) {
			err = row.Scan(inviteFields(&i)...)
			return i, err
		}, sqlListInvites, ref(conversation), ref(viewer), limit)
	})
}

// AcceptInvite lets an account in by an invitation.
func (s *Store) AcceptInvite(ctx context.Context, a store.AcceptInvite) (store.Joined, error) {
	return s.joined(ctx, sqlAcceptInvite, a.TokenHash, ref(a.Account), a.MatchEmail, instant(a.At), s.persistEvents)
}

// RevokeInvite withdraws an invitation; repeating it changes nothing.
func (s *Store) RevokeInvite(ctx context.Context, r store.RevokeInvite) error {
	if r.TokenHash != nil {
		return s.exec(ctx, sqlRevokeInviteByToken, r.TokenHash, ref(r.By), instant(r.At))
	}
	return s.exec(ctx, sqlRevokeInvite, ref(r.ConversationID), ref(r.ID), ref(r.By), instant(r.At))
}

// SweepInvites removes those that expired before the given time, whatever became
// of them, limit at most.
func (s *Store) SweepInvites(ctx context.Context, before time.Time, limit int) (int, error) {
	return write(ctx, s, func(ctx context.Context, q querier) (int, error) {
		return one(ctx, q, value[int], sqlSweepInvites, instant(before), limit)
	})
}

// SignUp makes an account and lets it in by an invitation.
func (s *Store) SignUp(ctx context.Context, n store.SignUp) (store.Joined, error) {
	a := n.Account
	return s.joined(ctx, sqlSignUp, ref(a.ID), a.Username, optional(a.Email), a.DisplayName, roleNames(a.Roles), a.Theme,
		n.PasswordHash, n.TokenHash, n.MatchEmail, instant(a.CreatedAt), s.persistEvents)
}

// joined runs a procedure that lets somebody in.
func (s *Store) joined(ctx context.Context, sql string, args ...any) (store.Joined, error) {
	return write(ctx, s, func(ctx context.Context, q querier) (store.Joined, error) {
		return one(ctx, q, func(row pgx.CollectableRow) (j store.Joined, err error) {
			var events []byte
			if err := row.Scan(id(&j.ConversationID), &j.Role, &events); err != nil {
				return j, err
			}
			j.Events, err = decodeEvents(events)
			return j, err
		}, sql, args...)
	})
}

// inviteFields are where inviteColumns go.
func inviteFields(i *chat.Invite) []any {
	return []any{id(&i.ID), id(&i.ConversationID), &i.Email, &i.Role, id(&i.InvitedBy), at(&i.CreatedAt), at(&i.ExpiresAt),
		id(&i.AcceptedBy), at(&i.AcceptedAt), at(&i.RevokedAt)}
}
