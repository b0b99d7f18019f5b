package sqlite

import (
	"context"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

const (
	sqlPromptFrame = `
		SELECT c.system_prompt, a.instruction
		FROM answers a JOIN messages m ON m.id = a.message_id JOIN conversations c ON c.id = m.conversation_id
		WHERE a.message_id = ?`
	// CROSS JOIN: the line is short, the messages are many.
	sqlPromptLine = `
		WITH RECURSIVE line (id, parent_id, depth) AS (
			SELECT p.id, p.parent_id, p.depth FROM messages a JOIN messages p ON p.id = a.parent_id WHERE a.id = ?
			UNION ALL
			SELECT p.id, p.parent_id, p.depth FROM line CROSS JOIN messages p ON p.id = line.parent_id)
		SELECT m.id, m.role, m.status, m.author_id, coalesce(nullif(u.display_name, ''), u.username, ''), ` + messageContent + `,
			m.deleted_at IS NOT NULL
		FROM line CROSS JOIN messages m ON m.id = line.id LEFT JOIN accounts u ON u.id = m.author_id
		ORDER BY line.depth`
	sqlListOrphans = `
		SELECT ` + messageColumns + `
		FROM answers a CROSS JOIN messages m ON m.id = a.message_id
		WHERE a.finished_at IS NULL AND (a.instance = ?1 OR a.lease_until < ?2)
		ORDER BY m.created_at, m.id`
	sqlRequestCancel = `UPDATE answers SET cancel_requested = 1 WHERE message_id = ? AND finished_at IS NULL`
	sqlExtendLeases  = `
		UPDATE answers SET lease_until = ?2 WHERE instance = ?1 AND finished_at IS NULL
		RETURNING message_id, cancel_requested`
)

// Prompt is everything stored that goes into the prompt of an answer.
func (s *Store) Prompt(ctx context.Context, answer chat.MessageID) (store.Prompt, error) {
	return readSnapshot(ctx, s, func(q querier) (p store.Prompt, err error) {
		if err := scanOne(q, sqlPromptFrame, args{answer}, &p.SystemPrompt, &p.Instruction); err != nil {
			return p, orNotFound(err, "there is no such answer")
		}
		p.Messages, err = all(q, func(row scanner) (m store.PromptMessage, err error) {
			err = row.Scan(&m.ID, &m.Role, &m.Status, &m.Author, &m.Name, &m.Content, &m.Deleted)
			return m, err
		}, sqlPromptLine, args{answer})
		return p, err
	})
}

// RunningAnswers lists the streaming answers of a conversation, oldest first.
func (s *Store) RunningAnswers(ctx context.Context, conversation chat.ConversationID) ([]chat.MessageID, error) {
	return read(ctx, s, func(q querier) ([]chat.MessageID, error) {
		return all(q, value[chat.MessageID], sqlRunningAnswers, args{conversation})
	})
}

// Orphans lists answers that no process is running any more.
func (s *Store) Orphans(ctx context.Context, instance string, now time.Time) ([]store.Orphan, error) {
	messages, err := read(ctx, s, func(q querier) ([]chat.Message, error) {
		return all(q, messageScanner(), sqlListOrphans, args{instance, micros(now)})
	})
	orphans := make([]store.Orphan, len(messages))
	for i, m := range messages {
		orphans[i] = store.Orphan{Message: m, Chunks: m.Answer.NextChunk}
	}
	return orphans, err
}

// RequestCancel notes that somebody wants a running answer to end.
func (s *Store) RequestCancel(ctx context.Context, answer chat.MessageID) error {
	return s.write(ctx, func(t *tx) error { return t.exec(sqlRequestCancel, answer) })
}

// ExtendLeases keeps an instance's running answers its own, and lists those of
// them that somebody wants to end.
func (s *Store) ExtendLeases(ctx context.Context, instance string, until time.Time) (unwanted []chat.MessageID, err error) {
	err = s.write(ctx, func(t *tx) error {
		unwanted = nil
		kept, err := all(t, scanKept, sqlExtendLeases, args{instance, micros(until)})
		for _, k := range kept {
			if k.unwanted {
				unwanted = append(unwanted, k.answer)
			}
		}
		return err
	})
	return unwanted, err
}

// kept is an answer whose lease was extended.
type kept struct {
	answer   chat.MessageID
	unwanted bool
}

func scanKept(row scanner) (k kept, err error) {
	err = row.Scan(&k.answer, &k.unwanted)
	return k, err
}
