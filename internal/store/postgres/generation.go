package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

const (
	// The message that is answered is always there, so an answer has a row.
	sqlPrompt = `
		WITH RECURSIVE line (id, parent_id, depth) AS (
			SELECT p.id, p.parent_message_id, p.depth
			FROM rustygpt.messages a JOIN rustygpt.messages p ON p.id = a.parent_message_id WHERE a.id = $1
			UNION ALL
			SELECT p.id, p.parent_message_id, p.depth FROM line JOIN rustygpt.messages p ON p.id = line.parent_id
		)
		SELECT c.system_prompt, a.instruction, m.id, m.role, m.status, m.author_user_id,
		       coalesce(nullif(u.display_name, ''), u.username, ''), m.content, m.deleted_at IS NOT NULL
		FROM rustygpt.answers a
		JOIN line ON true
		JOIN rustygpt.message_rows m ON m.id = line.id
		JOIN rustygpt.conversations c ON c.id = m.conversation_id
		LEFT JOIN rustygpt.users u ON u.id = m.author_user_id
		WHERE a.message_id = $1
		ORDER BY line.depth`
	sqlRunningAnswers = `
		SELECT id FROM rustygpt.messages WHERE conversation_id = $1 AND status = 'streaming' ORDER BY position`
	sqlListOrphans = `
		SELECT ` + messageColumns + `
		FROM rustygpt.answers a JOIN rustygpt.message_rows m ON m.id = a.message_id
		WHERE a.finished_at IS NULL AND (a.instance = $1 OR a.lease_until < $2)
		ORDER BY m.created_at, m.id`
	sqlRequestCancel = `UPDATE rustygpt.answers SET cancel_requested = true WHERE message_id = $1 AND finished_at IS NULL`
	sqlExtendLeases  = `
		WITH kept AS (
			UPDATE rustygpt.answers SET lease_until = $2 WHERE instance = $1 AND finished_at IS NULL
			RETURNING message_id, cancel_requested
		)
		SELECT message_id FROM kept WHERE cancel_requested`
)

// Prompt is everything stored that goes into the prompt of an answer.
func (s *Store) Prompt(ctx context.Context, answer chat.MessageID) (store.Prompt, error) {
	return read(ctx, s, func(ctx context.Context, q querier) (store.Prompt, error) {
		var p store.Prompt
		var err error
		p.Messages, err = all(ctx, q, func(row pgx.CollectableRow) (m store.PromptMessage, err error) {
			err = row.Scan(&p.SystemPrompt, &p.Instruction, id(&m.ID), &m.Role, &m.Status, id(&m.Author), &m.Name, &m.Content, &m.Deleted)
			return m, err
		}, sqlPrompt, ref(answer))
		if err == nil && len(p.Messages) == 0 {
			err = chat.Errorf(chat.NotFound, "there is no such answer")
		}
		return p, err
	})
}

// RunningAnswers lists the streaming answers of a conversation, oldest first.
func (s *Store) RunningAnswers(ctx context.Context, conversation chat.ConversationID) ([]chat.MessageID, error) {
	return read(ctx, s, func(ctx context.Context, q querier) ([]chat.MessageID, error) {
		return all(ctx, q, scanID[chat.Message], sqlRunningAnswers, ref(conversation))
	})
}

// Orphans lists answers that no process is running any more.
func (s *Store) Orphans(ctx context.Context, instance string, now time.Time) ([]store.Orphan, error) {
	return read(ctx, s, func(ctx context.Context, q querier) ([]store.Orphan, error) {
		return all(ctx, q, func(row pgx.CollectableRow) (store.Orphan, error) {
			m, err := scanMessage(row)
			if err != nil {
				return store.Orphan{}, err
			}
			return store.Orphan{Message: m, Chunks: m.Answer.NextChunk}, nil
		}, sqlListOrphans, instance, instant(now))
	})
}

// RequestCancel notes that somebody wants a running answer to end.
func (s *Store) RequestCancel(ctx context.Context, answer chat.MessageID) error {
	return s.exec(ctx, sqlRequestCancel, ref(answer))
}

// ExtendLeases keeps an instance's running answers its own, and lists those of
// them that somebody wants to end.
func (s *Store) ExtendLeases(ctx context.Context, instance string, until time.Time) ([]chat.MessageID, error) {
	return write(ctx, s, func(ctx context.Context, q querier) ([]chat.MessageID, error) {
		return all(ctx, q, scanID[chat.Message], sqlExtendLeases, instance, instant(until))
	})
}
