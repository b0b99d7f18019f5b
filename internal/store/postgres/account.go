package postgres

import (
	"context"
	"time"

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
	sqlFindAccount   = `SELECT ` + accountColumns + ` FROM rustygpt.accounts a WHERE a.id = $1`
	sqlDeleteAccount = `SELECT running, changed, events FROM rustygpt.account_remove($1, $2, $3, $4)`
	sqlBelongings    = `SELECT chats, groups_alone, groups_owned FROM rustygpt.belongings($1)`

	// Live sessions and revoked ones have an index each.
	sqlListAccountUse = `
		SELECT ` + accountColumns + `,
			(SELECT count(*) FROM rustygpt.user_sessions s WHERE s.user_id = a.id AND s.revoked_at IS NULL AND s.ends_at > $1),
			greatest(u.last_seen_at,
				(SELECT max(s.last_seen_at) FROM rustygpt.user_sessions s WHERE s.user_id = a.id AND s.revoked_at IS NULL),
				(SELECT max(s.last_seen_at) FROM rustygpt.user_sessions s WHERE s.user_id = a.id AND s.revoked_at IS NOT NULL))
		FROM rustygpt.accounts a JOIN rustygpt.users u ON u.id = a.id
		ORDER BY rustygpt.fold(a.username)`
)

// FindCredentials looks a name or e-mail address up, without ASCII case.
func (s *Store) FindCredentials(ctx context.Context, login string) (store.Credentials, error) {
	return read(ctx, s, func(ctx context.Context, q querier) (store.Credentials, error) {
		c, err := one(ctx, q, scanCredentials, sqlFindCredentials, login)
		return c, orNotFound(err, "there is no such account")
	})
}

// ListAccounts lists all accounts by username, without ASCII case.
func (s *Store) ListAccounts(ctx context.Context) ([]chat.Account, error) {
	return read(ctx, s, func(ctx context.Context, q querier) ([]chat.Account, error) {
		return all(ctx, q, scanAccount, sqlListAccounts)
	})
}

// ListAccountUse lists all accounts by username, with how they are used.
func (s *Store) ListAccountUse(ctx context.Context, now time.Time) ([]store.AccountUse, error) {
	return read(ctx, s, func(ctx context.Context, q querier) ([]store.AccountUse, error) {
		return all(ctx, q, func(row pgx.CollectableRow) (u store.AccountUse, err error) {
			var names []string
			var passwordHash string
			err = row.Scan(append(accountFields(&u.Account, &names), &passwordHash, &u.Sessions, at(&u.LastSeenAt))...)
			u.Roles = namedRoles(names)
			return u, err
		}, sqlListAccountUse, instant(now))
	})
}

// FindAccount finds an account by its id.
func (s *Store) FindAccount(ctx context.Context, account chat.AccountID) (chat.Account, error) {
	return read(ctx, s, func(ctx context.Context, q querier) (chat.Account, error) {
		a, err := one(ctx, q, scanAccount, sqlFindAccount, ref(account))
		return a, orNotFound(err, "there is no such account")
	})
}

// AddAccount adds an account. Conflict when its name or address is taken.
func (s *Store) AddAccount(ctx context.Context, a chat.Account, passwordHash string) error {
	return s.exec(ctx, sqlAddAccount, ref(a.ID), a.Username, optional(a.Email), a.DisplayName, roleNames(a.Roles), a.Theme,
		a.MustChangePassword, instant(a.DisabledAt), instant(a.CreatedAt), instant(a.UpdatedAt), passwordHash)
}

// UpdateAccount changes an account and ends its sessions when asked to.
func (s *Store) UpdateAccount(ctx context.Context, p store.AccountPatch) (store.Changed[chat.Account], error) {
	var newRoles []string // nil = NULL = unchanged
	if p.Roles != nil {
		newRoles = roleNames(*p.Roles)
	}
	return write(ctx, s, func(ctx context.Context, q querier) (store.Changed[chat.Account], error) {
		return changed(ctx, q, scanAccount, sqlUpdateAccount, ref(p.ID), p.Username, p.Email, p.DisplayName, newRoles, p.Disabled, p.Theme,
			p.PasswordHash, p.MustChangePassword, p.RevokeSessions, ref(p.KeepSession), instant(p.At))
	})
}

// DeleteAccount removes an account, and hands over what it owned.
func (s *Store) DeleteAccount(ctx context.Context, d store.DeleteAccount) (store.DeletedAccount, error) {
	return write(ctx, s, func(ctx context.Context, q querier) (store.DeletedAccount, error) {
		return one(ctx, q, func(row pgx.CollectableRow) (deleted store.DeletedAccount, err error) {
			var running, changed []uuidValue
			var events []byte
			if err := row.Scan(&running, &changed, &events); err != nil {
				return deleted, err
			}
			deleted.Running, deleted.Changed = ids[chat.Message](running), ids[chat.Account](changed)
			deleted.Events, err = decodeEvents(events)
			return deleted, err
		}, sqlDeleteAccount, ref(d.ID), ref(d.Heir), instant(d.At), s.persistEvents)
	})
}

// Belongings counts what deleting an account is about.
func (s *Store) Belongings(ctx context.Context, account chat.AccountID) (store.Belongings, error) {
	return read(ctx, s, func(ctx context.Context, q querier) (store.Belongings, error) {
		return one(ctx, q, func(row pgx.CollectableRow) (b store.Belongings, err error) {
			err = row.Scan(&b.Chats, &b.GroupsAlone, &b.GroupsOwned)
			return b, err
		}, sqlBelongings, ref(account))
	})
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
