package postgres_test

import (
	"encoding/json"
	"os"
	"reflect"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store/postgres"
)

// people are accounts in a database, whom a program works for in turns.
type people struct {
	*client
	ada, bob, eve uuid.UUID
}

func newPeople(t *testing.T) people {
	t.Helper()
	p := people{connect(t, database(t)), uuid.New(), uuid.New(), uuid.New()}
	for name, id := range map[string]uuid.UUID{"ada": p.ada, "bob": p.bob, "eve": p.eve} {
		p.do("INSERT INTO rustygpt.users (id, username, password_hash) VALUES ($1, $2, 'x')", id, name)
	}
	return p
}

// is names the caller of what follows.
func (p people) is(account uuid.UUID) {
	p.Helper()
	p.do("SELECT set_config('app.current_user_id', $1, false)", account.String())
}

// TestConversationProcedures makes the documented calls, with the documented
// arguments and nothing else.
func TestConversationProcedures(t *testing.T) {
	t.Parallel()
	p := newPeople(t)
	p.refuses("P0001", "RGP.401: nobody is signed in", "SELECT rustygpt.sp_create_conversation('Plans', true, $1)", p.ada)
	p.is(p.ada)
	p.refuses("P0001", "RGP.403: this is for the account itself", "SELECT rustygpt.sp_create_conversation('Plans', true, $1)", p.bob)
	p.refuses("P0001", "RGP.VALIDATION: must not be blank", "SELECT rustygpt.sp_create_conversation(' ', true, $1)", p.ada)
	c := get[uuid.UUID](p.client, "SELECT rustygpt.sp_create_conversation('Plans', true, $1)", p.ada)

	wants(p.client, "member", "SELECT rustygpt.sp_add_participant($1, $2)", c, p.bob)
	wants(p.client, "admin", "SELECT rustygpt.sp_add_participant($1, $2, 'admin')", c, p.bob)
	p.refuses("P0001", "RGP.VALIDATION: one of owner, admin, member, viewer", "SELECT rustygpt.sp_add_participant($1, $2, 'boss')", c, p.bob)
	wants(p.client, "admin", "SELECT rustygpt.sp_remove_participant($1, $2)", c, p.bob)
	p.refuses("P0001", "RGP.404: there is no such participant", "SELECT rustygpt.sp_remove_participant($1, $2)", c, p.bob)
	p.refuses("P0001", "RGP.409: the last owner has to stay", "SELECT rustygpt.sp_remove_participant($1, $2)", c, p.ada)
	wants(p.client, "member", "SELECT rustygpt.sp_add_participant($1, $2)", c, p.bob)
	wants(p.client, int64(4), "SELECT position FROM rustygpt.conversations WHERE id = $1", c)
}

func TestMessageProcedures(t *testing.T) {
	t.Parallel()
	p := newPeople(t)
	p.is(p.ada)
	c := get[uuid.UUID](p.client, "SELECT rustygpt.sp_create_conversation('Plans', true, $1)", p.ada)
	wants(p.client, "member", "SELECT rustygpt.sp_add_participant($1, $2)", c, p.bob)

	post := "SELECT message_id FROM rustygpt.sp_post_root_message($1, $2, 'user', $3)"
	p.refuses("P0001", "RGP.VALIDATION: must not be blank", post, c, p.ada, " \n ")
	p.refuses("P0001", "RGP.403: this is for the account itself", post, c, p.bob, "hello")
	root := get[uuid.UUID](p.client, post, c, p.ada, "hello")
	reply := get[uuid.UUID](p.client, "SELECT message_id FROM rustygpt.sp_reply_message($1, $2, 'user', 'more')", root, p.ada)
	wants(p.client, int32(3), "SELECT depth FROM rustygpt.sp_reply_message($1, NULL, 'assistant', 'answer')", reply)
	wants(p.client, true, "SELECT author_user_id IS NULL FROM rustygpt.messages WHERE content = 'answer'")
	wants(p.client, "hello 3 2", `
		SELECT concat_ws(' ', root_excerpt, message_count, participant_count) FROM rustygpt.sp_list_threads($1, NULL, 50)`, c)
	wants(p.client, "hello 3", "SELECT concat_ws(' ', root_excerpt, message_count) FROM rustygpt.sp_get_thread_summary($1)", root)
	wants(p.client, "hello, more, answer", `
		SELECT string_agg(content, ', ') FROM rustygpt.sp_get_thread_subtree($1, NULL, 200)`, root)
	p.refuses("P0001", "RGP.VALIDATION: not a message path", "SELECT rustygpt.sp_get_thread_subtree($1, 'm01.m02')", root)

	wants(p.client, true, "SELECT rustygpt.sp_user_can_post($1, $2)", p.ada, c)
	p.is(p.bob)
	wants(p.client, "3", "SELECT string_agg(unread::text, ' ') FROM rustygpt.sp_get_unread_summary($1, $2)", c, p.bob)
	p.do("SELECT rustygpt.sp_mark_thread_read($1, $2, $3, NULL)", c, root, p.bob)
	wants(p.client, "0", "SELECT string_agg(unread::text, ' ') FROM rustygpt.sp_get_unread_summary($1, $2)", c, p.bob)
	p.refuses("P0001", "RGP.403: your role in the conversation does not allow to change this message",
		"SELECT rustygpt.sp_soft_delete_message($1, $2, 'why')", root, p.bob)
	p.refuses("P0001", "RGP.403: your role in the conversation does not allow to change this message",
		"SELECT rustygpt.sp_update_message_content($1, 'mine')", root)

	p.is(p.ada)
	p.do("SELECT rustygpt.sp_edit_message($1, $2, 'changed', 'why')", root, p.ada)
	p.do("SELECT rustygpt.sp_update_message_content($1, 'changed again')", root)
	p.do("SELECT rustygpt.sp_soft_delete_message($1, $2, 'why')", root, p.ada)
	p.refuses("P0001", "RGP.409: the message is deleted", "SELECT rustygpt.sp_edit_message($1, $2, 'x', '')", root, p.ada)
	p.do("SELECT rustygpt.sp_restore_message($1, $2)", root, p.ada)
	wants(p.client, "changed again", "SELECT content FROM rustygpt.messages WHERE id = $1", root)

	p.is(p.eve)
	p.refuses("P0001", "RGP.404: there is no such message", "SELECT rustygpt.sp_reply_message($1, NULL, 'assistant', 'x')", uuid.New())
	p.refuses("P0001", "RGP.404: there is no such conversation", "SELECT rustygpt.sp_list_threads($1)", c)
	wants(p.client, false, "SELECT rustygpt.sp_user_can_post($1, $2)", p.eve, c)
}

func TestPostingLimitOfTheProfile(t *testing.T) {
	t.Parallel()
	p := newPeople(t)
	p.is(p.ada)
	p.do(`UPDATE rustygpt.rate_limit_profiles SET params = '{"requests_per_second": 1, "burst": 2}' WHERE name = 'conversation.post'`)
	c := get[uuid.UUID](p.client, "SELECT rustygpt.sp_create_conversation('Plans', true, $1)", p.ada)
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for range 3 {
		wants(p.client, true, "SELECT rustygpt.sp_user_can_post($1, $2, NULL, $3)", p.ada, c, at)
	}
	wants(p.client, false, "SELECT rustygpt.sp_user_can_post($1, $2, NULL, $3)", p.ada, c, at)
	p.refuses("P0001", "RGP.429: you are posting too fast",
		"SELECT rustygpt.sp_post_root_message($1, $2, 'user', 'x', p_at => $3)", c, p.ada, at)
	p.do("SELECT rustygpt.sp_post_root_message($1, $2, 'user', 'x', p_at => $3)", c, p.ada, at.Add(time.Second))
}

func TestChunkAndEventProcedures(t *testing.T) {
	t.Parallel()
	url := database(t)
	talk := newTalk(t, open(t, postgres.Options{URL: url, PersistEvents: true}), "ada")
	_, answer := talk.ask(t)
	p := people{client: connect(t, url)}
	p.is(talk.owner.UUID)
	id, c := answer.ID.UUID, talk.id.UUID
	p.refuses("P0001", "RGP.VALIDATION: must not be negative", "SELECT rustygpt.sp_append_message_chunk($1, -1, 'x')", id)
	p.refuses("P0001", "RGP.VALIDATION: must be given", "SELECT rustygpt.sp_append_message_chunk($1, 0, NULL)", id)
	p.refuses("P0001", "RGP.VALIDATION: the next one is 0", "SELECT rustygpt.sp_append_message_chunk($1, 1, 'x')", id)
	p.do("SELECT rustygpt.sp_append_message_chunk($1, 0, 'one ')", id)
	p.do("SELECT rustygpt.sp_append_message_chunk($1, 1, 'two')", id)
	p.do("SELECT rustygpt.sp_append_message_chunk($1, 1, 'repeated')", id)
	wants(p.client, "one two", "SELECT string_agg(content, '') FROM rustygpt.sp_list_message_chunks($1)", id)

	wants(p.client, "message.new, thread.new, thread.activity, unread.update, message.new, message.delta, message.delta", `
		SELECT string_agg(event_type, ', ') FROM rustygpt.sp_sse_replay($1, '-infinity', 0)`, c)
	delta := get[[]byte](p.client, `
		SELECT payload FROM rustygpt.sp_sse_replay($1, '-infinity', 0) WHERE event_id = 'evt_6'`, c)
	var got, want any
	chunk := chat.Chunk{MessageID: answer.ID, Content: "one "}
	if err := json.Unmarshal(delta, &got); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(chat.DeltaEvent(answer, chunk).Payload, &want); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("payload of a delta:\n got %v\nwant %v", got, want)
	}

	record := "SELECT rustygpt.sp_record_sse_event($1, $2, 'evt_x', 'typing.update', '{}', NULL, now())"
	wants(p.client, int64(8), record, c, 8)
	wants(p.client, int64(8), record, c, 8)
	wants(p.client, int64(9), record, c, nil)
	p.refuses("P0001", "RGP.VALIDATION: sequence: the next one is 10", record, c, 11)
	wants(p.client, int64(7), "SELECT event_rows FROM rustygpt.conversations WHERE id = $1", c)
	wants(p.client, int32(5), "SELECT rustygpt.sp_prune_sse_events(2, NULL, 100)")
}

func TestInviteProcedures(t *testing.T) {
	t.Parallel()
	p := newPeople(t)
	p.is(p.ada)
	c := get[uuid.UUID](p.client, "SELECT rustygpt.sp_create_conversation('Plans', false, $1)", p.ada)
	invite := "SELECT token FROM rustygpt.sp_create_invite($1, $2, $3, $4)"
	p.refuses("P0001", "RGP.VALIDATION: must not be blank", invite, c, " ", "member", 60)
	p.refuses("P0001", "RGP.VALIDATION: must be positive", invite, c, "b@c.d", "member", 0)
	token := get[string](p.client, invite, c, "b@c.d", "member", 60)
	if len(token) != 32 {
		t.Errorf("token %q", token)
	}
	wants(p.client, int64(0), "SELECT count(*) FROM rustygpt.conversation_invites WHERE token = $1", token)
	p.refuses("P0001", "RGP.409: there is an invitation for this address and role already", invite, c, "B@c.d", "member", 60)
	withdrawn := get[string](p.client, invite, c, "e@c.d", "admin", nil)
	p.do("SELECT rustygpt.sp_revoke_invite($1)", withdrawn)
	p.do("SELECT rustygpt.sp_revoke_invite($1)", withdrawn)
	expired := get[string](p.client, invite, c, "x@c.d", "viewer", 60)
	p.do("UPDATE rustygpt.conversation_invites SET expires_at = now() WHERE invited_email = 'x@c.d'")

	p.is(p.bob)
	accept := "SELECT role FROM rustygpt.sp_accept_invite($1, $2)"
	p.refuses("P0001", "RGP.404: there is no such invitation", accept, "nonsense", p.bob)
	p.refuses("P0001", "RGP.410: the invitation was withdrawn", accept, withdrawn, p.bob)
	p.refuses("P0001", "RGP.410: the invitation has expired", accept, expired, p.bob)
	wants(p.client, "member", accept, token, p.bob)
	wants(p.client, "member", accept, token, p.bob)
	wants(p.client, true, "SELECT is_group FROM rustygpt.conversations WHERE id = $1", c)
	wants(p.client, "conversation.updated, membership.changed", `
		SELECT string_agg(event_type, ', ') FROM rustygpt.sp_sse_replay($1, '-infinity')`, c)
	p.refuses("P0001", "RGP.403: your role does not allow to invite somebody with this role", invite, c, "y@c.d", "member", 60)
	p.refuses("P0001", "RGP.403: only an owner or admin of the conversation can do this", "SELECT rustygpt.sp_revoke_invite($1)", expired)
	p.is(p.eve)
	p.refuses("P0001", "RGP.409: the invitation was used already", accept, token, p.eve)

	// Who is in already can only gain by an invitation.
	p.is(p.ada)
	stronger := get[string](p.client, invite, c, "b@c.d", "admin", nil)
	weaker := get[string](p.client, invite, c, "b@c.d", "viewer", nil)
	p.is(p.bob)
	wants(p.client, "admin", accept, stronger, p.bob)
	wants(p.client, "admin", accept, weaker, p.bob)
}

func TestPresenceProcedures(t *testing.T) {
	t.Parallel()
	p := newPeople(t)
	p.is(p.ada)
	p.do("SELECT rustygpt.sp_heartbeat($1, 'away')", p.ada)
	p.refuses("P0001", "RGP.VALIDATION: one of online, away, offline", "SELECT rustygpt.sp_heartbeat($1, 'asleep')", p.ada)
	wants(p.client, "away", "SELECT status::text FROM rustygpt.presence WHERE user_id = $1", p.ada)
	c := get[uuid.UUID](p.client, "SELECT rustygpt.sp_create_conversation('Plans', true, $1)", p.ada)
	root := get[uuid.UUID](p.client, "SELECT message_id FROM rustygpt.sp_post_root_message($1, $2, 'user', 'hello')", c, p.ada)
	p.do("SELECT rustygpt.sp_set_typing($1, $2, $3, 3600)", c, root, p.ada)
	wants(p.client, 30*time.Second, "SELECT expires_at - started_at FROM rustygpt.typing_states")
	p.do("SELECT rustygpt.sp_set_typing($1, $2, $3, 0)", c, root, p.ada)
	wants(p.client, int64(0), "SELECT count(*) FROM rustygpt.typing_states")
	p.refuses("P0001", "RGP.404: there is no such thread", "SELECT rustygpt.sp_set_typing($1, $2, $3, 5)", c, uuid.New(), p.ada)
	p.is(p.bob)
	p.refuses("P0001", "RGP.404: there is no such conversation", "SELECT rustygpt.sp_set_typing($1, $2, $3, 5)", c, root, p.bob)
}

// TestSharedVectors calculates paths and the posting limit in SQL, from the
// same vectors as package chat.
func TestSharedVectors(t *testing.T) {
	t.Parallel()
	c := connect(t, database(t))
	for file, sql := range map[string]string{
		"path.json": `
			SELECT v::text FROM jsonb_to_recordset($1) AS v (parent text, ordinal int, child text, "end" text)
			WHERE rustygpt.path_child(parent, ordinal) <> child OR rustygpt.path_subtree_end(parent) <> "end"`,
		"gcra.json": `
			SELECT v::text
			FROM jsonb_to_recordset($1) AS v (tat bigint, now bigint, per_second float8, burst int, next bigint, wait bigint),
			     rustygpt.gcra('epoch'::timestamptz + tat * interval '1 microsecond',
			         'epoch'::timestamptz + now * interval '1 microsecond', per_second, burst) g
			WHERE rustygpt.unix_micros(g.tat) <> next OR g.wait <> v.wait`,
	} {
		vectors, err := os.ReadFile("../../chat/testdata/vectors/" + file)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := c.conn.Query(t.Context(), sql, vectors)
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			var row string
			if err := rows.Scan(&row); err != nil {
				t.Fatal(err)
			}
			t.Errorf("%s: %s differs", file, row)
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
	}
}
