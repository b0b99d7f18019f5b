package postgres_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
	"github.com/rustygpt/rustygpt/internal/store/postgres"
	"github.com/rustygpt/rustygpt/internal/store/postgres/pgtest"
)

var sentence = strings.Repeat("text ", 40)

// durable is the address of a database whose commits wait for the disk, as
// they do where it matters.
func durable(b *testing.B) string {
	b.Helper()
	return pgtest.Start(b, "fsync=on", "full_page_writes=on", "synchronous_commit=on", "shared_buffers=256MB").Database(b)
}

func BenchmarkReply(b *testing.B) {
	b.Run("procedure", func(b *testing.B) {
		talk := newTalk(b, open(b, postgres.Options{URL: durable(b), PersistEvents: true}), "ada")
		parent := talk.post(b, talk.message(chat.MessageID{}, "root")).Message.ID
		for b.Loop() {
			n := talk.message(parent, sentence)
			n.Limit = &store.PostingLimit{PerSecond: 1e6, Burst: 1e6}
			parent = talk.post(b, n).Message.ID
		}
	})
	b.Run("four statements", func(b *testing.B) {
		url := durable(b)
		talk := newTalk(b, open(b, postgres.Options{URL: url}), "ada")
		root := talk.post(b, talk.message(chat.MessageID{}, "root")).Message.ID
		conn, err := pgx.Connect(b.Context(), url)
		if err != nil {
			b.Fatal(err)
		}
		defer conn.Close(context.Background())
		for b.Loop() {
			if err := replyByHand(b.Context(), conn, talk, root); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// replyByHand does the least that a reply is made of, the way it is usually
// written: membership, posting limit, message, position; no events, no counts of
// what is unread, no path.
func replyByHand(ctx context.Context, conn *pgx.Conn, talk talk, root chat.MessageID) error {
	return pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		var role string
		err := tx.QueryRow(ctx, `
			SELECT role::text FROM rustygpt.conversation_participants
			WHERE conversation_id = $1 AND user_id = $2 AND left_at IS NULL`, talk.id.UUID, talk.owner.UUID).Scan(&role)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `
			INSERT INTO rustygpt.message_rate_limits (user_id, conversation_id, tat) VALUES ($1, $2, now())
			ON CONFLICT (user_id, conversation_id) DO UPDATE SET tat = excluded.tat`, talk.owner.UUID, talk.id.UUID)
		if err != nil {
			return err
		}
		var position int64
		err = tx.QueryRow(ctx, `
			UPDATE rustygpt.conversations SET position = position + 1, last_activity_at = now() WHERE id = $1 RETURNING position`,
			talk.id.UUID).Scan(&position)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `
			INSERT INTO rustygpt.messages (id, conversation_id, parent_message_id, root_message_id, author_user_id, role, path, depth,
				position, content)
			VALUES ($1, $2, $3, $3, $4, 'user', $5, 2, $6, $7)`,
			chat.NewID[chat.Message]().UUID, talk.id.UUID, root.UUID, talk.owner.UUID, fmt.Sprint(position), position, sentence)
		return err
	})
}

// BenchmarkAsk posts messages that are answered.
func BenchmarkAsk(b *testing.B) {
	talk := newTalk(b, open(b, postgres.Options{URL: durable(b), PersistEvents: true}), "ada")
	for b.Loop() {
		talk.ask(b)
	}
}

// BenchmarkReplyTogether has many people post in conversations of their own.
func BenchmarkReplyTogether(b *testing.B) {
	s := open(b, postgres.Options{URL: durable(b), PersistEvents: true, MaxConnections: 8})
	first := newTalk(b, s, "ada")
	b.SetParallelism(4)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		talk := first.another(b)
		root := talk.post(b, talk.message(chat.MessageID{}, "root")).Message.ID
		for pb.Next() {
			talk.post(b, talk.message(root, sentence))
		}
	})
}

func BenchmarkSaveProgress(b *testing.B) {
	for _, answers := range []int{1, 100, 1000} {
		b.Run(fmt.Sprintf("answers=%d", answers), func(b *testing.B) {
			talk := newTalk(b, open(b, postgres.Options{URL: durable(b), PersistEvents: true}), "ada")
			batch := make([]store.Progress, answers)
			for i := range batch {
				_, answer := talk.another(b).ask(b)
				batch[i] = store.Progress{Message: answer, Content: "some tokens of text ", At: noon}
			}
			for b.Loop() {
				talk.save(b, batch...)
				for i := range batch {
					batch[i].Index++
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*answers), "µs/chunk")
		})
	}
}

func BenchmarkReplay(b *testing.B) {
	talk := newTalk(b, open(b, postgres.Options{PersistEvents: true}), "ada")
	_, answer := talk.ask(b)
	for i := range 500 {
		talk.save(b, store.Progress{Message: answer, Index: i, Content: "some tokens of text ", At: noon})
	}
	for b.Loop() {
		found, err := talk.Events(b.Context(), store.EventRange{ConversationID: talk.id, After: 5, Limit: 100})
		if err != nil || len(found.Events) != 100 {
			b.Fatal(len(found.Events), err)
		}
	}
}

func BenchmarkMarkRead(b *testing.B) {
	talk := newTalk(b, open(b, postgres.Options{URL: durable(b), PersistEvents: true}), "ada")
	root, answer := talk.ask(b)
	talk.save(b, store.Progress{Message: answer, At: noon, Finish: &store.Finish{Status: chat.StatusComplete}})
	mark := store.ReadMark{RootID: root.ID, Account: talk.owner, At: noon}
	for b.Loop() {
		if _, err := talk.MarkRead(b.Context(), mark); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkTreePage(b *testing.B) {
	for _, size := range []int{100, 20_000} {
		b.Run(fmt.Sprintf("messages=%d", size), func(b *testing.B) {
			talk := newTalk(b, open(b, postgres.Options{}), "ada")
			root := talk.thread(b, max(size, 200))
			page := store.TreePage{RootID: root, Viewer: talk.owner, Limit: 200}
			if size > 200 {
				half := page
				half.Limit = size / 2
				list, _, err := talk.ListTree(b.Context(), half)
				if err != nil {
					b.Fatal(err)
				}
				page.Cursor = list[len(list)-1].Path
			}
			for b.Loop() {
				list, _, err := talk.ListTree(b.Context(), page)
				if err != nil || len(list) != 200 {
					b.Fatal(len(list), err)
				}
			}
		})
	}
}

// thread fills a thread the way talks go: one line, with an aside of a few
// replies now and then.
func (k talk) thread(b *testing.B, size int) chat.MessageID {
	b.Helper()
	root := k.post(b, k.message(chat.MessageID{}, sentence)).Message.ID
	line, earlier, aside := root, root, root
	for i := range size {
		switch i % 10 {
		case 7:
			aside = k.post(b, k.message(earlier, sentence)).Message.ID
		case 8, 9:
			aside = k.post(b, k.message(aside, sentence)).Message.ID
		default:
			earlier, line = line, k.post(b, k.message(line, sentence)).Message.ID
		}
	}
	return root
}

func BenchmarkListConversations(b *testing.B) {
	for _, count := range []int{100, 5000} {
		b.Run(fmt.Sprintf("of=%d", count), func(b *testing.B) {
			talk := newTalk(b, open(b, postgres.Options{}), "ada")
			for range count {
				talk.another(b)
			}
			for b.Loop() {
				list, _, err := talk.ListConversations(b.Context(), talk.owner, store.ConversationFilter{Limit: 30})
				if err != nil || len(list) != 30 {
					b.Fatal(len(list), err)
				}
			}
		})
	}
}

func BenchmarkLine(b *testing.B) {
	for _, length := range []int{100, 5_000} {
		b.Run(fmt.Sprintf("length=%d", length), func(b *testing.B) {
			talk := newTalk(b, open(b, postgres.Options{}), "ada")
			parent := chat.MessageID{}
			for range length {
				parent = talk.post(b, talk.message(parent, "some text")).Message.ID
			}
			for b.Loop() {
				line, err := talk.Line(b.Context(), store.LineQuery{ConversationID: talk.id, Viewer: talk.owner, Limit: 50})
				if err != nil || len(line.Messages) != 50 {
					b.Fatal(len(line.Messages), err)
				}
			}
		})
	}
}

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
