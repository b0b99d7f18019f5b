package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/rustygpt/rustygpt/internal/chat"
)

const (
	sqlSetDeleted = `SELECT running, events FROM rustygpt.set_deleted($1, $2, $3, $4, $5)`
	sqlPurgeSome  = `SELECT purged, more FROM rustygpt.purge_some($1)`
)

// hidden is what hiding a conversation, or bringing it back, meant.
type hidden struct {
	running []chat.MessageID
	events  []chat.Event
}

// DeleteConversation hides a conversation from everybody; its owner can still
// find and restore it. Repeating it changes nothing.
func (s *Store) DeleteConversation(ctx context.Context, id chat.ConversationID, by chat.AccountID, when time.Time) (running []chat.MessageID, events []chat.Event, err error) {
	h, err := s.setDeleted(ctx, id, by, true, when)
	return h.running, h.events, err
}

// RestoreConversation brings a deleted conversation back. Repeating it changes
// nothing.
func (s *Store) RestoreConversation(ctx context.Context, id chat.ConversationID, by chat.AccountID, when time.Time) (chat.Conversation, []chat.Event, error) {
	h, err := s.setDeleted(ctx, id, by, false, when)
	if err != nil {
		return chat.Conversation{}, nil, err
	}
	c, err := s.FindConversation(ctx, id, by)
	return c, h.events, err
}

func (s *Store) setDeleted(ctx context.Context, conversation chat.ConversationID, by chat.AccountID, deleted bool, when time.Time) (hidden, error) {
	return write(ctx, s, func(ctx context.Context, q querier) (hidden, error) {
		return one(ctx, q, func(row pgx.CollectableRow) (h hidden, err error) {
			var running []uuidValue
			var events []byte
			if err := row.Scan(&running, &events); err != nil {
				return h, err
			}
			h.running = ids[chat.Message](running)
			h.events, err = decodeEvents(events)
			return h, err
		}, sqlSetDeleted, ref(conversation), ref(by), deleted, instant(when), s.persistEvents)
	})
}

// purge is a step of purging.
type purge struct{ purged, more bool }

// PurgeConversations removes what was deleted before the given time; it returns
// how many conversations. One that is begun has no participants any more, so
// nobody can restore half of it, and is finished by the next call.
func (s *Store) PurgeConversations(ctx context.Context, deletedBefore time.Time) (int, error) {
	for count := 0; ; {
		step, err := write(ctx, s, func(ctx context.Context, q querier) (purge, error) {
			return one(ctx, q, func(row pgx.CollectableRow) (p purge, err error) {
				err = row.Scan(&p.purged, &p.more)
				return p, err
			}, sqlPurgeSome, instant(deletedBefore))
		})
		if err != nil || !step.more {
			return count, err
		}
		if step.purged {
			count++
		}
	}
}
