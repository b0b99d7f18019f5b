package sqlite

import (
	"context"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

const (
	sqlRunningAnswers = `SELECT id FROM messages WHERE conversation_id = ? AND status = 'streaming' ORDER BY position`

	sqlFindPurgeable      = `SELECT id FROM conversations WHERE deleted_at < ? ORDER BY deleted_at LIMIT 1`
	sqlStillDeleted       = `SELECT EXISTS (SELECT 1 FROM conversations WHERE id = ? AND deleted_at < ?)`
	sqlRemoveParticipants = `DELETE FROM participants WHERE conversation_id = ?`
	sqlPurgeConversation  = `DELETE FROM conversations WHERE id = ?`
	sqlPurgeMessages      = `
		DELETE FROM messages WHERE id IN (
			SELECT m.id FROM threads t JOIN messages m ON m.root_id = t.root_id WHERE t.conversation_id = ?1 LIMIT +?2)`
	sqlPurgeChunks = `
		DELETE FROM chunks WHERE conversation_id = ?1 AND position IN (
			SELECT position FROM chunks WHERE conversation_id = ?1 ORDER BY position LIMIT +?2)`
	sqlPurgeEvents = `
		DELETE FROM events WHERE conversation_id = ?1 AND position IN (
			SELECT position FROM events WHERE conversation_id = ?1 ORDER BY position LIMIT +?2)`
)

// Rows removed by one transaction of a purge, so that nobody else has to wait
// long.
const (
	purgedMessages = 500
	purgedEvents   = 1000
)

// DeleteConversation hides a conversation from everybody; its owner can still
// find and restore it. Repeating it changes nothing.
func (s *Store) DeleteConversation(ctx context.Context, id chat.ConversationID, by chat.AccountID, when time.Time) (running []chat.MessageID, events []chat.Event, err error) {
	err = s.write(ctx, func(t *tx) error {
		c, err := t.findOwned(id, by)
		if err != nil || !c.DeletedAt.IsZero() {
			return err
		}
		if running, err = all(t, value[chat.MessageID], sqlRunningAnswers, args{id}); err != nil {
			return err
		}
		c.DeletedAt = stored(when)
		events, err = t.saveConversation(&c, when)
		return err
	})
	return running, events, err
}

// RestoreConversation brings a deleted conversation back. Repeating it changes
// nothing.
func (s *Store) RestoreConversation(ctx context.Context, id chat.ConversationID, by chat.AccountID, when time.Time) (chat.Conversation, []chat.Event, error) {
	var events []chat.Event
	c, err := write(ctx, s, func(t *tx) (chat.Conversation, error) {
		c, err := t.findOwned(id, by)
		if err != nil || c.DeletedAt.IsZero() {
			return c, err
		}
		c.DeletedAt = time.Time{}
		events, err = t.saveConversation(&c, when)
		return c, err
	})
	return c, events, err
}

// PurgeConversations removes what was deleted before the given time; it returns
// how many conversations. One that is begun has no participants any more, so
// nobody can restore half of it, and is finished by the next call.
func (s *Store) PurgeConversations(ctx context.Context, deletedBefore time.Time) (int, error) {
	for purged := 0; ; purged++ {
		found, err := read(ctx, s, func(q querier) ([]chat.ConversationID, error) {
			return all(q, value[chat.ConversationID], sqlFindPurgeable, args{micros(deletedBefore)})
		})
		if err != nil || len(found) == 0 {
			return purged, err
		}
		if err := s.purge(ctx, found[0], deletedBefore); err != nil {
			return purged, err
		}
	}
}

func (s *Store) purge(ctx context.Context, id chat.ConversationID, deletedBefore time.Time) error {
	for {
		done, err := write(ctx, s, func(t *tx) (bool, error) { return t.purgeSome(id, deletedBefore) })
		if err != nil || done {
			return err
		}
	}
}

// purgeSome removes the next rows of a conversation, and at last the
// conversation itself.
func (t *tx) purgeSome(id chat.ConversationID, deletedBefore time.Time) (done bool, err error) {
	stillDeleted, err := one(t, value[bool], sqlStillDeleted, args{id, micros(deletedBefore)})
	if err != nil || !stillDeleted {
		return true, err
	}
	if err := t.exec(sqlRemoveParticipants, id); err != nil {
		return false, err
	}
	if n, err := t.change(sqlPurgeMessages, id, purgedMessages); err != nil || n > 0 {
		return false, err
	}
	if n, err := t.change(sqlPurgeChunks, id, purgedEvents); err != nil || n > 0 {
		return false, err
	}
	if n, err := t.change(sqlPurgeEvents, id, purgedEvents); err != nil || n > 0 {
		return false, err
	}
	return true, t.exec(sqlPurgeConversation, id)
}

// findOwned finds a conversation, deleted or not, for what only its owner may
// do with it.
func (t *tx) findOwned(id chat.ConversationID, by chat.AccountID) (chat.Conversation, error) {
	c, err := findConversation(t, id, by)
	if err == nil && c.Role != chat.RoleOwner {
		return c, chat.Errorf(chat.Forbidden, "only the owner can do this")
	}
	return c, err
}
