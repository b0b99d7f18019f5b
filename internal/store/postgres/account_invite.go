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
	foundAccountInvite = `
		SELECT i.id, i.roles, i.email, i.display_name, i.invited_by, i.created_at, i.expires_at, i.accepted_by, i.accepted_at,
			i.revoked_at, coalesce(nullif(a.display_name, ''), a.username, ''), coalesce(u.username, '')
		FROM rustygpt.account_invites i
		LEFT JOIN rustygpt.users a ON a.id = i.invited_by
		LEFT JOIN rustygpt.users u ON u.id = i.accepted_by`

	sqlFindAccountInvite   = foundAccountInvite + ` WHERE i.token = encode($1, 'hex')`
	sqlListAccountInvites  = foundAccountInvite + ` ORDER BY i.created_at DESC, i.id DESC LIMIT $1`
	sqlAddAccountInvite    = `SELECT rustygpt.add_account_invite($1, $2, $3, $4, encode($5, 'hex'), $6, $7, $8)`
	sqlAcceptAccountInvite = `SELECT rustygpt.accept_account_invite(encode($1, 'hex'), $2, $3, $4, $5, $6, $7, $8)`
	sqlRevokeAccountInvite = `SELECT rustygpt.revoke_account_invite($1, $2)`
	sqlSweepAccountInvites = `
		DELETE FROM rustygpt.account_invites WHERE id = ANY (ARRAY(
			SELECT i.id FROM rustygpt.account_invites i WHERE i.expires_at < $1 LIMIT $2 FOR UPDATE SKIP LOCKED))`
)

// AddAccountInvite makes an invitation to make an account.
func (s *Store) AddAccountInvite(ctx context.Context, n store.NewAccountInvite) error {
	return s.exec(ctx, sqlAddAccountInvite, ref(n.ID), roleNames(n.Roles), n.Email, n.DisplayName, n.TokenHash, instant(n.ExpiresAt),
		ref(n.InvitedBy), instant(n.CreatedAt))
}

// FindAccountInvite finds an invitation by the hash of its token.
func (s *Store) FindAccountInvite(ctx context.Context, tokenHash []byte) (store.FoundAccountInvite, error) {
	return read(ctx, s, func(ctx context.Context, q querier) (store.FoundAccountInvite, error) {
		found, err := one(ctx, q, scanAccountInvite, sqlFindAccountInvite, tokenHash)
		return found, orNotFound(err, "there is no such invitation")
	})
}

// ListAccountInvites lists the newest invitations, newest first.
func (s *Store) ListAccountInvites(ctx context.Context, limit int) ([]store.FoundAccountInvite, error) {
	return read(ctx, s, func(ctx context.Context, q querier) ([]store.FoundAccountInvite, error) {
		return all(ctx, q, scanAccountInvite, sqlListAccountInvites, limit)
	})
}

// AcceptAccountInvite makes an account by an invitation.
func (s *Store) AcceptAccountInvite(ctx context.Context, n store.AcceptAccountInvite) (chat.Account, error) {
	made := n.Account
	names, err := write(ctx, s, func(ctx context.Context, q querier) ([]string, error) {
		return one(ctx, q, value[[]string], sqlAcceptAccountInvite, n.TokenHash, ref(made.ID), made.Username, optional(made.Email),
			made.DisplayName, made.Theme, n.PasswordHash, instant(made.CreatedAt))
	})
	made.Roles = namedRoles(names)
	return made, err
}

// RevokeAccountInvite withdraws an invitation; repeating it changes nothing.
func (s *Store) RevokeAccountInvite(ctx context.Context, invite chat.AccountInviteID, when time.Time) error {
	return s.exec(ctx, sqlRevokeAccountInvite, ref(invite), instant(when))
}

// SweepAccountInvites removes those that expired before the given time, whatever
// became of them, limit at most.
func (s *Store) SweepAccountInvites(ctx context.Context, before time.Time, limit int) (int, error) {
	return s.change(ctx, sqlSweepAccountInvites, instant(before), limit)
}

func scanAccountInvite(row pgx.CollectableRow) (f store.FoundAccountInvite, err error) {
	i := &f.Invite
	var names []string
	err = row.Scan(id(&i.ID), &names, &i.Email, &i.DisplayName, id(&i.InvitedBy), at(&i.CreatedAt), at(&i.ExpiresAt),
		id(&i.AcceptedBy), at(&i.AcceptedAt), at(&i.RevokedAt), &f.Inviter, &f.User)
	i.Roles = namedRoles(names)
	return f, err
}
