package postgres

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

const (
	// The line is walked up from its end. Siblings are the messages with the
	// same parent; in a chat also the roots: rewriting the first message makes
	// another root. In a group they are threads of their own.
	sqlLine = `
		WITH RECURSIVE asked AS (
			SELECT c.id, c.is_group, c.position, coalesce($3, c.active_leaf, c.newest_message) AS leaf
			FROM rustygpt.conversations c
			JOIN rustygpt.conversation_participants p ON p.conversation_id = c.id AND p.user_id = $2 AND p.left_at IS NULL
			WHERE c.id = $1 AND c.deleted_at IS NULL
			  AND ($3::uuid IS NULL OR EXISTS (SELECT FROM rustygpt.messages l WHERE l.id = $3 AND l.conversation_id = c.id))
			  AND ($4::uuid IS NULL OR EXISTS (SELECT FROM rustygpt.messages b WHERE b.id = $4 AND b.conversation_id = c.id))
		), line (id, parent_id, n) AS (
			SELECT s.id, s.parent_message_id, 1
			FROM asked JOIN rustygpt.messages s ON s.id = CASE WHEN $4::uuid IS NULL THEN asked.leaf ELSE (
				SELECT b.parent_message_id FROM rustygpt.messages b WHERE b.id = $4) END
			UNION ALL
			SELECT p.id, p.parent_message_id, n + 1 FROM line JOIN rustygpt.messages p ON p.id = line.parent_id WHERE n < $5
		)
		SELECT asked.position, asked.leaf, CASE
				WHEN m.parent_id IS NOT NULL THEN ARRAY(
					SELECT o.id FROM rustygpt.messages o WHERE o.parent_message_id = m.parent_id ORDER BY o.position)
				WHEN m.id IS NOT NULL AND NOT asked.is_group THEN ARRAY(
					SELECT t.root_message_id FROM rustygpt.threads t JOIN rustygpt.messages o ON o.id = t.root_message_id
					WHERE t.conversation_id = asked.id ORDER BY o.position)
			END, ` + messageColumns + `
		FROM asked LEFT JOIN (line JOIN rustygpt.message_rows m USING (id)) ON true
		ORDER BY n`
	// Walking down to the newest child ends at what comes last below a message
	// in depth-first order.
	sqlLeafBelow = `
		SELECT (
			SELECT l.id FROM rustygpt.messages l
			WHERE l.root_message_id = m.root_message_id
			  AND (left(l.path, 2000), l.path) >= (left(m.path, 2000), m.path)
			  AND (left(l.path, 2000), l.path) < (left(rustygpt.path_subtree_end(m.path), 2000), rustygpt.path_subtree_end(m.path))
			ORDER BY left(l.path, 2000) DESC, l.path DESC LIMIT 1)
		FROM rustygpt.messages m
		JOIN rustygpt.conversations c ON c.id = m.conversation_id AND c.deleted_at IS NULL
		JOIN rustygpt.conversation_participants p
			ON p.conversation_id = m.conversation_id AND p.user_id = $2 AND p.left_at IS NULL
		WHERE m.id = $1`
)

// Line reads one branch of a conversation.
func (s *Store) Line(ctx context.Context, r store.LineQuery) (store.Line, error) {
	return read(ctx, s, func(ctx context.Context, q querier) (store.Line, error) {
		var line store.Line
		messages, err := all(ctx, q, func(row pgx.CollectableRow) (chat.Message, error) { return scanLine(row, &line) },
			sqlLine, ref(r.ConversationID), ref(r.Viewer), ref(r.Leaf), ref(r.Before), r.Limit+1)
		if err == nil && len(messages) == 0 {
			err = chat.Errorf(chat.NotFound, "there is no such message or conversation")
		}
		if err != nil {
			return line, err
		}
		if messages[0].ID.IsZero() { // the line is empty
			return line, nil
		}
		line.Messages, line.More = page(messages, r.Limit)
		slices.Reverse(line.Messages)
		return line, nil
	})
}

// LeafBelow walks down from a message, always to the newest child.
func (s *Store) LeafBelow(ctx context.Context, message chat.MessageID, viewer chat.AccountID) (chat.MessageID, error) {
	return read(ctx, s, func(ctx context.Context, q querier) (chat.MessageID, error) {
		leaf, err := one(ctx, q, scanID[chat.Message], sqlLeafBelow, ref(message), ref(viewer))
		return leaf, orNotFound(err, "there is no such message")
	})
}

func scanLine(row pgx.CollectableRow, line *store.Line) (chat.Message, error) {
	var r messageRow
	var siblings []uuidValue
	fields := append([]any{&line.Position, id(&line.Leaf), &siblings}, r.fields()...)
	if row.RawValues()[3] == nil { // no message
		clear(fields[2:])
	}
	if err := row.Scan(fields...); err != nil {
		return chat.Message{}, err
	}
	m := r.message()
	if len(siblings) > 1 {
		m.SiblingIDs = ids[chat.Message](siblings)
	}
	return m, nil
}
