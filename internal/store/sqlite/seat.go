package sqlite

import (
	"context"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

const sqlListSeats = `
	SELECT p.account_id, c.id, c.position
	FROM participants p JOIN conversations c ON c.id = p.conversation_id
	WHERE p.account_id = ?`

// Seats lists all conversations that accounts take part in, deleted ones that
// can be restored included, in no order.
func (s *Store) Seats(ctx context.Context, accounts []chat.AccountID) ([]store.Seat, error) {
	return readSnapshot(ctx, s, func(q querier) ([]store.Seat, error) {
		var seats []store.Seat
		for _, id := range accounts {
			found, err := all(q, scanSeat, sqlListSeats, args{id})
			if err != nil {
				return nil, err
			}
			seats = append(seats, found...)
		}
		return seats, nil
	})
}

func scanSeat(row scanner) (v store.Seat, err error) {
	err = row.Scan(&v.AccountID, &v.ConversationID, &v.Position)
	return v, err
}
