package sqlite

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

const (
	sqlListThreads = `
		SELECT t.root_id, CASE WHEN m.deleted_at IS NULL THEN t.excerpt ELSE '' END, t.author_id, t.created_at,
		       t.last_activity_at, t.message_count
		FROM threads t CROSS JOIN messages m ON m.id = t.root_id
		WHERE t.conversation_id = ?1 AND (t.last_activity_at, t.root_id) < (?2, ?3)
		ORDER BY t.last_activity_at DESC, t.root_id DESC
		LIMIT +?4`
	sqlCountParticipants = `SELECT count(*) FROM participants WHERE conversation_id = ?`
	sqlThreadActivity    = `SELECT last_activity_at FROM threads WHERE root_id = ?`
	sqlSetExcerpt        = `UPDATE threads SET excerpt = ? WHERE root_id = ?`

	sqlFindRoot = `
		SELECT t.conversation_id
		FROM threads t
		JOIN conversations c ON c.id = t.conversation_id AND c.deleted_at IS NULL
		JOIN participants p ON p.conversation_id = t.conversation_id AND p.account_id = ?2
		WHERE t.root_id = ?1`
	// The columns are those of postFields, plain: what a deleted message hides is
	// left out afterwards. Most messages are no answers: what only answers have is
	// read apart, for a page that has some, and so is the text of those that are
	// still written.
	sqlListTree = `
		SELECT m.id, m.parent_id, m.author_id, m.role, m.path, m.depth, m.position, m.status, m.created_at, m.edited_at, m.deleted_at,
		       m.mentions, m.content
		FROM messages m WHERE m.root_id = ? AND m.path > ? ORDER BY m.path LIMIT +?`
	sqlListTreeAnswers = `
		SELECT m.id, CASE WHEN m.status = 'streaming' AND m.deleted_at IS NULL THEN (` + chunkText + `) ELSE '' END,` + answerColumns + `
		FROM messages m CROSS JOIN answers a ON a.message_id = m.id
		WHERE m.root_id = ? AND m.path > ? AND m.path <= ? AND m.role = 'assistant' ORDER BY m.path`
)

// excerptLength is in characters.
const excerptLength = 240

// ListThreads lists a page of a conversation's threads, newest activity first.
func (s *Store) ListThreads(ctx context.Context, p store.ThreadPage) ([]chat.ThreadSummary, bool, error) {
	before, id := cursor(p.Before)
	list, err := readSnapshot(ctx, s, func(q querier) ([]chat.ThreadSummary, error) {
		if _, err := findRole(q, p.ConversationID, p.Viewer); err != nil {
			return nil, err
		}
		participants, err := one(q, value[int64], sqlCountParticipants, args{p.ConversationID})
		if err != nil {
			return nil, err
		}
		return all(q, func(row scanner) (chat.ThreadSummary, error) { return scanThread(row, participants) },
			sqlListThreads, args{p.ConversationID, before, id, p.Limit + 1})
	})
	list, more := page(list, p.Limit)
	return list, more, err
}

// ListTree lists a page of a thread in depth-first order.
func (s *Store) ListTree(ctx context.Context, p store.TreePage) ([]chat.Message, bool, error) {
	list, err := readSnapshot(ctx, s, func(q querier) ([]chat.Message, error) {
		conversation, err := findRoot(q, p.RootID, p.Viewer)
		if err != nil {
			return nil, err
		}
		list, err := all(q, treeScanner(conversation, p.RootID), sqlListTree, args{p.RootID, p.Cursor, p.Limit + 1})
		if err != nil {
			return nil, err
		}
		return list, addAnswers(q, p, list)
	})
	list, more := page(list, p.Limit)
	return list, more, err
}

// addAnswers completes the answers on a page of a tree.
func addAnswers(q querier, p store.TreePage, list []chat.Message) error {
	if !slices.ContainsFunc(list, isAnswer) {
		return nil
	}
	last := list[len(list)-1].Path
	answers, err := all(q, answerScanner(), sqlListTreeAnswers, args{p.RootID, p.Cursor, last})
	if err != nil {
		return err
	}
	for i := range list {
		if len(answers) > 0 && list[i].ID == answers[0].ID {
			list[i].Answer = answers[0].Answer
			if list[i].Status == chat.StatusStreaming {
				list[i].Content = answers[0].Content
			}
			answers = answers[1:]
		}
	}
	return nil
}

func isAnswer(m chat.Message) bool { return m.Role == chat.RoleAssistant }

// treeScanner scans messages of one thread, without what only answers have.
func treeScanner(conversation chat.ConversationID, root chat.MessageID) func(scanner) (chat.Message, error) {
	r := messageRow{m: chat.Message{ConversationID: conversation, RootID: root}}
	fields := r.postFields()
	return func(row scanner) (chat.Message, error) {
		err := row.Scan(fields...)
		if !r.m.DeletedAt.IsZero() {
			r.m.Content, r.m.Mentions = "", nil
		}
		return r.m, err
	}
}

// answerScanner scans the text of answers that are still written and what only
// answers have, into messages that have nothing else but their ids.
func answerScanner() func(scanner) (chat.Message, error) {
	var r messageRow
	fields := append([]any{&r.m.ID, &r.m.Content}, r.answerFields()...)
	return func(row scanner) (chat.Message, error) {
		if err := row.Scan(fields...); err != nil {
			return chat.Message{}, err
		}
		return chat.Message{ID: r.m.ID, Content: r.m.Content, Answer: r.answer()}, nil
	}
}

// findRoot is the conversation of a root that the viewer may see.
func findRoot(q querier, root chat.MessageID, viewer chat.AccountID) (chat.ConversationID, error) {
	c, err := one(q, value[chat.ConversationID], sqlFindRoot, args{root, viewer})
	return c, orNotFound(err, "there is no such thread")
}

// announceThread tells of a new thread, as its list will show it.
func (t *tx) announceThread(l *ledger, root chat.Message) error {
	participants, err := one(t, value[int64], sqlCountParticipants, args{root.ConversationID})
	if err != nil {
		return err
	}
	summary := chat.ThreadSummary{
		RootID:           root.ID,
		RootExcerpt:      excerpt(root.Content),
		RootAuthor:       author(root.AuthorID),
		CreatedAt:        root.CreatedAt,
		LastActivityAt:   root.CreatedAt,
		MessageCount:     1,
		ParticipantCount: participants,
	}
	return l.add(chat.NewEvent(root.ConversationID, chat.EventThreadNew, root.ID, chat.MessageID{}, chat.ThreadNewPayload{
		ConversationID: root.ConversationID, RootID: root.ID, Summary: summary,
	}, root.CreatedAt))
}

// announceChange tells that something in a message's thread changed, without
// moving the thread in its list: only new messages do.
func (t *tx) announceChange(l *ledger, m chat.Message, when time.Time) error {
	var last time.Time
	if err := scanOne(t, sqlThreadActivity, args{m.RootID}, at(&last)); err != nil {
		return err
	}
	return l.add(threadActivity(m, last, when))
}

func threadActivity(m chat.Message, last, when time.Time) chat.Event {
	return chat.NewEvent(m.ConversationID, chat.EventThreadActivity, m.RootID, chat.MessageID{}, chat.ThreadActivityPayload{
		ConversationID: m.ConversationID, RootID: m.RootID, LastActivityAt: last,
	}, when)
}

func scanThread(row scanner, participants int64) (chat.ThreadSummary, error) {
	var wrote chat.AccountID
	s := chat.ThreadSummary{ParticipantCount: participants}
	err := row.Scan(&s.RootID, &s.RootExcerpt, &wrote, at(&s.CreatedAt), at(&s.LastActivityAt), &s.MessageCount)
	s.RootAuthor = author(wrote)
	return s, err
}

func author(id chat.AccountID) *chat.AccountID {
	if id.IsZero() {
		return nil
	}
	return &id
}

// excerpt is the start of a text, without the white space around it.
func excerpt(content string) string {
	content = strings.TrimSpace(content)
	count := 0
	for i := range content {
		if count == excerptLength {
			return content[:i]
		}
		count++
	}
	return content
}
