package storetest

import (
	"strings"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

func testReplay(w *world) {
	ctx := w.Context()
	ada, bob := w.account("ada"), w.account("bob")
	c := w.group(ada.ID)
	var seen []chat.Event
	collect := func(events []chat.Event, err error) {
		w.must(err)
		seen = append(seen, events...)
	}
	collect(w.AddParticipant(ctx, c.ID, bob.ID, chat.RoleParticipant, ada.ID, w.now()))
	n := w.newMessage(c, chat.MessageID{}, ada.ID, "hello?")
	n.Answers = oneAnswer(ada.ID)
	posted, err := w.PostMessage(ctx, n)
	collect(posted.Events, err)
	collect(w.chunk(*posted.Answer(), 0, "one "), nil)
	collect(w.MarkRead(ctx, store.ReadMark{RootID: n.ID, Account: bob.ID, At: w.now()}))
	collect(w.chunk(*posted.Answer(), 1, "two"), nil)
	collect(w.finish(*posted.Answer()), nil)

	equal(w, "log", w.log(c), seen)
	top := int64(len(seen))
	for after := int64(0); after <= top; after++ {
		found, err := w.Events(ctx, store.EventRange{ConversationID: c.ID, After: after, Limit: 3})
		w.must(err)
		equal(w, "replay", found.Events, seen[after:min(after+3, top)])
		equal(w, "top and gap", []any{found.Top, found.Gap}, []any{top, false})
	}
	found, err := w.Events(ctx, store.EventRange{ConversationID: c.ID, After: top + 1, Limit: 3})
	w.must(err)
	equal(w, "beyond the top", []any{len(found.Events), found.Gap}, []any{0, true})
	_, err = w.Events(ctx, store.EventRange{ConversationID: chat.NewID[chat.Conversation](), Limit: 3})
	w.refuses(chat.NotFound, err)
}

// testReplayOfDeleted: what was said in a message that was deleted is not told
// any more, not even to those who come back to before it was said.
func testReplayOfDeleted(w *world) {
	ctx := w.Context()
	ada, bob := w.account("ada"), w.account("bob")
	c := w.group(ada.ID, bob.ID)
	n := w.newMessage(c, chat.MessageID{}, ada.ID, "secret question")
	n.Mentions, n.Answers = []chat.AccountID{bob.ID}, oneAnswer(ada.ID)
	posted, err := w.PostMessage(ctx, n)
	w.must(err)
	answer := *posted.Answer()
	w.save(store.Progress{Message: answer, Content: "secret answer", Reasoning: "secret thought", At: w.now()})
	w.finish(answer)
	kept := w.post(c, answer.ID, bob.ID, "no secret")
	_, err = w.EditMessage(ctx, store.EditMessage{ID: n.ID, By: ada.ID, Content: "another secret question", At: w.now()})
	w.must(err)
	_, err = w.EditMessage(ctx, store.EditMessage{ID: answer.ID, By: ada.ID, Content: "another secret answer", At: w.now()})
	w.must(err)
	before := w.log(c)
	equal(w, "told before", countTold(before, "secret"), 8)

	remove := func(id chat.MessageID, restore bool) {
		_, err := w.RemoveMessage(ctx, store.RemoveMessage{ID: id, By: ada.ID, Restore: restore, At: w.now()})
		w.must(err)
	}
	remove(n.ID, false)
	remove(answer.ID, false)
	after := w.log(c)
	equal(w, "told after", countTold(after, "secret"), 1)
	for i, e := range before {
		equal(w, "the same event", []any{after[i].Type, after[i].MessageID, after[i].RootID}, []any{e.Type, e.MessageID, e.RootID})
	}
	told := payload[chat.MessagePayload](w, after[posted.Message.Position-1]).Message
	want := posted.Message
	want.Content, want.Mentions = "", nil
	equal(w, "its announcement", told, want)
	for _, e := range after {
		if e.Chunk != nil && (e.Chunk.Content != "" || e.Chunk.Reasoning != "") {
			w.Errorf("a piece of the deleted answer: %+v", *e.Chunk)
		}
	}
	equal(w, "the other message", payload[chat.MessagePayload](w, after[kept.Position-1]).Message, kept)

	remove(n.ID, true)
	remove(answer.ID, true)
	equal(w, "told when it is restored", w.log(c)[:len(before)], before)
}

// countTold counts a word in what readers of events are sent.
func countTold(events []chat.Event, word string) (count int) {
	for _, e := range events {
		count += strings.Count(string(e.Payload), word)
	}
	return count
}

func testPrune(w *world) {
	ctx := w.Context()
	ada := w.account("ada")
	busy, quiet := w.chat(ada.ID), w.chat(ada.ID)
	for range 10 {
		w.root(busy, ada.ID, "x") // four events each
	}
	w.root(quiet, ada.ID, "y")
	prune := func(r store.Retention) int {
		n, err := w.PruneEvents(ctx, r, w.clock)
		w.must(err)
		return n
	}
	events := func(c chat.Conversation, after int64) store.Events {
		found, err := w.Events(ctx, store.EventRange{ConversationID: c.ID, After: after, Limit: 100})
		w.must(err)
		return found
	}
	equal(w, "nothing to prune", prune(store.Retention{MaxEvents: 40, MaxAge: time.Hour, Batch: 100}), 0)
	equal(w, "a batch", prune(store.Retention{MaxEvents: 10, MaxAge: time.Hour, Batch: 12}), 12)
	equal(w, "the rest", prune(store.Retention{MaxEvents: 10, MaxAge: time.Hour, Batch: 100}), 18)
	equal(w, "no more", prune(store.Retention{MaxEvents: 10, MaxAge: time.Hour, Batch: 100}), 0)
	equal(w, "gaps", []bool{events(busy, 0).Gap, events(busy, 29).Gap, events(busy, 30).Gap}, []bool{true, true, false})
	equal(w, "what is left", len(events(busy, 0).Events), 10)
	equal(w, "the other conversation", events(quiet, 0).Gap, false)

	// By age: only the other conversation's message is younger.
	const age = time.Second / 2
	equal(w, "too old", prune(store.Retention{MaxEvents: 10, MaxAge: age, Batch: 100}), 10)
	equal(w, "top stays", events(busy, 0).Top, 40)
	equal(w, "gap at the top", []bool{events(busy, 39).Gap, events(busy, 40).Gap}, []bool{true, false})
	equal(w, "the other conversation", events(quiet, 0).Gap, false)

	// Chunks are not pruned, and new events count from here.
	_, answer := w.ask(busy, chat.MessageID{}, ada.ID, "more")
	w.chunk(answer, 0, "text")
	equal(w, "all pruned", prune(store.Retention{MaxEvents: 0, Batch: 100}), 9)
	found := events(busy, answer.Position)
	equal(w, "only the chunk", []any{len(found.Events), found.Gap}, []any{1, false})
}

// testPruneByAge: a log that was emptied, and one that begins anew, age like any
// other, in batches too.
func testPruneByAge(w *world) {
	ctx := w.Context()
	ada := w.account("ada")
	busy, quiet := w.chat(ada.ID), w.chat(ada.ID)
	w.root(quiet, ada.ID, "alone") // four events, as each of these
	w.root(busy, ada.ID, "first")
	w.root(busy, ada.ID, "second")
	prune := func(age time.Duration, batch int) int {
		n, err := w.PruneEvents(ctx, store.Retention{MaxEvents: 100, MaxAge: age, Batch: batch}, w.clock)
		w.must(err)
		return n
	}
	equal(w, "nothing is that old", prune(time.Hour, 100), 0)
	equal(w, "all but the last", prune(time.Second/2, 100), 8)
	equal(w, "no more", prune(time.Second/2, 100), 0)
	w.now()
	equal(w, "the last, in batches", []int{prune(time.Second/2, 3), prune(time.Second/2, 3), prune(time.Second/2, 3)}, []int{3, 1, 0})

	w.root(quiet, ada.ID, "again")
	equal(w, "what is new", prune(time.Second/2, 100), 0)
	w.root(busy, ada.ID, "third")
	equal(w, "what has aged", prune(time.Second/2, 100), 4)
	w.now()
	equal(w, "what has aged since", prune(time.Second/2, 100), 4)
	equal(w, "nothing is left", prune(time.Nanosecond, 100), 0)
}
