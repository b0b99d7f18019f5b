package postgres

import (
	"context"
	"encoding/json"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

const sqlStartAnswer = `
	SELECT conversation_id, root_id, depth, coalesce(path, ''), position, duplicate, events
	FROM rustygpt.start_answer($1, $2, $3, $4, $5, $6, $7)`

// StartAnswer answers a stored message once more.
func (s *Store) StartAnswer(ctx context.Context, n store.StartAnswer) (store.Posted, error) {
	answer, err := json.Marshal(encodable(n.Answer))
	if err != nil {
		return store.Posted{}, err
	}
	return write(ctx, s, func(ctx context.Context, q querier) (store.Posted, error) {
		m := newAnswer(n.Answer, chat.Message{ID: n.To}, n.At)
		var duplicate bool
		var events []byte
		_, err := one(ctx, q, func(row pgx.CollectableRow) (struct{}, error) {
			return struct{}{}, row.Scan(id(&m.ConversationID), id(&m.RootID), &m.Depth, &m.Path, &m.Position, &duplicate, &events)
		}, sqlStartAnswer, ref(n.To), ref(n.By), answer, instant(n.At), optional(n.RequestID), n.OnlyWithoutActive, s.persistEvents)
		if err != nil {
			return store.Posted{}, err
		}
		if duplicate {
			return findRequest(ctx, q, m.ConversationID, n.RequestID)
		}
		posted := store.Posted{Answers: []chat.Message{m}}
		posted.Events, err = decodeEvents(events)
		return posted, err
	})
}

// newAnswer is an answer that has just been started, up to its place.
func newAnswer(n store.NewAnswer, parent chat.Message, when time.Time) chat.Message {
	return chat.Message{
		ID:             n.ID,
		RootID:         parent.RootID,
		ParentID:       parent.ID,
		ConversationID: parent.ConversationID,
		Role:           chat.RoleAssistant,
		Depth:          parent.Depth + 1,
		Status:         chat.StatusStreaming,
		CreatedAt:      stored(when),
		Answer: &chat.Answer{
			ModelID:      n.ModelID,
			ModelName:    n.ModelName,
			ProviderName: n.ProviderName,
			StartedAt:    stored(when),
		},
	}
}
