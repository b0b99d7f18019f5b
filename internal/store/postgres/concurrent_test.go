package postgres_test

import (
	"context"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
	"github.com/rustygpt/rustygpt/internal/store/postgres"
)

// TestLocksAreTakenInOneOrder lets everything that locks several conversations
// run against each other, and against what locks one. Deadlocks would be
// resolved by trying again; the server counts them, and there must be none.
func TestLocksAreTakenInOneOrder(t *testing.T) {
	t.Parallel()
	const rooms, rounds = 12, 25
	url := database(t)
	s := open(t, postgres.Options{URL: url, PersistEvents: true, MaxConnections: 8})
	talks := []talk{newTalk(t, s, "ada")}
	for len(talks) < rooms {
		talks = append(talks, talks[0].another(t))
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() { saveShuffled(t, talks, rounds) })
	}
	wg.Go(func() { postAround(t, talks, 4*rounds) })
	wg.Go(func() { pruneAgain(t, s, rounds) })
	wg.Wait()

	c := connect(t, url)
	c.do("SELECT pg_stat_force_next_flush()")
	wants(c, int64(0), "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
	for _, k := range talks {
		wants(c, true, `
			SELECT c.position = count(*) FROM rustygpt.conversations c LEFT JOIN (
				SELECT conversation_id, sequence FROM rustygpt.sse_event_log
				UNION ALL SELECT conversation_id, position FROM rustygpt.message_chunks) happened ON happened.conversation_id = c.id
			WHERE c.id = $1 GROUP BY c.position`, k.id.UUID)
	}
}

// saveShuffled has an answer of its own in each conversation and saves the
// next piece of all of them, in another order each time.
func saveShuffled(t *testing.T, talks []talk, rounds int) {
	batch := make([]store.Progress, len(talks))
	for i, k := range talks {
		_, answer := k.ask(t)
		batch[i] = store.Progress{Message: answer, Content: "x", At: noon}
	}
	for range rounds {
		rand.Shuffle(len(batch), func(i, j int) { batch[i], batch[j] = batch[j], batch[i] })
		talks[0].save(t, batch...)
		for i := range batch {
			batch[i].Index++
		}
	}
}

func postAround(t *testing.T, talks []talk, count int) {
	for i := range count {
		k := talks[i%len(talks)]
		root := k.post(t, k.message(chat.MessageID{}, "root")).Message.ID
		mark := store.ReadMark{RootID: root, Account: k.owner, At: noon}
		if _, err := k.MarkRead(t.Context(), mark); err != nil {
			t.Error(err)
		}
	}
}

// pruneAgain walks over all conversations and finds nothing that is too old.
func pruneAgain(t *testing.T, s *postgres.Store, rounds int) {
	for range rounds {
		if _, err := s.PruneEvents(t.Context(), store.Retention{MaxEvents: 1 << 30, MaxAge: time.Hour, Batch: 10}, noon); err != nil {
			t.Error(err)
		}
	}
}

// TestMembershipIsCheckedBehindTheLock removes a participant while their post
// waits for the conversation: it must not get through.
func TestMembershipIsCheckedBehindTheLock(t *testing.T) {
	t.Parallel()
	url := database(t)
	k := newTalk(t, open(t, postgres.Options{URL: url, PersistEvents: true}), "ada")
	tx, err := connect(t, url).conn.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback(context.Background())
	for _, sql := range []string{
		"SELECT rustygpt.lock_conversation($1)",
		"UPDATE rustygpt.conversation_participants SET left_at = now() WHERE conversation_id = $1",
	} {
		if _, err := tx.Exec(t.Context(), sql, k.id.UUID); err != nil {
			t.Fatal(err)
		}
	}
	posted := make(chan error)
	go func() {
		_, err := k.PostMessage(t.Context(), k.message(chat.MessageID{}, "late"))
		posted <- err
	}()
	watcher := connect(t, url)
	for !waits(watcher) {
		select {
		case err := <-posted:
			t.Fatalf("the post did not wait: %v", err)
		default:
		}
	}
	if err := tx.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := <-posted; chat.KindOf(err) != chat.NotFound {
		t.Errorf("error %v, want one of kind not found", err)
	}
}

// waits reports whether somebody waits for a lock in the database.
func waits(watcher *client) bool {
	watcher.Helper()
	return get[bool](watcher, `
		SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock')`)
}

// awaitLock returns once somebody does.
func awaitLock(watcher *client) {
	watcher.Helper()
	for !waits(watcher) {
		watcher.do("SELECT pg_sleep(0.01)")
	}
}

// TestEventsThatAreNotKept take positions all the same.
func TestEventsThatAreNotKept(t *testing.T) {
	t.Parallel()
	url := database(t)
	k := newTalk(t, open(t, postgres.Options{URL: url}), "ada")
	_, answer := k.ask(t)
	k.save(t, store.Progress{Message: answer, Content: "x", At: noon, Finish: &store.Finish{Status: chat.StatusComplete, KeepChunks: true}})
	found, err := k.Events(t.Context(), store.EventRange{ConversationID: k.id, Limit: 100})
	if err != nil || !found.Gap || len(found.Events) != 1 || found.Top != 9 {
		t.Errorf("%d events up to %d, gap %v, error %v", len(found.Events), found.Top, found.Gap, err)
	}
	wants(connect(t, url), int64(0), "SELECT sum(event_rows)::bigint FROM rustygpt.conversations")
}
