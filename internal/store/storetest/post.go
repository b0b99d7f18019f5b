package storetest

import (
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

func testPost(w *world) {
	ctx := w.Context()
	ada, bob := w.account("ada"), w.account("bob")
	c := w.group(ada.ID, bob.ID)
	start := w.see(c, ada.ID).Position

	n := w.newMessage(c, chat.MessageID{}, ada.ID, "  hello  ")
	posted, err := w.PostMessage(ctx, n)
	w.must(err)
	root := chat.Message{
		ID: n.ID, RootID: n.ID, ConversationID: c.ID, AuthorID: ada.ID, Role: chat.RoleUser, Content: "  hello  ",
		Path: chat.RootPath(), Depth: 1, CreatedAt: n.At, Status: chat.StatusComplete, Position: start + 1,
	}
	equal(w, "posted root", posted.Message, root)
	equal(w, "stored root", w.find(n.ID, bob.ID), root)
	w.wantTypes(posted.Events, chat.EventMessageNew, chat.EventThreadNew, chat.EventThreadActivity, chat.EventUnreadUpdate)
	equal(w, "first position", posted.Events[0].Position, root.Position)
	equal(w, "announced message", payload[chat.MessagePayload](w, posted.Events[0]).Message, root)
	summary := payload[chat.ThreadNewPayload](w, posted.Events[1]).Summary
	equal(w, "summary", summary, chat.ThreadSummary{
		RootID: root.ID, RootExcerpt: "hello", RootAuthor: &ada.ID, CreatedAt: n.At, LastActivityAt: n.At, MessageCount: 1, ParticipantCount: 2,
	})
	equal(w, "unread", posted.Events[3].Unread, map[chat.AccountID]chat.UnreadCount{ada.ID: {}, bob.ID: {Unread: 1, Total: 1}})

	n = w.newMessage(c, root.ID, bob.ID, "hi")
	n.ConversationID = chat.ConversationID{}
	posted, err = w.PostMessage(ctx, n)
	w.must(err)
	w.wantTypes(posted.Events, chat.EventMessageNew, chat.EventThreadActivity, chat.EventUnreadUpdate)
	equal(w, "reply", posted.Message, chat.Message{
		ID: n.ID, RootID: root.ID, ParentID: root.ID, ConversationID: c.ID, AuthorID: bob.ID, Role: chat.RoleUser, Content: "hi",
		Path: chat.RootPath().Child(1), Depth: 2, CreatedAt: n.At, Status: chat.StatusComplete, Position: root.Position + 4,
	})
	equal(w, "activity", payload[chat.ThreadActivityPayload](w, posted.Events[1]), chat.ThreadActivityPayload{
		ConversationID: c.ID, RootID: root.ID, LastActivityAt: n.At,
	})
	after := w.see(c, ada.ID)
	equal(w, "activity and leaf", []any{after.LastActivityAt, after.ActiveLeaf}, []any{n.At, chat.MessageID{}})

	_, err = w.PostMessage(ctx, n)
	w.refuses(chat.Conflict, err)
	_, err = w.PostMessage(ctx, w.newMessage(c, chat.NewID[chat.Message](), ada.ID, "x"))
	w.refuses(chat.NotFound, err)
	_, err = w.PostMessage(ctx, w.newMessage(w.chat(ada.ID), root.ID, ada.ID, "x"))
	w.refuses(chat.NotFound, err)
	w.log(c)
}

func testPostWithAnswer(w *world) {
	ctx := w.Context()
	ada := w.account("ada")
	c := w.chat(ada.ID)
	n := w.newMessage(c, chat.MessageID{}, ada.ID, "hello?")
	n.Answers = oneAnswer(ada.ID)
	posted, err := w.PostMessage(ctx, n)
	w.must(err)
	w.wantTypes(posted.Events, chat.EventMessageNew, chat.EventThreadNew, chat.EventThreadActivity, chat.EventUnreadUpdate, chat.EventMessageNew)
	answer := chat.Message{
		ID: n.Answers[0].ID, RootID: n.ID, ParentID: n.ID, ConversationID: c.ID, Role: chat.RoleAssistant, Path: chat.RootPath().Child(1),
		Depth: 2, CreatedAt: n.At, Status: chat.StatusStreaming, Position: posted.Events[4].Position,
		Answer: &chat.Answer{ModelName: "gpt-tiny", ProviderName: "local", StartedAt: n.At},
	}
	equal(w, "answer", *posted.Answer(), answer)
	equal(w, "stored answer", w.find(answer.ID, ada.ID), answer)
	equal(w, "announced answer", payload[chat.MessagePayload](w, posted.Events[4]).Message, answer)
	after := w.see(c, ada.ID)
	equal(w, "active leaf", after.ActiveLeaf, answer.ID)
	equal(w, "unread while streaming", after.Unread, 0)
	running, err := w.RunningAnswers(ctx, c.ID)
	w.must(err)
	equal(w, "running", running, []chat.MessageID{answer.ID})
	v, err := w.FindMessage(ctx, answer.ID, ada.ID)
	w.must(err)
	equal(w, "viewed", []any{v.Role, v.Kind, v.StartedBy}, []any{chat.RoleOwner, chat.KindChat, ada.ID})
}

// testSideBySide has several models answer one message.
func testSideBySide(w *world) {
	ctx := w.Context()
	ada := w.account("ada")
	c := w.chat(ada.ID)
	first := w.root(c, ada.ID, "hello")
	for name, n := range map[string]store.NewMessage{
		"root":  w.newMessage(c, chat.MessageID{}, ada.ID, "which?"),
		"reply": w.newMessage(c, first.ID, ada.ID, "which?"),
	} {
		n.RequestID, n.At = "which "+name, w.now()
		for _, model := range []string{"one", "two", "three", "four"} {
			a := newAnswer(ada.ID)
			a.ModelName = model
			n.Answers = append(n.Answers, a)
		}
		posted, err := w.PostMessage(ctx, n)
		w.must(err)
		added := posted.Events[len(posted.Events)-4:]
		w.wantTypes(added, chat.EventMessageNew, chat.EventMessageNew, chat.EventMessageNew, chat.EventMessageNew)
		for i, a := range posted.Answers {
			equal(w, "answer", a, chat.Message{
				ID: n.Answers[i].ID, RootID: posted.Message.RootID, ParentID: n.ID, ConversationID: c.ID, Role: chat.RoleAssistant,
				Path: posted.Message.Path.Child(i + 1), Depth: posted.Message.Depth + 1, CreatedAt: n.At, Status: chat.StatusStreaming,
				Position: added[i].Position,
				Answer:   &chat.Answer{ModelName: n.Answers[i].ModelName, ProviderName: "local", StartedAt: n.At},
			})
			equal(w, "stored answer", w.find(a.ID, ada.ID), a)
			equal(w, "announced answer", payload[chat.MessagePayload](w, added[i]).Message, a)
		}
		equal(w, "answers", len(posted.Answers), 4)
		equal(w, "active leaf", w.see(c, ada.ID).ActiveLeaf, posted.Answers[0].ID)
		found, err := w.FindRequest(ctx, c.ID, n.RequestID)
		w.must(err)
		equal(w, "found request", found, store.Posted{Message: posted.Message, Answers: posted.Answers, Duplicate: true})

		// Each ends by itself; one more comes behind them, and is not the
		// first request's.
		w.finish(posted.Answers[2])
		running, err := w.RunningAnswers(ctx, c.ID)
		w.must(err)
		equal(w, "running", running, []chat.MessageID{posted.Answers[0].ID, posted.Answers[1].ID, posted.Answers[3].ID})
		again, err := w.StartAnswer(ctx, store.StartAnswer{To: n.ID, By: ada.ID, Answer: newAnswer(ada.ID), At: w.now()})
		w.must(err)
		equal(w, "path of the fifth", again.Answer().Path, posted.Message.Path.Child(5))
		found, err = w.FindRequest(ctx, c.ID, n.RequestID)
		w.must(err)
		equal(w, "found answers", messageIDs(found.Answers), messageIDs(posted.Answers))
		for _, a := range append(again.Answers, posted.Answers...) {
			w.finish(a)
		}
	}
	threads, _, err := w.ListThreads(ctx, store.ThreadPage{ConversationID: c.ID, Viewer: ada.ID, Limit: 2})
	w.must(err)
	equal(w, "messages", threads[0].MessageCount+threads[1].MessageCount, 13)
	w.log(c)
}

func testRequestIDs(w *world) {
	ctx := w.Context()
	ada := w.account("ada")
	c := w.chat(ada.ID)
	n := w.newMessage(c, chat.MessageID{}, ada.ID, "once")
	n.RequestID, n.Answers = "r1", oneAnswer(ada.ID)
	first, err := w.PostMessage(ctx, n)
	w.must(err)
	top := w.see(c, ada.ID).Position

	n.ID, n.Content, n.Answers = chat.NewID[chat.Message](), "twice", oneAnswer(ada.ID)
	n.OnlyWithoutActive = true
	again, err := w.PostMessage(ctx, n)
	w.must(err)
	equal(w, "repeated post", again, store.Posted{Message: first.Message, Answers: first.Answers, Duplicate: true})
	found, err := w.FindRequest(ctx, c.ID, "r1")
	w.must(err)
	equal(w, "found request", found, again)
	equal(w, "position", w.see(c, ada.ID).Position, top)
	_, err = w.FindRequest(ctx, c.ID, "r2")
	w.refuses(chat.NotFound, err)

	w.finish(*first.Answer())
	s := store.StartAnswer{To: n.ID, By: ada.ID, RequestID: "r2", Answer: newAnswer(ada.ID), At: w.now()}
	s.To = first.Message.ID
	regenerated, err := w.StartAnswer(ctx, s)
	w.must(err)
	s.Answer = newAnswer(ada.ID)
	again, err = w.StartAnswer(ctx, s)
	w.must(err)
	equal(w, "repeated answer", again, store.Posted{Answers: regenerated.Answers, Duplicate: true})

	// The same request id means something else in another conversation.
	n = w.newMessage(w.chat(ada.ID), chat.MessageID{}, ada.ID, "elsewhere")
	n.RequestID = "r1"
	elsewhere, err := w.PostMessage(ctx, n)
	w.must(err)
	equal(w, "duplicate elsewhere", elsewhere.Duplicate, false)
}

func testPostingLimit(w *world) {
	ctx := w.Context()
	ada, bob := w.account("ada"), w.account("bob")
	c := w.group(ada.ID, bob.ID)
	at := w.now()
	post := func(author chat.AccountID, at time.Time) error {
		n := w.newMessage(c, chat.MessageID{}, author, "x")
		n.Limit, n.At = &store.PostingLimit{PerSecond: 5, Burst: 10}, at
		_, err := w.PostMessage(ctx, n)
		return err
	}
	for range 11 {
		w.must(post(ada.ID, at))
	}
	top := w.see(c, ada.ID).Position
	err := post(ada.ID, at)
	w.refuses(chat.RateLimited, err)
	if e, ok := err.(*chat.Error); !ok || e.RetryAfter != 200*time.Millisecond {
		w.Errorf("retry after: %+v", err)
	}
	equal(w, "position", w.see(c, ada.ID).Position, top)
	w.must(post(bob.ID, at))
	w.must(post(ada.ID, at.Add(200*time.Millisecond)))
	w.refuses(chat.RateLimited, post(ada.ID, at.Add(200*time.Millisecond)))
}

func testOnlyWithoutActive(w *world) {
	ctx := w.Context()
	ada := w.account("ada")
	c := w.chat(ada.ID)
	question, answer := w.ask(c, chat.MessageID{}, ada.ID, "hello?")
	n := w.newMessage(c, question.ID, ada.ID, "more")
	n.OnlyWithoutActive = true
	_, err := w.PostMessage(ctx, n)
	w.refuses(chat.Conflict, err)
	s := store.StartAnswer{To: question.ID, By: ada.ID, Answer: newAnswer(ada.ID), OnlyWithoutActive: true, At: w.now()}
	_, err = w.StartAnswer(ctx, s)
	w.refuses(chat.Conflict, err)
	w.finish(answer)
	_, err = w.StartAnswer(ctx, s)
	w.must(err)
}

func testAutoTitle(w *world) {
	ctx := w.Context()
	ada := w.account("ada")
	c := w.conversation(store.NewConversation{Kind: chat.KindChat, Title: "New chat", AutoTitle: true, Owner: ada.ID})
	n := w.newMessage(c, chat.MessageID{}, ada.ID, "How are you?")
	n.TitleFrom, n.Answers = "How are you?", oneAnswer(ada.ID)
	posted, err := w.PostMessage(ctx, n)
	w.must(err)
	w.wantTypes(posted.Events, chat.EventMessageNew, chat.EventThreadNew, chat.EventThreadActivity, chat.EventUnreadUpdate,
		chat.EventMessageNew, chat.EventConversationUpdated)
	updated := payload[chat.ConversationPayload](w, posted.Events[5])
	equal(w, "announced", []any{updated.Title, updated.ActiveLeaf}, []any{"How are you?", posted.Answer().ID})
	equal(w, "title", w.see(c, ada.ID).Title, "How are you?")

	n = w.newMessage(c, chat.MessageID{}, ada.ID, "And now?")
	n.TitleFrom = n.Content
	_, err = w.PostMessage(ctx, n)
	w.must(err)
	equal(w, "title after the second message", w.see(c, ada.ID).Title, "How are you?")

	named := w.conversation(store.NewConversation{Kind: chat.KindChat, Title: "Mine", Owner: ada.ID})
	n = w.newMessage(named, chat.MessageID{}, ada.ID, "Hello")
	n.TitleFrom = n.Content
	_, err = w.PostMessage(ctx, n)
	w.must(err)
	equal(w, "chosen title", w.see(named, ada.ID).Title, "Mine")
}

func testTimes(w *world) {
	ada := w.account("ada")
	c := w.chat(ada.ID)
	n := w.newMessage(c, chat.MessageID{}, ada.ID, "now")
	n.At = time.Date(2026, 1, 2, 3, 4, 5, 678_901_234, time.FixedZone("", 3600))
	posted, err := w.PostMessage(w.Context(), n)
	w.must(err)
	want := time.Date(2026, 1, 2, 2, 4, 5, 678_901_000, time.UTC)
	equal(w, "posted at", posted.Message.CreatedAt, want)
	equal(w, "stored at", w.find(n.ID, ada.ID).CreatedAt, want)
	equal(w, "event at", w.log(c)[0].CreatedAt, want)
	equal(w, "returned event at", posted.Events[0].CreatedAt, want)
}
