package sqlite

import (
	"context"
	"slices"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

const (
	// m is the message, a its answer row if it has one. The text of a
	// streaming answer is what its chunks hold so far.
	messageColumns = `m.root_id, m.conversation_id, ` + postColumns + `,` + answerColumns
	postColumns    = `m.id, m.parent_id, m.author_id, m.role, m.path, m.depth, m.position,
		m.status, m.created_at, m.edited_at, m.deleted_at,
		CASE WHEN m.deleted_at IS NULL THEN m.mentions END,
		` + messageContent
	answerColumns = `
		a.model_name, a.provider_name, a.model_id, a.started_by, a.finish_reason, a.fault_code, a.fault_message,
		a.prompt_tokens, a.completion_tokens, a.total_tokens, a.dropped_messages, a.started_at, a.first_token_at, a.finished_at,
		CASE WHEN m.status = 'streaming' THEN (` + chunkCount + `) ELSE a.chunk_count END,
		CASE WHEN m.deleted_at IS NOT NULL THEN ''
		     WHEN m.status = 'streaming' THEN (` + chunkReasoning + `)
		     ELSE a.reasoning END`
	messageContent = `
		CASE WHEN m.deleted_at IS NOT NULL THEN ''
		     WHEN m.status = 'streaming' THEN (` + chunkText + `)
		     ELSE m.content END`
	// The chunks of a message lie between its own position and that of its
	// end, with what else happened in the conversation meanwhile.
	chunksOf = `
		FROM chunks k
		WHERE k.conversation_id = m.conversation_id AND k.position > m.position
		  AND k.position < coalesce(m.counted_position, 9223372036854775807) AND k.message_id = m.id`
	chunkText      = `SELECT coalesce(group_concat(k.content, '' ORDER BY k.position), '')` + chunksOf
	chunkReasoning = `SELECT coalesce(group_concat(k.reasoning, '' ORDER BY k.position), '')` + chunksOf
	chunkCount     = `SELECT coalesce((SELECT k.idx + 1` + chunksOf + ` ORDER BY k.position DESC LIMIT 1), 0)`

	selectMessages = `SELECT ` + messageColumns + ` FROM messages m LEFT JOIN answers a ON a.message_id = m.id`
	sqlFindMessage = selectMessages + ` WHERE m.id = ?`
	sqlFindViewed  = `
		SELECT p.role, c.kind, ` + messageColumns + `
		FROM messages m
		JOIN conversations c ON c.id = m.conversation_id AND c.deleted_at IS NULL
		JOIN participants p ON p.conversation_id = m.conversation_id AND p.account_id = ?2
		LEFT JOIN answers a ON a.message_id = m.id
		WHERE m.id = ?1`
	sqlFindByRequest = selectMessages + ` WHERE m.conversation_id = ? AND m.request_id = ?`
	// Answers that were started together with a message have its time; those
	// that were asked for later have a later one.
	sqlFindFirstAnswers = selectMessages + `
		WHERE m.parent_id = ? AND m.created_at = ? AND a.message_id IS NOT NULL ORDER BY m.position`
	sqlListChunks = `
		SELECT k.message_id, k.idx, k.content, k.reasoning, k.created_at, k.position
		FROM messages m CROSS JOIN chunks k
		  ON k.conversation_id = m.conversation_id AND k.position > m.position
		 AND k.position < coalesce(m.counted_position, 9223372036854775807) AND k.message_id = m.id
		WHERE m.id = ? AND m.deleted_at IS NULL AND k.idx >= ?
		ORDER BY k.position LIMIT +?`
)

// FindMessage finds a message with the viewer's role in its conversation.
func (s *Store) FindMessage(ctx context.Context, id chat.MessageID, viewer chat.AccountID) (store.ViewedMessage, error) {
	return read(ctx, s, func(q querier) (store.ViewedMessage, error) { return findViewed(q, id, viewer) })
}

// FindRequest finds what an earlier unit of work with this request id did.
func (s *Store) FindRequest(ctx context.Context, conversation chat.ConversationID, requestID string) (store.Posted, error) {
	return readSnapshot(ctx, s, func(q querier) (store.Posted, error) { return findRequest(q, conversation, requestID) })
}

// ListChunks lists an answer's saved pieces from an index on. A deleted answer
// has none.
func (s *Store) ListChunks(ctx context.Context, message chat.MessageID, viewer chat.AccountID, from, limit int) ([]chat.Chunk, error) {
	return readSnapshot(ctx, s, func(q querier) ([]chat.Chunk, error) {
		if _, err := findViewed(q, message, viewer); err != nil {
			return nil, err
		}
		return all(q, scanChunk, sqlListChunks, args{message, from, limit})
	})
}

func findMessage(q querier, id chat.MessageID) (chat.Message, error) {
	m, err := one(q, scanMessage, sqlFindMessage, args{id})
	return m, orNotFound(err, "there is no such message")
}

func findViewed(q querier, id chat.MessageID, viewer chat.AccountID) (store.ViewedMessage, error) {
	v, err := one(q, scanViewed, sqlFindViewed, args{id, viewer})
	return v, orNotFound(err, "there is no such message")
}

func findRequest(q querier, conversation chat.ConversationID, requestID string) (store.Posted, error) {
	m, err := one(q, scanMessage, sqlFindByRequest, args{conversation, requestID})
	if err != nil {
		return store.Posted{}, orNotFound(err, "there is no such request")
	}
	if m.Answer != nil {
		return store.Posted{Answers: []chat.Message{m}, Duplicate: true}, nil
	}
	answers, err := all(q, messageScanner(), sqlFindFirstAnswers, args{m.ID, micros(m.CreatedAt)})
	return store.Posted{Message: m, Answers: answers, Duplicate: true}, err
}

func scanMessage(row scanner) (chat.Message, error) { return messageScanner()(row) }

// messageScanner scans one message after the other. It needs the memory for a
// row once.
func messageScanner() func(scanner) (chat.Message, error) {
	var r messageRow
	fields := r.fields()
	return func(row scanner) (chat.Message, error) {
		if err := row.Scan(fields...); err != nil {
			return chat.Message{}, err
		}
		return r.message(), nil
	}
}

func scanViewed(row scanner) (v store.ViewedMessage, err error) {
	var r messageRow
	if err := row.Scan(append([]any{&v.Role, &v.Kind}, r.fields()...)...); err != nil {
		return v, err
	}
	v.Message, v.StartedBy = r.message(), r.startedBy
	return v, nil
}

func scanChunk(row scanner) (c chat.Chunk, err error) {
	err = row.Scan(&c.MessageID, &c.Index, &c.Content, &c.Reasoning, at(&c.CreatedAt), &c.Position)
	return c, err
}

// messageRow takes a row of messageColumns, where everything about an answer
// is NULL on people's messages.
type messageRow struct {
	m         chat.Message
	a         chat.Answer
	startedBy chat.AccountID

	modelName, providerName, finishReason, faultCode, faultMessage, reasoning *string
	prompt, completion, total, chunks, dropped                                *int64
}

func (r *messageRow) fields() []any {
	return slices.Concat([]any{&r.m.RootID, &r.m.ConversationID}, r.postFields(), r.answerFields())
}

func (r *messageRow) postFields() []any {
	m := &r.m
	return []any{&m.ID, &m.ParentID, &m.AuthorID, &m.Role, &m.Path, &m.Depth, &m.Position,
		&m.Status, at(&m.CreatedAt), at(&m.EditedAt), at(&m.DeletedAt), (*mentionList)(&m.Mentions), &m.Content}
}

func (r *messageRow) answerFields() []any {
	a := &r.a
	return []any{&r.modelName, &r.providerName, &a.ModelID, &r.startedBy, &r.finishReason, &r.faultCode, &r.faultMessage,
		&r.prompt, &r.completion, &r.total, &r.dropped, at(&a.StartedAt), at(&a.FirstTokenAt), at(&a.FinishedAt), &r.chunks, &r.reasoning}
}

func (r *messageRow) message() chat.Message {
	m := r.m
	if r.modelName != nil {
		m.Answer = r.answer()
	}
	return m
}

func (r *messageRow) answer() *chat.Answer {
	a := r.a
	a.ModelName, a.ProviderName, a.FinishReason = *r.modelName, *r.providerName, *r.finishReason
	a.Reasoning, a.NextChunk, a.Dropped = *r.reasoning, int(*r.chunks), int(*r.dropped)
	if r.faultCode != nil {
		a.Fault = &chat.Fault{Code: *r.faultCode, Message: chat.Verbatim(*r.faultMessage)}
	}
	if r.total != nil {
		a.Usage = &chat.Usage{PromptTokens: *r.prompt, CompletionTokens: *r.completion, TotalTokens: *r.total}
	}
	return &a
}

func messageEvent(typ chat.EventType, m chat.Message, when time.Time) chat.Event {
	return chat.NewEvent(m.ConversationID, typ, m.RootID, m.ID, chat.MessagePayload{
		ConversationID: m.ConversationID, RootID: m.RootID, Message: m,
	}, when)
}
