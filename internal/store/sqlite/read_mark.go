package sqlite

import (
	"context"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

const (
	sqlFindRead = `
		SELECT last_read_position, unread, mentions FROM thread_reads
		WHERE conversation_id = ? AND account_id = ? AND root_id = ?`
	sqlNewestCounted = `
		SELECT max(counted_position) FROM messages INDEXED BY messages_counted
		WHERE root_id = ? AND counted_position IS NOT NULL AND deleted_at IS NULL`
	sqlPositionOfPath = `SELECT max(position, coalesce(counted_position, 0)) FROM messages WHERE root_id = ? AND path = ?`
	sqlCountAfter     = `
		SELECT count(*) FROM messages INDEXED BY messages_counted
		WHERE root_id = ?1 AND counted_position > ?2 AND deleted_at IS NULL AND author_id IS NOT ?3`
	sqlCountMentionsAfter = `
		SELECT count(*) FROM messages INDEXED BY messages_mentioning
		WHERE root_id = ?1 AND counted_position > ?2 AND deleted_at IS NULL AND author_id IS NOT ?3
		  AND mentions IS NOT NULL AND instr(mentions, ?4)`
	sqlMoveMark = `UPDATE thread_reads SET last_read_position = ?4 WHERE conversation_id = ?1 AND account_id = ?2 AND root_id = ?3`
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
	type read struct{ mark, unread, mentions int64 }
	before, err := all(t, func(row scanner) (v read, err error) {
		err = row.Scan(&v.mark, &v.unread, &v.mentions)
		return v, err
	}, sqlFindRead, args{conversation, r.Account, r.RootID})
	if err != nil || len(before) == 0 || mark <= before[0].mark {
		return nil, err // nothing was posted since they joined, or they have read further
	}
	if err := t.exec(sqlMoveMark, conversation, r.Account, r.RootID, mark); err != nil {
		return nil, err
	}
	unread, err := one(t, value[int64], sqlCountAfter, args{r.RootID, mark, r.Account})
	if err != nil {
		return nil, err
	}
	mentions, err := one(t, value[int64], sqlCountMentionsAfter, args{r.RootID, mark, r.Account, r.Account.String()})
	if err != nil || unread == before[0].unread {
		return nil, err // mentions are among what is unread
	}
	ledger, err := t.openLedger(conversation, 1, 0)
	if err != nil {
		return nil, err
	}
	change := unreadChange{account: r.Account, unread: unread - before[0].unread, mentions: mentions - before[0].mentions}
	thread := chat.Message{ConversationID: conversation, RootID: r.RootID}
	if err := t.adjustUnread(ledger, thread, []unreadChange{change}, r.At); err != nil {
		return nil, err
	}
	return ledger.close()
}
