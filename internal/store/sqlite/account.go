package sqlite

import (
	"context"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

const (
	accountColumns = `a.id, a.username, coalesce(a.email, ''), a.display_name, a.roles, a.theme,
		a.must_change_password, a.disabled_at, a.created_at, a.updated_at, a.password_hash`

	sqlFindCredentials = `SELECT ` + accountColumns + ` FROM accounts a WHERE a.username = ?1 OR a.email = ?1`
	sqlFindAccount     = `SELECT ` + accountColumns + ` FROM accounts a WHERE a.id = ?`
	sqlListAccounts    = `SELECT ` + accountColumns + ` FROM accounts a ORDER BY a.username`
	sqlListAccountUse  = `
		SELECT ` + accountColumns + `,
			(SELECT count(*) FROM sessions s WHERE s.account_id = a.id AND s.ends_at > ?1),
			nullif(max(coalesce(a.last_seen_at, 0), coalesce((SELECT max(s.last_seen_at) FROM sessions s WHERE s.account_id = a.id), 0)), 0)
		FROM accounts a ORDER BY a.username`
	sqlAddAccount = `
		INSERT INTO accounts (id, username, email, display_name, roles, theme, must_change_password,
			disabled_at, created_at, updated_at, password_hash)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
	sqlUpdateAccount = `
		UPDATE accounts
		SET username = ?2, email = ?3, display_name = ?4, roles = ?5, theme = ?6, must_change_password = ?7,
		    disabled_at = ?8, updated_at = ?9, password_hash = ?10
		WHERE id = ?1`

	// A name may not be somebody else's address either: both log in.
	sqlLoginTaken = `
		SELECT EXISTS (SELECT 1 FROM accounts WHERE username = ?2 AND id <> ?1)
		    OR EXISTS (SELECT 1 FROM accounts WHERE username = ?3 AND id <> ?1)
		    OR EXISTS (SELECT 1 FROM accounts WHERE email = ?2 AND id <> ?1)
		    OR EXISTS (SELECT 1 FROM accounts WHERE email = ?3 AND id <> ?1)`
	sqlOtherAdmin = `SELECT EXISTS (SELECT 1 FROM accounts WHERE id <> ? AND disabled_at IS NULL AND roles & ? <> 0)`
)

// FindCredentials looks a name or e-mail address up, without ASCII case.
func (s *Store) FindCredentials(ctx context.Context, login string) (store.Credentials, error) {
	return read(ctx, s, func(q querier) (store.Credentials, error) {
		c, err := one(q, scanCredentials, sqlFindCredentials, args{login})
		return c, orNotFound(err, "there is no such account")
	})
}

// ListAccounts lists all accounts by username, without ASCII case.
func (s *Store) ListAccounts(ctx context.Context) ([]chat.Account, error) {
	return read(ctx, s, func(q querier) ([]chat.Account, error) {
		return all(q, func(row scanner) (chat.Account, error) {
			c, err := scanCredentials(row)
			return c.Account, err
		}, sqlListAccounts, nil)
	})
}

// ListAccountUse lists all accounts by username, with how they are used.
func (s *Store) ListAccountUse(ctx context.Context, now time.Time) ([]store.AccountUse, error) {
	return readSnapshot(ctx, s, func(q querier) ([]store.AccountUse, error) {
		return all(q, func(row scanner) (u store.AccountUse, err error) {
			var passwordHash string
			err = row.Scan(append(accountFields(&u.Account), &passwordHash, &u.Sessions, at(&u.LastSeenAt))...)
			return u, err
		}, sqlListAccountUse, args{micros(now)})
	})
}

// FindAccount finds an account by its id.
func (s *Store) FindAccount(ctx context.Context, id chat.AccountID) (chat.Account, error) {
	return read(ctx, s, func(q querier) (chat.Account, error) {
		c, err := findAccount(q, id)
		return c.Account, err
	})
}

// AddAccount adds an account. Conflict when its name or address is taken.
func (s *Store) AddAccount(ctx context.Context, a chat.Account, passwordHash string) error {
	return s.write(ctx, func(t *tx) error { return t.addAccount(a, passwordHash) })
}

// UpdateAccount changes an account and ends its sessions when asked to.
func (s *Store) UpdateAccount(ctx context.Context, p store.AccountPatch) (changed store.Changed[chat.Account], err error) {
	return write(ctx, s, func(t *tx) (changed store.Changed[chat.Account], err error) {
		before, err := findAccount(t, p.ID)
		if err != nil {
			return changed, err
		}
		after := patchAccount(before, p)
		if err := t.checkAccount(before.Account, after.Account); err != nil {
			return changed, err
		}
		a := after.Account
		err = t.exec(sqlUpdateAccount, a.ID, a.Username, optional(a.Email), a.DisplayName, a.Roles, a.Theme,
			a.MustChangePassword, micros(a.DisabledAt), micros(a.UpdatedAt), after.PasswordHash)
		if err != nil {
			return changed, err
		}
		if administers(before.Account) && !administers(a) {
			if err := t.withdrawAccountInvites(a.ID, p.At); err != nil {
				return changed, err
			}
		}
		if p.RevokeSessions != "" {
			err = t.exec(sqlRevokeOtherSessions, a.ID, p.KeepSession, micros(p.At), p.RevokeSessions)
		}
		return store.Changed[chat.Account]{Before: before.Account, After: a}, err
	})
}

func (t *tx) addAccount(a chat.Account, passwordHash string) error {
	if err := t.checkLogin(a); err != nil {
		return err
	}
	return t.exec(sqlAddAccount, a.ID, a.Username, optional(a.Email), a.DisplayName, a.Roles, a.Theme, a.MustChangePassword,
		micros(a.DisabledAt), micros(a.CreatedAt), micros(a.UpdatedAt), passwordHash)
}

func (t *tx) checkAccount(before, after chat.Account) error {
	if err := t.checkLogin(after); err != nil {
		return err
	}
	return t.keepAnAdmin(before, after)
}

func (t *tx) checkLogin(a chat.Account) error {
	taken, err := one(t, value[bool], sqlLoginTaken, args{a.ID, a.Username, optional(a.Email)})
	if err == nil && taken {
		return chat.Errorf(chat.Conflict, "the username or e-mail address is taken")
	}
	return err
}

// keepAnAdmin refuses a change that leaves nobody to administer the server.
func (t *tx) keepAnAdmin(before, after chat.Account) error {
	if !administers(before) || administers(after) {
		return nil
	}
	other, err := one(t, value[bool], sqlOtherAdmin, args{before.ID, chat.RoleAdmin})
	if err == nil && !other {
		return chat.Errorf(chat.Conflict, "the last enabled administrator has to stay")
	}
	return err
}

func administers(a chat.Account) bool { return a.Roles.Has(chat.RoleAdmin) && !a.Disabled() }

func patchAccount(c store.Credentials, p store.AccountPatch) store.Credentials {
	a := &c.Account
	set(&a.Username, p.Username)
	set(&a.Email, p.Email)
	set(&a.DisplayName, p.DisplayName)
	set(&a.Roles, p.Roles)
	set(&a.Theme, p.Theme)
	set(&a.MustChangePassword, p.MustChangePassword)
	set(&c.PasswordHash, p.PasswordHash)
	if p.Disabled != nil && *p.Disabled != a.Disabled() {
		a.DisabledAt = time.Time{}
		if *p.Disabled {
			a.DisabledAt = stored(p.At)
		}
	}
	a.UpdatedAt = stored(p.At)
	return c
}

func findAccount(q querier, id chat.AccountID) (store.Credentials, error) {
	c, err := one(q, scanCredentials, sqlFindAccount, args{id})
	return c, orNotFound(err, "there is no such account")
}

func scanCredentials(row scanner) (c store.Credentials, err error) {
	err = row.Scan(append(accountFields(&c.Account), &c.PasswordHash)...)
	return c, err
}

// accountFields are where accountColumns go, up to the password hash.
func accountFields(a *chat.Account) []any {
	return []any{&a.ID, &a.Username, &a.Email, &a.DisplayName, &a.Roles, &a.Theme, &a.MustChangePassword,
		at(&a.DisabledAt), at(&a.CreatedAt), at(&a.UpdatedAt)}
}
