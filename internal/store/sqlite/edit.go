package sqlite

import (
	"context"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

const (
	sqlEditMessage     = `UPDATE messages SET content = ?2, edited_at = ?3, edit_reason = ?4, mentions = ?5 WHERE id = ?1`
	sqlMarkDeleted     = `UPDATE messages SET deleted_at = ?2, delete_reason = ?3 WHERE id = ?1`
	sqlCountedPosition = `SELECT coalesce(counted_position, 0) FROM messages WHERE id = ?`
)

// EditMessage replaces a message's text.
func (s *Store) EditMessage(ctx context.Context, e store.EditMessage) ([]chat.Event, error) {
	return write(ctx, s, func(t *tx) ([]chat.Event, error) {
		v, err := findViewed(t, e.ID, e.By)
		if err != nil {
			return nil, err
		}
		m := v.Message
		switch {
		case !mayEdit(v, e.By):
			return nil, errNotYours
		case !m.DeletedAt.IsZero():
			return nil, chat.Errorf(chat.Conflict, "the message is deleted")
		case !m.Status.Done():
			return nil, chat.Errorf(chat.Conflict, "the answer is still being written")
		}
		mentions, err := storedMentions(e.Mentions)
		if err != nil {
			return nil, err
		}
		if err := t.exec(sqlEditMessage, m.ID, e.Content, micros(e.At), e.Reason, mentions); err != nil {
			return nil, err
		}
		m.Content, m.Mentions, m.EditedAt = e.Content, e.Mentions, stored(e.At)
		if m.ParentID.IsZero() {
			if err := t.exec(sqlSetExcerpt, excerpt(m.Content), m.RootID); err != nil {
				return nil, err
			}
		}
		unreadBy, err := t.findUnreadBy(m)
		if err != nil {
			return nil, err
		}
		return t.announceUpdate(m, mentionedAnew(v.Message.Mentions, m.Mentions, unreadBy), e.At)
	})
}

// RemoveMessage soft-deletes or restores a message.
func (s *Store) RemoveMessage(ctx context.Context, r store.RemoveMessage) ([]chat.Event, error) {
	return write(ctx, s, func(t *tx) ([]chat.Event, error) {
		v, err := findViewed(t, r.ID, r.By)
		if err != nil {
			return nil, err
		}
		if r.Restore && !v.Role.CanModerate() || !r.Restore && !mayEdit(v, r.By) {
			return nil, errNotYours
		}
		if v.Message.DeletedAt.IsZero() == r.Restore {
			return nil, nil
		}
		if r.Restore {
			return t.restoreMessage(v.Message, r)
		}
		return t.deleteMessage(v.Message, r)
	})
}

var errNotYours = chat.Errorf(chat.Forbidden, "your role in the conversation does not allow to change this message")

// mayEdit allows those who moderate, the author, and for an answer who asked
// for it; the latter two while they may post.
func mayEdit(v store.ViewedMessage, by chat.AccountID) bool {
	own := v.Message.AuthorID == by || v.StartedBy == by
	return v.Role.CanModerate() || own && v.Role.CanPost()
}

func (t *tx) deleteMessage(m chat.Message, r store.RemoveMessage) ([]chat.Event, error) {
	if err := t.exec(sqlMarkDeleted, m.ID, micros(r.At), r.Reason); err != nil {
		return nil, err
	}
	unreadBy, err := t.findUnreadBy(m)
	if err != nil {
		return nil, err
	}
	changes := countedWith(m, unreadBy, -1)
	m.Content, m.Mentions, m.DeletedAt = "", nil, stored(r.At)
	if m.Answer != nil {
		m.Answer.Reasoning = ""
	}
	return t.announceUpdate(m, changes, r.At)
}

func (t *tx) restoreMessage(m chat.Message, r store.RemoveMessage) ([]chat.Event, error) {
	if err := t.exec(sqlMarkDeleted, m.ID, nil, ""); err != nil {
		return nil, err
	}
	m, err := findMessage(t, m.ID)
	if err != nil {
		return nil, err
	}
	unreadBy, err := t.findUnreadBy(m)
	if err != nil {
		return nil, err
	}
	return t.announceUpdate(m, countedWith(m, unreadBy, 1), r.At)
}

// announceUpdate tells what a message is now, and changes what is unread.
func (t *tx) announceUpdate(m chat.Message, changes []unreadChange, when time.Time) ([]chat.Event, error) {
	events := 2
	if len(changes) > 0 {
		events++
	}
	ledger, err := t.openLedger(m.ConversationID, events, 0)
	if err != nil {
		return nil, err
	}
	if err := ledger.add(messageEvent(chat.EventMessageUpdated, m, when)); err != nil {
		return nil, err
	}
	if err := t.announceChange(ledger, m, when); err != nil {
		return nil, err
	}
	if len(changes) > 0 {
		if err := t.adjustUnread(ledger, m, changes, when); err != nil {
			return nil, err
		}
	}
	return ledger.close()
}
