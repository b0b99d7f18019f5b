package postgres

import (
	"cmp"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store/transfer"
)

// layout is how a table of package transfer is kept here.
type layout struct {
	table string            // empty = under its own name
	names map[string]string // of columns, where they differ
	read  map[string]string // expressions, where a column is not read as it is
	where string
	into  []string                                          // columns to write, where they are not those that are read
	write func(transfer.Table, transfer.Row) ([]any, error) // their values
	after string                                            // what to do once all rows are there
}

var (
	personAndRoom = map[string]string{"account_id": "user_id"}
	messageNames  = map[string]string{"root_id": "root_message_id", "parent_id": "parent_message_id", "author_id": "author_user_id"}
)

var layouts = map[string]layout{
	"settings": {
		table: "server_settings",
		read:  map[string]string{"trusted_proxies": "to_jsonb(trusted_proxies)"},
		into: []string{"server_id", "server_name", "public_url", "accent_color", "custom_css", "key_fingerprint", "lmstudio_path", "trusted_proxies", "setup_complete",
			"updated_at"},
		write: writeSettings,
	},
	"accounts":      {table: "users"},
	"account_roles": {table: "user_roles", names: personAndRoom},
	"sessions": {
		table: "user_sessions",
		names: personAndRoom,
		read: map[string]string{
			"roles":       roleBits("roles_snapshot"),
			"ip":          "coalesce(client_meta ->> 'ip', host(ip), '')",
			"fingerprint": "coalesce(client_meta ->> 'fingerprint', '')",
		},
		into: []string{"id", "user_id", "kind", "token_hash", "roles_snapshot", "issued_at", "created_at", "last_seen_at", "expires_at",
			"absolute_expires_at", "rotated_at", "revoked_at", "revoke_reason", "requires_rotation", "rotation_reason", "user_agent",
			"ip", "client_meta", "lineage"},
		write: writeSession,
	},
	"account_invites": {
		names: map[string]string{"token_hash": "token"},
		read:  map[string]string{"roles": roleBits("roles"), "token_hash": "decode(token, 'hex')"},
		write: writeAccountInvite,
	},
	"conversations": {
		read: map[string]string{"kind": "CASE WHEN is_group THEN 'group' ELSE 'chat' END"},
		into: []string{"id", "is_group", "title", "auto_title", "assistant_mode", "mode_chosen", "system_prompt", "model_id", "active_leaf",
			"newest_message", "position", "event_rows", "events_since", "created_at", "last_activity_at", "archived_at", "deleted_at", "created_by"},
		write: writeConversation,
	},
	// Earlier stays remain behind. Who made a conversation is taken to be who
	// has owned it longest.
	"participants": {
		table: "conversation_participants",
		names: personAndRoom,
		where: "left_at IS NULL",
		after: `
			UPDATE rustygpt.conversations c SET created_by = p.user_id
			FROM (SELECT DISTINCT ON (conversation_id) conversation_id, user_id FROM rustygpt.conversation_participants
			      WHERE role = 'owner' ORDER BY conversation_id, joined_at, user_id) p
			WHERE p.conversation_id = c.id`,
	},
	"posting_limits": {
		table: "message_rate_limits",
		names: map[string]string{"account_id": "user_id", "posting_tat": "tat"},
		where: `EXISTS (SELECT FROM rustygpt.conversation_participants p
			WHERE p.conversation_id = t.conversation_id AND p.user_id = t.user_id AND p.left_at IS NULL)`,
	},
	"invites": {
		table: "conversation_invites",
		names: map[string]string{"email": "invited_email", "token_hash": "token"},
		read:  map[string]string{"token_hash": "decode(token, 'hex')"},
		into: []string{"id", "conversation_id", "invited_email", "role", "invited_by", "token", "created_at", "expires_at",
			"accepted_by", "accepted_at", "revoked_at"},
		write: writeInvite,
	},
	"threads": {names: messageNames},
	"thread_reads": {
		table: "message_read_watermarks",
		names: map[string]string{"account_id": "user_id", "root_id": "root_message_id"},
		where: `EXISTS (SELECT FROM rustygpt.conversation_participants p
			WHERE p.conversation_id = t.conversation_id AND p.user_id = t.user_id AND p.left_at IS NULL)`,
	},
	"messages": {names: messageNames, read: map[string]string{"mentions": "to_jsonb(mentions)"}, write: writeMessage},
	"chunks":   {table: "message_chunks"},
	"events": {
		table: "sse_event_log",
		names: map[string]string{"position": "sequence", "type": "event_type", "root_id": "root_message_id"},
		into: []string{"conversation_id", "sequence", "event_type", "root_message_id", "message_id", "created_at", "payload",
			"event_id"},
		write: func(t transfer.Table, r transfer.Row) ([]any, error) {
			return append(r[:len(r):len(r)], fmt.Sprintf("evt_%d", t.Value(r, "position"))), nil
		},
	},
}

// roleBits are the bits of chat.Roles for a column of names.
func roleBits(column string) string {
	return `(SELECT coalesce(bit_or(CASE r WHEN 'admin' THEN 1 WHEN 'member' THEN 2 WHEN 'read_only' THEN 4 END), 0)
		FROM unnest(` + column + `) r)`
}

// layoutOf fills in what a layout leaves out.
func layoutOf(t transfer.Table) layout {
	l := layouts[t.Name]
	if l.table == "" {
		l.table = t.Name
	}
	if l.write == nil {
		l.write = func(_ transfer.Table, r transfer.Row) ([]any, error) { return r, nil }
	}
	if l.into == nil {
		for _, c := range t.Columns {
			l.into = append(l.into, l.column(c))
		}
	}
	return l
}

func (l layout) column(c transfer.Column) string {
	if name, other := l.names[c.Name]; other {
		return name
	}
	return c.Name
}

// query selects the columns of a table, texts and JSON as text.
func (l layout) query(t transfer.Table) string {
	var columns []string
	for _, c := range t.Columns {
		expression, other := l.read[c.Name]
		if !other {
			expression = l.column(c)
		}
		if c.Kind == transfer.Text || c.Kind == transfer.JSON {
			expression = "(" + expression + ")::text"
		}
		columns = append(columns, expression)
	}
	query := fmt.Sprintf("SELECT %s FROM rustygpt.%s t", strings.Join(columns, ", "), l.table)
	if l.where != "" {
		query += " WHERE " + l.where
	}
	return query
}

// readTable yields the rows of a table.
func readTable(ctx context.Context, q querier, t transfer.Table) iter.Seq2[transfer.Row, error] {
	return func(yield func(transfer.Row, error) bool) {
		rows, err := q.Query(ctx, layoutOf(t).query(t))
		if err != nil {
			yield(nil, translate(err))
			return
		}
		defer rows.Close()
		for rows.Next() {
			row, err := rows.Values()
			if err == nil {
				err = fromStored(t, row)
			}
			if err != nil {
				yield(nil, translate(err))
				return
			}
			if !yield(row, nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(nil, translate(err))
		}
	}
}

// fromStored turns what the driver scanned into neutral values.
func fromStored(t transfer.Table, row transfer.Row) error {
	for i, c := range t.Columns {
		switch v := row[i].(type) {
		case nil, [16]byte, string, int64, bool, []byte:
		case int32:
			row[i] = int64(v)
		case time.Time:
			row[i] = v.UTC()
		default: // an infinite time, which the server never writes
			return fmt.Errorf("%s.%s: a value of type %T", t.Name, c.Name, v)
		}
	}
	return nil
}

// beginner is a connection, or a transaction, inside of which another one is a
// savepoint.
type beginner interface {
	Begin(ctx context.Context) (pgx.Tx, error)
}

// fillTable adds rows in one transaction. COPY works only on a table whose row
// security does not hold for its owner.
func fillTable(ctx context.Context, db beginner, t transfer.Table, rows iter.Seq2[transfer.Row, error]) error {
	l := layoutOf(t)
	next, stop := iter.Pull2(rows)
	defer stop()
	return pgx.BeginFunc(ctx, db, func(tx pgx.Tx) error {
		forced, err := one(ctx, tx, value[bool], `SELECT relforcerowsecurity FROM pg_class WHERE oid = to_regclass('rustygpt.' || $1)`, l.table)
		if err != nil {
			return err
		}
		if forced {
			if _, err := tx.Exec(ctx, "ALTER TABLE rustygpt."+l.table+" NO FORCE ROW LEVEL SECURITY"); err != nil {
				return err
			}
		}
		source := &copySource{table: t, layout: l, next: next}
		if _, err := tx.CopyFrom(ctx, pgx.Identifier{"rustygpt", l.table}, l.into, source); err != nil {
			return cmp.Or(source.err, copyError(err))
		}
		if forced {
			if _, err := tx.Exec(ctx, "ALTER TABLE rustygpt."+l.table+" FORCE ROW LEVEL SECURITY"); err != nil {
				return err
			}
		}
		if l.after == "" {
			return nil
		}
		_, err = tx.Exec(ctx, l.after)
		return err
	})
}

// copyError leaves the values out, which are what people wrote.
func copyError(err error) error {
	if e, ok := pgError(err); ok && (e.Code[:2] == "22" || e.Code[:2] == "23") {
		return chat.Wrap(chat.Invalid, "PostgreSQL does not accept a value", withoutValues(e))
	}
	return err
}

// copySource hands rows to the driver.
type copySource struct {
	table  transfer.Table
	layout layout
	next   func() (transfer.Row, error, bool)
	row    transfer.Row
	err    error
}

// Next goes to the next row.
func (s *copySource) Next() bool {
	row, err, more := s.next()
	s.row, s.err = row, err
	return more && err == nil
}

// Values are those of the columns that are written.
func (s *copySource) Values() ([]any, error) {
	for i, v := range s.row {
		if v, isText := v.(string); isText && (strings.IndexByte(v, 0) >= 0 || !utf8.ValidString(v)) {
			s.err = chat.Errorf(chat.Invalid, "%s of the row with id %x has a character that PostgreSQL cannot keep",
				s.table.Columns[i].Name, s.row[0])
			return nil, s.err
		}
	}
	values, err := s.layout.write(s.table, s.row)
	s.err = err
	return values, err
}

// Err is what ended the rows before their end.
func (s *copySource) Err() error { return s.err }

func writeSettings(t transfer.Table, r transfer.Row) ([]any, error) {
	var proxies []string
	text, _ := t.Value(r, "trusted_proxies").(string)
	err := json.Unmarshal([]byte(text), &proxies)
	values := make([]any, len(r))
	for i, c := range t.Columns {
		if values[i] = r[i]; c.Name == "trusted_proxies" {
			values[i] = append([]string{}, proxies...) // never NULL
		}
	}
	return values, err
}

func writeSession(t transfer.Table, r transfer.Row) ([]any, error) {
	roles, isInt := t.Value(r, "roles").(int64)
	ip, isText := t.Value(r, "ip").(string)
	if !isInt || !isText {
		return nil, errors.New("a session lacks its roles or address")
	}
	agent := t.Value(r, "user_agent")
	meta, err := json.Marshal(map[string]any{"user_agent": agent, "ip": ip, "fingerprint": t.Value(r, "fingerprint")})
	var inet any
	if address := address(chat.Device{IP: ip}); address != nil {
		inet = *address
	}
	v := func(column string) any { return t.Value(r, column) }
	return []any{v("id"), v("account_id"), v("kind"), v("token_hash"), roleNames(chat.Roles(roles)), v("issued_at"), v("issued_at"),
		v("last_seen_at"), v("expires_at"), v("absolute_expires_at"), v("rotated_at"), v("revoked_at"), v("revoke_reason"),
		v("requires_rotation"), v("rotation_reason"), agent, inet, string(meta), v("lineage")}, err
}

// writeInvite keeps the hash as text.
func writeInvite(t transfer.Table, r transfer.Row) ([]any, error) {
	values := make([]any, len(r))
	for i, c := range t.Columns {
		if values[i] = r[i]; c.Kind == transfer.Bytes {
			hash, _ := r[i].([]byte)
			values[i] = hex.EncodeToString(hash)
		}
	}
	return values, nil
}

// writeAccountInvite is writeInvite with the names of roles.
func writeAccountInvite(t transfer.Table, r transfer.Row) ([]any, error) {
	roles, isInt := t.Value(r, "roles").(int64)
	if !isInt {
		return nil, errors.New("an invitation lacks its roles")
	}
	values, err := writeInvite(t, r)
	for i, c := range t.Columns {
		if c.Name == "roles" {
			values[i] = roleNames(chat.Roles(roles))
		}
	}
	return values, err
}

// writeConversation leaves open who made it.
func writeConversation(t transfer.Table, r transfer.Row) ([]any, error) {
	values := make([]any, len(r), len(r)+1)
	for i, c := range t.Columns {
		if values[i] = r[i]; c.Name == "kind" {
			values[i] = r[i] == string(chat.KindGroup)
		}
	}
	return append(values, [16]byte{}), nil
}

// writeMessage turns the list of those who are mentioned into an array.
func writeMessage(t transfer.Table, r transfer.Row) ([]any, error) {
	values := make([]any, len(r))
	for i, c := range t.Columns {
		values[i] = r[i]
		text, isText := r[i].(string)
		if c.Name != "mentions" || !isText {
			continue
		}
		var accounts []chat.AccountID
		if err := json.Unmarshal([]byte(text), &accounts); err != nil {
			return nil, err
		}
		values[i] = refs(accounts)
	}
	return values, nil
}
