package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

const (
	accountColumns = `a.id, a.username, coalesce(a.email, ''), a.display_name, a.roles, a.theme, a.must_change_password,
		a.disabled_at, a.created_at, a.updated_at, a.password_hash`

	sqlFindCredentials = `
		SELECT ` + accountColumns + ` FROM rustygpt.accounts a
		WHERE rustygpt.fold(a.username) = rustygpt.fold($1) OR rustygpt.fold(a.email) = rustygpt.fold($1)`
	sqlListAccounts  = `SELECT ` + accountColumns + ` FROM rustygpt.accounts a ORDER BY rustygpt.fold(a.username)`
	sqlAddAccount    = `SELECT rustygpt.account_add($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`
	sqlUpdateAccount = `
		SELECT ` + accountColumns + `
		FROM rustygpt.account_update($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) a`
	sqlDeleteAccount = `SELECT rustygpt.account_delete($1)`
)

// FindCredentials looks a name or e-mail address up, without ASCII case.
func (s *Store) FindCredentials(ctx context.Context, login string) (store.Credentials, error) {
	return read(ctx, s, func(ctx context.Context, q querier) (store.Credentials, error) {
		c, err := one(ctx, q, scanCredentials, sqlFindCredentials, login)
		return c, orNotFound(err, "account")
	})
}

// ListAccounts lists all accounts by username, without ASCII case.
func (s *Store) ListAccounts(ctx context.Context) ([]chat.Account, error) {
	return read(ctx, s, func(ctx context.Context, q querier) ([]chat.Account, error) {
		return all(ctx, q, scanAccount, sqlListAccounts)
	})
}

// AddAccount adds an account. Conflict when its name or address is taken.
func (s *Store) AddAccount(ctx context.Context, a chat.Account, passwordHash string) error {
	return s.exec(ctx, sqlAddAccount, ref(a.ID), a.Username, optional(a.Email), a.DisplayName, roleNames(a.Roles), a.Theme,
		a.MustChangePassword, instant(a.DisabledAt), instant(a.CreatedAt), instant(a.UpdatedAt), passwordHash)
}

// UpdateAccount changes an account and ends its sessions when asked to.
func (s *Store) UpdateAccount(ctx context.Context, p store.AccountPatch) (chat.Account, error) {
	var newRoles []string // nil = NULL = unchanged
	if p.Roles != nil {
		newRoles = roleNames(*p.Roles)
	}
	return write(ctx, s, func(ctx context.Context, q querier) (chat.Account, error) {
		return one(ctx, q, scanAccount, sqlUpdateAccount, ref(p.ID), p.Username, p.Email, p.DisplayName, newRoles, p.Disabled, p.Theme,
			p.PasswordHash, p.MustChangePassword, p.RevokeSessions, ref(p.KeepSession), instant(p.At))
	})
}

// DeleteAccount removes an account, its sessions and its chats. A group it
// alone owned passes to the participant with the strongest role who has been
// in it longest.
func (s *Store) DeleteAccount(ctx context.Context, id chat.AccountID) error {
	return s.exec(ctx, sqlDeleteAccount, ref(id))
}

func scanAccount(row pgx.CollectableRow) (chat.Account, error) {
	c, err := scanCredentials(row)
	return c.Account, err
}

func scanCredentials(row pgx.CollectableRow) (c store.Credentials, err error) {
	var names []string
	err = row.Scan(append(accountFields(&c.Account, &names), &c.PasswordHash)...)
	c.Account.Roles = namedRoles(names)
	return c, err
}

// accountFields are where accountColumns go, up to the password hash.
func accountFields(a *chat.Account, names *[]string) []any {
	return []any{id(&a.ID), &a.Username, &a.Email, &a.DisplayName, names, &a.Theme, &a.MustChangePassword,
		at(&a.DisabledAt), at(&a.CreatedAt), at(&a.UpdatedAt)}
}
