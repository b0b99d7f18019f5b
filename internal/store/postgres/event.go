package postgres

import (
	"context"
	"encoding/json"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

const (
	sqlTopPosition  = `SELECT position FROM rustygpt.conversations WHERE id = $1`
	sqlTopPositions = `SELECT id, position FROM rustygpt.conversations WHERE id = ANY ($1)`
	sqlEventsAfter  = `
		SELECT top, coalesce(position, 0), coalesce(event_type, ''), root_id, message_id, created_at, payload,
		       coalesce(idx, 0), coalesce(content, ''), coalesce(reasoning, ''), parent_id, coalesce(depth, 0)
		FROM rustygpt.events_after($1, $2, $3)`
)

// Events replays what happened after a position: the first r.Limit events, in
// order. Top tells whether there are more. What is still there is also returned
// when something is not.
func (s *Store) Events(ctx context.Context, r store.EventRange) (store.Events, error) {
	return read(ctx, s, func(ctx context.Context, q querier) (store.Events, error) {
		var found store.Events
		rows, err := all(ctx, q, func(row pgx.CollectableRow) (chat.Event, error) {
			return scanEvent(row, r.ConversationID, &found.Top)
		}, sqlEventsAfter, ref(r.ConversationID), r.After, r.Limit)
		if err == nil && len(rows) == 0 {
			err = chat.Errorf(chat.NotFound, "there is no such conversation")
		}
		if err != nil {
			return found, err
		}
		if rows[0].Position == 0 { // only the top
			rows = nil
		}
		found.Events = rows
		found.Gap = hasGap(found, r)
		return found, nil
	})
}

// TopPosition is the position of a conversation's newest event.
func (s *Store) TopPosition(ctx context.Context, conversation chat.ConversationID) (int64, error) {
	return read(ctx, s, func(ctx context.Context, q querier) (int64, error) {
		top, err := one(ctx, q, value[int64], sqlTopPosition, ref(conversation))
		return top, orNotFound(err, "there is no such conversation")
	})
}

// TopPositions is TopPosition for many; those that do not exist are left out.
func (s *Store) TopPositions(ctx context.Context, conversations []chat.ConversationID) (map[chat.ConversationID]int64, error) {
	return read(ctx, s, func(ctx context.Context, q querier) (map[chat.ConversationID]int64, error) {
		tops := make(map[chat.ConversationID]int64, len(conversations))
		_, err := all(ctx, q, func(row pgx.CollectableRow) (struct{}, error) {
			var conversation chat.ConversationID
			var top int64
			err := row.Scan(id(&conversation), &top)
			tops[conversation] = top
			return struct{}{}, err
		}, sqlTopPositions, refs(conversations))
		return tops, err
	})
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

func scanEvent(row pgx.CollectableRow, conversation chat.ConversationID, top *int64) (chat.Event, error) {
	e := chat.Event{ConversationID: conversation}
	var payload []byte
	var chunk chat.Chunk
	answer := chat.Message{ConversationID: conversation}
	err := row.Scan(top, &e.Position, &e.Type, id(&e.RootID), id(&e.MessageID), at(&e.CreatedAt), &payload,
		&chunk.Index, &chunk.Content, &chunk.Reasoning, id(&answer.ParentID), &answer.Depth)
	if err != nil {
		return e, err
	}
	if e.Type == chat.EventMessageDelta {
		answer.ID, answer.RootID = e.MessageID, e.RootID
		chunk.MessageID, chunk.CreatedAt, chunk.Position = e.MessageID, e.CreatedAt, e.Position
		return chat.DeltaEvent(answer, chunk), nil
	}
	return e, setPayload(&e, payload)
}

// loggedEvent is an event as procedures return it.
type loggedEvent struct {
	ConversationID chat.ConversationID `json:"conversation_id"`
	Position       int64               `json:"position"`
	Type           chat.EventType      `json:"type"`
	RootID         chat.MessageID      `json:"root_id"`
	MessageID      chat.MessageID      `json:"message_id"`
	CreatedAt      time.Time           `json:"created_at"`
	Payload        json.RawMessage     `json:"payload"`
}

// decodeEvents reads the events of a unit of work; NULL = none.
func decodeEvents(b []byte) ([]chat.Event, error) {
	if b == nil {
		return nil, nil
	}
	var list []loggedEvent
	if err := json.Unmarshal(b, &list); err != nil {
		return nil, err
	}
	events := make([]chat.Event, len(list))
	for i, l := range list {
		events[i] = chat.Event{
			ConversationID: l.ConversationID,
			Position:       l.Position,
			Type:           l.Type,
			RootID:         l.RootID,
			MessageID:      l.MessageID,
			CreatedAt:      l.CreatedAt,
		}
		if err := setPayload(&events[i], l.Payload); err != nil {
			return nil, err
		}
	}
	return events, nil
}

func setPayload(e *chat.Event, payload []byte) error {
	if e.Type == chat.EventUnreadUpdate {
		return json.Unmarshal(payload, &e.Unread)
	}
	e.Payload = payload
	return nil
}

// announced runs a procedure that returns the events of a unit of work.
func (s *Store) announced(ctx context.Context, sql string, args ...any) ([]chat.Event, error) {
	return write(ctx, s, func(ctx context.Context, q querier) ([]chat.Event, error) {
		b, err := one(ctx, q, value[[]byte], sql, args...)
		if err != nil {
			return nil, err
		}
		return decodeEvents(b)
	})
}
