package transfer_test

import (
	"database/sql"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/rustygpt/rustygpt/internal/store/storetest"
	"github.com/rustygpt/rustygpt/internal/store/transfer"
)

// A column that a new version adds is to be moved, or to be named in one of
// these lists with the reason why not.

var notMovedFromSQLite = []string{
	"settings.id",              // always 1
	"accounts.roles",           // in account_roles
	"sessions.ends_at",         // computed
	"participants.posting_tat", // in posting_limits
	"answers.cancel_requested", // whoever wrote the answer is gone
	"login_attempts.key",       // matters for minutes
	"login_attempts.tat",
	"setup_tokens.instance", // the servers are stopped
	"setup_tokens.hash",
	"setup_tokens.valid_until",
}

var notMovedFromPostgres = []string{
	// Notes that only SQL reads.
	"user_roles.granted_at", "user_roles.granted_by", "user_sessions.created_at", "user_sessions.rotated_by", "user_sessions.revoked_by",
	"conversations.created_by", "messages.edited_by", "messages.deleted_by", "message_read_watermarks.last_read_path",
	"message_read_watermarks.last_read_at", "message_rate_limits.last_seen_at", "sse_event_log.event_id",
	// Computed, or made anew.
	"server_settings.id", "user_sessions.ends_at", "conversations.event_bulk", "message_chunks.id", "sse_event_log.id",
	// In other columns of the neutral table.
	"user_sessions.roles_snapshot", "user_sessions.client_meta", "conversations.is_group",
	// Marks a row of the past, which stays behind.
	"conversation_participants.left_at",
	// Whoever wrote the answer is gone.
	"answers.cancel_requested",
}

// Tables of PostgreSQL whose rows stay behind. Those that are worth a word are
// counted in Remnants.
var notMoved = []string{
	"bootstrap_applied", "feature_flags", "login_attempts", "presence", "rate_limit_assignments", "rate_limit_profiles", "restore_state", "setup_tokens", "typing_states",
}

func TestEveryColumnOfSQLiteIsMoved(t *testing.T) {
	t.Parallel()
	e := onSQLite(t)
	with(t, e, func(storetest.Store) {})
	db, err := sql.Open("sqlite", e.where)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query(`
		SELECT m.name, c.name FROM sqlite_schema m JOIN pragma_table_xinfo(m.name) c
		WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name <> 'migrations'`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	moved := movedColumns()
	for rows.Next() {
		var table, column string
		if err := rows.Scan(&table, &column); err != nil {
			t.Fatal(err)
		}
		if name := table + "." + column; !moved[name] && !slices.Contains(notMovedFromSQLite, name) {
			t.Errorf("%s is not moved", name)
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
}

func TestEveryColumnOfPostgresIsMoved(t *testing.T) {
	t.Parallel()
	e := onPostgres(t)
	with(t, e, func(storetest.Store) {})
	conn, err := pgx.Connect(t.Context(), e.where)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	rows, err := conn.Query(t.Context(), `
		SELECT c.table_name::text || '.' || c.column_name FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
		WHERE c.table_schema = 'rustygpt' AND t.table_type = 'BASE TABLE'`)
	if err != nil {
		t.Fatal(err)
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	moved := movedColumns()
	for _, name := range names {
		table, column, _ := strings.Cut(name, ".")
		neutral := neutralTable(table) + "." + neutralColumn(table, column)
		if !moved[neutral] && !slices.Contains(notMovedFromPostgres, name) && !slices.Contains(notMoved, table) {
			t.Errorf("%s (%s) is not moved", name, neutral)
		}
	}
}

func movedColumns() map[string]bool {
	moved := map[string]bool{}
	for _, table := range transfer.Tables() {
		for _, c := range table.Columns {
			moved[table.Name+"."+c.Name] = true
		}
	}
	return moved
}

func neutralTable(name string) string {
	if other, ok := map[string]string{
		"server_settings": "settings", "users": "accounts", "user_roles": "account_roles", "user_sessions": "sessions",
		"conversation_participants": "participants", "message_read_watermarks": "thread_reads", "message_rate_limits": "posting_limits",
		"message_chunks": "chunks", "sse_event_log": "events", "conversation_invites": "invites",
	}[name]; ok {
		return other
	}
	return name
}

func neutralColumn(table, name string) string {
	if other, ok := map[string]string{
		"user_id": "account_id", "root_message_id": "root_id", "parent_message_id": "parent_id", "author_user_id": "author_id",
		"sequence": "position", "event_type": "type", "tat": "posting_tat", "invited_email": "email", "token": "token_hash",
	}[name]; ok {
		return other
	}
	return name
}
