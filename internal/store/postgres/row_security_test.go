package postgres_test

import (
	"slices"
	"testing"

	"github.com/google/uuid"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// scene is a database with a group of two people, what they said, and a
// conversation of somebody else.
type scene struct {
	url                          string
	owner, member, outsider      chat.AccountID
	conversation, other, deleted uuid.UUID
}

func newScene(t *testing.T) scene {
	t.Helper()
	r := scene{
		url: database(t), owner: chat.NewID[chat.Account](), member: chat.NewID[chat.Account](), outsider: chat.NewID[chat.Account](),
		conversation: uuid.New(), other: uuid.New(), deleted: uuid.New(),
	}
	c := connect(t, r.url)
	for name, id := range map[string]chat.AccountID{"owner": r.owner, "member": r.member, "outsider": r.outsider} {
		c.do("INSERT INTO rustygpt.users (id, username, password_hash) VALUES ($1, $2, 'secret')", id.String(), name)
	}
	r.fill(c, r.conversation, r.owner, r.member)
	r.fill(c, r.other, r.outsider)
	r.fill(c, r.deleted, r.member)
	c.do("UPDATE rustygpt.conversations SET deleted_at = now() WHERE id = $1", r.deleted)
	return r
}

// fill puts a row of everything into a conversation.
func (r scene) fill(c *client, conversation uuid.UUID, people ...chat.AccountID) {
	message := uuid.New()
	c.do("INSERT INTO rustygpt.conversations (id, title, created_by) VALUES ($1, 'secret', $2)", conversation, people[0].String())
	c.do(`INSERT INTO rustygpt.messages (id, conversation_id, root_message_id, role, path, depth, position, content)
	      VALUES ($1, $2, $1, 'assistant', '00', 1, 1, 'secret')`, message, conversation)
	c.do(`INSERT INTO rustygpt.threads (root_message_id, conversation_id, excerpt, created_at, last_activity_at)
	      VALUES ($1, $2, 'secret', now(), now())`, message, conversation)
	c.do(`INSERT INTO rustygpt.answers (message_id, model_name, provider_name, instance, started_at)
	      VALUES ($1, 'm', 'p', 'i', now())`, message)
	c.do(`INSERT INTO rustygpt.message_chunks (message_id, idx, conversation_id, position, content)
	      VALUES ($1, 0, $2, 2, 'secret')`, message, conversation)
	c.do(`INSERT INTO rustygpt.sse_event_log (conversation_id, sequence, event_id, event_type, payload)
	      VALUES ($1, 1, 'evt_1', 'message.new', '{}')`, conversation)
	c.do(`INSERT INTO rustygpt.conversation_invites (conversation_id, invited_email, role, invited_by, token, expires_at)
	      VALUES ($1, 'a@b.c', 'member', $2, $3, now())`, conversation, people[0].String(), uuid.NewString())
	for _, person := range people {
		id := person.String()
		c.do("INSERT INTO rustygpt.conversation_participants (conversation_id, user_id) VALUES ($1, $2)", conversation, id)
		c.do("INSERT INTO rustygpt.message_read_watermarks (conversation_id, user_id, root_message_id) VALUES ($1, $2, $3)",
			conversation, id, message)
		c.do("INSERT INTO rustygpt.message_rate_limits (conversation_id, user_id, tat) VALUES ($1, $2, now())", conversation, id)
		c.do(`INSERT INTO rustygpt.typing_states (conversation_id, root_message_id, user_id, expires_at)
		      VALUES ($1, $2, $3, now())`, conversation, message, id)
	}
}

// visible are the tables that the application's role may read, with how many
// rows of the scene each of its two members sees.
var visible = map[string]int64{
	"conversations": 1, "conversation_participants": 2, "conversation_invites": 1, "messages": 1, "threads": 1, "answers": 1,
	"message_chunks": 1, "sse_event_log": 1, "typing_states": 2, "message_read_watermarks": 1,
}

func TestRowSecurityShowsWhatIsOnesOwn(t *testing.T) {
	t.Parallel()
	r := newScene(t)
	c := connect(t, r.url)
	c.as(r.member)
	for table, want := range visible {
		wants(c, want, "SELECT count(*) FROM rustygpt."+table)
	}
	// What is kept of the limit on posting is the person's own, conversation or
	// no conversation.
	wants(c, int64(2), "SELECT count(*) FROM rustygpt.message_rate_limits")

	// Who has left sees nothing any more.
	do(t, r.url, "UPDATE rustygpt.conversation_participants SET left_at = now() WHERE user_id = $1", r.member.String())
	for table := range visible {
		wants(c, int64(0), "SELECT count(*) FROM rustygpt."+table)
	}
}

func TestRowSecurityHidesEverythingFromNobody(t *testing.T) {
	t.Parallel()
	r := newScene(t)
	c := connect(t, r.url)
	c.do("SET ROLE rustygpt_app")
	for table := range visible {
		wants(c, int64(0), "SELECT count(*) FROM rustygpt."+table)
	}
	c.as(chat.NewID[chat.Account]())
	for table := range visible {
		wants(c, int64(0), "SELECT count(*) FROM rustygpt."+table)
	}
}

// TestRowSecurityCannotBeCheated tries what somebody with the application's
// role might.
func TestRowSecurityCannotBeCheated(t *testing.T) {
	t.Parallel()
	const denied = "42501" // insufficient_privilege
	r := newScene(t)
	c := connect(t, r.url)
	c.as(r.member)

	// Asking for others' rows by name, by a join, by counting.
	wants(c, int64(0), "SELECT count(*) FROM rustygpt.messages WHERE conversation_id = $1", r.other)
	wants(c, int64(0), `
		SELECT count(*) FROM rustygpt.sse_event_log e JOIN rustygpt.conversations c ON c.id = e.conversation_id
		WHERE c.id <> $1`, r.conversation)
	wants(c, int64(0), "SELECT count(*) FROM rustygpt.message_read_watermarks WHERE user_id <> $1", r.member.String())

	// Writing past the procedures.
	for table := range visible {
		if table == "message_read_watermarks" {
			continue
		}
		c.refuses(denied, "", "DELETE FROM rustygpt."+table)
	}
	c.refuses(denied, "", "INSERT INTO rustygpt.conversation_participants (conversation_id, user_id) VALUES ($1, $2)",
		r.other, r.member.String())
	c.refuses(denied, "", "UPDATE rustygpt.conversation_participants SET role = 'owner'")

	// One's own read marks may be written, nobody else's and none elsewhere.
	mark := "INSERT INTO rustygpt.message_read_watermarks (conversation_id, user_id, root_message_id) VALUES ($1, $2, $3)"
	c.do(mark, r.conversation, r.member.String(), uuid.New())
	c.refuses(denied, "", mark, r.conversation, r.owner.String(), uuid.New())
	c.refuses(denied, "", mark, r.other, r.member.String(), uuid.New())
	c.refuses(denied, "", "UPDATE rustygpt.message_read_watermarks SET user_id = $1", r.owner.String())
	c.refuses(denied, "", "UPDATE rustygpt.message_read_watermarks SET conversation_id = $1", r.other)
	c.do("DELETE FROM rustygpt.message_read_watermarks")
	if left := ask[int64](t, r.url, "SELECT count(*) FROM rustygpt.message_read_watermarks"); left != 3 {
		t.Errorf("%d read marks are left, want the owner's, the outsider's and the one in the trash", left)
	}

	// Secrets, and tables that are nobody's.
	for _, table := range []string{
		"users", "user_roles", "user_sessions", "accounts", "providers", "models", "offered_models", "server_settings", "branding_images", "audit_entries",
		"rate_limit_profiles", "rate_limit_assignments", "presence", "feature_flags", "bootstrap_applied",
	} {
		c.refuses(denied, "", "SELECT count(*) FROM rustygpt."+table)
	}

	// Making more of oneself.
	c.refuses(denied, "", "ALTER TABLE rustygpt.messages NO FORCE ROW LEVEL SECURITY")
	c.refuses(denied, "", "DROP POLICY participants ON rustygpt.messages")
	c.refuses(denied, "", "CREATE FUNCTION rustygpt.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'")
	c.do("SET row_security = off") // asks for an error instead of fewer rows
	c.refuses(denied, "", "SELECT count(*) FROM rustygpt.messages")
	c.do("RESET row_security")

	// A function that looks on while rows are judged sees only its own rows.
	c.do(`CREATE FUNCTION pg_temp.peek(text) RETURNS boolean LANGUAGE plpgsql COST 0.0000001
	      AS $$ BEGIN RAISE NOTICE '%', $1; RETURN true; END $$`)
	wants(c, int64(1), "SELECT count(*) FROM rustygpt.messages WHERE pg_temp.peek(content)")
}

// TestProceduresAreClosed: the procedures work with the owner's rights, so each
// one that does not look at who asks must be out of reach.
func TestProceduresAreClosed(t *testing.T) {
	t.Parallel()
	c := connect(t, database(t))
	open := get[[]string](c, `
		SELECT coalesce(array_agg(p.proname::text ORDER BY p.proname), '{}')
		FROM pg_proc p WHERE p.pronamespace = 'rustygpt'::regnamespace AND has_function_privilege('rustygpt_app', p.oid, 'EXECUTE')`)
	want := []string{
		"current_account", "is_participant", "is_setup", "refuse_others", "sp_healthz", "sp_require_session_user", "sp_user_can_access",
	}
	if !slices.Equal(open, want) {
		t.Errorf("the application's role can call %v, want %v", open, want)
	}
	public := get[int64](c, `
		SELECT count(*) FROM pg_proc p
		WHERE p.pronamespace = 'rustygpt'::regnamespace AND has_function_privilege('public', p.oid, 'EXECUTE')`)
	if public > 0 {
		t.Errorf("%d procedures can be called by everybody", public)
	}
	// With the owner's rights, a name must not be looked up where others write.
	loose := get[[]string](c, `
		SELECT coalesce(array_agg(p.proname::text), '{}') FROM pg_proc p
		WHERE p.pronamespace = 'rustygpt'::regnamespace AND p.prosecdef
		  AND NOT coalesce('search_path=rustygpt, pg_temp' = ANY (p.proconfig), false)`)
	if len(loose) > 0 {
		t.Errorf("procedures without a search path of their own: %v", loose)
	}
}

// TestRowSecurityIsForced: a table that changes hands is closed to its new owner.
func TestRowSecurityIsForced(t *testing.T) {
	t.Parallel()
	r := newScene(t)
	c := connect(t, r.url)
	unforced := get[[]string](c, `
		SELECT coalesce(array_agg(c.relname::text), '{}') FROM pg_class c
		WHERE c.relnamespace = 'rustygpt'::regnamespace AND c.relname = ANY ($1)
		  AND NOT (c.relrowsecurity AND c.relforcerowsecurity)`, names(visible))
	if len(unforced) > 0 {
		t.Errorf("not forced on %v", unforced)
	}
}

func names(m map[string]int64) []string {
	var list []string
	for name := range m {
		list = append(list, name)
	}
	return list
}
