package sqlite

import (
	"context"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

const (
	// The model may have been removed since it was chosen.
	sqlAddAnswer = `
		INSERT INTO answers (message_id, started_by, model_id, model_name, provider_name, instance, lease_until, deadline,
			started_at, instruction)
		VALUES (?1, ?2, (SELECT id FROM models WHERE id = ?3), ?4, ?5, ?6, ?7, ?8, ?9, ?10)`
)

// StartAnswer answers a stored message once more.
func (s *Store) StartAnswer(ctx context.Context, n store.StartAnswer) (store.Posted, error) {
	return write(ctx, s, func(t *tx) (store.Posted, error) {
		parent, err := findMessage(t, n.To)
		if err != nil {
			return store.Posted{}, err
		}
		seat, err := t.findSeat(parent.ConversationID, n.By)
		if err != nil {
			return store.Posted{}, err
		}
		if !seat.role.CanPost() {
			return store.Posted{}, errMayNotPost
		}
		if n.RequestID != "" {
			earlier, err := findRequest(t, parent.ConversationID, n.RequestID)
			if err == nil || chat.KindOf(err) != chat.NotFound {
				return earlier, err
			}
		}
		if n.OnlyWithoutActive {
			if err := t.refuseWhileGenerating(parent.ConversationID); err != nil {
				return store.Posted{}, err
			}
		}
		return t.startAnswer(n, parent)
	})
}

func (t *tx) startAnswer(n store.StartAnswer, parent chat.Message) (store.Posted, error) {
	ledger, err := t.openLedger(parent.ConversationID, 2, 0)
	if err != nil {
		return store.Posted{}, err
	}
	answer, err := t.insertAnswer(n.Answer, parent, n.RequestID, n.At, ledger)
	if err != nil {
		return store.Posted{}, err
	}
	if err := t.noteActivity(answer, answer.ID, 1); err != nil {
		return store.Posted{}, err
	}
	if err := ledger.add(threadActivity(answer, answer.CreatedAt, answer.CreatedAt)); err != nil {
		return store.Posted{}, err
	}
	events, err := ledger.close()
	return store.Posted{Answers: []chat.Message{answer}, Events: events}, err
}

// insertAnswer adds an empty answer as the newest child of the message it
// answers, and announces it.
func (t *tx) insertAnswer(n store.NewAnswer, parent chat.Message, requestID string, when time.Time, l *ledger) (chat.Message, error) {
	m := chat.Message{
		ID:             n.ID,
		RootID:         parent.RootID,
		ParentID:       parent.ID,
		ConversationID: parent.ConversationID,
		Role:           chat.RoleAssistant,
		Status:         chat.StatusStreaming,
		CreatedAt:      stored(when),
		Position:       l.next,
		Answer: &chat.Answer{
			ModelID:      n.ModelID,
			ModelName:    n.ModelName,
			ProviderName: n.ProviderName,
			StartedAt:    stored(when),
		},
	}
	if err := t.place(&m, parent); err != nil {
		return m, err
	}
	if err := t.insertMessage(m, requestID, nil); err != nil {
		return m, err
	}
	err := t.exec(sqlAddAnswer, m.ID, n.StartedBy, n.ModelID, n.ModelName, n.ProviderName, n.Instance, micros(n.LeaseUntil),
		micros(n.Deadline), micros(when), n.Instruction)
	if err != nil {
		return m, err
	}
	return m, l.add(messageEvent(chat.EventMessageNew, m, when))
}
