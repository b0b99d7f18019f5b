package postgres_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
	"github.com/rustygpt/rustygpt/internal/store/postgres"
)

// The documented procedures are also called by other programs than the server.

func TestSetupProcedures(t *testing.T) {
	t.Parallel()
	c := connect(t, database(t))
	wants(c, false, "SELECT rustygpt.is_setup()")
	for _, blank := range [][]any{{" ", "a@b.c", "hash"}, {"ada", "", "hash"}, {"ada", "a@b.c", ""}} {
		c.refuses("P0001", "RGP.VALIDATION: username, e-mail address and password must not be blank",
			"SELECT rustygpt.init_setup($1, $2, $3)", blank...)
	}
	wants(c, true, "SELECT rustygpt.init_setup('ada', 'a@b.c', 'hash')")
	wants(c, true, "SELECT rustygpt.is_setup()")
	wants(c, false, "SELECT rustygpt.init_setup('eve', 'e@b.c', 'hash')")
	wants(c, "{admin,member}", "SELECT roles::text FROM rustygpt.accounts WHERE username = 'ada'")
	wants(c, true, "SELECT rustygpt.sp_healthz()")
}

func TestSessionProcedures(t *testing.T) {
	t.Parallel()
	c := connect(t, database(t))
	user := uuid.New()
	c.do("INSERT INTO rustygpt.users (id, username, email, password_hash) VALUES ($1, 'ada', 'a@b.c', 'x')", user)
	login := func(token string, limit any) uuid.UUID {
		return get[uuid.UUID](c, `
			SELECT session_id FROM rustygpt.sp_auth_login(
				$1, $2, 'curl', '127.0.0.1', '{"user_agent": "curl"}', '{member}', 3600, 86400, $3)`, user, []byte(token), limit)
	}
	live := func(session uuid.UUID) bool {
		return get[bool](c, "SELECT revoked_at IS NULL AND rotated_at IS NULL FROM rustygpt.user_sessions WHERE id = $1", session)
	}
	first, second := login("1", nil), login("2", 0)
	third := login("3", 2)
	if live(first) || !live(second) || !live(third) {
		t.Error("of three sessions the newest two are to stay")
	}
	wants(c, "max_sessions", "SELECT revoke_reason FROM rustygpt.user_sessions WHERE id = $1", first)
	wants(c, time.Hour, "SELECT expires_at - issued_at FROM rustygpt.user_sessions WHERE id = $1", third)

	wants(c, int32(2), "SELECT rustygpt.sp_auth_mark_rotation($1, ' ')", user)
	wants(c, "privilege_change", "SELECT rotation_reason FROM rustygpt.user_sessions WHERE id = $1", second)

	refresh := "SELECT session_id FROM rustygpt.sp_auth_refresh($1, $2, 'curl', NULL, NULL, '{member}', 60, $3)"
	next := get[uuid.UUID](c, refresh, second, []byte("4"), time.Now())
	if live(second) || !live(next) {
		t.Error("the new session takes the place of the old one")
	}
	wants(c, true, `
		SELECT o.absolute_expires_at = n.absolute_expires_at AND o.rotation_reason = 'privilege_change' AND o.rotated_by = o.user_id
		FROM rustygpt.user_sessions o, rustygpt.user_sessions n WHERE o.id = $1 AND n.id = $2`, second, next)
	c.refuses("P0001", "RGP.401: there is no such session", refresh, second, []byte("5"), time.Now())
	c.refuses("P0001", "RGP.401: the session has ended", refresh, next, []byte("5"), time.Now().Add(2*time.Minute))

	c.do("CALL rustygpt.sp_auth_logout($1)", next)
	c.do("CALL rustygpt.sp_auth_logout($1, 'again', $2)", next, user)
	wants(c, "logout", "SELECT revoke_reason FROM rustygpt.user_sessions WHERE id = $1", next)
	c.do("CALL rustygpt.sp_auth_logout($1)", uuid.New())
}

func TestAccessProcedures(t *testing.T) {
	t.Parallel()
	r := newScene(t)
	c := connect(t, r.url)
	c.refuses("P0001", "RGP.401: nobody is signed in", "SELECT rustygpt.sp_require_session_user()")
	c.as(r.member)
	wants(c, r.member.String(), "SELECT rustygpt.sp_require_session_user()::text")
	wants(c, true, "SELECT rustygpt.sp_user_can_access($1, $2)", r.member.String(), r.conversation)
	wants(c, false, "SELECT rustygpt.sp_user_can_access($1, $2)", r.member.String(), r.other)
	c.refuses("P0001", "RGP.403: this is for the account itself",
		"SELECT rustygpt.sp_user_can_access($1, $2)", r.outsider.String(), r.other)
}

func TestLimitProcedures(t *testing.T) {
	t.Parallel()
	c := connect(t, database(t))
	wants(c, "conversation.post gcra 5 10", `
		SELECT concat_ws(' ', name, algorithm, params ->> 'requests_per_second', params ->> 'burst')
		FROM rustygpt.sp_limits_list_profiles()`)

	c.refuses("P0001", "RGP.422: a profile needs a name", "SELECT rustygpt.sp_limits_create_profile(' ')")
	c.refuses("P0001", "RGP.422: the algorithm is one of gcra, token_bucket, fixed_window",
		"SELECT rustygpt.sp_limits_create_profile('a', 'leaky')")
	profile := get[uuid.UUID](c, `SELECT id FROM rustygpt.sp_limits_create_profile('strict', 'gcra', '{"burst": 1}', 'few')`)
	c.refuses("P0001", "RGP.409: there is a profile of this name already", "SELECT rustygpt.sp_limits_create_profile('strict')")
	wants(c, "2 few", `
		SELECT concat_ws(' ', params ->> 'burst', description) FROM rustygpt.sp_limits_update_profile($1, '{"burst": 2}', NULL)`, profile)
	c.refuses("P0001", "RGP.404: there is no such profile", "SELECT rustygpt.sp_limits_update_profile($1)", uuid.New())

	assign := "SELECT id FROM rustygpt.sp_limits_assign_route($1, $2, $3)"
	c.refuses("P0001", "RGP.422: the method is one of GET, POST, PUT, PATCH, DELETE, OPTIONS, HEAD", assign, profile, "TRACE", "/")
	c.refuses("P0001", "RGP.422: the path begins with / and has no spaces", assign, profile, "GET", "api")
	c.refuses("P0001", "RGP.404: there is no such profile", assign, uuid.New(), "GET", "/api")
	assignment := get[uuid.UUID](c, assign, profile, "get", "/api/*")
	wants(c, assignment, `
		SELECT id FROM rustygpt.sp_limits_assign_route(
			(SELECT id FROM rustygpt.sp_limits_list_profiles() WHERE name = 'conversation.post'), 'GET', '/api/*')`)
	wants(c, "conversation.post GET /api/*", `
		SELECT concat_ws(' ', profile_name, method, path_pattern) FROM rustygpt.sp_limits_list_assignments()`)

	c.refuses("P0001", "RGP.409: routes are assigned to the profile", `
		SELECT rustygpt.sp_limits_delete_profile(profile_id) FROM rustygpt.sp_limits_list_assignments()`)
	wants(c, true, "SELECT rustygpt.sp_limits_delete_assignment($1)", assignment)
	c.refuses("P0001", "RGP.404: there is no such assignment", "SELECT rustygpt.sp_limits_delete_assignment($1)", assignment)
	wants(c, true, "SELECT rustygpt.sp_limits_delete_profile($1)", profile)
	c.refuses("P0001", "RGP.404: there is no such profile", "SELECT rustygpt.sp_limits_delete_profile($1)", profile)
}

// TestAddressesThatDoNotFit: what a client says of itself never keeps it from
// signing in.
func TestAddressesThatDoNotFit(t *testing.T) {
	t.Parallel()
	r := newScene(t)
	s := open(t, postgres.Options{URL: r.url})
	for given, want := range map[string]string{
		"": "", "nonsense": "", "fe80::1%eth0": "fe80::1", "::ffff:10.0.0.1": "::ffff:10.0.0.1", "10.0.0.1": "10.0.0.1",
	} {
		session := newSession(r.member, given)
		session.Device.IP = given
		if err := s.AddSession(t.Context(), store.NewSession{Session: session}); err != nil {
			t.Errorf("%q: %v", given, err)
			continue
		}
		found, err := s.FindSession(t.Context(), session.TokenHash)
		if err != nil || found.Session.Device.IP != want {
			t.Errorf("%q became %q, error %v", given, found.Session.Device.IP, err)
		}
	}
}

func newSession(account chat.AccountID, token string) chat.LoginSession {
	now := time.Now()
	return chat.LoginSession{
		ID: chat.NewID[chat.LoginSession](), AccountID: account, Kind: chat.BearerSession, TokenHash: []byte(token), Roles: chat.RoleMember,
		IssuedAt: now, LastSeenAt: now, ExpiresAt: now.Add(time.Hour), AbsoluteExpiresAt: now.Add(time.Hour),
	}
}
