package sqlite

import (
	"context"
	"slices"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

const (
	sqlFindParentOf = `SELECT parent_id FROM messages WHERE id = ? AND conversation_id = ?`
	sqlFindEnds     = `
		SELECT c.kind, c.position, coalesce(c.active_leaf, c.newest_message)
		FROM conversations c JOIN participants p ON p.conversation_id = c.id
		WHERE c.id = ? AND p.account_id = ? AND c.deleted_at IS NULL`
	// CROSS JOIN: the line is short, the messages are many.
	sqlLine = `
		WITH RECURSIVE line (id, parent_id, n) AS (
			SELECT id, parent_id, 1 FROM messages WHERE id = ?1
			UNION ALL
			SELECT p.id, p.parent_id, n + 1 FROM line CROSS JOIN messages p ON p.id = line.parent_id WHERE n < ?2)
		SELECT m.children, ` + messageColumns + `
		FROM line CROSS JOIN messages m ON m.id = line.id LEFT JOIN answers a ON a.message_id = m.id
		ORDER BY line.n`
	sqlListChildren = `SELECT id FROM messages WHERE parent_id = ? ORDER BY position`
	sqlListRoots    = `
		SELECT t.root_id FROM threads t CROSS JOIN messages m ON m.id = t.root_id
		WHERE t.conversation_id = ? ORDER BY m.position`
	sqlLastInSubtree = `
		SELECT id FROM messages WHERE root_id = ? AND path >= ? AND path < ? ORDER BY path DESC LIMIT 1`
)

// lineEntry is a message with the number of its children.
type lineEntry struct {
	chat.Message
	children int
}

// Line reads one branch of a conversation.
func (s *Store) Line(ctx context.Context, r store.LineQuery) (store.Line, error) {
	return readSnapshot(ctx, s, func(q querier) (store.Line, error) {
		var line store.Line
		var kind chat.ConversationKind
		err := scanOne(q, sqlFindEnds, args{r.ConversationID, r.Viewer}, &kind, &line.Position, &line.Leaf)
		if err != nil {
			return line, orNotFound(err, "there is no such conversation")
		}
		from, err := lineStart(q, r, &line)
		if err != nil {
			return line, err
		}
		entries, err := all(q, lineScanner(), sqlLine, args{from, r.Limit + 1})
		if err != nil {
			return line, err
		}
		entries, line.More = page(entries, r.Limit)
		slices.Reverse(entries)
		if err := addSiblings(q, entries, kind); err != nil {
			return line, err
		}
		line.Messages = make([]chat.Message, len(entries))
		for i, e := range entries {
			line.Messages[i] = e.Message
		}
		return line, nil
	})
}

// LeafBelow walks down from a message, always to the newest child. That ends at
// what comes last below it in depth-first order.
func (s *Store) LeafBelow(ctx context.Context, id chat.MessageID, viewer chat.AccountID) (chat.MessageID, error) {
	return readSnapshot(ctx, s, func(q querier) (chat.MessageID, error) {
		v, err := findViewed(q, id, viewer)
		if err != nil {
			return chat.MessageID{}, err
		}
		path := v.Message.Path
		return one(q, value[chat.MessageID], sqlLastInSubtree, args{v.Message.RootID, path, path.SubtreeEnd()})
	})
}

// lineStart is the message to walk up from, zero when there is none. It sets
// the leaf that was asked for.
func lineStart(q querier, r store.LineQuery, line *store.Line) (chat.MessageID, error) {
	if !r.Leaf.IsZero() {
		if _, err := parentOf(q, r.Leaf, r.ConversationID); err != nil {
			return chat.MessageID{}, err
		}
		line.Leaf = r.Leaf
	}
	if r.Before.IsZero() {
		return line.Leaf, nil
	}
	return parentOf(q, r.Before, r.ConversationID)
}

func parentOf(q querier, id chat.MessageID, conversation chat.ConversationID) (chat.MessageID, error) {
	parent, err := one(q, value[chat.MessageID], sqlFindParentOf, args{id, conversation})
	return parent, orNotFound(err, "there is no such message")
}

// addSiblings notes the messages with the same parent where there are several.
// In a chat the roots are siblings too: rewriting the first message makes
// another root. In a group they are threads of their own.
func addSiblings(q querier, entries []lineEntry, kind chat.ConversationKind) error {
	for i := range entries {
		m := &entries[i].Message
		only := i > 0 && entries[i-1].children == 1
		if only || m.ParentID.IsZero() && kind != chat.KindChat {
			continue
		}
		query, a := sqlListChildren, args{m.ParentID}
		if m.ParentID.IsZero() {
			query, a = sqlListRoots, args{m.ConversationID}
		}
		siblings, err := all(q, value[chat.MessageID], query, a)
		if err != nil {
			return err
		}
		if len(siblings) > 1 {
			m.SiblingIDs = siblings
		}
	}
	return nil
}

// lineScanner is messageScanner with the number of children before the message.
func lineScanner() func(scanner) (lineEntry, error) {
	var children int
	var r messageRow
	fields := append([]any{&children}, r.fields()...)
	return func(row scanner) (lineEntry, error) {
		if err := row.Scan(fields...); err != nil {
			return lineEntry{}, err
		}
		return lineEntry{Message: r.message(), children: children}, nil
	}
}
