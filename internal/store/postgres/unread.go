package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

const (
	sqlMarkRead   = `SELECT rustygpt.sp_mark_thread_read($1, $2, $3, $4, $3, $5, $6)`
	sqlListUnread = `SELECT root_id, unread, mentions FROM rustygpt.sp_get_unread_summary($1, $2, $2)`
)

// MarkRead moves a person's read mark of a thread forward.
func (s *Store) MarkRead(ctx context.Context, r store.ReadMark) ([]chat.Event, error) {
	return s.announced(ctx, sqlMarkRead, ref(r.ConversationID), ref(r.RootID), ref(r.Account), r.Path, instant(r.At), s.persistEvents)
}

// ListUnread lists the viewer's count for each thread in which something was
// posted since they joined.
func (s *Store) ListUnread(ctx context.Context, conversation chat.ConversationID, viewer chat.AccountID) ([]chat.ThreadUnread, error) {
	return read(ctx, s, func(ctx context.Context, q querier) ([]chat.ThreadUnread, error) {
		return all(ctx, q, func(row pgx.CollectableRow) (u chat.ThreadUnread, err error) {
			err = row.Scan(id(&u.RootID), &u.Unread, &u.Mentions)
			return u, err
		}, sqlListUnread, ref(conversation), ref(viewer))
	})
}
