package postgres

import (
	"context"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

const (
	sqlEditMessage    = `SELECT rustygpt.sp_edit_message($1, $2, $3, $4, $2, $5, $6, $7)`
	sqlDeleteMessage  = `SELECT rustygpt.sp_soft_delete_message($1, $2, $3, $2, $4, $5)`
	sqlRestoreMessage = `SELECT rustygpt.sp_restore_message($1, $2, $2, $3, $4)`
)

// EditMessage replaces a message's text.
func (s *Store) EditMessage(ctx context.Context, e store.EditMessage) ([]chat.Event, error) {
	return s.announced(ctx, sqlEditMessage, ref(e.ID), ref(e.By), e.Content, e.Reason, instant(e.At), s.persistEvents, mentioned(e.Mentions))
}

// RemoveMessage soft-deletes or restores a message.
func (s *Store) RemoveMessage(ctx context.Context, r store.RemoveMessage) ([]chat.Event, error) {
	if r.Restore {
		return s.announced(ctx, sqlRestoreMessage, ref(r.ID), ref(r.By), instant(r.At), s.persistEvents)
	}
	return s.announced(ctx, sqlDeleteMessage, ref(r.ID), ref(r.By), r.Reason, instant(r.At), s.persistEvents)
}
