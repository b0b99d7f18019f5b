package feltnerai

import (
	"database/sql"
	"strings"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// newTitle is FeltnerAI's title of a chat that nobody has named.
const newTitle = "New chat"

// conversations: a chat shows its last message.
func conversations() table {
	var conversation, model, newest id
	var title string
	var count int64
	var created, updated instant
	return table{
		count: `SELECT count(*) FROM chats`,
		query: `
			SELECT id, title, model_id, created_at, updated_at, (SELECT count(*) FROM messages WHERE chat_id = c.id),
				(SELECT id FROM messages WHERE chat_id = c.id ORDER BY sequence DESC LIMIT 1)
			FROM chats c`,
		rows: each([]any{&conversation, &title, &model, &created, &updated, &count, &newest}, func() (values, error) {
			return values{
				"id": conversation.value, "kind": string(chat.KindChat), "title": title, "auto_title": title == newTitle && count == 0,
				"assistant_mode": string(chat.AssistantAuto), "model_id": model.value, "active_leaf": newest.value,
				"newest_message": newest.value, "position": count, "created_at": created.value, "last_activity_at": updated.value,
			}, nil
		}),
	}
}

func participants() table {
	var conversation, account id
	var created, updated instant
	return table{
		count: `SELECT count(*) FROM chats`,
		query: `SELECT id, user_id, created_at, updated_at FROM chats`,
		rows: each([]any{&conversation, &account, &created, &updated}, func() (values, error) {
			return values{
				"conversation_id": conversation.value, "account_id": account.value, "role": string(chat.RoleOwner),
				"joined_at": created.value, "last_activity_at": updated.value,
			}, nil
		}),
	}
}

// threads: one for each chat that has a message.
func threads() table {
	var root, conversation, account id
	var role, start string
	var count int64
	var created, updated instant
	return table{
		count: `SELECT count(*) FROM chats c WHERE EXISTS (SELECT 1 FROM messages WHERE chat_id = c.id)`,
		query: `
			SELECT m.id, c.id, c.user_id, m.role, substr(trim(m.content), 1, 240), m.created_at, c.updated_at,
				(SELECT count(*) FROM messages WHERE chat_id = c.id)
			FROM chats c
			JOIN messages m ON m.id = (SELECT id FROM messages WHERE chat_id = c.id ORDER BY sequence LIMIT 1)`,
		rows: each([]any{&root, &conversation, &account, &role, &start, &created, &updated, &count}, func() (values, error) {
			v := values{
				"root_id": root.value, "conversation_id": conversation.value, "author_id": nil, "excerpt": strings.TrimSpace(start),
				"message_count": count, "created_at": created.value, "last_activity_at": updated.value,
			}
			if role == string(chat.RoleUser) {
				v["author_id"] = account.value
			}
			return v, nil
		}),
	}
}

// statuses are FeltnerAI's. What was being written when the backup was made is
// interrupted.
var statuses = map[string]chat.MessageStatus{
	"complete":  chat.StatusComplete,
	"streaming": chat.StatusInterrupted,
	"canceled":  chat.StatusCancelled,
	"error":     chat.StatusFailed,
}

// line puts the messages of each chat one below the other.
type line struct {
	conversation [16]byte
	root, parent any
	path         chat.Path
	depth        int64
}

// next places the following message of a chat.
func (l *line) next(conversation, message any) (placed values) {
	if id, _ := conversation.([16]byte); l.depth == 0 || id != l.conversation {
		*l = line{conversation: id, root: message, path: chat.RootPath()}
	} else {
		l.path = l.path.Child(1)
	}
	l.depth++
	placed = values{"root_id": l.root, "parent_id": l.parent, "path": string(l.path), "depth": l.depth, "position": l.depth, "counted_position": l.depth}
	l.parent = message
	return placed
}

func messages() table {
	return table{
		count: `SELECT count(*) FROM messages`,
		query: `
			SELECT m.id, m.chat_id, c.user_id, m.role, m.content, m.status, m.request_id, m.created_at,
				EXISTS (SELECT 1 FROM messages WHERE chat_id = m.chat_id AND sequence > m.sequence)
			FROM messages m JOIN chats c ON c.id = m.chat_id
			ORDER BY m.chat_id, m.sequence`,
		rows: func(rows *sql.Rows, yield func(values) bool) error {
			var message, conversation, account id
			var role, content, status string
			var request sql.NullString
			var created instant
			var goesOn bool
			var at line
			return each([]any{&message, &conversation, &account, &role, &content, &status, &request, &created, &goesOn}, func() (values, error) {
				v := at.next(conversation.value, message.value)
				v["id"], v["conversation_id"], v["author_id"] = message.value, conversation.value, nil
				v["role"], v["status"], v["content"], v["created_at"] = role, string(statuses[status]), content, created.value
				v["request_id"], v["children"] = nil, int64(0)
				if role == string(chat.RoleUser) {
					v["author_id"], v["status"] = account.value, string(chat.StatusComplete)
				}
				if request.Valid {
					v["request_id"] = request.String
				}
				if goesOn {
					v["children"] = int64(1)
				}
				return v, nil
			})(rows, yield)
		},
	}
}

// endings are the reasons for which answers ended, by their status.
var endings = map[chat.MessageStatus]string{
	chat.StatusComplete: "stop", chat.StatusInterrupted: "interrupted", chat.StatusCancelled: "cancelled", chat.StatusFailed: "error",
}

func answers() table {
	var message, account, model id
	var modelName, providerName, status string
	var created, updated instant
	return table{
		count: `SELECT count(*) FROM messages WHERE role = 'assistant'`,
		query: `
			SELECT m.id, c.user_id, m.model_id, coalesce(m.model_name, ''), coalesce(m.provider_name, ''), m.status, m.created_at, m.updated_at
			FROM messages m JOIN chats c ON c.id = m.chat_id
			WHERE m.role = 'assistant'`,
		rows: each([]any{&message, &account, &model, &modelName, &providerName, &status, &created, &updated}, func() (values, error) {
			v := values{
				"message_id": message.value, "started_by": account.value, "model_id": model.value, "model_name": modelName,
				"provider_name": providerName, "instance": Application, "started_at": created.value, "finished_at": updated.value,
				"finish_reason": endings[statuses[status]], "fault_code": nil, "fault_message": nil,
				"prompt_tokens": nil, "completion_tokens": nil, "total_tokens": nil,
			}
			if statuses[status] == chat.StatusFailed {
				v["fault_code"], v["fault_message"] = "assistant_stream_error", "The answer failed. The reason was not kept."
			}
			return v, nil
		}),
	}
}
