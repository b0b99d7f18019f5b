package postgres

import (
	"context"
	"net/netip"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

const (
	sessionColumns = `s.id, s.user_id, s.kind, s.token_hash, s.roles_snapshot, s.issued_at, s.last_seen_at, s.expires_at,
		s.absolute_expires_at, s.rotated_at, s.revoked_at, s.revoke_reason, s.requires_rotation, s.rotation_reason,
		s.user_agent, coalesce(host(s.ip), ''), coalesce(s.client_meta ->> 'fingerprint', '')`

	sqlAddSession = `
		SELECT rustygpt.session_sign_in(
			$1, $2, $3, $4::text::inet, jsonb_build_object('user_agent', $3::text, 'ip', $4::text, 'fingerprint', $5::text),
			$6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`
	sqlFindSession = `
		SELECT ` + sessionColumns + `, ` + accountColumns + `
		FROM rustygpt.user_sessions s JOIN rustygpt.accounts a ON a.id = s.user_id
		WHERE s.token_hash = $1 AND s.revoked_at IS NULL`
	sqlListSessions = `
		SELECT ` + sessionColumns + ` FROM rustygpt.user_sessions s
		WHERE s.user_id = $1 AND s.revoked_at IS NULL AND s.rotated_at IS NULL
		ORDER BY s.issued_at DESC, s.id DESC`
	sqlRotateSession = `
		SELECT id
		FROM rustygpt.session_rotate(
			$1, $2, $3, $4, $5, $6, $7::text::inet,
			jsonb_build_object('user_agent', $6::text, 'ip', $7::text, 'fingerprint', $8::text), $9, $10, $11, $12)`
	sqlTouchSession = `
		UPDATE rustygpt.user_sessions
		SET last_seen_at = $2, expires_at = $3, user_agent = $4, ip = $5::text::inet,
		    client_meta = jsonb_build_object('user_agent', $4::text, 'ip', $5::text, 'fingerprint', $6::text)
		WHERE id = $1 AND revoked_at IS NULL AND rotated_at IS NULL`
	sqlRevokeSession   = `SELECT rustygpt.session_revoke($1, $2, NULL, $3)`
	sqlRequireRotation = `SELECT rustygpt.sp_auth_mark_rotation($1, $2)`
	sqlEndSessions     = `SELECT rustygpt.sessions_end($1, $2, $3, $4)`
	sqlSweepSessions   = `SELECT rustygpt.sessions_sweep($1, $2)`
	sqlCountSessions   = `SELECT roles_snapshot, count(*) FROM rustygpt.user_sessions WHERE ends_at > $1 GROUP BY roles_snapshot`
)

// AddSession adds a login session and ends the oldest beyond the maximum.
func (s *Store) AddSession(ctx context.Context, n store.NewSession) error {
	l := n.Session
	var oldHash, newHash *string
	if n.Rehash != nil {
		oldHash, newHash = &n.Rehash.Old, &n.Rehash.New
	}
	return s.exec(ctx, sqlAddSession, ref(l.AccountID), l.TokenHash, l.Device.UserAgent, address(l.Device), l.Device.Fingerprint,
		roleNames(l.Roles), n.Max, ref(l.ID), string(l.Kind), instant(l.IssuedAt), instant(l.ExpiresAt), instant(l.AbsoluteExpiresAt),
		rateOf(n.Forgive), oldHash, newHash, n.Entry)
}

// FindSession finds a session by token hash, also a rotated one but not a
// revoked one.
func (s *Store) FindSession(ctx context.Context, tokenHash []byte) (store.SessionAccount, error) {
	return read(ctx, s, func(ctx context.Context, q querier) (store.SessionAccount, error) {
		v, err := one(ctx, q, scanSessionAccount, sqlFindSession, tokenHash)
		return v, orNotFound(err, "there is no such session")
	})
}

// RotateSession replaces a live session by its successor.
func (s *Store) RotateSession(ctx context.Context, r store.RotateSession) error {
	l := r.Next
	n, err := s.change(ctx, sqlRotateSession, ref(r.Old), r.Reason, ref(l.ID), string(l.Kind), l.TokenHash, l.Device.UserAgent,
		address(l.Device), l.Device.Fingerprint, roleNames(l.Roles), instant(r.At), instant(l.ExpiresAt), l.RotationReason)
	if err == nil && n == 0 {
		return chat.Errorf(chat.Conflict, "the session was renewed or ended meanwhile")
	}
	return err
}

// TouchSession notes that a live session was used. One that ended meanwhile
// stays as it is.
func (s *Store) TouchSession(ctx context.Context, l chat.LoginSession) error {
	return s.exec(ctx, sqlTouchSession, ref(l.ID), instant(l.LastSeenAt), instant(l.ExpiresAt), l.Device.UserAgent,
		address(l.Device), l.Device.Fingerprint)
}

// RevokeSession ends a session with those that it replaced and those that
// replaced it; repeating it changes nothing.
func (s *Store) RevokeSession(ctx context.Context, session chat.SessionID, reason string, when time.Time) error {
	_, err := write(ctx, s, func(ctx context.Context, q querier) (bool, error) {
		existed, err := one(ctx, q, value[bool], sqlRevokeSession, ref(session), reason, instant(when))
		if err == nil && !existed {
			return false, chat.Errorf(chat.NotFound, "there is no such session")
		}
		return existed, err
	})
	return err
}

// EndSessions ends an account's sessions, all but one with its lineage.
func (s *Store) EndSessions(ctx context.Context, e store.EndSessions) error {
	return s.exec(ctx, sqlEndSessions, ref(e.Account), ref(e.Keep), e.Reason, instant(e.At))
}

// RequireRotation flags an account's live sessions; it returns how many.
func (s *Store) RequireRotation(ctx context.Context, account chat.AccountID, reason string) (int, error) {
	return write(ctx, s, func(ctx context.Context, q querier) (int, error) {
		return one(ctx, q, value[int], sqlRequireRotation, ref(account), reason)
	})
}

// ListSessions lists an account's sessions that were neither rotated nor
// revoked, newest first.
func (s *Store) ListSessions(ctx context.Context, account chat.AccountID) ([]chat.LoginSession, error) {
	return read(ctx, s, func(ctx context.Context, q querier) ([]chat.LoginSession, error) {
		return all(ctx, q, scanSession, sqlListSessions, ref(account))
	})
}

// SweepSessions removes rows that ended before the given time, limit at most, and
// keeps when their accounts were seen last.
func (s *Store) SweepSessions(ctx context.Context, before time.Time, limit int) (int, error) {
	return write(ctx, s, func(ctx context.Context, q querier) (int, error) {
		return one(ctx, q, value[int], sqlSweepSessions, instant(before), limit)
	})
}

// CountSessions counts the live sessions by role name. A session whose account
// has several roles counts for each.
func (s *Store) CountSessions(ctx context.Context, now time.Time) (map[string]int64, error) {
	return read(ctx, s, func(ctx context.Context, q querier) (map[string]int64, error) {
		byRole := map[string]int64{}
		_, err := all(ctx, q, func(row pgx.CollectableRow) (none struct{}, err error) {
			var names []string
			var count int64
			err = row.Scan(&names, &count)
			for _, name := range namedRoles(names).Names() {
				byRole[name] += count
			}
			return none, err
		}, sqlCountSessions, instant(now))
		return byRole, err
	})
}

// address is the device's address, nil for none. A zone means something on the
// client's side of the network only, and the column has no room for it.
func address(d chat.Device) *string {
	found, err := netip.ParseAddr(d.IP)
	if err != nil {
		return nil
	}
	return optional(found.WithZone("").String())
}

func scanSession(row pgx.CollectableRow) (l chat.LoginSession, err error) {
	var names []string
	err = row.Scan(sessionFields(&l, &names)...)
	l.Roles = namedRoles(names)
	return l, err
}

func scanSessionAccount(row pgx.CollectableRow) (v store.SessionAccount, err error) {
	var sessionRoles, accountRoles []string
	var passwordHash string
	fields := append(sessionFields(&v.Session, &sessionRoles), accountFields(&v.Account, &accountRoles)...)
	err = row.Scan(append(fields, &passwordHash)...)
	v.Session.Roles, v.Account.Roles = namedRoles(sessionRoles), namedRoles(accountRoles)
	return v, err
}

// sessionFields are where sessionColumns go.
func sessionFields(l *chat.LoginSession, names *[]string) []any {
	return []any{id(&l.ID), id(&l.AccountID), (*string)(&l.Kind), &l.TokenHash, names, at(&l.IssuedAt), at(&l.LastSeenAt),
		at(&l.ExpiresAt), at(&l.AbsoluteExpiresAt), at(&l.RotatedAt), at(&l.RevokedAt), &l.RevokeReason, &l.RequiresRotation,
		&l.RotationReason, &l.Device.UserAgent, &l.Device.IP, &l.Device.Fingerprint}
}
