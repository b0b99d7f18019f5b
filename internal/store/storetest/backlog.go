package storetest

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

const (
	backlogRows  = 100_000
	backlogBatch = 500
)

// PruneBacklog prunes a large backlog of events while somebody writes into the
// same conversation, and wants both to take turns. seed adds old events to a
// conversation behind the store's back.
func PruneBacklog(t *testing.T, st Store, seed func(c chat.ConversationID, rows int)) {
	t.Helper()
	w := &world{T: t, Store: st, clock: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
	ada := w.account("ada")
	c := w.chat(ada.ID)
	seed(c.ID, backlogRows)
	writing, stop := context.WithCancel(t.Context())
	defer stop()
	var commits atomic.Int64
	done := make(chan error, 1)
	go func() { done <- keepPosting(writing, w, c, ada.ID, &commits) }()

	keep := store.Retention{MaxEvents: 10, Batch: backlogBatch}
	batches, removed := 0, 0
	for removed < backlogRows {
		n, err := w.PruneEvents(t.Context(), keep, w.clock)
		w.must(err)
		if n < 1 || n > backlogBatch {
			t.Fatalf("batch %d removed %d", batches, n)
		}
		removed += n
		batches++
	}
	meanwhile := commits.Load()
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
	// In one piece, the whole would have let two commits through at most: one
	// before it and one after it.
	if want := int64(batches / 10); meanwhile < want {
		t.Errorf("%d commits between %d batches, want at least %d", meanwhile, batches, want)
	}
	t.Logf("%d batches, %d commits meanwhile", batches, meanwhile)
}

// keepPosting posts until ctx ends.
func keepPosting(ctx context.Context, w *world, c chat.Conversation, author chat.AccountID, commits *atomic.Int64) error {
	at := w.clock
	for ctx.Err() == nil {
		at = at.Add(time.Millisecond)
		n := store.NewMessage{ID: chat.NewID[chat.Message](), ConversationID: c.ID, Author: author, Role: chat.RoleUser, Content: "x", At: at}
		if _, err := w.PostMessage(context.WithoutCancel(ctx), n); err != nil {
			return err
		}
		commits.Add(1)
	}
	return nil
}
