package storetest

import (
	"slices"
	"strings"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

func testThreads(w *world) {
	ctx := w.Context()
	ada, bob := w.account("ada"), w.account("bob")
	c := w.group(ada.ID, bob.ID)
	first, second, third := w.root(c, ada.ID, "one"), w.root(c, bob.ID, "two"), w.root(c, ada.ID, "three")
	reply := w.post(c, first.ID, bob.ID, "again")
	_, err := w.RemoveMessage(ctx, store.RemoveMessage{ID: reply.ID, By: bob.ID, At: w.now()})
	w.must(err)
	_, err = w.EditMessage(ctx, store.EditMessage{ID: second.ID, By: bob.ID, Content: "two!", At: w.now()})
	w.must(err)

	list, more, err := w.ListThreads(ctx, store.ThreadPage{ConversationID: c.ID, Viewer: ada.ID, Limit: 2})
	w.must(err)
	equal(w, "first page", list, []chat.ThreadSummary{
		{RootID: first.ID, RootExcerpt: "one", RootAuthor: &ada.ID, CreatedAt: first.CreatedAt, LastActivityAt: reply.CreatedAt,
			MessageCount: 2, ParticipantCount: 2},
		{RootID: third.ID, RootExcerpt: "three", RootAuthor: &ada.ID, CreatedAt: third.CreatedAt, LastActivityAt: third.CreatedAt,
			MessageCount: 1, ParticipantCount: 2},
	})
	equal(w, "more", more, true)
	list, more, err = w.ListThreads(ctx, store.ThreadPage{
		ConversationID: c.ID, Viewer: ada.ID, Limit: 2, Before: store.Cursor{At: third.CreatedAt, ID: third.ID.UUID},
	})
	w.must(err)
	equal(w, "second page", rootIDs(list), []chat.MessageID{second.ID})
	equal(w, "more", more, false)
	list, _, err = w.ListThreads(ctx, store.ThreadPage{ConversationID: c.ID, Viewer: ada.ID, Limit: 9, Before: store.Cursor{At: third.CreatedAt}})
	w.must(err)
	equal(w, "strictly older", rootIDs(list), []chat.MessageID{second.ID})
}

func testThreadTies(w *world) {
	ctx := w.Context()
	ada := w.account("ada")
	c := w.group(ada.ID)
	at := w.now()
	var want []chat.MessageID
	for range 7 {
		n := w.newMessage(c, chat.MessageID{}, ada.ID, "same instant")
		n.At = at
		_, err := w.PostMessage(ctx, n)
		w.must(err)
		want = append(want, n.ID)
	}
	slices.Reverse(want)
	var got []chat.MessageID
	before := store.Cursor{}
	for more := true; more; {
		var list []chat.ThreadSummary
		var err error
		list, more, err = w.ListThreads(ctx, store.ThreadPage{ConversationID: c.ID, Viewer: ada.ID, Before: before, Limit: 2})
		w.must(err)
		got = append(got, rootIDs(list)...)
		last := list[len(list)-1]
		before = store.Cursor{At: last.LastActivityAt, ID: last.RootID.UUID}
	}
	equal(w, "walked threads", got, want)
}

func testExcerpts(w *world) {
	ctx := w.Context()
	ada := w.account("ada")
	c := w.group(ada.ID)
	root := w.root(c, ada.ID, "\n\t "+strings.Repeat("ä", 300)+" ")
	excerpt := func() string {
		list, _, err := w.ListThreads(ctx, store.ThreadPage{ConversationID: c.ID, Viewer: ada.ID, Limit: 1})
		w.must(err)
		return list[0].RootExcerpt
	}
	equal(w, "excerpt", excerpt(), strings.Repeat("ä", 240))
	_, err := w.EditMessage(ctx, store.EditMessage{ID: root.ID, By: ada.ID, Content: " short ", At: w.now()})
	w.must(err)
	equal(w, "excerpt of an edited root", excerpt(), "short")
	_, err = w.RemoveMessage(ctx, store.RemoveMessage{ID: root.ID, By: ada.ID, At: w.now()})
	w.must(err)
	equal(w, "excerpt of a deleted root", excerpt(), "")
	_, err = w.RemoveMessage(ctx, store.RemoveMessage{ID: root.ID, By: ada.ID, Restore: true, At: w.now()})
	w.must(err)
	equal(w, "excerpt of a restored root", excerpt(), "short")
}
