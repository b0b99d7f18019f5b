package sqlite

import (
	"context"
	"encoding/json"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

const (
	sqlTopPosition = `SELECT position FROM conversations WHERE id = ?`
	// What was said in a message that is deleted by now is not told any more.
	sqlListEvents = `
		SELECT e.position, e.type, e.root_id, e.message_id, e.created_at,
			CASE WHEN m.deleted_at IS NULL THEN e.payload
			     WHEN e.type = 'thread.new' THEN json_set(e.payload, '$.summary.root_excerpt', '')
			     ELSE json_set(json_remove(e.payload, '$.message.mentions', '$.message.answer.reasoning'), '$.message.content', '') END
		FROM events e LEFT JOIN messages m ON m.id = CASE
			WHEN e.type = 'thread.new' THEN e.root_id
			WHEN e.type IN ('message.new', 'message.updated') THEN e.message_id END
		WHERE e.conversation_id = ? AND e.position > ? ORDER BY e.position LIMIT +?`
	sqlListDeltas = `
		SELECT message_id, idx, content, reasoning, created_at, position
		FROM chunks WHERE conversation_id = ? AND position > ? ORDER BY position LIMIT +?`
	sqlFindAddress = `SELECT root_id, parent_id, depth, deleted_at FROM messages WHERE id = ?`
)

// Events replays what happened after a position: the first r.Limit events, in
// order. Top tells whether there are more. What is still there is also returned
// when something is not.
func (s *Store) Events(ctx context.Context, r store.EventRange) (store.Events, error) {
	return readSnapshot(ctx, s, func(q querier) (store.Events, error) {
		var found store.Events
		var err error
		if found.Top, err = topPosition(q, r.ConversationID); err != nil {
			return found, err
		}
		a := args{r.ConversationID, r.After, r.Limit}
		rows, err := all(q, scanEvent, sqlListEvents, a)
		if err != nil {
			return found, err
		}
		deltas, err := listDeltas(q, r.ConversationID, a)
		if err != nil {
			return found, err
		}
		found.Events = merge(rows, deltas, r.Limit)
		for i := range found.Events {
			found.Events[i].ConversationID = r.ConversationID
		}
		found.Gap = hasGap(found, r)
		return found, nil
	})
}

// TopPosition is the position of a conversation's newest event.
func (s *Store) TopPosition(ctx context.Context, conversation chat.ConversationID) (int64, error) {
	return read(ctx, s, func(q querier) (int64, error) { return topPosition(q, conversation) })
}

// TopPositions is TopPosition for many; those that do not exist are left out.
func (s *Store) TopPositions(ctx context.Context, conversations []chat.ConversationID) (map[chat.ConversationID]int64, error) {
	return readSnapshot(ctx, s, func(q querier) (map[chat.ConversationID]int64, error) {
		tops := make(map[chat.ConversationID]int64, len(conversations))
		for _, id := range conversations {
			top, err := topPosition(q, id)
			if chat.KindOf(err) == chat.NotFound {
				continue
			}
			if err != nil {
				return nil, err
			}
			tops[id] = top
		}
		return tops, nil
	})
}

func topPosition(q querier, conversation chat.ConversationID) (int64, error) {
	top, err := one(q, value[int64], sqlTopPosition, args{conversation})
	return top, orNotFound(err, "there is no such conversation")
}

func listDeltas(q querier, conversation chat.ConversationID, a args) ([]chat.Event, error) {
	chunks, err := all(q, scanChunk, sqlListDeltas, a)
	if err != nil {
		return nil, err
	}
	answers := map[chat.MessageID]chat.Message{}
	events := make([]chat.Event, len(chunks))
	for i, c := range chunks {
		answer, known := answers[c.MessageID]
		if !known {
			answer = chat.Message{ID: c.MessageID, ConversationID: conversation}
			if err := scanOne(q, sqlFindAddress, args{c.MessageID}, &answer.RootID, &answer.ParentID, &answer.Depth,
				at(&answer.DeletedAt)); err != nil {
				return nil, err
			}
			answers[c.MessageID] = answer
		}
		if !answer.DeletedAt.IsZero() {
			c.Content, c.Reasoning = "", ""
		}
		events[i] = chat.DeltaEvent(answer, c)
	}
	return events, nil
}

// merge joins two lists in the order of their positions.
func merge(a, b []chat.Event, limit int) []chat.Event {
	merged := make([]chat.Event, 0, min(limit, len(a)+len(b)))
	for len(merged) < limit && len(a)+len(b) > 0 {
		if len(b) == 0 || len(a) > 0 && a[0].Position < b[0].Position {
			merged, a = append(merged, a[0]), a[1:]
		} else {
			merged, b = append(merged, b[0]), b[1:]
		}
	}
	return merged
}

// hasGap reports whether something is missing. Positions are taken without
// gaps, so a missing one was pruned, or never kept.
func hasGap(found store.Events, r store.EventRange) bool {
	if r.After > found.Top {
		return true
	}
	reached := r.After
	for _, e := range found.Events {
		if e.Position != reached+1 {
			return true
		}
		reached = e.Position
	}
	return len(found.Events) < r.Limit && reached < found.Top
}

func scanEvent(row scanner) (e chat.Event, err error) {
	var payload []byte
	if err := row.Scan(&e.Position, &e.Type, &e.RootID, &e.MessageID, at(&e.CreatedAt), &payload); err != nil {
		return e, err
	}
	if e.Type == chat.EventUnreadUpdate {
		return e, json.Unmarshal(payload, &e.Unread)
	}
	e.Payload = payload
	return e, nil
}
