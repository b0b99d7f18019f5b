package storetest

import (
	"math/rand/v2"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

// grow replies at random, mostly to the newest message, and returns the ids in
// the order of a plain depth-first walk.
func (w *world) grow(c chat.Conversation, root chat.Message, author chat.AccountID, size int) []chat.MessageID {
	w.Helper()
	random := rand.New(rand.NewPCG(1, uint64(size)))
	children := map[chat.MessageID][]chat.MessageID{}
	all := []chat.MessageID{root.ID}
	for range size {
		to := all[len(all)-1]
		if random.IntN(3) == 0 {
			to = all[random.IntN(len(all))]
		}
		m := w.post(c, to, author, "reply")
		children[to] = append(children[to], m.ID)
		all = append(all, m.ID)
	}
	var walk func(id chat.MessageID) []chat.MessageID
	walk = func(id chat.MessageID) []chat.MessageID {
		list := []chat.MessageID{id}
		for _, child := range children[id] {
			list = append(list, walk(child)...)
		}
		return list
	}
	return walk(root.ID)
}

func testTree(w *world) {
	ctx := w.Context()
	ada := w.account("ada")
	c := w.group(ada.ID)
	root, other := w.root(c, ada.ID, "one"), w.root(c, ada.ID, "another")
	w.post(c, other.ID, ada.ID, "elsewhere")
	want := w.grow(c, root, ada.ID, 80)

	all, more, err := w.ListTree(ctx, store.TreePage{RootID: root.ID, Viewer: ada.ID, Limit: len(want)})
	w.must(err)
	equal(w, "walk", messageIDs(all), want)
	equal(w, "more", more, false)

	var paged []chat.MessageID
	cursor := chat.Path("")
	for more = true; more; {
		var page []chat.Message
		page, more, err = w.ListTree(ctx, store.TreePage{RootID: root.ID, Viewer: ada.ID, Cursor: cursor, Limit: 7})
		w.must(err)
		paged = append(paged, messageIDs(page)...)
		cursor = page[len(page)-1].Path
	}
	equal(w, "pages", paged, want)
	_, _, err = w.ListTree(ctx, store.TreePage{RootID: want[3], Viewer: ada.ID, Limit: 1})
	w.refuses(chat.NotFound, err)
}

func testDeepThread(w *world) {
	ctx := w.Context()
	ada := w.account("ada")
	c := w.chat(ada.ID)
	root := w.root(c, ada.ID, "0")
	last := root
	for range 1000 {
		last = w.post(c, last.ID, ada.ID, "deeper")
	}
	equal(w, "depth", last.Depth, 1001)
	line, err := w.Line(ctx, store.LineQuery{ConversationID: c.ID, Viewer: ada.ID, Limit: 2000})
	w.must(err)
	equal(w, "line", []any{len(line.Messages), line.Messages[0].ID, line.Messages[1000].ID}, []any{1001, root.ID, last.ID})
	leaf, err := w.LeafBelow(ctx, root.ID, ada.ID)
	w.must(err)
	equal(w, "leaf", leaf, last.ID)
}

func testLine(w *world) {
	ctx := w.Context()
	ada := w.account("ada")
	c := w.chat(ada.ID)
	empty, err := w.Line(ctx, store.LineQuery{ConversationID: c.ID, Viewer: ada.ID, Limit: 10})
	w.must(err)
	equal(w, "empty line", []any{len(empty.Messages), empty.Leaf, empty.More}, []any{0, chat.MessageID{}, false})

	q1, a1 := w.ask(c, chat.MessageID{}, ada.ID, "one")
	w.finish(a1)
	again, err := w.StartAnswer(ctx, store.StartAnswer{To: q1.ID, By: ada.ID, Answer: newAnswer(ada.ID), At: w.now()})
	w.must(err)
	a2 := *again.Answer()
	w.chunk(a2, 0, "so ")
	w.chunk(a2, 1, "far")
	q2 := w.post(c, a2.ID, ada.ID, "two")
	line := func(q store.LineQuery) store.Line {
		q.ConversationID, q.Viewer = c.ID, ada.ID
		found, err := w.Line(ctx, q)
		w.must(err)
		return found
	}
	active := line(store.LineQuery{Limit: 10})
	equal(w, "active line", messageIDs(active.Messages), []chat.MessageID{q1.ID, a2.ID, q2.ID})
	equal(w, "active leaf", []any{active.Leaf, active.More, active.Position}, []any{q2.ID, false, w.see(c, ada.ID).Position})
	equal(w, "siblings", active.Messages[1].SiblingIDs, []chat.MessageID{a1.ID, a2.ID})
	equal(w, "siblings of only children", len(active.Messages[0].SiblingIDs)+len(active.Messages[2].SiblingIDs), 0)
	equal(w, "text so far", []any{active.Messages[1].Content, active.Messages[1].Answer.NextChunk}, []any{"so far", 2})

	other := line(store.LineQuery{Leaf: a1.ID, Limit: 10})
	equal(w, "other line", messageIDs(other.Messages), []chat.MessageID{q1.ID, a1.ID})
	newest := line(store.LineQuery{Limit: 2})
	equal(w, "newest two", messageIDs(newest.Messages), []chat.MessageID{a2.ID, q2.ID})
	equal(w, "siblings on a later page", newest.Messages[0].SiblingIDs, []chat.MessageID{a1.ID, a2.ID})
	equal(w, "more", newest.More, true)
	older := line(store.LineQuery{Before: a2.ID, Limit: 2})
	equal(w, "above", messageIDs(older.Messages), []chat.MessageID{q1.ID})
	equal(w, "more", older.More, false)
	equal(w, "above the root", len(line(store.LineQuery{Before: q1.ID, Limit: 2}).Messages), 0)

	rewritten := w.root(c, ada.ID, "one, rewritten")
	equal(w, "sibling roots", line(store.LineQuery{Limit: 1}).Messages[0].SiblingIDs, []chat.MessageID{q1.ID, rewritten.ID})
	elsewhere := w.root(w.chat(ada.ID), ada.ID, "elsewhere")
	_, err = w.Line(ctx, store.LineQuery{ConversationID: c.ID, Viewer: ada.ID, Leaf: elsewhere.ID, Limit: 1})
	w.refuses(chat.NotFound, err)

	g := w.group(ada.ID)
	w.root(g, ada.ID, "thread")
	last := w.root(g, ada.ID, "another thread")
	found, err := w.Line(ctx, store.LineQuery{ConversationID: g.ID, Viewer: ada.ID, Limit: 5})
	w.must(err)
	equal(w, "newest of a group", messageIDs(found.Messages), []chat.MessageID{last.ID})
	equal(w, "threads are no siblings", len(found.Messages[0].SiblingIDs), 0)
}

func testLeafBelow(w *world) {
	ctx := w.Context()
	ada := w.account("ada")
	c := w.group(ada.ID)
	root := w.root(c, ada.ID, "root")
	order := w.grow(c, root, ada.ID, 60)
	newestChild := map[chat.MessageID]chat.Message{}
	for _, id := range order {
		m := w.find(id, ada.ID)
		if before, ok := newestChild[m.ParentID]; !ok || before.Position < m.Position {
			newestChild[m.ParentID] = m
		}
	}
	for _, id := range order {
		want := id
		for child, ok := newestChild[want]; ok; child, ok = newestChild[want] {
			want = child.ID
		}
		leaf, err := w.LeafBelow(ctx, id, ada.ID)
		w.must(err)
		if leaf != want {
			w.Fatalf("leaf below %v is %v, want %v", id, leaf, want)
		}
	}
}
