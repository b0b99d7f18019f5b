package sqlite

import (
	"context"
	"fmt"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

const (
	sqlAnswerState = `
		SELECT m.deleted_at IS NOT NULL, (` + chunkCount + `) FROM messages m
		WHERE m.id = ? AND m.status = 'streaming'`
	// sqlTakeForChunk takes the position of the next chunk of a streaming
	// answer, in one step because this happens for each piece of every answer.
	sqlTakeForChunk = `
		UPDATE conversations SET position = position + 1
		WHERE id = ?1 AND EXISTS (
			SELECT 1 FROM messages m WHERE m.id = ?2 AND m.status = 'streaming' AND (` + chunkCount + `) = ?3)
		RETURNING position`
	sqlAddChunk = `
		INSERT INTO chunks (conversation_id, position, message_id, idx, created_at, content, reasoning)
		VALUES (?, ?, ?, ?, ?, ?, ?)`
	sqlFinishMessage = `
		UPDATE messages AS m SET status = ?2, counted_position = ?3, content = (` + chunkText + `) WHERE m.id = ?1`
	sqlFinishAnswer = `
		UPDATE answers
		SET finished_at = ?2, first_token_at = ?3, finish_reason = ?4, fault_code = ?5, fault_message = ?6,
		    prompt_tokens = ?7, completion_tokens = ?8, total_tokens = ?9, chunk_count = ?10, dropped_messages = ?11,
		    reasoning = (SELECT (` + chunkReasoning + `) FROM messages m WHERE m.id = ?1)
		WHERE message_id = ?1`
	sqlRemoveChunks = `
		DELETE FROM chunks WHERE (conversation_id, position) IN (
			SELECT k.conversation_id, k.position FROM messages m CROSS JOIN chunks k
			  ON k.conversation_id = m.conversation_id AND k.position > m.position AND k.position < m.counted_position
			 AND k.message_id = m.id
			WHERE m.id = ?)`
)

// SaveProgress commits the new pieces and the ends of many answers at once.
func (s *Store) SaveProgress(ctx context.Context, batch []store.Progress) ([]chat.Event, error) {
	return write(ctx, s, func(t *tx) ([]chat.Event, error) {
		events := make([]chat.Event, 0, len(batch))
		for i := range batch {
			added, err := t.saveProgress(&batch[i])
			if err != nil {
				return nil, err
			}
			events = append(events, added...)
		}
		return events, nil
	})
}

func (t *tx) saveProgress(p *store.Progress) ([]chat.Event, error) {
	if p.Finish == nil {
		events, err := t.saveNextChunk(p)
		if err != nil || len(events) > 0 {
			return events, err
		}
	}
	return t.saveAnyProgress(p)
}

// saveNextChunk saves what nearly all progress is, the next piece of an answer
// that goes on. It does nothing when it is something else.
func (t *tx) saveNextChunk(p *store.Progress) ([]chat.Event, error) {
	if p.Content == "" && p.Reasoning == "" {
		return nil, nil
	}
	taken, err := all(t, value[int64], sqlTakeForChunk, args{p.Message.ConversationID, p.Message.ID, p.Index})
	if err != nil || len(taken) == 0 {
		return nil, err
	}
	ledger := &ledger{t: t, conversation: p.Message.ConversationID, next: taken[0], last: taken[0]}
	if err := t.saveChunk(ledger, p); err != nil {
		return nil, err
	}
	return ledger.close()
}

// answerState is how far a streaming answer has come.
type answerState struct {
	deleted bool
	chunks  int
}

func (t *tx) saveAnyProgress(p *store.Progress) ([]chat.Event, error) {
	found, err := all(t, func(row scanner) (v answerState, err error) {
		err = row.Scan(&v.deleted, &v.chunks)
		return v, err
	}, sqlAnswerState, args{p.Message.ID})
	if err != nil || len(found) == 0 {
		return nil, err // finished already, or gone
	}
	state := found[0]
	hasChunk := (p.Content != "" || p.Reasoning != "") && p.Index >= state.chunks
	if hasChunk && p.Index > state.chunks {
		return nil, fmt.Errorf("chunk %d of an answer that has %d", p.Index, state.chunks)
	}
	ledger, err := t.openProgress(p, hasChunk, state)
	if err != nil || ledger == nil {
		return nil, err
	}
	if hasChunk {
		if err := t.saveChunk(ledger, p); err != nil {
			return nil, err
		}
		state.chunks++
	}
	if p.Finish != nil {
		if err := t.finish(ledger, p, state); err != nil {
			return nil, err
		}
	}
	return ledger.close()
}

// openProgress takes the positions for one answer's progress, nil when there is
// nothing new: an end is at least message.done and thread.activity.
func (t *tx) openProgress(p *store.Progress, hasChunk bool, state answerState) (*ledger, error) {
	chunks, events := 0, 0
	if hasChunk {
		chunks = 1
	}
	if p.Finish != nil {
		events = 2
		if p.Finish.Fault != nil {
			events++
		}
		if !state.deleted {
			events++
		}
	}
	if chunks+events == 0 {
		return nil, nil
	}
	return t.openLedger(p.Message.ConversationID, events, chunks)
}

func (t *tx) saveChunk(l *ledger, p *store.Progress) error {
	c := chat.Chunk{
		MessageID: p.Message.ID,
		Index:     p.Index,
		Content:   p.Content,
		Reasoning: p.Reasoning,
		CreatedAt: stored(p.At),
		Position:  l.next,
	}
	l.addChunk(chat.DeltaEvent(p.Message, c))
	return t.exec(sqlAddChunk, l.conversation, c.Position, c.MessageID, c.Index, micros(c.CreatedAt), c.Content, c.Reasoning)
}

func (t *tx) finish(l *ledger, p *store.Progress, state answerState) error {
	if err := t.writeEnd(p, l.next, state.chunks); err != nil {
		return err
	}
	if err := t.announceEnd(l, p, state.chunks); err != nil {
		return err
	}
	if err := t.announceChange(l, p.Message, p.At); err != nil || state.deleted {
		return err
	}
	answer := p.Message
	answer.AuthorID = chat.AccountID{} // counts for everybody
	return t.countUnread(l, answer, p.At)
}

// writeEnd writes the whole text, once, from the chunks. The answer counts as
// unread from the position of its message.done.
func (t *tx) writeEnd(p *store.Progress, position int64, chunks int) error {
	f := p.Finish
	if err := t.exec(sqlFinishMessage, p.Message.ID, f.Status, position); err != nil {
		return err
	}
	var faultCode, faultMessage, prompt, completion, total any
	if f.Fault != nil {
		faultCode, faultMessage = f.Fault.Code, f.Fault.Message
	}
	if f.Usage != nil {
		prompt, completion, total = f.Usage.PromptTokens, f.Usage.CompletionTokens, f.Usage.TotalTokens
	}
	err := t.exec(sqlFinishAnswer, p.Message.ID, micros(p.At), micros(f.FirstTokenAt), f.FinishReason, faultCode, faultMessage,
		prompt, completion, total, chunks, f.Dropped)
	if err != nil || f.KeepChunks {
		return err
	}
	return t.exec(sqlRemoveChunks, p.Message.ID)
}

func (t *tx) announceEnd(l *ledger, p *store.Progress, chunks int) error {
	m, f := p.Message, p.Finish
	err := l.add(chat.NewEvent(m.ConversationID, chat.EventMessageDone, m.RootID, m.ID, chat.DonePayload{
		ConversationID: m.ConversationID,
		RootID:         m.RootID,
		MessageID:      m.ID,
		FinishReason:   f.FinishReason,
		Status:         f.Status,
		Chunks:         chunks,
		Usage:          f.Usage,
		Dropped:        f.Dropped,
		Fault:          f.Fault,
	}, p.At))
	if err != nil || f.Fault == nil {
		return err
	}
	return l.add(chat.NewEvent(m.ConversationID, chat.EventError, m.RootID, m.ID, chat.ErrorPayload{
		ConversationID: m.ConversationID, RootID: m.RootID, MessageID: m.ID, Code: f.Fault.Code, Message: f.Fault.Message,
	}, p.At))
}
