package sqlite

import (
	"context"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

const (
	sqlFindParent = `SELECT conversation_id, root_id, path, depth FROM messages WHERE id = ?`
	sqlFindSeat   = `
		SELECT p.role, p.posting_tat, c.kind, c.auto_title, c.newest_message IS NULL
		FROM participants p JOIN conversations c ON c.id = p.conversation_id
		WHERE p.conversation_id = ? AND p.account_id = ? AND c.deleted_at IS NULL`
	sqlIsGenerating = `SELECT EXISTS (SELECT 1 FROM messages WHERE conversation_id = ? AND status = 'streaming')`
	sqlAddChild     = `UPDATE messages SET children = children + 1 WHERE id = ? RETURNING children`
	sqlAddThread    = `
		INSERT INTO threads (root_id, conversation_id, author_id, excerpt, message_count, created_at, last_activity_at)
		VALUES (?1, ?2, ?3, ?4, 0, ?5, ?5)`
	sqlAddMessage = `
		INSERT INTO messages (id, root_id, parent_id, conversation_id, author_id, role, status, path, depth, position,
			counted_position, request_id, created_at, content, mentions)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
	sqlGrowThread = `
		UPDATE threads SET message_count = message_count + ?2, last_activity_at = max(last_activity_at, ?3)
		WHERE root_id = ?1`
	sqlNoteActivity = `
		UPDATE conversations
		SET newest_message = ?2, active_leaf = CASE kind WHEN 'chat' THEN ?3 ELSE active_leaf END,
		    last_activity_at = max(last_activity_at, ?4)
		WHERE id = ?1`
	sqlNoteActivityOfAll = `UPDATE participants SET last_activity_at = max(last_activity_at, ?2) WHERE conversation_id = ?1`
	sqlSetPostingTAT     = `UPDATE participants SET posting_tat = ?3 WHERE conversation_id = ?1 AND account_id = ?2`
	sqlSetTitle          = `UPDATE conversations SET title = ? WHERE id = ?`
)

// seat is a participant's place in a conversation, as posting needs it.
type seat struct {
	role       chat.ConversationRole
	postingTAT time.Time
	kind       chat.ConversationKind
	autoTitle  bool
	empty      bool // no message was ever posted
}

// PostMessage posts a message and, when asked to, starts an answer to it.
func (s *Store) PostMessage(ctx context.Context, n store.NewMessage) (store.Posted, error) {
	return write(ctx, s, func(t *tx) (store.Posted, error) {
		parent, err := t.findParent(n)
		if err != nil {
			return store.Posted{}, err
		}
		seat, err := t.findSeat(parent.ConversationID, n.Author)
		if err != nil {
			return store.Posted{}, err
		}
		if !seat.role.CanPost() || speaksForTheServer(n.Role) && !seat.role.CanModerate() {
			return store.Posted{}, errMayNotPost
		}
		if n.RequestID != "" {
			earlier, err := findRequest(t, parent.ConversationID, n.RequestID)
			if err == nil || chat.KindOf(err) != chat.NotFound {
				return earlier, err
			}
		}
		if err := t.admitPost(n, parent.ConversationID, seat); err != nil {
			return store.Posted{}, err
		}
		return t.post(n, parent, seat)
	})
}

var errMayNotPost = chat.Errorf(chat.Forbidden, "your role in the conversation does not allow to post this")

// speaksForTheServer: such a message steers the model for everybody.
func speaksForTheServer(r chat.MessageRole) bool { return r == chat.RoleSystem || r == chat.RoleTool }

// findParent is the message that is replied to, or for a new root only its
// conversation.
func (t *tx) findParent(n store.NewMessage) (chat.Message, error) {
	if n.ParentID.IsZero() {
		return chat.Message{ConversationID: n.ConversationID}, nil
	}
	p := chat.Message{ID: n.ParentID}
	err := scanOne(t, sqlFindParent, args{n.ParentID}, &p.ConversationID, &p.RootID, &p.Path, &p.Depth)
	if err == nil && !n.ConversationID.IsZero() && n.ConversationID != p.ConversationID {
		return p, chat.Errorf(chat.NotFound, "there is no such message in the conversation")
	}
	return p, orNotFound(err, "there is no such message")
}

func (t *tx) findSeat(conversation chat.ConversationID, account chat.AccountID) (seat, error) {
	var v seat
	err := scanOne(t, sqlFindSeat, args{conversation, account}, &v.role, at(&v.postingTAT), &v.kind, &v.autoTitle, &v.empty)
	return v, orNotFound(err, "there is no such conversation")
}

// admitPost checks what may refuse a post that is allowed in principle.
func (t *tx) admitPost(n store.NewMessage, conversation chat.ConversationID, seat seat) error {
	if n.OnlyWithoutActive {
		if err := t.refuseWhileGenerating(conversation); err != nil {
			return err
		}
	}
	if n.Limit == nil {
		return nil
	}
	tat, wait := chat.GCRA(seat.postingTAT, n.At, n.Limit.PerSecond, n.Limit.Burst)
	if wait > 0 {
		return &chat.Error{Kind: chat.RateLimited, Message: "you are posting too fast", RetryAfter: wait}
	}
	return t.exec(sqlSetPostingTAT, conversation, n.Author, micros(tat))
}

func (t *tx) refuseWhileGenerating(conversation chat.ConversationID) error {
	busy, err := one(t, value[bool], sqlIsGenerating, args{conversation})
	if err == nil && busy {
		return chat.Errorf(chat.Conflict, "an answer is being written already")
	}
	return err
}

func (t *tx) post(n store.NewMessage, parent chat.Message, seat seat) (store.Posted, error) {
	retitle := seat.autoTitle && seat.empty && n.TitleFrom != ""
	ledger, err := t.openLedger(parent.ConversationID, countPostEvents(n, retitle), 0)
	if err != nil {
		return store.Posted{}, err
	}
	posted := store.Posted{}
	if posted.Message, err = t.insertPost(n, parent, ledger.next); err != nil {
		return posted, err
	}
	if err := t.announcePost(ledger, posted.Message); err != nil {
		return posted, err
	}
	newest, leaf := posted.Message, n.ID
	for i, a := range n.Answers {
		if newest, err = t.insertAnswer(a, posted.Message, "", n.At, ledger); err != nil {
			return posted, err
		}
		posted.Answers = append(posted.Answers, newest)
		if i == 0 {
			leaf = newest.ID
		}
	}
	if err := t.noteActivity(newest, leaf, 1+len(n.Answers)); err != nil {
		return posted, err
	}
	if retitle {
		if err := t.retitle(ledger, n); err != nil {
			return posted, err
		}
	}
	posted.Events, err = ledger.close()
	return posted, err
}

// countPostEvents is how many events post makes: message.new, thread.activity
// and unread.update always.
func countPostEvents(n store.NewMessage, retitle bool) int {
	count := 3 + len(n.Answers)
	for _, more := range []bool{n.ParentID.IsZero(), retitle} {
		if more {
			count++
		}
	}
	return count
}

func (t *tx) insertPost(n store.NewMessage, parent chat.Message, position int64) (chat.Message, error) {
	m := chat.Message{
		ID:             n.ID,
		RootID:         parent.RootID,
		ParentID:       n.ParentID,
		ConversationID: parent.ConversationID,
		AuthorID:       n.Author,
		Role:           n.Role,
		Content:        n.Content,
		Status:         chat.StatusComplete,
		CreatedAt:      stored(n.At),
		Position:       position,
		Mentions:       n.Mentions,
	}
	if err := t.place(&m, parent); err != nil {
		return m, err
	}
	return m, t.insertMessage(m, n.RequestID, position)
}

// place gives a new message its path: below its parent, or at the head of a new
// thread.
func (t *tx) place(m *chat.Message, parent chat.Message) error {
	if parent.ID.IsZero() {
		m.RootID, m.Path, m.Depth = m.ID, chat.RootPath(), 1
		return t.exec(sqlAddThread, m.RootID, m.ConversationID, m.AuthorID, excerpt(m.Content), micros(m.CreatedAt))
	}
	ordinal, err := one(t, value[int], sqlAddChild, args{parent.ID})
	if err != nil {
		return err
	}
	m.Path, m.Depth = parent.Path.Child(ordinal), parent.Depth+1
	return nil
}

// insertMessage writes the row. What has no counted position yet does not count
// as unread.
func (t *tx) insertMessage(m chat.Message, requestID string, counted any) error {
	mentions, err := storedMentions(m.Mentions)
	if err != nil {
		return err
	}
	return t.exec(sqlAddMessage, m.ID, m.RootID, m.ParentID, m.ConversationID, m.AuthorID, m.Role, m.Status, m.Path, m.Depth,
		m.Position, counted, optional(requestID), micros(m.CreatedAt), m.Content, mentions)
}

func (t *tx) announcePost(l *ledger, m chat.Message) error {
	if err := l.add(messageEvent(chat.EventMessageNew, m, m.CreatedAt)); err != nil {
		return err
	}
	if m.ParentID.IsZero() {
		if err := t.announceThread(l, m); err != nil {
			return err
		}
	}
	if err := l.add(threadActivity(m, m.CreatedAt, m.CreatedAt)); err != nil {
		return err
	}
	return t.countUnread(l, m, m.CreatedAt)
}

// noteActivity moves a thread and its conversation to the top of their lists.
// A chat goes on at leaf.
func (t *tx) noteActivity(newest chat.Message, leaf chat.MessageID, added int) error {
	when := micros(newest.CreatedAt)
	if err := t.exec(sqlGrowThread, newest.RootID, added, when); err != nil {
		return err
	}
	if err := t.exec(sqlNoteActivity, newest.ConversationID, newest.ID, leaf, when); err != nil {
		return err
	}
	return t.exec(sqlNoteActivityOfAll, newest.ConversationID, when)
}

// retitle names a conversation after its first message.
func (t *tx) retitle(l *ledger, n store.NewMessage) error {
	if err := t.exec(sqlSetTitle, n.TitleFrom, l.conversation); err != nil {
		return err
	}
	c, err := findConversation(t, l.conversation, n.Author)
	if err != nil {
		return err
	}
	return l.add(conversationUpdated(c, n.At))
}
