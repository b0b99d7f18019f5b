package storetest

import (
	"fmt"
	"math/rand/v2"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

// unread is the viewer's list, checked against the sum in the conversation.
func (w *world) unread(c chat.Conversation, viewer chat.AccountID) map[chat.MessageID]int64 {
	w.Helper()
	list, err := w.ListUnread(w.Context(), c.ID, viewer)
	w.must(err)
	counts := map[chat.MessageID]int64{}
	var sum int64
	for _, u := range list {
		counts[u.RootID] = u.Unread
		sum += u.Unread
	}
	equal(w, "sum of unread", w.see(c, viewer).Unread, sum)
	return counts
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
	equal(w, "announced", events[0].Unread, map[chat.AccountID]chat.UnreadCount{bob.ID: {Unread: 1, Total: 1}})
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

// plainMessage and plainReader are what a plain program would remember to count
// unread messages.
type plainMessage struct {
	root    chat.MessageID
	author  chat.AccountID
	counted int64 // 0 = still streaming
	deleted bool
	path    chat.Path
	message chat.Message
}

type plainReader struct {
	joined int64
	marks  map[chat.MessageID]int64
}

// testUnreadRecount does random things and compares with a count over all
// messages after each.
func testUnreadRecount(w *world) {
	random := rand.New(rand.NewPCG(7, 7))
	owner := w.account("owner")
	people := []chat.AccountID{owner.ID}
	c := w.group(owner.ID)
	readers := map[chat.AccountID]*plainReader{owner.ID: {marks: map[chat.MessageID]int64{}}}
	var messages []*plainMessage
	pick := func() *plainMessage { return messages[random.IntN(len(messages))] }
	someone := func() chat.AccountID { return people[random.IntN(len(people))] }

	join := func() {
		a := w.account(fmt.Sprintf("person%d", len(people)))
		w.join(c, a.ID, chat.RoleConvAdmin, owner.ID)
		// The membership event comes right after the position at joining.
		readers[a.ID] = &plainReader{joined: w.see(c, a.ID).Position - 1, marks: map[chat.MessageID]int64{}}
		people = append(people, a.ID)
	}
	post := func() {
		parent := chat.MessageID{}
		if len(messages) > 0 && random.IntN(5) > 0 {
			parent = pick().message.ID
		}
		author := someone()
		if random.IntN(2) == 0 {
			m := w.post(c, parent, author, "x")
			messages = append(messages, &plainMessage{root: m.RootID, author: author, counted: m.Position, path: m.Path, message: m})
			return
		}
		question, answer := w.ask(c, parent, author, "x")
		messages = append(messages,
			&plainMessage{root: question.RootID, author: author, counted: question.Position, path: question.Path, message: question},
			&plainMessage{root: answer.RootID, path: answer.Path, message: answer})
	}
	finish := func() {
		if m := pick(); m.counted == 0 {
			m.counted = w.finish(m.message)[0].Position
		}
	}
	remove := func() {
		m := pick()
		_, err := w.RemoveMessage(w.Context(), store.RemoveMessage{ID: m.message.ID, By: owner.ID, Restore: m.deleted, At: w.now()})
		w.must(err)
		m.deleted = !m.deleted
	}
	mark := func() {
		m, who := pick(), someone()
		path, position := m.path, max(m.message.Position, m.counted)
		if random.IntN(2) == 0 {
			path, position = "", 0
			for _, other := range messages {
				if other.root == m.root && !other.deleted {
					position = max(position, other.counted)
				}
			}
		}
		w.markRead(m.root, who, path)
		r := readers[who]
		r.marks[m.root] = max(r.marks[m.root], position)
	}
	check := func() {
		for who, r := range readers {
			want := map[chat.MessageID]int64{}
			for _, m := range messages {
				unread := m.counted > max(r.joined, r.marks[m.root]) && !m.deleted && m.author != who
				if unread {
					want[m.root]++
				}
			}
			for root, n := range w.unread(c, who) {
				if n != want[root] {
					w.Fatalf("unread in %v: %d, want %d", root, n, want[root])
				}
				delete(want, root)
			}
			if len(want) > 0 {
				w.Fatalf("unread threads are missing: %v", want)
			}
		}
	}
	join()
	post()
	for range 300 {
		switch n := random.IntN(20); {
		case n < 8:
			post()
		case n < 11:
			finish()
		case n < 14:
			remove()
		case n < 19:
			mark()
		case len(people) < 6:
			join()
		}
		check()
	}
	w.log(c)
}
