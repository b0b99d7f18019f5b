package sqlite

import (
	"context"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

// What is unread is kept as counts, by thread and participant and summed up by
// participant, and every change adds or takes one: the cost depends on how many
// people take part, not on how much was said. A message counts for everybody
// but its author, from its counted position on: its own, and for an answer the
// one where it ended.
const (
	sqlCountInThread = `
		INSERT INTO thread_reads (conversation_id, account_id, root_id, last_read_position, unread)
		SELECT conversation_id, account_id, ?2, joined_position, account_id IS NOT ?3
		FROM participants WHERE conversation_id = ?1
		ON CONFLICT DO UPDATE SET unread = unread + excluded.unread
		RETURNING account_id, unread`
	sqlCountInAll = `UPDATE participants SET unread = unread + (account_id IS NOT ?2) WHERE conversation_id = ?1`

	// A message that is deleted or restored counts for those who have not
	// read it.
	sqlWhoHasNotRead = `
		SELECT p.account_id FROM participants p CROSS JOIN thread_reads r
			ON r.conversation_id = p.conversation_id AND r.account_id = p.account_id AND r.root_id = ?2
		WHERE p.conversation_id = ?1 AND p.account_id IS NOT ?3 AND r.last_read_position < ?4`
	sqlAdjustThread = `
		UPDATE thread_reads SET unread = unread + ?4 WHERE conversation_id = ?1 AND account_id = ?2 AND root_id = ?3
		RETURNING unread`
	sqlAdjustAll = `UPDATE participants SET unread = unread + ?3 WHERE conversation_id = ?1 AND account_id = ?2`

	sqlFindRead = `
		SELECT last_read_position, unread FROM thread_reads
		WHERE conversation_id = ? AND account_id = ? AND root_id = ?`
	sqlNewestCounted = `
		SELECT max(counted_position) FROM messages INDEXED BY messages_counted
		WHERE root_id = ? AND counted_position IS NOT NULL AND deleted_at IS NULL`
	sqlPositionOfPath = `SELECT max(position, coalesce(counted_position, 0)) FROM messages WHERE root_id = ? AND path = ?`
	sqlCountAfter     = `
		SELECT count(*) FROM messages INDEXED BY messages_counted
		WHERE root_id = ?1 AND counted_position > ?2 AND deleted_at IS NULL AND author_id IS NOT ?3`
	sqlMoveMark = `
		UPDATE thread_reads SET last_read_position = ?4, unread = ?5
		WHERE conversation_id = ?1 AND account_id = ?2 AND root_id = ?3`
	sqlListUnread = `SELECT root_id, unread FROM thread_reads WHERE conversation_id = ? AND account_id = ? ORDER BY root_id`
)

// MarkRead moves a person's read mark of a thread forward.
func (s *Store) MarkRead(ctx context.Context, r store.ReadMark) ([]chat.Event, error) {
	return write(ctx, s, func(t *tx) ([]chat.Event, error) {
		conversation, err := findRoot(t, r.RootID, r.Account)
		if err != nil {
			return nil, err
		}
		if !r.ConversationID.IsZero() && r.ConversationID != conversation {
			return nil, chat.InvalidField("root_id", "belongs to another conversation")
		}
		mark, err := t.positionToMark(r)
		if err != nil {
			return nil, err
		}
		return t.moveMark(conversation, r, mark)
	})
}

// ListUnread lists the viewer's count for each thread in which something was
// posted since they joined.
func (s *Store) ListUnread(ctx context.Context, conversation chat.ConversationID, viewer chat.AccountID) ([]chat.ThreadUnread, error) {
	return readSnapshot(ctx, s, func(q querier) ([]chat.ThreadUnread, error) {
		if _, err := findRole(q, conversation, viewer); err != nil {
			return nil, err
		}
		return all(q, func(row scanner) (u chat.ThreadUnread, err error) {
			err = row.Scan(&u.RootID, &u.Unread)
			return u, err
		}, sqlListUnread, args{conversation, viewer})
	})
}

func (t *tx) positionToMark(r store.ReadMark) (int64, error) {
	if r.Path == "" {
		var newest *int64
		err := scanOne(t, sqlNewestCounted, args{r.RootID}, &newest)
		if err != nil || newest == nil {
			return 0, err
		}
		return *newest, nil
	}
	found, err := all(t, value[int64], sqlPositionOfPath, args{r.RootID, r.Path})
	if err == nil && len(found) == 0 {
		return 0, chat.InvalidField("path", "no message of the thread has this path")
	}
	if err != nil {
		return 0, err
	}
	return found[0], nil
}

func (t *tx) moveMark(conversation chat.ConversationID, r store.ReadMark, mark int64) ([]chat.Event, error) {
	type read struct{ mark, unread int64 }
	before, err := all(t, func(row scanner) (v read, err error) {
		err = row.Scan(&v.mark, &v.unread)
		return v, err
	}, sqlFindRead, args{conversation, r.Account, r.RootID})
	if err != nil || len(before) == 0 || mark <= before[0].mark {
		return nil, err // nothing was posted since they joined, or they have read further
	}
	unread, err := one(t, value[int64], sqlCountAfter, args{r.RootID, mark, r.Account})
	if err != nil {
		return nil, err
	}
	if err := t.exec(sqlMoveMark, conversation, r.Account, r.RootID, mark, unread); err != nil {
		return nil, err
	}
	if unread == before[0].unread {
		return nil, nil
	}
	if err := t.exec(sqlAdjustAll, conversation, r.Account, unread-before[0].unread); err != nil {
		return nil, err
	}
	ledger, err := t.openLedger(conversation, 1, 0)
	if err != nil {
		return nil, err
	}
	counts := map[chat.AccountID]int64{r.Account: unread}
	if err := ledger.add(chat.NewUnreadEvent(conversation, r.RootID, counts, r.At)); err != nil {
		return nil, err
	}
	return ledger.close()
}

// accountCount is one person's number of unread messages.
type accountCount struct {
	account chat.AccountID
	unread  int64
}

// countUnread counts a message for everybody but its author, and tells each
// participant their own number.
func (t *tx) countUnread(l *ledger, m chat.Message, when time.Time) error {
	list, err := all(t, func(row scanner) (c accountCount, err error) {
		err = row.Scan(&c.account, &c.unread)
		return c, err
	}, sqlCountInThread, args{m.ConversationID, m.RootID, m.AuthorID})
	if err != nil {
		return err
	}
	if err := t.exec(sqlCountInAll, m.ConversationID, m.AuthorID); err != nil {
		return err
	}
	counts := make(map[chat.AccountID]int64, len(list))
	for _, c := range list {
		counts[c.account] = c.unread
	}
	return l.add(chat.NewUnreadEvent(m.ConversationID, m.RootID, counts, when))
}

// findUnreadBy lists whom a message counts for.
func (t *tx) findUnreadBy(m chat.Message, counted int64) ([]chat.AccountID, error) {
	return all(t, value[chat.AccountID], sqlWhoHasNotRead, args{m.ConversationID, m.RootID, m.AuthorID, counted})
}

// adjustUnread adds to the counts of some participants and tells them.
func (t *tx) adjustUnread(l *ledger, m chat.Message, accounts []chat.AccountID, by int64, when time.Time) error {
	counts := make(map[chat.AccountID]int64, len(accounts))
	for _, account := range accounts {
		unread, err := one(t, value[int64], sqlAdjustThread, args{m.ConversationID, account, m.RootID, by})
		if err != nil {
			return err
		}
		if err := t.exec(sqlAdjustAll, m.ConversationID, account, by); err != nil {
			return err
		}
		counts[account] = unread
	}
	return l.add(chat.NewUnreadEvent(m.ConversationID, m.RootID, counts, when))
}
