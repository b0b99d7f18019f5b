package storetest

import (
	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

func testMentions(w *world) {
	ctx := w.Context()
	ada, bob, eve := w.account("ada"), w.account("bob"), w.account("eve")
	c := w.group(ada.ID, bob.ID, eve.ID)
	elsewhere := w.root(c, ada.ID, "another thread")
	n := w.newMessage(c, chat.MessageID{}, ada.ID, "@bob, @zoe?")
	n.Mentions = []chat.AccountID{bob.ID, chat.NewID[chat.Account]()} // the second is no participant
	posted, err := w.PostMessage(ctx, n)
	w.must(err)
	root := posted.Message
	equal(w, "posted", root.Mentions, n.Mentions)
	equal(w, "stored", w.find(root.ID, eve.ID), root)
	equal(w, "announced", payload[chat.MessagePayload](w, posted.Events[0]).Message, root)
	equal(w, "counted", posted.Events[3].Unread, map[chat.AccountID]chat.UnreadCount{
		ada.ID: {}, bob.ID: {Unread: 1, Mentions: 1, Total: 2}, eve.ID: {Unread: 1, Total: 2},
	})
	tree, _, err := w.ListTree(ctx, store.TreePage{RootID: root.ID, Viewer: bob.ID, Limit: 1})
	w.must(err)
	equal(w, "in the tree", tree[0], root)
	list, _, err := w.ListConversations(ctx, bob.ID, store.ConversationFilter{Limit: 1})
	w.must(err)
	equal(w, "in the list", []int64{list[0].Unread, list[0].Mentions}, []int64{2, 1})

	// Naming others in an edit counts for them alone; who was named before is
	// not counted again, who is named no more not at all.
	edit := func(id chat.MessageID, mentions ...chat.AccountID) []chat.Event {
		events, err := w.EditMessage(ctx, store.EditMessage{ID: id, By: ada.ID, Content: "@…", Mentions: mentions, At: w.now()})
		w.must(err)
		return events
	}
	events := edit(root.ID, bob.ID, eve.ID)
	w.wantTypes(events, chat.EventMessageUpdated, chat.EventThreadActivity, chat.EventUnreadUpdate)
	equal(w, "edited", payload[chat.MessagePayload](w, events[0]).Message.Mentions, []chat.AccountID{bob.ID, eve.ID})
	equal(w, "counted anew", events[2].Unread, map[chat.AccountID]chat.UnreadCount{eve.ID: {Unread: 1, Mentions: 1, Total: 2}})
	w.wantTypes(edit(root.ID, eve.ID, bob.ID), chat.EventMessageUpdated, chat.EventThreadActivity)
	events = edit(root.ID, eve.ID)
	equal(w, "named no more", events[2].Unread, map[chat.AccountID]chat.UnreadCount{bob.ID: {Unread: 1, Total: 2}})
	edit(root.ID, bob.ID, eve.ID)

	// The author never counts, not even for others.
	reply := w.post(c, root.ID, bob.ID, "me?")
	w.wantTypes(edit(reply.ID, bob.ID), chat.EventMessageUpdated, chat.EventThreadActivity)
	equal(w, "bob's", w.mentions(c, bob.ID), map[chat.MessageID]int64{root.ID: 1})

	// Reading takes them away, up to where one has read.
	second := w.newMessage(c, reply.ID, ada.ID, "@bob @eve")
	second.Mentions = []chat.AccountID{bob.ID, eve.ID}
	_, err = w.PostMessage(ctx, second)
	w.must(err)
	equal(w, "bob's", w.mentions(c, bob.ID), map[chat.MessageID]int64{root.ID: 2})
	events = w.markRead(root.ID, bob.ID, reply.Path)
	equal(w, "after reading some", events[0].Unread, map[chat.AccountID]chat.UnreadCount{bob.ID: {Unread: 1, Mentions: 1, Total: 2}})
	w.wantTypes(edit(root.ID, eve.ID), chat.EventMessageUpdated, chat.EventThreadActivity) // bob has read it
	w.markRead(root.ID, bob.ID, "")
	equal(w, "after reading all", w.mentions(c, bob.ID), map[chat.MessageID]int64{})
	equal(w, "eve's", w.mentions(c, eve.ID), map[chat.MessageID]int64{root.ID: 2})

	// What is deleted mentions nobody, until it is restored.
	remove := store.RemoveMessage{ID: second.ID, By: ada.ID, At: w.now()}
	events, err = w.RemoveMessage(ctx, remove)
	w.must(err)
	equal(w, "deleted", w.find(second.ID, eve.ID).Mentions, nil)
	equal(w, "announced as deleted", payload[chat.MessagePayload](w, events[0]).Message.Mentions, nil)
	equal(w, "counted without it", events[2].Unread, map[chat.AccountID]chat.UnreadCount{eve.ID: {Unread: 2, Mentions: 1, Total: 3}})
	remove.Restore = true
	events, err = w.RemoveMessage(ctx, remove)
	w.must(err)
	equal(w, "restored", payload[chat.MessagePayload](w, events[0]).Message.Mentions, second.Mentions)
	equal(w, "counted with it", events[2].Unread, map[chat.AccountID]chat.UnreadCount{eve.ID: {Unread: 3, Mentions: 2, Total: 4}})

	// Who joins later was not meant.
	zoe := w.account("zoe")
	w.join(c, zoe.ID, chat.RoleParticipant, ada.ID)
	w.wantTypes(edit(elsewhere.ID, zoe.ID), chat.EventMessageUpdated, chat.EventThreadActivity)
	w.post(c, elsewhere.ID, ada.ID, "welcome")
	equal(w, "zoe's", w.mentions(c, zoe.ID), map[chat.MessageID]int64{})
	w.log(c)
}
