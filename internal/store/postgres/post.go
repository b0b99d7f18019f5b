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
		coalesce(answer_position, 0), duplicate, events`

	sqlPostRoot = `
		SELECT ` + postedColumns + `
		FROM rustygpt.sp_post_root_message($1, $2, $3, $4, $2, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`
	sqlReply = `
		SELECT ` + postedColumns + `
		FROM rustygpt.sp_reply_message($15, $2, $3, $4, $2, $5, $6, $7, $8, $9, $10, $11, $12, $13, $1, $14)`
)

// place is where a message was put, and its first answer. The other answers
// follow it.
type place struct {
	conversation chat.ConversationID
	root         chat.MessageID
	depth        int
	path         chat.Path
	position     int64
	answerAt     int64
	duplicate    bool
	events       []byte
}

// PostMessage posts a message and, when asked to, starts answers to it.
func (s *Store) PostMessage(ctx context.Context, n store.NewMessage) (store.Posted, error) {
	answers, err := encodeAnswers(n.Answers)
	if err != nil {
		return store.Posted{}, err
	}
	var limit store.PostingLimit // a rate of 0 is no limit
	if n.Limit != nil {
		limit = *n.Limit
	}
	sql, args := sqlPostRoot, []any{ref(n.ConversationID), ref(n.Author), n.Role, n.Content, ref(n.ID), instant(n.At),
		optional(n.RequestID), n.TitleFrom, n.OnlyWithoutActive, limit.PerSecond, limit.Burst, answers, s.persistEvents, mentioned(n.Mentions)}
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
		Mentions:       n.Mentions,
	}
	posted := store.Posted{Message: m}
	for i, a := range n.Answers {
		answer := newAnswer(a, m, n.At)
		answer.Path, answer.Position = p.path.Child(i+1), p.answerAt+int64(i)
		posted.Answers = append(posted.Answers, answer)
	}
	var err error
	posted.Events, err = decodeEvents(p.events)
	return posted, err
}

func scanPlace(row pgx.CollectableRow) (p place, err error) {
	err = row.Scan(id(&p.conversation), id(&p.root), &p.depth, &p.path, &p.position, &p.answerAt, &p.duplicate, &p.events)
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

// encodeAnswers is the argument of a procedure, NULL without any.
func encodeAnswers(list []store.NewAnswer) ([]byte, error) {
	if len(list) == 0 {
		return nil, nil
	}
	answers := make([]answerJSON, len(list))
	for i, n := range list {
		answers[i] = encodable(n)
	}
	return json.Marshal(answers)
}

// mentioned passes the accounts that a message names, NULL without any.
func mentioned(list []chat.AccountID) []uuidValue {
	if len(list) == 0 {
		return nil
	}
	return refs(list)
}

func encodable(n store.NewAnswer) answerJSON {
	return answerJSON{
		ID:           n.ID,
		StartedBy:    n.StartedBy,
		ModelID:      n.ModelID,
		ModelName:    n.ModelName,
		ProviderName: n.ProviderName,
		Instruction:  n.Instruction,
		Instance:     n.Instance,
		LeaseUntil:   stored(n.LeaseUntil),
		Deadline:     stored(n.Deadline),
	}
}
