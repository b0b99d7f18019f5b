package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

const (
	// m is a row of message_rows.
	messageColumns = `m.id, m.root_id, m.parent_id, m.conversation_id, m.author_user_id, m.role, m.path, m.depth, m.position,
		m.status, m.created_at, m.edited_at, m.deleted_at, m.content,
		m.model_name, m.provider_name, m.model_id, m.started_by, m.finish_reason, m.fault_code, m.fault_message,
		m.prompt_tokens, m.completion_tokens, m.total_tokens, m.started_at, m.first_token_at, m.finished_at,
		m.next_chunk, m.reasoning, m.mentions, m.dropped_messages`

	sqlFindViewed = `
		SELECT p.role::text, c.is_group, ` + messageColumns + `
		FROM rustygpt.message_rows m
		JOIN rustygpt.conversations c ON c.id = m.conversation_id AND c.deleted_at IS NULL
		JOIN rustygpt.conversation_participants p
			ON p.conversation_id = m.conversation_id AND p.user_id = $2 AND p.left_at IS NULL
		WHERE m.id = $1`
	// A message that was posted, then the answers that were started with it,
	// which have its time; or an answer.
	sqlFindRequest = `
		WITH request AS (
			SELECT r.id, r.created_at FROM rustygpt.messages r WHERE r.conversation_id = $1 AND r.request_id = $2
		), posted AS (
			SELECT id FROM request
			UNION ALL
			SELECT a.id FROM request r JOIN rustygpt.messages a ON a.parent_message_id = r.id AND a.created_at = r.created_at
			JOIN rustygpt.answers g ON g.message_id = a.id
		)
		SELECT ` + messageColumns + `
		FROM posted JOIN rustygpt.message_rows m ON m.id = posted.id
		ORDER BY m.position`
	sqlListChunks = `
		SELECT message_id, idx, content, reasoning, created_at, position
		FROM rustygpt.sp_list_message_chunks($1, p_caller => $2, p_from => $3, p_limit => $4)`
)

// FindMessage finds a message with the viewer's role in its conversation.
func (s *Store) FindMessage(ctx context.Context, id chat.MessageID, viewer chat.AccountID) (store.ViewedMessage, error) {
	return read(ctx, s, func(ctx context.Context, q querier) (store.ViewedMessage, error) {
		v, err := one(ctx, q, scanViewed, sqlFindViewed, ref(id), ref(viewer))
		return v, orNotFound(err, "there is no such message")
	})
}

// FindRequest finds what an earlier unit of work with this request id did.
func (s *Store) FindRequest(ctx context.Context, conversation chat.ConversationID, requestID string) (store.Posted, error) {
	return read(ctx, s, func(ctx context.Context, q querier) (store.Posted, error) {
		return findRequest(ctx, q, conversation, requestID)
	})
}

func findRequest(ctx context.Context, q querier, conversation chat.ConversationID, requestID string) (store.Posted, error) {
	list, err := all(ctx, q, scanMessage, sqlFindRequest, ref(conversation), requestID)
	switch {
	case err != nil:
		return store.Posted{}, err
	case len(list) == 0:
		return store.Posted{}, chat.Errorf(chat.NotFound, "there is no such request")
	case list[0].Answer != nil:
		return store.Posted{Answers: list[:1], Duplicate: true}, nil
	}
	return store.Posted{Message: list[0], Answers: list[1:], Duplicate: true}, nil
}

// ListChunks lists an answer's saved pieces from an index on. A deleted answer
// has none.
func (s *Store) ListChunks(ctx context.Context, message chat.MessageID, viewer chat.AccountID, from, limit int) ([]chat.Chunk, error) {
	return read(ctx, s, func(ctx context.Context, q querier) ([]chat.Chunk, error) {
		return all(ctx, q, scanChunk, sqlListChunks, ref(message), ref(viewer), from, limit)
	})
}

func scanMessage(row pgx.CollectableRow) (chat.Message, error) {
	var r messageRow
	if err := row.Scan(r.fields()...); err != nil {
		return chat.Message{}, err
	}
	return r.message(), nil
}

func scanViewed(row pgx.CollectableRow) (v store.ViewedMessage, err error) {
	var r messageRow
	var isGroup bool
	if err := row.Scan(append([]any{&v.Role, &isGroup}, r.fields()...)...); err != nil {
		return v, err
	}
	v.Kind, v.Message, v.StartedBy = kindOf(isGroup), r.message(), r.startedBy
	return v, nil
}

func scanChunk(row pgx.CollectableRow) (c chat.Chunk, err error) {
	err = row.Scan(id(&c.MessageID), &c.Index, &c.Content, &c.Reasoning, at(&c.CreatedAt), &c.Position)
	return c, err
}

// messageRow takes a row of messageColumns, where everything about an answer
// is NULL on people's messages.
type messageRow struct {
	m         chat.Message
	a         chat.Answer
	startedBy chat.AccountID

	modelName, providerName, finishReason, faultCode, faultMessage, reasoning *string
	prompt, completion, total                                                 *int64
	chunks, dropped                                                           *int
	mentions                                                                  []uuidValue
}

func (r *messageRow) fields() []any {
	m, a := &r.m, &r.a
	return []any{id(&m.ID), id(&m.RootID), id(&m.ParentID), id(&m.ConversationID), id(&m.AuthorID), &m.Role, &m.Path, &m.Depth,
		&m.Position, &m.Status, at(&m.CreatedAt), at(&m.EditedAt), at(&m.DeletedAt), &m.Content,
		&r.modelName, &r.providerName, id(&a.ModelID), id(&r.startedBy), &r.finishReason, &r.faultCode, &r.faultMessage,
		&r.prompt, &r.completion, &r.total, at(&a.StartedAt), at(&a.FirstTokenAt), at(&a.FinishedAt), &r.chunks, &r.reasoning,
		&r.mentions, &r.dropped}
}

func (r *messageRow) message() chat.Message {
	if r.mentions != nil {
		r.m.Mentions = ids[chat.Account](r.mentions)
	}
	if r.modelName == nil {
		return r.m
	}
	a := r.a
	a.ModelName, a.ProviderName, a.FinishReason = *r.modelName, *r.providerName, *r.finishReason
	a.Reasoning, a.NextChunk, a.Dropped = *r.reasoning, *r.chunks, *r.dropped
	if r.faultCode != nil {
		a.Fault = &chat.Fault{Code: *r.faultCode, Message: chat.Verbatim(*r.faultMessage)}
	}
	if r.total != nil {
		a.Usage = &chat.Usage{PromptTokens: *r.prompt, CompletionTokens: *r.completion, TotalTokens: *r.total}
	}
	r.m.Answer = &a
	return r.m
}
