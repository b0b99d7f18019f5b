package sqlite

import (
	"context"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

const (
	// Events are in the order of time, so a conversation's first event tells
	// whether any is too old.
	sqlFindPrunable = `
		SELECT id FROM conversations WHERE event_rows > ?1 AND event_rows > 0
		UNION ALL
		SELECT id FROM conversations WHERE events_since < ?2 AND event_rows <= ?1
		LIMIT +?3`
	sqlPruneConversation = `
		DELETE FROM events
		WHERE conversation_id = ?1 AND position IN (
			SELECT position FROM events WHERE conversation_id = ?1 ORDER BY position
			LIMIT min(?4, max(
				(SELECT event_rows - ?2 FROM conversations WHERE id = ?1),
				(SELECT count(*) FROM (
					SELECT 1 FROM (
						SELECT created_at FROM events WHERE conversation_id = ?1 ORDER BY position LIMIT +?4)
					WHERE created_at < ?3)))))`
	// A purge does not count what it removes.
	sqlForgetEventRows = `
		UPDATE conversations
		SET event_rows = iif(EXISTS (SELECT 1 FROM events WHERE conversation_id = ?1), event_rows - ?2, 0),
			events_since = (SELECT created_at FROM events WHERE conversation_id = ?1 ORDER BY position LIMIT 1)
		WHERE id = ?1`
)

// pruneCandidates bounds how many conversations one call looks at.
const pruneCandidates = 128

// PruneEvents removes event rows that are too many or too old, oldest first, at
// most r.Batch of them; 0 = nothing is left to remove. Chunks stay: they are the
// answers' text.
func (s *Store) PruneEvents(ctx context.Context, r store.Retention, now time.Time) (removed int, err error) {
	var oldest any
	if r.MaxAge > 0 {
		oldest = micros(now.Add(-r.MaxAge))
	}
	candidates, err := read(ctx, s, func(q querier) ([]chat.ConversationID, error) {
		return all(q, value[chat.ConversationID], sqlFindPrunable, args{r.MaxEvents, oldest, pruneCandidates})
	})
	if err != nil {
		return 0, err
	}
	for _, id := range candidates {
		n, err := write(ctx, s, func(t *tx) (int, error) { return t.prune(id, r, oldest, r.Batch-removed) })
		if err != nil {
			return removed, err
		}
		if removed += n; removed >= r.Batch {
			break
		}
	}
	return removed, nil
}

func (t *tx) prune(id chat.ConversationID, r store.Retention, oldest any, limit int) (int, error) {
	n, err := t.change(sqlPruneConversation, id, r.MaxEvents, oldest, limit)
	if err != nil {
		return 0, err
	}
	return n, t.exec(sqlForgetEventRows, id, n)
}
