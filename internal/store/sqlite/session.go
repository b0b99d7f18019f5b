package sqlite

import (
	"context"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

const (
	sessionColumns = `s.id, s.account_id, s.kind, s.token_hash, s.roles, s.issued_at, s.last_seen_at, s.expires_at,
		s.absolute_expires_at, s.rotated_at, s.revoked_at, s.revoke_reason, s.requires_rotation, s.rotation_reason,
		s.user_agent, s.ip, s.fingerprint`

	sqlAddSession = `
		INSERT INTO sessions (id, account_id, kind, token_hash, roles, issued_at, last_seen_at, expires_at,
			absolute_expires_at, rotated_at, revoked_at, revoke_reason, requires_rotation, rotation_reason,
			user_agent, ip, fingerprint)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
	sqlFindSession = `
		SELECT ` + sessionColumns + `, ` + accountColumns + `
		FROM sessions s JOIN accounts a ON a.id = s.account_id
		WHERE s.token_hash = ? AND s.revoked_at IS NULL`
	sqlListSessions = `
		SELECT ` + sessionColumns + ` FROM sessions s
		WHERE s.account_id = ? AND s.revoked_at IS NULL AND s.rotated_at IS NULL
		ORDER BY s.issued_at DESC, s.id DESC`
	sqlEvictSessions = `
		UPDATE sessions SET revoked_at = ?2, revoke_reason = 'max_sessions'
		WHERE account_id = ?1 AND revoked_at IS NULL AND coalesce(lineage, id) IN (
			SELECT coalesce(lineage, id) FROM sessions
			WHERE account_id = ?1 AND revoked_at IS NULL AND rotated_at IS NULL AND ends_at > ?2
			ORDER BY issued_at DESC, id DESC LIMIT -1 OFFSET ?3)`
	sqlRehash        = `UPDATE accounts SET password_hash = ?3 WHERE id = ?1 AND password_hash = ?2`
	sqlRotateSession = `
		UPDATE sessions SET rotated_at = ?2, rotation_reason = ?3
		WHERE id = ?1 AND revoked_at IS NULL AND rotated_at IS NULL`
	sqlContinueLineage = `UPDATE sessions SET lineage = (SELECT coalesce(lineage, id) FROM sessions WHERE id = ?2) WHERE id = ?1`
	sqlTouchSession    = `
		UPDATE sessions SET last_seen_at = ?2, expires_at = ?3, user_agent = ?4, ip = ?5, fingerprint = ?6
		WHERE id = ?1 AND revoked_at IS NULL AND rotated_at IS NULL`
	sqlSessionExists = `SELECT EXISTS (SELECT 1 FROM sessions WHERE id = ?)`
	sqlRevokeSession = `
		UPDATE sessions SET revoked_at = ?2, revoke_reason = ?3
		FROM sessions one
		WHERE one.id = ?1 AND sessions.account_id = one.account_id AND coalesce(sessions.lineage, sessions.id) = coalesce(one.lineage, one.id)
		  AND sessions.revoked_at IS NULL`
	sqlRevokeOtherSessions = `
		UPDATE sessions SET revoked_at = ?3, revoke_reason = ?4
		WHERE account_id = ?1 AND id IS NOT ?2 AND revoked_at IS NULL`
	sqlEndSessions = `
		UPDATE sessions SET revoked_at = ?3, revoke_reason = ?4
		WHERE account_id = ?1 AND revoked_at IS NULL
		  AND coalesce(lineage, id) IS NOT (SELECT coalesce(k.lineage, k.id) FROM sessions k WHERE k.id = ?2 AND k.account_id = ?1)`
	sqlRequireRotation = `
		UPDATE sessions SET requires_rotation = 1, rotation_reason = ?2
		WHERE account_id = ?1 AND revoked_at IS NULL AND rotated_at IS NULL`
	sqlKeepLastSeen = `
		UPDATE accounts
		SET last_seen_at = max(coalesce(last_seen_at, 0), (SELECT max(s.last_seen_at) FROM sessions s WHERE s.account_id = accounts.id))
		WHERE id IN (SELECT account_id FROM sessions WHERE ends_at < ? ORDER BY ends_at, rowid LIMIT +?)`
	sqlSweepSessions = `
		DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE ends_at < ? ORDER BY ends_at, rowid LIMIT +?)`
	sqlCountSessions = `SELECT roles, count(*) FROM sessions WHERE ends_at > ? GROUP BY roles`
)

// AddSession adds a login session and ends the oldest beyond the maximum.
func (s *Store) AddSession(ctx context.Context, n store.NewSession) error {
	return s.write(ctx, func(t *tx) error {
		if err := t.addSession(n.Session); err != nil {
			return err
		}
		if n.Max > 0 {
			if err := t.exec(sqlEvictSessions, n.Session.AccountID, micros(n.Session.IssuedAt), n.Max); err != nil {
				return err
			}
		}
		return t.signedIn(n)
	})
}

// signedIn does what a right password brings besides the session.
func (t *tx) signedIn(n store.NewSession) error {
	if n.Entry != nil {
		if err := t.writeAudit(sqlAddAudit, *n.Entry); err != nil {
			return err
		}
	}
	if n.Rehash != nil {
		if err := t.exec(sqlRehash, n.Session.AccountID, n.Rehash.Old, n.Rehash.New); err != nil {
			return err
		}
	}
	return t.forgivePassword(store.PasswordAttempt{Account: n.Session.AccountID, Limit: n.Forgive})
}

// FindSession finds a session by token hash, also a rotated one but not a
// revoked one.
func (s *Store) FindSession(ctx context.Context, tokenHash []byte) (store.SessionAccount, error) {
	return read(ctx, s, func(q querier) (store.SessionAccount, error) {
		v, err := one(q, scanSessionAccount, sqlFindSession, args{tokenHash})
		return v, orNotFound(err, "there is no such session")
	})
}

// RotateSession replaces a live session by its successor.
func (s *Store) RotateSession(ctx context.Context, r store.RotateSession) error {
	return s.write(ctx, func(t *tx) error {
		n, err := t.change(sqlRotateSession, r.Old, micros(r.At), r.Reason)
		if err != nil {
			return err
		}
		if n == 0 {
			return chat.Errorf(chat.Conflict, "the session was renewed or ended meanwhile")
		}
		if err := t.addSession(r.Next); err != nil {
			return err
		}
		return t.exec(sqlContinueLineage, r.Next.ID, r.Old)
	})
}

// TouchSession notes that a live session was used. One that ended meanwhile
// stays as it is.
func (s *Store) TouchSession(ctx context.Context, l chat.LoginSession) error {
	return s.write(ctx, func(t *tx) error {
		return t.exec(sqlTouchSession, l.ID, micros(l.LastSeenAt), micros(l.ExpiresAt),
			l.Device.UserAgent, l.Device.IP, l.Device.Fingerprint)
	})
}

// RevokeSession ends a session with those that it replaced and those that
// replaced it; repeating it changes nothing.
func (s *Store) RevokeSession(ctx context.Context, id chat.SessionID, reason string, when time.Time) error {
	return s.write(ctx, func(t *tx) error {
		n, err := t.change(sqlRevokeSession, id, micros(when), reason)
		if err != nil || n > 0 {
			return err
		}
		exists, err := one(t, value[bool], sqlSessionExists, args{id})
		if err == nil && !exists {
			return chat.Errorf(chat.NotFound, "there is no such session")
		}
		return err
	})
}

// EndSessions ends an account's sessions, all but one with its lineage.
func (s *Store) EndSessions(ctx context.Context, e store.EndSessions) error {
	return s.write(ctx, func(t *tx) error { return t.exec(sqlEndSessions, e.Account, e.Keep, micros(e.At), e.Reason) })
}

// RequireRotation flags an account's live sessions; it returns how many.
func (s *Store) RequireRotation(ctx context.Context, account chat.AccountID, reason string) (int, error) {
	return write(ctx, s, func(t *tx) (int, error) { return t.change(sqlRequireRotation, account, reason) })
}

// ListSessions lists an account's sessions that were neither rotated nor
// revoked, newest first.
func (s *Store) ListSessions(ctx context.Context, account chat.AccountID) ([]chat.LoginSession, error) {
	return read(ctx, s, func(q querier) ([]chat.LoginSession, error) {
		return all(q, func(row scanner) (l chat.LoginSession, err error) {
			err = row.Scan(sessionFields(&l)...)
			return l, err
		}, sqlListSessions, args{account})
	})
}

// SweepSessions removes rows that ended before the given time, limit at most, and
// keeps when their accounts were seen last.
func (s *Store) SweepSessions(ctx context.Context, before time.Time, limit int) (int, error) {
	return write(ctx, s, func(t *tx) (int, error) {
		if err := t.exec(sqlKeepLastSeen, micros(before), limit); err != nil {
			return 0, err
		}
		return t.change(sqlSweepSessions, micros(before), limit)
	})
}

// CountSessions counts the live sessions by role name. A session whose account
// has several roles counts for each.
func (s *Store) CountSessions(ctx context.Context, now time.Time) (map[string]int64, error) {
	type count struct {
		roles chat.Roles
		n     int64
	}
	counts, err := read(ctx, s, func(q querier) ([]count, error) {
		return all(q, func(row scanner) (c count, err error) {
			err = row.Scan(&c.roles, &c.n)
			return c, err
		}, sqlCountSessions, args{micros(now)})
	})
	byRole := map[string]int64{}
	for _, c := range counts {
		for _, name := range c.roles.Names() {
			byRole[name] += c.n
		}
	}
	return byRole, err
}

func (t *tx) addSession(l chat.LoginSession) error {
	return t.exec(sqlAddSession, l.ID, l.AccountID, l.Kind, l.TokenHash, l.Roles, micros(l.IssuedAt), micros(l.LastSeenAt),
		micros(l.ExpiresAt), micros(l.AbsoluteExpiresAt), micros(l.RotatedAt), micros(l.RevokedAt), l.RevokeReason,
		l.RequiresRotation, l.RotationReason, l.Device.UserAgent, l.Device.IP, l.Device.Fingerprint)
}

func scanSessionAccount(row scanner) (v store.SessionAccount, err error) {
	var passwordHash string
	fields := append(sessionFields(&v.Session), accountFields(&v.Account)...)
	err = row.Scan(append(fields, &passwordHash)...)
	return v, err
}

// sessionFields are where sessionColumns go.
func sessionFields(l *chat.LoginSession) []any {
	return []any{&l.ID, &l.AccountID, &l.Kind, &l.TokenHash, &l.Roles, at(&l.IssuedAt), at(&l.LastSeenAt), at(&l.ExpiresAt),
		at(&l.AbsoluteExpiresAt), at(&l.RotatedAt), at(&l.RevokedAt), &l.RevokeReason, &l.RequiresRotation, &l.RotationReason,
		&l.Device.UserAgent, &l.Device.IP, &l.Device.Fingerprint}
}
