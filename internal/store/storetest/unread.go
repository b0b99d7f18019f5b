package storetest

import (
	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

// unread is the viewer's list, checked against the sum in the conversation.
func (w *world) unread(c chat.Conversation, viewer chat.AccountID) map[chat.MessageID]int64 {
	w.Helper()
	counts := map[chat.MessageID]int64{}
	for _, u := range w.listUnread(c, viewer) {
		counts[u.RootID] = u.Unread
	}
	return counts
}

// mentions is the viewer's list of threads with unread mentions.
func (w *world) mentions(c chat.Conversation, viewer chat.AccountID) map[chat.MessageID]int64 {
	w.Helper()
	counts := map[chat.MessageID]int64{}
	for _, u := range w.listUnread(c, viewer) {
		if u.Mentions != 0 {
			counts[u.RootID] = u.Mentions
		}
	}
	return counts
}

func (w *world) listUnread(c chat.Conversation, viewer chat.AccountID) []chat.ThreadUnread {
	w.Helper()
	list, err := w.ListUnread(w.Context(), c.ID, viewer)
	w.must(err)
	var unread, mentions int64
	for _, u := range list {
		unread += u.Unread
		mentions += u.Mentions
	}
	seen := w.see(c, viewer)
	equal(w, "sums of unread and mentions", []int64{seen.Unread, seen.Mentions}, []int64{unread, mentions})
	return list
}

func (w *world) markRead(root chat.MessageID, account chat.AccountID, path chat.Path) []chat.Event {
	w.Helper()
	events, err := w.MarkRead(w.Context(), store.ReadMark{RootID: root, Account: account, Path: path, At: w.now()})
	w.must(err)
	return events
}

func testUnread(w *world) {
	ctx := w.Context()
	ada, bob := w.account("ada"), w.account("bob")
	c := w.group(ada.ID, bob.ID)
	one, two := w.root(c, ada.ID, "one"), w.root(c, ada.ID, "two")
	reply := w.post(c, one.ID, bob.ID, "first")
	older := w.post(c, one.ID, ada.ID, "sibling, newer but later in the walk")
	newer := w.post(c, reply.ID, ada.ID, "newest, but earlier in the walk")
	equal(w, "ada's", w.unread(c, ada.ID), map[chat.MessageID]int64{one.ID: 1, two.ID: 0})
	equal(w, "bob's", w.unread(c, bob.ID), map[chat.MessageID]int64{one.ID: 3, two.ID: 1})

	events := w.markRead(one.ID, bob.ID, older.Path)
	w.wantTypes(events, chat.EventUnreadUpdate)
	equal(w, "announced", events[0].Unread, map[chat.AccountID]chat.UnreadCount{bob.ID: {Unread: 1, Total: 2}})
	equal(w, "root of the event", events[0].RootID, one.ID)
	equal(w, "bob's", w.unread(c, bob.ID), map[chat.MessageID]int64{one.ID: 1, two.ID: 1})
	w.wantTypes(w.markRead(one.ID, bob.ID, one.Path)) // never back
	equal(w, "bob's", w.unread(c, bob.ID), map[chat.MessageID]int64{one.ID: 1, two.ID: 1})
	w.wantTypes(w.markRead(one.ID, bob.ID, newer.Path), chat.EventUnreadUpdate)
	w.wantTypes(w.markRead(two.ID, bob.ID, ""), chat.EventUnreadUpdate)
	w.wantTypes(w.markRead(two.ID, bob.ID, ""))
	equal(w, "bob's", w.unread(c, bob.ID), map[chat.MessageID]int64{one.ID: 0, two.ID: 0})

	// Somebody who joins starts from here.
	eve := w.account("eve")
	w.join(c, eve.ID, chat.RoleParticipant, ada.ID)
	equal(w, "eve's", w.unread(c, eve.ID), map[chat.MessageID]int64{})
	w.wantTypes(w.markRead(one.ID, eve.ID, ""))
	w.post(c, one.ID, ada.ID, "welcome")
	equal(w, "eve's", w.unread(c, eve.ID), map[chat.MessageID]int64{one.ID: 1})
	_, err := w.RemoveParticipant(ctx, c.ID, eve.ID, ada.ID, w.now())
	w.must(err)
	w.post(c, two.ID, ada.ID, "without eve")
	w.join(c, eve.ID, chat.RoleParticipant, ada.ID)
	equal(w, "eve's after coming back", w.unread(c, eve.ID), map[chat.MessageID]int64{})

	_, err = w.MarkRead(ctx, store.ReadMark{RootID: reply.ID, Account: bob.ID, At: w.now()})
	w.refuses(chat.NotFound, err)
	_, err = w.MarkRead(ctx, store.ReadMark{RootID: one.ID, Account: bob.ID, Path: "0v", At: w.now()})
	w.refuses(chat.Invalid, err)
	_, err = w.MarkRead(ctx, store.ReadMark{ConversationID: w.group(bob.ID).ID, RootID: one.ID, Account: bob.ID, At: w.now()})
	w.refuses(chat.Invalid, err)
	w.log(c)
}

func testUnreadAnswers(w *world) {
	ada, bob := w.account("ada"), w.account("bob")
	c := w.group(ada.ID, bob.ID)
	question, answer := w.ask(c, chat.MessageID{}, ada.ID, "hello?")
	w.chunk(answer, 0, "hi")
	w.markRead(question.ID, bob.ID, answer.Path)
	equal(w, "while it streams", w.unread(c, bob.ID), map[chat.MessageID]int64{question.ID: 0})
	events := w.finish(answer)
	equal(w, "announced", events[len(events)-1].Unread, map[chat.AccountID]chat.UnreadCount{ada.ID: {Unread: 1, Total: 1}, bob.ID: {Unread: 1, Total: 1}})
	equal(w, "when it is finished", w.unread(c, ada.ID), map[chat.MessageID]int64{question.ID: 1})
	w.markRead(question.ID, ada.ID, answer.Path)
	equal(w, "when it was read", w.unread(c, ada.ID), map[chat.MessageID]int64{question.ID: 0})

	// One that is deleted before its end never counts, until it is restored.
	_, doomed := w.ask(c, question.ID, ada.ID, "and?")
	remove := store.RemoveMessage{ID: doomed.ID, By: ada.ID, At: w.now()}
	_, err := w.RemoveMessage(w.Context(), remove)
	w.must(err)
	w.wantTypes(w.finish(doomed), chat.EventMessageDone, chat.EventThreadActivity)
	equal(w, "deleted answer", w.unread(c, ada.ID), map[chat.MessageID]int64{question.ID: 0})
	remove.Restore = true
	_, err = w.RemoveMessage(w.Context(), remove)
	w.must(err)
	equal(w, "restored answer", w.unread(c, ada.ID), map[chat.MessageID]int64{question.ID: 1})
	w.log(c)
}
