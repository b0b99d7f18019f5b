package postgres

import (
	"context"
	"encoding/json"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

const sqlSaveProgress = `SELECT saved, positions, events FROM rustygpt.save_progress($1, $2, $3, $4, $5, $6, $7, $8)`

// SaveProgress commits the new pieces and the ends of many answers at once.
func (s *Store) SaveProgress(ctx context.Context, batch []store.Progress) ([]chat.Event, error) {
	args, err := s.progressArgs(batch)
	if err != nil {
		return nil, err
	}
	return write(ctx, s, func(ctx context.Context, q querier) ([]chat.Event, error) {
		return one(ctx, q, func(row pgx.CollectableRow) ([]chat.Event, error) { return scanProgress(row, batch) }, sqlSaveProgress, args...)
	})
}

// progressArgs are the arguments of save_progress: arrays with an element for
// each, and the ends.
func (s *Store) progressArgs(batch []store.Progress) ([]any, error) {
	n := len(batch)
	messages, conversations := make([]uuidValue, n), make([]uuidValue, n)
	indexes := make([]int32, n)
	contents, reasonings := make([]string, n), make([]string, n)
	times := make([]instant, n)
	var endings []ending
	for i := range batch {
		p := &batch[i]
		messages[i], conversations[i] = ref(p.Message.ID), ref(p.Message.ConversationID)
		indexes[i] = int32(p.Index)
		contents[i], reasonings[i] = p.Content, p.Reasoning
		times[i] = instant(p.At)
		if p.Finish != nil {
			endings = append(endings, newEnding(p))
		}
	}
	var ends []byte // NULL without any
	if endings != nil {
		var err error
		if ends, err = json.Marshal(endings); err != nil {
			return nil, err
		}
	}
	return []any{messages, conversations, indexes, contents, reasonings, times, ends, s.persistEvents}, nil
}

// ending is the end of an answer as save_progress takes it.
type ending struct {
	MessageID    chat.MessageID     `json:"message_id"`
	At           time.Time          `json:"at"`
	Status       chat.MessageStatus `json:"status"`
	FinishReason string             `json:"finish_reason"`
	KeepChunks   bool               `json:"keep_chunks"`
	Fault        *chat.Fault        `json:"fault,omitempty"`
	Usage        *chat.Usage        `json:"usage,omitempty"`
	Dropped      int                `json:"dropped_messages,omitempty"`
	FirstTokenAt time.Time          `json:"first_token_at,omitzero"`
}

func newEnding(p *store.Progress) ending {
	f := p.Finish
	return ending{
		MessageID:    p.Message.ID,
		At:           stored(p.At),
		Status:       f.Status,
		FinishReason: f.FinishReason,
		KeepChunks:   f.KeepChunks,
		Fault:        f.Fault,
		Usage:        f.Usage,
		Dropped:      f.Dropped,
		FirstTokenAt: stored(f.FirstTokenAt),
	}
}

// scanProgress makes the events: those of the pieces, which are known here up
// to their positions, and behind them those of the ends.
func scanProgress(row pgx.CollectableRow, batch []store.Progress) ([]chat.Event, error) {
	var saved []int32 // counted from 1
	var positions []int64
	var ends []byte
	if err := row.Scan(&saved, &positions, &ends); err != nil {
		return nil, err
	}
	events := make([]chat.Event, 0, len(batch))
	for i, n := range saved {
		p := &batch[n-1]
		events = append(events, chat.DeltaEvent(p.Message, chat.Chunk{
			MessageID: p.Message.ID,
			Index:     p.Index,
			Content:   p.Content,
			Reasoning: p.Reasoning,
			CreatedAt: stored(p.At),
			Position:  positions[i],
		}))
	}
	ended, err := decodeEvents(ends)
	return append(events, ended...), err
}
