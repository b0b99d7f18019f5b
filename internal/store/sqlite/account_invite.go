package sqlite

import (
	"context"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

const (
	foundAccountInvite = `
		SELECT i.id, i.roles, i.email, i.display_name, i.invited_by, i.created_at, i.expires_at, i.accepted_by, i.accepted_at,
			i.revoked_at, coalesce(nullif(a.display_name, ''), a.username, ''), coalesce(u.username, '')
		FROM account_invites i
		LEFT JOIN accounts a ON a.id = i.invited_by
		LEFT JOIN accounts u ON u.id = i.accepted_by`

	sqlFindAccountInvite     = foundAccountInvite + ` WHERE i.token_hash = ?`
	sqlFindAccountInviteByID = foundAccountInvite + ` WHERE i.id = ?`
	sqlListAccountInvites    = foundAccountInvite + ` ORDER BY i.created_at DESC, i.id DESC LIMIT +?`

	sqlAddAccountInvite = `
		INSERT INTO account_invites (id, roles, email, display_name, invited_by, token_hash, created_at, expires_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)`
	sqlUseAccountInvite       = `UPDATE account_invites SET accepted_by = ?2, accepted_at = ?3 WHERE id = ?1`
	sqlRevokeAccountInvite    = `UPDATE account_invites SET revoked_at = coalesce(revoked_at, ?2) WHERE id = ?1`
	sqlSweepAccountInvites    = `DELETE FROM account_invites WHERE id IN (SELECT id FROM account_invites WHERE expires_at < ? LIMIT +?)`
	sqlWithdrawAccountInvites = `
		UPDATE account_invites SET revoked_at = ?2 WHERE invited_by = ?1 AND accepted_at IS NULL AND revoked_at IS NULL`
)

// AddAccountInvite makes an invitation to make an account.
func (s *Store) AddAccountInvite(ctx context.Context, n store.NewAccountInvite) error {
	return s.write(ctx, func(t *tx) error {
		by, err := findAccount(t, n.InvitedBy)
		if err != nil {
			return err
		}
		if !administers(by.Account) {
			return chat.Errorf(chat.Forbidden, "only an administrator may invite people to this server")
		}
		return t.exec(sqlAddAccountInvite, n.ID, n.Roles, n.Email, n.DisplayName, n.InvitedBy, n.TokenHash,
			micros(n.CreatedAt), micros(n.ExpiresAt))
	})
}

// FindAccountInvite finds an invitation by the hash of its token.
func (s *Store) FindAccountInvite(ctx context.Context, tokenHash []byte) (store.FoundAccountInvite, error) {
	return read(ctx, s, func(q querier) (store.FoundAccountInvite, error) {
		return findAccountInvite(q, sqlFindAccountInvite, tokenHash)
	})
}

// ListAccountInvites lists the newest invitations, newest first.
func (s *Store) ListAccountInvites(ctx context.Context, limit int) ([]store.FoundAccountInvite, error) {
	return read(ctx, s, func(q querier) ([]store.FoundAccountInvite, error) {
		return all(q, scanAccountInvite, sqlListAccountInvites, args{limit})
	})
}

// AcceptAccountInvite makes an account by an invitation.
func (s *Store) AcceptAccountInvite(ctx context.Context, a store.AcceptAccountInvite) (chat.Account, error) {
	return write(ctx, s, func(t *tx) (chat.Account, error) {
		found, err := findAccountInvite(t, sqlFindAccountInvite, a.TokenHash)
		if err != nil {
			return chat.Account{}, err
		}
		if err := found.Invite.Refusal(a.Account.CreatedAt); err != nil {
			return chat.Account{}, err
		}
		made := a.Account
		made.Roles = found.Invite.Roles
		if err := t.addAccount(made, a.PasswordHash); err != nil {
			return chat.Account{}, err
		}
		return made, t.exec(sqlUseAccountInvite, found.Invite.ID, made.ID, micros(made.CreatedAt))
	})
}

// RevokeAccountInvite withdraws an invitation; repeating it changes nothing.
func (s *Store) RevokeAccountInvite(ctx context.Context, id chat.AccountInviteID, when time.Time) error {
	return s.write(ctx, func(t *tx) error {
		found, err := findAccountInvite(t, sqlFindAccountInviteByID, id)
		if err != nil {
			return err
		}
		if !found.Invite.AcceptedAt.IsZero() {
			return found.Invite.Refusal(when)
		}
		return t.exec(sqlRevokeAccountInvite, id, micros(when))
	})
}

// SweepAccountInvites removes those that expired before the given time, whatever
// became of them, limit at most.
func (s *Store) SweepAccountInvites(ctx context.Context, before time.Time, limit int) (int, error) {
	return write(ctx, s, func(t *tx) (int, error) { return t.change(sqlSweepAccountInvites, micros(before), limit) })
}

// withdrawAccountInvites closes the open invitations of somebody who may not
// make any more.
func (t *tx) withdrawAccountInvites(by chat.AccountID, when time.Time) error {
	return t.exec(sqlWithdrawAccountInvites, by, micros(when))
}

func findAccountInvite(q querier, query string, key any) (store.FoundAccountInvite, error) {
	found, err := one(q, scanAccountInvite, query, args{key})
	return found, orNotFound(err, "there is no such invitation")
}

func scanAccountInvite(row scanner) (f store.FoundAccountInvite, err error) {
	i := &f.Invite
	err = row.Scan(&i.ID, &i.Roles, &i.Email, &i.DisplayName, &i.InvitedBy, at(&i.CreatedAt), at(&i.ExpiresAt), &i.AcceptedBy,
		at(&i.AcceptedAt), at(&i.RevokedAt), &f.Inviter, &f.User)
	return f, err
}
