package transfer

import "time"

// Kind is what a column holds. In a Row a value of it has the Go type named
// here, or is nil.
type Kind uint8

// The kinds.
const (
	UUID  Kind = iota // [16]byte
	Text              // string
	Int               // int64
	Bool              // bool
	Time              // time.Time, in microseconds
	Bytes             // []byte
	JSON              // string; spelling and order of keys may change on the way
)

// Column is one of a table.
type Column struct {
	Name string
	Kind Kind
}

// Table is one that both engines can read and write.
type Table struct {
	Name    string
	Columns []Column
}

// Row has a value for each column of its table. It is only valid until the
// next one is read.
type Row []any

// Tables returns what moves, referred tables before those that refer to them.
func Tables() []Table { return tables }

var tables = []Table{
	{"settings", columns(
		text("server_id", "server_name", "public_url", "accent_color", "custom_css", "key_fingerprint", "lmstudio_path"), of(JSON, "trusted_proxies"),
		of(Bool, "setup_complete"), of(Time, "updated_at"))},
	{"branding_images", columns(text("kind", "media_type", "version"), of(Bytes, "content"), of(Time, "updated_at"))},
	{"accounts", columns(
		of(UUID, "id"), text("username", "email", "display_name", "password_hash", "theme"), of(Bool, "must_change_password"),
		of(Time, "disabled_at", "created_at", "updated_at", "last_seen_at"))},
	{"account_roles", columns(of(UUID, "account_id"), text("role"))},
	{"sessions", columns(
		of(UUID, "id", "account_id"), text("kind"), of(Bytes, "token_hash"), of(Int, "roles"), // the bits of chat.Roles
		of(Time, "issued_at", "last_seen_at", "expires_at", "absolute_expires_at", "rotated_at", "revoked_at"),
		text("revoke_reason"), of(Bool, "requires_rotation"), text("rotation_reason", "user_agent", "ip", "fingerprint"), of(UUID, "lineage"))},
	{"account_invites", columns(
		of(UUID, "id"), of(Int, "roles"), // the bits of chat.Roles
		text("email", "display_name"), of(UUID, "invited_by"), of(Bytes, "token_hash"),
		of(Time, "created_at", "expires_at"), of(UUID, "accepted_by"), of(Time, "accepted_at", "revoked_at"))},
	{"providers", columns(
		of(UUID, "id"), text("name", "type", "base_url", "sealed_key", "sealed_headers"), of(Bool, "enabled"), text("source"),
		of(Time, "created_at", "updated_at"))},
	{"models", columns(
		of(UUID, "id", "provider_id"), text("upstream_id", "display_name"), of(Bool, "enabled", "is_default"), text("source"),
		of(JSON, "params"), of(Int, "context_size", "input_price", "output_price"), of(JSON, "capabilities", "reported"),
		of(Time, "created_at", "updated_at"))},
	{"conversations", columns(
		of(UUID, "id"), text("kind", "title"), of(Bool, "auto_title"), text("assistant_mode"), of(Bool, "mode_chosen"), text("system_prompt"),
		of(UUID, "model_id", "active_leaf", "newest_message"), of(Int, "position", "event_rows"),
		of(Time, "events_since", "created_at", "last_activity_at", "archived_at", "deleted_at"))},
	{"participants", columns(
		of(UUID, "conversation_id", "account_id"), text("role"), of(Time, "joined_at"), of(Int, "joined_position", "unread", "mentions"),
		of(Time, "last_activity_at"))},
	{"posting_limits", columns(of(UUID, "conversation_id", "account_id"), of(Time, "posting_tat"))},
	{"invites", columns(
		of(UUID, "id", "conversation_id"), text("email", "role"), of(UUID, "invited_by"), of(Bytes, "token_hash"),
		of(Time, "created_at", "expires_at"), of(UUID, "accepted_by"), of(Time, "accepted_at", "revoked_at"))},
	{"threads", columns(
		of(UUID, "root_id", "conversation_id", "author_id"), text("excerpt"), of(Int, "message_count"),
		of(Time, "created_at", "last_activity_at"))},
	{"thread_reads", columns(
		of(UUID, "conversation_id", "account_id", "root_id"), of(Int, "last_read_position", "unread", "mentions"))},
	{"messages", columns(
		of(UUID, "id", "root_id", "parent_id", "conversation_id", "author_id"), text("role", "status", "path"),
		of(Int, "depth", "children", "position", "counted_position"), text("request_id"), of(Time, "created_at", "edited_at"),
		text("edit_reason"), of(Time, "deleted_at"), text("delete_reason"), of(JSON, "mentions"), text("content"))},
	{"answers", columns(
		of(UUID, "message_id", "started_by", "model_id"), text("model_name", "provider_name", "instance"),
		of(Time, "lease_until", "deadline", "started_at", "first_token_at", "finished_at"),
		text("finish_reason", "fault_code", "fault_message"), of(Int, "prompt_tokens", "completion_tokens", "total_tokens", "chunk_count", "dropped_messages"),
		text("instruction", "reasoning"))},
	{"chunks", columns(
		of(UUID, "message_id"), of(Int, "idx"), of(UUID, "conversation_id"), of(Int, "position"), of(Time, "created_at"),
		text("content", "reasoning"))},
	{"events", columns(
		of(UUID, "conversation_id"), of(Int, "position"), text("type"), of(UUID, "root_id", "message_id"), of(Time, "created_at"),
		of(JSON, "payload"))},
	{"audit_entries", columns(
		of(UUID, "id"), of(Time, "at"), text("origin"), of(UUID, "actor_id"), text("actor_name", "action", "target_type", "target_id",
			"target_name", "address", "user_agent", "request_id", "outcome"), of(JSON, "details"))},
}

func columns(groups ...[]Column) (all []Column) {
	for _, g := range groups {
		all = append(all, g...)
	}
	return all
}

func of(k Kind, names ...string) []Column {
	list := make([]Column, len(names))
	for i, name := range names {
		list[i] = Column{name, k}
	}
	return list
}

func text(names ...string) []Column { return of(Text, names...) }

// Names are the names of a table's columns.
func (t Table) Names() []string {
	names := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		names[i] = c.Name
	}
	return names
}

// Value is a row's value in the named column; nil where there is none.
func (t Table) Value(r Row, column string) any {
	for i, c := range t.Columns {
		if c.Name == column {
			return r[i]
		}
	}
	return nil
}

// FromMicros is the time that is so many microseconds after 1970 began.
func FromMicros(n int64) time.Time { return time.UnixMicro(n).UTC() }
