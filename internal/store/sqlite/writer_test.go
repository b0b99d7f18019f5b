package sqlite

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func openInternal(t *testing.T) *Store {
	t.Helper()
	s, err := Open(t.Context(), Options{Path: filepath.Join(t.TempDir(), "test.db")}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// TestGroupCommit holds the writer until several units wait, so that they share
// one transaction: the failing ones take nothing of the others with them.
func TestGroupCommit(t *testing.T) {
	t.Parallel()
	s := openInternal(t)
	held, release := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		_ = s.write(context.Background(), func(*tx) error {
			close(held)
			<-release
			return nil
		})
	})
	<-held

	const sqlPoke = `UPDATE settings SET server_name = server_name || ?`
	fails := errors.New("fails")
	canceled, cancel := context.WithCancel(context.Background())
	units := []*unit{
		{ctx: t.Context(), work: func(t *tx) error { return t.exec(sqlPoke, "-one") }},
		{ctx: t.Context(), work: func(t *tx) error { return errors.Join(t.exec(sqlPoke, "-failed"), fails) }},
		{ctx: t.Context(), work: func(t *tx) error { _ = t.exec(sqlPoke, "-panic"); panic("a bug") }},
		{ctx: canceled, work: func(t *tx) error { return t.exec(sqlPoke, "-canceled") }},
		{ctx: t.Context(), work: func(t *tx) error { return t.exec(sqlPoke, "-two") }},
	}
	for _, u := range units {
		u.done = make(chan struct{})
		if err := s.writer.enqueue(u); err != nil {
			t.Fatal(err)
		}
	}
	cancel()
	close(release)
	for _, u := range units {
		<-u.done
	}
	wg.Wait()

	if units[0].err != nil || units[4].err != nil {
		t.Errorf("good units failed: %v, %v", units[0].err, units[4].err)
	}
	if !errors.Is(units[1].err, fails) || chat.KindOf(units[2].err) != chat.Internal || !errors.Is(units[3].err, context.Canceled) {
		t.Errorf("errors: %v, %v, %v", units[1].err, units[2].err, units[3].err)
	}
	settings, err := s.Settings(t.Context())
	if err != nil || settings.ServerName != "RustyGPT-one-two" {
		t.Errorf("%q, %v", settings.ServerName, err)
	}
}

func TestCloseLetsQueuedWorkFinish(t *testing.T) {
	t.Parallel()
	s := openInternal(t)
	held, release := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		_ = s.write(context.Background(), func(*tx) error {
			close(held)
			<-release
			return nil
		})
	})
	<-held
	queued := &unit{ctx: t.Context(), done: make(chan struct{}), work: func(t *tx) error { return t.exec(sqlClearDefault, nil) }}
	if err := s.writer.enqueue(queued); err != nil {
		t.Fatal(err)
	}
	closed := make(chan error)
	go func() { closed <- s.Close() }()
	close(release)
	if err := <-closed; err != nil {
		t.Error(err)
	}
	<-queued.done
	if queued.err != nil {
		t.Error(queued.err)
	}
	wg.Wait()
}

func TestWithoutPersistenceOnlyChunksReplay(t *testing.T) {
	t.Parallel()
	s := openInternal(t)
	ctx := t.Context()
	owner, conversation := chat.NewID[chat.Account](), chat.NewID[chat.Conversation]()
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	check(s.AddAccount(ctx, chat.Account{ID: owner, Username: "ada", CreatedAt: noon, UpdatedAt: noon}, ""))
	_, err := s.AddConversation(ctx, store.NewConversation{ID: conversation, Kind: chat.KindChat, Owner: owner, At: noon})
	check(err)
	posted, err := s.PostMessage(ctx, store.NewMessage{
		ID: chat.NewID[chat.Message](), ConversationID: conversation, Author: owner, Role: chat.RoleUser, Content: "hello?", At: noon,
		Answers: []store.NewAnswer{{ID: chat.NewID[chat.Message](), StartedBy: owner}},
	})
	check(err)
	answer := *posted.Answer()
	for i, text := range []string{"one", "two"} {
		_, err := s.SaveProgress(ctx, []store.Progress{{Message: answer, Index: i, Content: text, At: noon}})
		check(err)
	}
	replay := func(after int64) store.Events {
		found, err := s.Events(ctx, store.EventRange{ConversationID: conversation, After: after, Limit: 10})
		check(err)
		return found
	}
	if found := replay(0); !found.Gap || found.Top != answer.Position+2 {
		t.Errorf("from the start: %+v", found)
	}
	if found := replay(answer.Position); found.Gap || len(found.Events) != 2 {
		t.Errorf("inside the answer: %+v", found)
	}
	_, err = s.SaveProgress(ctx, []store.Progress{{Message: answer, Finish: &store.Finish{Status: chat.StatusComplete, KeepChunks: true}, At: noon}})
	check(err)
	if found := replay(answer.Position); !found.Gap || len(found.Events) != 2 {
		t.Errorf("across the end: %+v", found)
	}
}

func TestMigrationsAreNumberedWithoutGaps(t *testing.T) {
	t.Parallel()
	script := &fstest.MapFile{Data: []byte("SELECT 1")}
	for _, names := range [][]string{{"0002_second.sql"}, {"0001_first.sql", "0003_third.sql"}, {"first.sql"}} {
		files := fstest.MapFS{}
		for _, name := range names {
			files["migrations/"+name] = script
		}
		if _, err := migrations(files); err == nil {
			t.Errorf("%v was accepted", names)
		}
	}
	if list, err := migrations(migrationFiles); err != nil || len(list) == 0 {
		t.Errorf("%d migrations, %v", len(list), err)
	}
}
