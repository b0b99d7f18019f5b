package storetest

import (
	"context"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

const (
	backlogRows  = 100_000
	backlogBatch = 500
	// turns is how many batches a usual commit may have to wait for.
	turns = 5
)

// PruneBacklog prunes a large backlog of events while somebody writes into the
// same conversation, and wants both to take turns. seed adds old events to a
// conversation behind the store's back.
//
// Now and then the pruning waits for a commit, so that there are enough of them
// on a machine where the writer stalls; and a commit may take long there. Most
// of them do not.
func PruneBacklog(t *testing.T, st Store, seed func(c chat.ConversationID, rows int)) {
	t.Helper()
	w := &world{T: t, Store: st, clock: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
	ada := w.account("ada")
	c := w.chat(ada.ID)
	seed(c.ID, backlogRows)
	p := &poster{world: w, conversation: c.ID, author: ada.ID, posted: make(chan struct{}, 1)}
	writing, stop := context.WithCancel(t.Context())
	defer stop()
	done := make(chan error, 1)
	go func() { done <- p.keepPosting(writing) }()

	keep := store.Retention{MaxEvents: 10, Batch: backlogBatch}
	for removed := 0; removed < backlogRows; p.batches.Add(1) {
		if p.batches.Load()%(4*turns) == 0 {
			p.awaitCommit(done)
		}
		n, err := w.PruneEvents(t.Context(), keep, w.clock)
		w.must(err)
		if n < 1 || n > backlogBatch {
			t.Fatalf("batch %d removed %d", p.batches.Load(), n)
		}
		removed += n
	}
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
	slices.Sort(p.waited)
	if usual := p.waited[len(p.waited)/2]; usual > turns {
		t.Errorf("%d batches during a commit, as a rule", usual)
	}
	t.Logf("%d batches, during commits %d", p.batches.Load(), p.waited)
}

// poster writes while somebody prunes.
type poster struct {
	*world
	conversation chat.ConversationID
	author       chat.AccountID
	batches      atomic.Int64  // that were pruned
	waited       []int64       // how many were pruned during each commit
	posted       chan struct{} // signalled by each commit
}

// keepPosting posts until ctx ends.
func (p *poster) keepPosting(ctx context.Context) error {
	at := p.clock
	for ctx.Err() == nil {
		at = at.Add(time.Millisecond)
		before := p.batches.Load()
		n := store.NewMessage{ID: chat.NewID[chat.Message](), ConversationID: p.conversation, Author: p.author, Role: chat.RoleUser, Content: "x", At: at}
		if _, err := p.PostMessage(context.WithoutCancel(ctx), n); err != nil {
			return err
		}
		p.waited = append(p.waited, p.batches.Load()-before)
		select {
		case p.posted <- struct{}{}:
		default:
		}
	}
	return nil
}

// awaitCommit waits for one that is still to come.
func (p *poster) awaitCommit(failed <-chan error) {
	p.Helper()
	select {
	case <-p.posted:
	default:
	}
	select {
	case <-p.posted:
	case err := <-failed:
		p.Fatal(err)
	}
}
