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
	// A duplicate has no place.
	postedColumns = `conversation_id, root_id, coalesce(depth, 0), coalesce(path, ''), coalesce(position, 0),
		coalesce(answer_path, ''), coalesce(answer_position, 0), duplicate, events`

	sqlPostRoot = `
		SELECT ` + postedColumns + `
		FROM rustygpt.sp_post_root_message($1, $2, $3, $4, $2, $5, $6, $7, $8, $9, $10, $11, $12, $13)`
	sqlReply = `
		SELECT ` + postedColumns + `
		FROM rustygpt.sp_reply_message($14, $2, $3, $4, $2, $5, $6, $7, $8, $9, $10, $11, $12, $13, $1)`
)

// place is where a message was put, and its answer.
type place struct {
	conversation chat.ConversationID
	root         chat.MessageID
	depth        int
	path         chat.Path
	position     int64
	answerPath   chat.Path
	answerAt     int64
	duplicate    bool
	events       []byte
}

// PostMessage posts a message and, when asked to, starts an answer to it.
func (s *Store) PostMessage(ctx context.Context, n store.NewMessage) (store.Posted, error) {
	answer, err := encodeAnswer(n.Answer)
	if err != nil {
		return store.Posted{}, err
	}
	var limit store.PostingLimit // a rate of 0 is no limit
	if n.Limit != nil {
		limit = *n.Limit
	}
	sql, args := sqlPostRoot, []any{ref(n.ConversationID), ref(n.Author), n.Role, n.Content, ref(n.ID), instant(n.At),
		optional(n.RequestID), n.TitleFrom, n.OnlyWithoutActive, limit.PerSecond, limit.Burst, answer, s.persistEvents}
	if !n.ParentID.IsZero() {
		sql, args = sqlReply, append(args, ref(n.ParentID))
	}
	return write(ctx, s, func(ctx context.Context, q querier) (store.Posted, error) {
		p, err := one(ctx, q, scanPlace, sql, args...)
		if err != nil {
			return store.Posted{}, err
		}
		if p.duplicate {
			return findRequest(ctx, q, p.conversation, n.RequestID)
		}
		return p.posted(n)
	})
}

func (p place) posted(n store.NewMessage) (store.Posted, error) {
	m := chat.Message{
		ID:             n.ID,
		RootID:         p.root,
		ParentID:       n.ParentID,
		ConversationID: p.conversation,
		AuthorID:       n.Author,
		Role:           n.Role,
		Content:        n.Content,
		Path:           p.path,
		Depth:          p.depth,
		Status:         chat.StatusComplete,
		CreatedAt:      stored(n.At),
		Position:       p.position,
	}
	posted := store.Posted{Message: m}
	if n.Answer != nil {
		answer := newAnswer(*n.Answer, m, n.At)
		answer.Path, answer.Position = p.answerPath, p.answerAt
		posted.Answer = &answer
	}
	var err error
	posted.Events, err = decodeEvents(p.events)
	return posted, err
}

func scanPlace(row pgx.CollectableRow) (p place, err error) {
	err = row.Scan(id(&p.conversation), id(&p.root), &p.depth, &p.path, &p.position, &p.answerPath, &p.answerAt, &p.duplicate, &p.events)
	return p, err
}

// answerJSON is a new answer as procedures take it.
type answerJSON struct {
	ID           chat.MessageID `json:"id"`
	StartedBy    chat.AccountID `json:"started_by,omitzero"`
	ModelID      chat.ModelID   `json:"model_id,omitzero"`
	ModelName    string         `json:"model_name"`
	ProviderName string         `json:"provider_name"`
	Instruction  string         `json:"instruction"`
	Instance     string         `json:"instance"`
	LeaseUntil   time.Time      `json:"lease_until,omitzero"`
	Deadline     time.Time      `json:"deadline,omitzero"`
}

// encodeAnswer is the argument of a procedure, NULL without an answer.
func encodeAnswer(n *store.NewAnswer) ([]byte, error) {
	if n == nil {
		return nil, nil
	}
	return json.Marshal(answerJSON{
		ID:           n.ID,
		StartedBy:    n.StartedBy,
		ModelID:      n.ModelID,
		ModelName:    n.ModelName,
		ProviderName: n.ProviderName,
		Instruction:  n.Instruction,
		Instance:     n.Instance,
		LeaseUntil:   stored(n.LeaseUntil),
		Deadline:     stored(n.Deadline),
	})
}
