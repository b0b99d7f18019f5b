package sqlite_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
	"github.com/rustygpt/rustygpt/internal/store/sqlite"
)

func BenchmarkPostMessage(b *testing.B) {
	for _, persist := range []bool{true, false} {
		b.Run(fmt.Sprintf("events=%t", persist), func(b *testing.B) {
			room := newRoom(b, open(b, sqlite.Options{PersistEvents: persist}), "ada")
			parent := room.post(b, room.message(chat.MessageID{}, "root")).Message.ID
			text := strings.Repeat("text ", 40)
			for b.Loop() {
				parent = room.post(b, room.message(parent, text)).Message.ID
			}
		})
	}
}

// BenchmarkAsk posts messages that are answered.
func BenchmarkAsk(b *testing.B) {
	room := newRoom(b, open(b, sqlite.Options{PersistEvents: true}), "ada")
	for b.Loop() {
		room.ask(b)
	}
}

// BenchmarkPostMessageTogether has many people post at once: their units of
// work share commits.
func BenchmarkPostMessageTogether(b *testing.B) {
	room := newRoom(b, open(b, sqlite.Options{PersistEvents: true}), "ada")
	root := room.post(b, room.message(chat.MessageID{}, "root")).Message.ID
	text := strings.Repeat("text ", 40)
	b.SetParallelism(16)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			room.post(b, room.message(root, text))
		}
	})
}

func BenchmarkSaveProgress(b *testing.B) {
	for _, answers := range []int{1, 100, 1000} {
		b.Run(fmt.Sprintf("answers=%d", answers), func(b *testing.B) {
			room := newRoom(b, open(b, sqlite.Options{PersistEvents: true}), "ada")
			batch := make([]store.Progress, answers)
			for i := range batch {
				_, answer := room.another(b).ask(b)
				batch[i] = store.Progress{Message: answer, Content: "some tokens of text ", At: noon}
			}
			for b.Loop() {
				room.save(b, batch...)
				for i := range batch {
					batch[i].Index++
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*answers), "µs/chunk")
		})
	}
}

// BenchmarkSaveProgressTrickle is what a server under moderate load does: of a
// hundred running answers a few have a token at a time.
func BenchmarkSaveProgressTrickle(b *testing.B) {
	const answers, together = 100, 3
	room := newRoom(b, open(b, sqlite.Options{PersistEvents: true}), "ada")
	running := make([]store.Progress, answers)
	for i := range running {
		_, answer := room.another(b).ask(b)
		running[i] = store.Progress{Message: answer, Content: " token", At: noon}
	}
	batch := make([]store.Progress, together)
	next := 0
	for b.Loop() {
		for i := range batch {
			batch[i] = running[next]
			running[next].Index++
			next = (next + 7) % answers
		}
		room.save(b, batch...)
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*together), "µs/chunk")
}

func BenchmarkTreePage(b *testing.B) {
	for _, size := range []int{100, 100_000} {
		b.Run(fmt.Sprintf("messages=%d", size), func(b *testing.B) {
			room := newRoom(b, open(b, sqlite.Options{}), "ada")
			root := room.thread(b, 200)
			cursor := chat.Path("")
			if size > 200 {
				root = room.thread(b, size)
				page, _, err := room.ListTree(b.Context(), store.TreePage{RootID: root, Viewer: room.owner, Limit: size / 2})
				if err != nil {
					b.Fatal(err)
				}
				cursor = page[len(page)-1].Path
			}
			for b.Loop() {
				page, _, err := room.ListTree(b.Context(), store.TreePage{RootID: root, Viewer: room.owner, Cursor: cursor, Limit: 200})
				if err != nil || len(page) != 200 {
					b.Fatal(len(page), err)
				}
			}
		})
	}
}

// thread fills a thread the way talks go: one line, with an aside of a few
// replies now and then.
func (r room) thread(b *testing.B, size int) chat.MessageID {
	b.Helper()
	text := strings.Repeat("text ", 40)
	root := r.post(b, r.message(chat.MessageID{}, text)).Message.ID
	line, earlier, aside := root, root, root
	for i := range size {
		switch i % 10 {
		case 7:
			aside = r.post(b, r.message(earlier, text)).Message.ID
		case 8, 9:
			aside = r.post(b, r.message(aside, text)).Message.ID
		default:
			earlier, line = line, r.post(b, r.message(line, text)).Message.ID
		}
	}
	return root
}

func BenchmarkFindSession(b *testing.B) {
	s := open(b, sqlite.Options{})
	room := newRoom(b, s, "ada")
	for i := range 1000 {
		l := chat.LoginSession{
			ID: chat.NewID[chat.LoginSession](), AccountID: room.owner, Kind: chat.BearerSession, TokenHash: fmt.Appendf(nil, "%032d", i),
			IssuedAt: noon, LastSeenAt: noon, ExpiresAt: noon.Add(time.Hour), AbsoluteExpiresAt: noon.Add(time.Hour),
		}
		if err := s.AddSession(b.Context(), store.NewSession{Session: l}); err != nil {
			b.Fatal(err)
		}
	}
	hash := fmt.Appendf(nil, "%032d", 500)
	for b.Loop() {
		if _, err := s.FindSession(b.Context(), hash); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkListConversations(b *testing.B) {
	for _, count := range []int{100, 5000} {
		b.Run(fmt.Sprintf("of=%d", count), func(b *testing.B) {
			room := newRoom(b, open(b, sqlite.Options{}), "ada")
			for range count {
				room.another(b)
			}
			for b.Loop() {
				list, _, err := room.ListConversations(b.Context(), room.owner, store.ConversationFilter{Limit: 30})
				if err != nil || len(list) != 30 {
					b.Fatal(len(list), err)
				}
			}
		})
	}
}

func BenchmarkLine(b *testing.B) {
	for _, length := range []int{100, 10_000} {
		b.Run(fmt.Sprintf("length=%d", length), func(b *testing.B) {
			room := newRoom(b, open(b, sqlite.Options{}), "ada")
			parent := chat.MessageID{}
			for range length {
				parent = room.post(b, room.message(parent, "some text")).Message.ID
			}
			for b.Loop() {
				line, err := room.Line(b.Context(), store.LineQuery{ConversationID: room.id, Viewer: room.owner, Limit: 50})
				if err != nil || len(line.Messages) != 50 {
					b.Fatal(len(line.Messages), err)
				}
			}
		})
	}
}
