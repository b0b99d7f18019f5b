package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

const sqlListSeats = `
	SELECT p.user_id, c.id, c.position
	FROM rustygpt.conversation_participants p JOIN rustygpt.conversations c ON c.id = p.conversation_id
	WHERE p.user_id = ANY ($1) AND p.left_at IS NULL`

// Seats lists all conversations that accounts take part in, deleted ones that
// can be restored included, in no order.
func (s *Store) Seats(ctx context.Context, accounts []chat.AccountID) ([]store.Seat, error) {
	return read(ctx, s, func(ctx context.Context, q querier) ([]store.Seat, error) {
		return all(ctx, q, func(row pgx.CollectableRow) (v store.Seat, err error) {
			err = row.Scan(id(&v.AccountID), id(&v.ConversationID), &v.Position)
			return v, err
		}, sqlListSeats, refs(accounts))
	})
}
