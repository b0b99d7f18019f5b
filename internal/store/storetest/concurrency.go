package storetest

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

// testConcurrentPositions lets many writers at one conversation: together their
// events are the whole log, each position once.
func testConcurrentPositions(w *world) {
	const writers, rounds = 8, 15
	ctx := w.Context()
	ada := w.account("ada")
	c := w.group(ada.ID)
	root := w.root(c, ada.ID, "root")
	at := w.now()
	returned := make([][]chat.Event, writers)
	var wg sync.WaitGroup
	for i := range writers {
		wg.Go(func() {
			for n := range rounds {
				m := store.NewMessage{
					ID: chat.NewID[chat.Message](), ParentID: root.ID, Author: ada.ID, Role: chat.RoleUser,
					Content: fmt.Sprint(i, n), Answers: oneAnswer(ada.ID), At: at,
				}
				posted, err := w.PostMessage(ctx, m)
				if err != nil {
					w.Error(err)
					return
				}
				end := &store.Finish{Status: chat.StatusComplete, KeepChunks: true}
				ended, err := w.SaveProgress(ctx, []store.Progress{{Message: *posted.Answer(), Content: "x", Finish: end, At: at}})
				if err != nil {
					w.Error(err)
					return
				}
				returned[i] = append(append(returned[i], posted.Events...), ended...)
				// A unit of work that fails takes no position.
				if _, err := w.PostMessage(ctx, m); chat.KindOf(err) != chat.Conflict {
					w.Errorf("second post with the same id: %v", err)
				}
			}
		})
	}
	wg.Wait()
	log := w.log(c)
	byPosition := map[int64]chat.Event{}
	for _, events := range returned {
		for _, e := range events {
			if _, twice := byPosition[e.Position]; twice {
				w.Errorf("position %d was taken twice", e.Position)
			}
			byPosition[e.Position] = e
		}
	}
	const rootEvents = 4
	equal(w, "returned events", len(byPosition), len(log)-rootEvents)
	for _, e := range log[rootEvents:] {
		equal(w, "returned event", byPosition[e.Position], e)
	}
	all, _, err := w.ListTree(ctx, store.TreePage{RootID: root.ID, Viewer: ada.ID, Limit: 1000})
	w.must(err)
	equal(w, "messages", len(all), 1+2*writers*rounds)
}

// testAtomicity reads while others write: whoever sees a position sees what was
// done there, and the other way round.
func testAtomicity(w *world) {
	ctx := w.Context()
	ada := w.account("ada")
	c := w.chat(ada.ID)
	writing, stop := context.WithCancel(ctx)
	at := w.now()
	var wg sync.WaitGroup
	wg.Go(func() {
		defer stop()
		parent := chat.MessageID{}
		for range 60 {
			n := store.NewMessage{
				ID: chat.NewID[chat.Message](), ConversationID: c.ID, ParentID: parent, Author: ada.ID, Role: chat.RoleUser, Content: "x", At: at,
			}
			if _, err := w.PostMessage(ctx, n); err != nil {
				w.Error(err)
				return
			}
			parent = n.ID
		}
	})
	for range 3 {
		wg.Go(func() {
			for writing.Err() == nil {
				w.checkSnapshot(c, ada.ID)
			}
		})
	}
	wg.Wait()

	// Who has left is told so and changes nothing.
	gone, leave := context.WithTimeout(ctx, time.Hour)
	leave()
	_, err := w.PostMessage(gone, w.newMessage(c, chat.MessageID{}, ada.ID, "late"))
	w.refuses(chat.Canceled, err)
	w.root(c, ada.ID, "the store goes on")
	w.log(c)
}

func (w *world) checkSnapshot(c chat.Conversation, viewer chat.AccountID) {
	line, err := w.Line(w.Context(), store.LineQuery{ConversationID: c.ID, Viewer: viewer, Limit: 1000})
	if err != nil {
		w.Error(err)
		return
	}
	// A root makes four events, a reply three, the message's own coming first.
	if count := len(line.Messages); count > 0 {
		last := line.Messages[count-1].Position
		if trailing := line.Position - last; trailing != 2 && (count > 1 || trailing != 3) {
			w.Errorf("newest message at %d, position %d", last, line.Position)
		}
	}
	found, err := w.Events(w.Context(), store.EventRange{ConversationID: c.ID, Limit: 1000})
	if err != nil || found.Gap || int64(len(found.Events)) != found.Top {
		w.Errorf("%d events up to %d, gap %v, error %v", len(found.Events), found.Top, found.Gap, err)
	}
}

func testClose(w *world) {
	ctx := w.Context()
	missing, err := w.Ready(ctx)
	w.must(err)
	equal(w, "missing", missing, nil)
	ada := w.account("ada")
	c := w.chat(ada.ID)
	size, err := w.Size(ctx)
	w.must(err)
	equal(w, "has a size", size > 4096, true)
	w.must(w.Close())
	w.must(w.Close())
	_, err = w.PostMessage(ctx, w.newMessage(c, chat.MessageID{}, ada.ID, "x"))
	w.refuses(chat.Unavailable, err)
	_, err = w.FindConversation(ctx, c.ID, ada.ID)
	w.refuses(chat.Unavailable, err)
	if missing, err = w.Ready(ctx); len(missing) == 0 && err == nil {
		w.Error("a shut store says that it is ready")
	}
}
