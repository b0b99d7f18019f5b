package storetest

import (
	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

func testEdit(w *world) {
	ctx := w.Context()
	ada, bob, eve := w.account("ada"), w.account("bob"), w.account("eve")
	c := w.group(ada.ID, bob.ID, eve.ID)
	question, answer := w.ask(c, chat.MessageID{}, bob.ID, "hello?")
	edit := func(id chat.MessageID, by chat.AccountID, text string) ([]chat.Event, error) {
		return w.EditMessage(ctx, store.EditMessage{ID: id, By: by, Content: text, At: w.now()})
	}
	_, err := edit(answer.ID, bob.ID, "too early")
	w.refuses(chat.Conflict, err)
	w.chunk(answer, 0, "hi")
	w.finish(answer)

	events, err := edit(question.ID, bob.ID, "hello!")
	w.must(err)
	w.wantTypes(events, chat.EventMessageUpdated, chat.EventThreadActivity)
	edited := w.find(question.ID, ada.ID)
	equal(w, "edited", []any{edited.Content, edited.EditedAt}, []any{"hello!", w.clock})
	equal(w, "announced", payload[chat.MessagePayload](w, events[0]).Message, edited)
	equal(w, "activity", payload[chat.ThreadActivityPayload](w, events[1]).LastActivityAt, answer.CreatedAt)

	for by, want := range map[chat.AccountID]bool{ada.ID: true, bob.ID: true, eve.ID: false} {
		for _, id := range []chat.MessageID{question.ID, answer.ID} {
			_, err := edit(id, by, "changed")
			if want {
				w.must(err)
			} else {
				w.refuses(chat.Forbidden, err)
			}
		}
	}
	equal(w, "edited answer", w.find(answer.ID, ada.ID).Content, "changed")

	_, err = w.RemoveMessage(ctx, store.RemoveMessage{ID: question.ID, By: bob.ID, At: w.now()})
	w.must(err)
	_, err = edit(question.ID, bob.ID, "x")
	w.refuses(chat.Conflict, err)
	_, err = edit(chat.NewID[chat.Message](), bob.ID, "x")
	w.refuses(chat.NotFound, err)
	w.join(c, bob.ID, chat.RoleViewer, ada.ID)
	_, err = edit(answer.ID, bob.ID, "x")
	w.refuses(chat.Forbidden, err)
	w.log(c)
}

func testRemove(w *world) {
	ctx := w.Context()
	ada, bob, eve := w.account("ada"), w.account("bob"), w.account("eve")
	c := w.group(ada.ID, bob.ID, eve.ID)
	root := w.root(c, bob.ID, "secret")
	reply := w.post(c, root.ID, eve.ID, "what?")
	_, answer := w.ask(c, reply.ID, bob.ID, "explain")
	w.save(store.Progress{Message: answer, Content: "because", Reasoning: "hm", At: w.now()})
	w.finish(answer)
	remove := func(id chat.MessageID, by chat.AccountID, restore bool) ([]chat.Event, error) {
		return w.RemoveMessage(ctx, store.RemoveMessage{ID: id, By: by, Restore: restore, Reason: "why", At: w.now()})
	}
	_, err := remove(root.ID, eve.ID, false)
	w.refuses(chat.Forbidden, err)
	events, err := remove(root.ID, bob.ID, false)
	w.must(err)
	w.wantTypes(events, chat.EventMessageUpdated, chat.EventThreadActivity, chat.EventUnreadUpdate)
	deleted := w.find(root.ID, ada.ID)
	equal(w, "deleted", []any{deleted.Content, deleted.DeletedAt}, []any{"", w.clock})
	equal(w, "announced", payload[chat.MessagePayload](w, events[0]).Message, deleted)
	equal(w, "unread", events[2].Unread, map[chat.AccountID]chat.UnreadCount{ada.ID: {Unread: 3, Total: 3}, eve.ID: {Unread: 2, Total: 2}})
	events, err = remove(root.ID, bob.ID, false)
	w.must(err)
	w.wantTypes(events)

	_, err = remove(root.ID, bob.ID, true)
	w.refuses(chat.Forbidden, err)
	events, err = remove(root.ID, ada.ID, true)
	w.must(err)
	w.wantTypes(events, chat.EventMessageUpdated, chat.EventThreadActivity, chat.EventUnreadUpdate)
	root.Content = "secret"
	equal(w, "restored", w.find(root.ID, bob.ID), root)
	equal(w, "announced", payload[chat.MessagePayload](w, events[0]).Message, root)
	equal(w, "unread", events[2].Unread, map[chat.AccountID]chat.UnreadCount{ada.ID: {Unread: 4, Total: 4}, eve.ID: {Unread: 3, Total: 3}})
	events, err = remove(root.ID, ada.ID, true)
	w.must(err)
	w.wantTypes(events)

	// Who asked may delete the answer; its pieces go with it.
	_, err = remove(answer.ID, bob.ID, false)
	w.must(err)
	gone := w.find(answer.ID, ada.ID)
	equal(w, "deleted answer", []string{gone.Content, gone.Answer.Reasoning}, []string{"", ""})
	chunks, err := w.ListChunks(ctx, answer.ID, ada.ID, 0, 10)
	w.must(err)
	equal(w, "chunks of a deleted answer", chunks, nil)
	tree, _, err := w.ListTree(ctx, store.TreePage{RootID: root.ID, Viewer: ada.ID, Limit: 10})
	w.must(err)
	equal(w, "tree keeps its nodes", len(tree), 4)

	// Replies to what is deleted are allowed.
	w.post(c, answer.ID, eve.ID, "still here")
	w.log(c)
}
