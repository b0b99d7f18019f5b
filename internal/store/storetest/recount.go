package storetest

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

// plainRoom is what a plain program would remember to count what is unread.
type plainRoom struct {
	*world
	random   *rand.Rand
	room     chat.Conversation
	people   []chat.AccountID // the owner first
	readers  map[chat.AccountID]*plainReader
	messages []*plainMessage
}

type plainMessage struct {
	chat.Message
	counted int64 // the position from which it counts; 0 = still streaming
	deleted bool
}

type plainReader struct {
	joined int64
	marks  map[chat.MessageID]int64
}

func newPlainRoom(w *world) *plainRoom {
	owner := w.account("owner")
	return &plainRoom{
		world:   w,
		random:  rand.New(rand.NewPCG(7, 7)),
		room:    w.group(owner.ID),
		people:  []chat.AccountID{owner.ID},
		readers: map[chat.AccountID]*plainReader{owner.ID: {marks: map[chat.MessageID]int64{}}},
	}
}

func (r *plainRoom) message() *plainMessage { return r.messages[r.random.IntN(len(r.messages))] }

func (r *plainRoom) someone() chat.AccountID { return r.people[r.random.IntN(len(r.people))] }

// some picks people to mention, mostly none.
func (r *plainRoom) some() (mentioned []chat.AccountID) {
	for _, who := range r.people {
		if r.random.IntN(4) == 0 {
			mentioned = append(mentioned, who)
		}
	}
	return mentioned
}

func (r *plainRoom) join() {
	a := r.account(fmt.Sprintf("person%d", len(r.people)))
	r.world.join(r.room, a.ID, chat.RoleConvAdmin, r.people[0])
	// The membership event comes right after the position at joining.
	r.readers[a.ID] = &plainReader{joined: r.see(r.room, a.ID).Position - 1, marks: map[chat.MessageID]int64{}}
	r.people = append(r.people, a.ID)
}

// post posts somewhere, and sometimes asks one or two models.
func (r *plainRoom) post() {
	parent := chat.MessageID{}
	if len(r.messages) > 0 && r.random.IntN(5) > 0 {
		parent = r.message().ID
	}
	author := r.someone()
	n := r.newMessage(r.room, parent, author, "x")
	n.Mentions = slices.DeleteFunc(r.some(), func(a chat.AccountID) bool { return a == author })
	for range r.random.IntN(3) {
		n.Answers = append(n.Answers, newAnswer(author))
	}
	posted, err := r.PostMessage(r.Context(), n)
	r.must(err)
	r.messages = append(r.messages, &plainMessage{Message: posted.Message, counted: posted.Message.Position})
	for _, answer := range posted.Answers {
		r.messages = append(r.messages, &plainMessage{Message: answer})
	}
}

func (r *plainRoom) finish() {
	if m := r.message(); m.counted == 0 {
		m.counted = r.world.finish(m.Message)[0].Position
	}
}

func (r *plainRoom) edit() {
	m := r.message()
	if m.deleted || m.counted == 0 {
		return
	}
	m.Mentions = slices.DeleteFunc(r.some(), func(a chat.AccountID) bool { return a == m.AuthorID })
	_, err := r.EditMessage(r.Context(), store.EditMessage{ID: m.ID, By: r.people[0], Content: "y", Mentions: m.Mentions, At: r.now()})
	r.must(err)
}

// remove deletes a message, or restores it.
func (r *plainRoom) remove() {
	m := r.message()
	_, err := r.RemoveMessage(r.Context(), store.RemoveMessage{ID: m.ID, By: r.people[0], Restore: m.deleted, At: r.now()})
	r.must(err)
	m.deleted = !m.deleted
}

func (r *plainRoom) mark() {
	m, who := r.message(), r.someone()
	path, position := m.Path, max(m.Position, m.counted)
	if r.random.IntN(2) == 0 {
		path, position = "", 0
		for _, other := range r.messages {
			if other.RootID == m.RootID && !other.deleted {
				position = max(position, other.counted)
			}
		}
	}
	r.markRead(m.RootID, who, path)
	marks := r.readers[who].marks
	marks[m.RootID] = max(marks[m.RootID], position)
}

// recount counts what is unread for somebody over all messages.
func (r *plainRoom) recount(who chat.AccountID) map[chat.MessageID]chat.ThreadUnread {
	counts := map[chat.MessageID]chat.ThreadUnread{}
	reader := r.readers[who]
	for _, m := range r.messages {
		if m.counted <= max(reader.joined, reader.marks[m.RootID]) || m.deleted || m.AuthorID == who {
			continue
		}
		c := counts[m.RootID]
		c.RootID = m.RootID
		c.Unread++
		if slices.Contains(m.Mentions, who) {
			c.Mentions++
		}
		counts[m.RootID] = c
	}
	return counts
}

// check compares everybody's counts with a recount.
func (r *plainRoom) check() {
	r.Helper()
	for who := range r.readers {
		found := map[chat.MessageID]chat.ThreadUnread{}
		for _, u := range r.listUnread(r.room, who) {
			if u.Unread != 0 || u.Mentions != 0 {
				found[u.RootID] = u
			}
		}
		if want := r.recount(who); !maps.Equal(found, want) {
			r.Fatalf("unread:\n got %+v\nwant %+v", found, want)
		}
	}
}

// checkAnnounced compares everybody's counts with what the log says of them
// last.
func (r *plainRoom) checkAnnounced() {
	r.Helper()
	counts := map[chat.AccountID]map[chat.MessageID]chat.ThreadUnread{}
	totals := map[chat.AccountID]int64{}
	for _, e := range r.log(r.room) {
		for who, c := range e.Unread {
			if counts[who] == nil {
				counts[who] = map[chat.MessageID]chat.ThreadUnread{}
			}
			counts[who][e.RootID] = chat.ThreadUnread{RootID: e.RootID, Unread: c.Unread, Mentions: c.Mentions}
			totals[who] = c.Total
		}
	}
	for who := range r.readers {
		for _, u := range r.listUnread(r.room, who) {
			equal(r.world, "what was announced", counts[who][u.RootID], u)
		}
		equal(r.world, "announced total", totals[who], r.see(r.room, who).Unread)
	}
}

// testUnreadRecount does random things and compares with a count over all
// messages after each.
func testUnreadRecount(w *world) {
	r := newPlainRoom(w)
	r.join()
	r.post()
	for range 300 {
		switch n := r.random.IntN(22); {
		case n < 8:
			r.post()
		case n < 11:
			r.finish()
		case n < 14:
			r.remove()
		case n < 16:
			r.edit()
		case n < 21:
			r.mark()
		case len(r.people) < 6:
			r.join()
		}
		r.check()
	}
	r.checkAnnounced()
}

// testUnreadTogether has people write, delete and read at once, and counts when
// they are done.
func testUnreadTogether(w *world) {
	r := newPlainRoom(w)
	for range 3 {
		r.join()
	}
	root := w.root(r.room, r.people[0], "root")
	r.messages = append(r.messages, &plainMessage{Message: root, counted: root.Position})
	at := w.now()
	var mu sync.Mutex
	var wg sync.WaitGroup
	for i, who := range r.people {
		random := rand.New(rand.NewPCG(uint64(i), 7))
		wg.Go(func() {
			parent := root.ID
			for range 20 {
				m, marked, err := writeAndRead(r, random, who, parent, at)
				if err != nil {
					w.Error(err)
					return
				}
				mu.Lock()
				r.messages = append(r.messages, m)
				r.readers[who].marks[root.ID] = max(r.readers[who].marks[root.ID], marked)
				mu.Unlock()
				if random.IntN(2) == 0 {
					parent = m.ID
				}
			}
		})
	}
	wg.Wait()
	r.check()
	r.checkAnnounced()
}

// writeAndRead posts a message, sometimes deletes it or marks the thread as
// read up to it, and tells up to where.
func writeAndRead(r *plainRoom, random *rand.Rand, who chat.AccountID, parent chat.MessageID, at time.Time) (*plainMessage, int64, error) {
	n := store.NewMessage{ID: chat.NewID[chat.Message](), ParentID: parent, Author: who, Role: chat.RoleUser, Content: "x", At: at}
	for _, other := range r.people {
		if other != who && random.IntN(3) == 0 {
			n.Mentions = append(n.Mentions, other)
		}
	}
	posted, err := r.PostMessage(r.Context(), n)
	if err != nil {
		return nil, 0, err
	}
	m := &plainMessage{Message: posted.Message, counted: posted.Message.Position}
	switch random.IntN(3) {
	case 0:
		_, err = r.RemoveMessage(r.Context(), store.RemoveMessage{ID: m.ID, By: who, At: at})
		m.deleted = true
	case 1:
		_, err = r.MarkRead(r.Context(), store.ReadMark{RootID: m.RootID, Account: who, Path: m.Path, At: at})
		return m, m.counted, err
	}
	return m, 0, err
}
