package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

const (
	sqlListThreads = `
		SELECT root_id, root_excerpt, root_author, created_at, last_activity_at, message_count, participant_count
		FROM rustygpt.sp_list_threads($1, p_caller => $2, p_before => $3, p_before_root => $4, p_limit => $5)`
	sqlListTree = `SELECT ` + messageColumns + ` FROM rustygpt.sp_get_thread_subtree($1, $2, $3, $4) m`
)

// ListThreads lists a page of a conversation's threads, newest activity first.
func (s *Store) ListThreads(ctx context.Context, p store.ThreadPage) ([]chat.ThreadSummary, bool, error) {
	before, root := cursor(p.Before)
	list, err := read(ctx, s, func(ctx context.Context, q querier) ([]chat.ThreadSummary, error) {
		return all(ctx, q, scanThread, sqlListThreads, ref(p.ConversationID), ref(p.Viewer), before, root, p.Limit+1)
	})
	list, more := page(list, p.Limit)
	return list, more, err
}

// ListTree lists a page of a thread in depth-first order.
func (s *Store) ListTree(ctx context.Context, p store.TreePage) ([]chat.Message, bool, error) {
	list, err := read(ctx, s, func(ctx context.Context, q querier) ([]chat.Message, error) {
		return all(ctx, q, scanMessage, sqlListTree, ref(p.RootID), p.Cursor, p.Limit+1, ref(p.Viewer))
	})
	list, more := page(list, p.Limit)
	return list, more, err
}

func scanThread(row pgx.CollectableRow) (t chat.ThreadSummary, err error) {
	var author chat.AccountID
	err = row.Scan(id(&t.RootID), &t.RootExcerpt, id(&author), at(&t.CreatedAt), at(&t.LastActivityAt), &t.MessageCount, &t.ParticipantCount)
	if !author.IsZero() {
		t.RootAuthor = &author
	}
	return t, err
}
