package sqlite

import (
	"context"
	"slices"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// What is unread is kept as counts, by thread and participant and summed up by
// participant, and every change adds or takes one: the cost depends on how many
// people take part, not on how much was said. A message counts for everybody
// but its author, from its counted position on: its own, and for an answer the
// one where it ended. Where it mentions somebody it counts as a mention, too.
const (
	sqlCountInAll    = `UPDATE participants SET unread = unread + (account_id IS NOT ?2) WHERE conversation_id = ?1`
	sqlCountInThread = `
		INSERT INTO thread_reads (conversation_id, account_id, root_id, last_read_position, unread)
		SELECT conversation_id, account_id, ?2, joined_position, account_id IS NOT ?3
		FROM participants WHERE conversation_id = ?1
		ON CONFLICT DO UPDATE SET unread = unread + excluded.unread
		RETURNING account_id, unread, mentions, (
			SELECT p.unread FROM participants p
			WHERE p.conversation_id = thread_reads.conversation_id AND p.account_id = thread_reads.account_id)`

	// A message that changes counts anew for those who have not read it.
	sqlWhoHasNotRead = `
		SELECT p.account_id FROM participants p CROSS JOIN thread_reads r
			ON r.conversation_id = p.conversation_id AND r.account_id = p.account_id AND r.root_id = ?2
		WHERE p.conversation_id = ?1 AND p.account_id IS NOT ?3 AND r.last_read_position < ?4`
	sqlAdjustThread = `
		UPDATE thread_reads SET unread = unread + ?4, mentions = mentions + ?5
		WHERE conversation_id = ?1 AND account_id = ?2 AND root_id = ?3
		RETURNING unread, mentions`
	sqlAdjustAll = `
		UPDATE participants SET unread = unread + ?3, mentions = mentions + ?4 WHERE conversation_id = ?1 AND account_id = ?2
		RETURNING unread`
	sqlListUnread = `
		SELECT root_id, unread, mentions FROM thread_reads WHERE conversation_id = ? AND account_id = ? ORDER BY root_id`
)

// ListUnread lists the viewer's counts for each thread in which something was
// posted since they joined.
func (s *Store) ListUnread(ctx context.Context, conversation chat.ConversationID, viewer chat.AccountID) ([]chat.ThreadUnread, error) {
	return readSnapshot(ctx, s, func(q querier) ([]chat.ThreadUnread, error) {
		if _, err := findRole(q, conversation, viewer); err != nil {
			return nil, err
		}
		return all(q, func(row scanner) (u chat.ThreadUnread, err error) {
			err = row.Scan(&u.RootID, &u.Unread, &u.Mentions)
			return u, err
		}, sqlListUnread, args{conversation, viewer})
	})
}

// accountCount is what is unread for one person.
type accountCount struct {
	account chat.AccountID
	chat.UnreadCount
}

// countUnread counts a message for everybody but its author, and tells each
// participant their own counts.
func (t *tx) countUnread(l *ledger, m chat.Message, when time.Time) error {
	if err := t.exec(sqlCountInAll, m.ConversationID, m.AuthorID); err != nil {
		return err
	}
	list, err := all(t, func(row scanner) (c accountCount, err error) {
		err = row.Scan(&c.account, &c.Unread, &c.Mentions, &c.Total)
		return c, err
	}, sqlCountInThread, args{m.ConversationID, m.RootID, m.AuthorID})
	if err != nil {
		return err
	}
	counts := make(map[chat.AccountID]chat.UnreadCount, len(list))
	for _, c := range list {
		counts[c.account] = c.UnreadCount
		if c.account == m.AuthorID || !slices.Contains(m.Mentions, c.account) {
			continue
		}
		if counts[c.account], err = t.adjustCount(m, unreadChange{account: c.account, mentions: 1}); err != nil {
			return err
		}
	}
	return l.add(chat.NewUnreadEvent(m.ConversationID, m.RootID, counts, when))
}

// unreadChange is by how much what is unread for somebody grows or shrinks.
type unreadChange struct {
	account          chat.AccountID
	unread, mentions int64
}

// findUnreadBy lists whom a message counts for.
func (t *tx) findUnreadBy(m chat.Message) ([]chat.AccountID, error) {
	counted, err := one(t, value[int64], sqlCountedPosition, args{m.ID})
	if err != nil {
		return nil, err
	}
	return all(t, value[chat.AccountID], sqlWhoHasNotRead, args{m.ConversationID, m.RootID, m.AuthorID, counted})
}

// adjustUnread changes the counts of some participants and tells them.
func (t *tx) adjustUnread(l *ledger, m chat.Message, changes []unreadChange, when time.Time) error {
	counts := make(map[chat.AccountID]chat.UnreadCount, len(changes))
	for _, c := range changes {
		var err error
		if counts[c.account], err = t.adjustCount(m, c); err != nil {
			return err
		}
	}
	return l.add(chat.NewUnreadEvent(m.ConversationID, m.RootID, counts, when))
}

func (t *tx) adjustCount(m chat.Message, c unreadChange) (now chat.UnreadCount, err error) {
	err = scanOne(t, sqlAdjustThread, args{m.ConversationID, c.account, m.RootID, c.unread, c.mentions}, &now.Unread, &now.Mentions)
	if err != nil {
		return now, err
	}
	now.Total, err = one(t, value[int64], sqlAdjustAll, args{m.ConversationID, c.account, c.unread, c.mentions})
	return now, err
}
