package storetest

import (
	"fmt"
	"strings"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

func testProgress(w *world) {
	ctx := w.Context()
	ada := w.account("ada")
	c := w.chat(ada.ID)
	_, answer := w.ask(c, chat.MessageID{}, ada.ID, "hello?")

	first := store.Progress{Message: answer, Index: 0, Content: "Hel", Reasoning: "think", At: w.now()}
	events := w.save(first)
	w.wantTypes(events, chat.EventMessageDelta)
	chunk := chat.Chunk{MessageID: answer.ID, Content: "Hel", Reasoning: "think", CreatedAt: first.At, Position: answer.Position + 1}
	equal(w, "delta", events[0], chat.DeltaEvent(answer, chunk))
	w.wantTypes(w.chunk(answer, 1, "lo"), chat.EventMessageDelta)
	w.wantTypes(w.save(store.Progress{Message: answer, Index: 2, Reasoning: " more", At: w.now()}), chat.EventMessageDelta)

	// Saving the same piece once more, after a doubtful failure, is harmless.
	w.wantTypes(w.chunk(answer, 1, "lo"))
	_, err := w.SaveProgress(ctx, []store.Progress{{Message: answer, Index: 7, Content: "?", At: w.now()}})
	w.refuses(chat.Internal, err)

	soFar := w.find(answer.ID, ada.ID)
	equal(w, "text so far", []any{soFar.Content, soFar.Answer.Reasoning, soFar.Answer.NextChunk, soFar.Status},
		[]any{"Hello", "think more", 3, chat.StatusStreaming})

	firstToken := first.At
	end := store.Progress{Message: answer, Index: 3, Content: "!", At: w.now(), Finish: &store.Finish{
		Status: chat.StatusComplete, FinishReason: "stop", Usage: &chat.Usage{PromptTokens: 1, CompletionTokens: 2, TotalTokens: 3},
		FirstTokenAt: firstToken, KeepChunks: true, Dropped: 5,
	}}
	events = w.save(end)
	w.wantTypes(events, chat.EventMessageDelta, chat.EventMessageDone, chat.EventThreadActivity, chat.EventUnreadUpdate)
	equal(w, "done", payload[chat.DonePayload](w, events[1]), chat.DonePayload{
		ConversationID: c.ID, RootID: answer.RootID, MessageID: answer.ID, FinishReason: "stop", Status: chat.StatusComplete,
		Chunks: 4, Usage: &chat.Usage{PromptTokens: 1, CompletionTokens: 2, TotalTokens: 3}, Dropped: 5,
	})
	equal(w, "unread", events[3].Unread, map[chat.AccountID]chat.UnreadCount{ada.ID: {Unread: 1, Total: 1}})

	want := answer
	want.Status, want.Content = chat.StatusComplete, "Hello!"
	details := *answer.Answer
	want.Answer = &details
	details.FinishReason, details.Reasoning, details.NextChunk = "stop", "think more", 4
	details.Dropped = 5
	details.Usage, details.FirstTokenAt, details.FinishedAt = end.Finish.Usage, firstToken, end.At
	equal(w, "whole answer", w.find(answer.ID, ada.ID), want)

	chunks, err := w.ListChunks(ctx, answer.ID, ada.ID, 1, 2)
	w.must(err)
	equal(w, "chunks", []any{len(chunks), chunks[0].Index, chunks[0].Content, chunks[1].Index}, []any{2, 1, "lo", 2})
	w.log(c)
}

func testFinishOnce(w *world) {
	ada := w.account("ada")
	c := w.chat(ada.ID)
	_, answer := w.ask(c, chat.MessageID{}, ada.ID, "hello?")
	w.chunk(answer, 0, "part")
	cancel := &store.Finish{Status: chat.StatusCancelled, FinishReason: "cancelled", KeepChunks: true}
	w.save(store.Progress{Message: answer, Finish: cancel, At: w.now()})
	w.wantTypes(w.finish(answer))
	w.wantTypes(w.chunk(answer, 1, "late"))
	m := w.find(answer.ID, ada.ID)
	equal(w, "first end", []any{m.Status, m.Content, m.Answer.FinishReason}, []any{chat.StatusCancelled, "part", "cancelled"})
	running, err := w.RunningAnswers(w.Context(), c.ID)
	w.must(err)
	equal(w, "running", running, nil)

	gone := answer
	gone.ID = chat.NewID[chat.Message]()
	w.wantTypes(w.finish(gone))
	w.log(c)
}

func testFault(w *world) {
	ada := w.account("ada")
	c := w.chat(ada.ID)
	_, answer := w.ask(c, chat.MessageID{}, ada.ID, "hello?")
	fault := &chat.Fault{Code: "provider_unreachable", Message: "nobody answers"}
	events := w.save(store.Progress{Message: answer, At: w.now(), Finish: &store.Finish{
		Status: chat.StatusFailed, FinishReason: "error", Fault: fault, KeepChunks: true,
	}})
	w.wantTypes(events, chat.EventMessageDone, chat.EventError, chat.EventThreadActivity, chat.EventUnreadUpdate)
	equal(w, "error", payload[chat.ErrorPayload](w, events[1]), chat.ErrorPayload{
		ConversationID: c.ID, RootID: answer.RootID, MessageID: answer.ID, Code: fault.Code, Message: fault.Message,
	})
	equal(w, "fault", w.find(answer.ID, ada.ID).Answer.Fault, fault)
}

func testDropChunks(w *world) {
	ctx := w.Context()
	ada := w.account("ada")
	c := w.chat(ada.ID)
	_, answer := w.ask(c, chat.MessageID{}, ada.ID, "hello?")
	before := w.see(c, ada.ID).Position
	w.chunk(answer, 0, "whole ")
	w.save(store.Progress{Message: answer, Index: 1, Content: "text", At: w.now(), Finish: &store.Finish{Status: chat.StatusComplete}})
	m := w.find(answer.ID, ada.ID)
	equal(w, "text", []any{m.Content, m.Answer.NextChunk}, []any{"whole text", 2})
	chunks, err := w.ListChunks(ctx, answer.ID, ada.ID, 0, 10)
	w.must(err)
	equal(w, "chunks", chunks, nil)
	found, err := w.Events(ctx, store.EventRange{ConversationID: c.ID, After: before, Limit: 100})
	w.must(err)
	equal(w, "gap inside the answer", found.Gap, true)
	found, err = w.Events(ctx, store.EventRange{ConversationID: c.ID, After: before + 2, Limit: 100})
	w.must(err)
	equal(w, "gap after it", found.Gap, false)
}

func testManyAnswers(w *world) {
	ada := w.account("ada")
	c, d := w.chat(ada.ID), w.chat(ada.ID)
	_, one := w.ask(c, chat.MessageID{}, ada.ID, "one")
	_, two := w.ask(c, chat.MessageID{}, ada.ID, "two")
	_, three := w.ask(d, chat.MessageID{}, ada.ID, "three")
	answers := []chat.Message{one, two, three}
	for i := range 20 {
		var batch []store.Progress
		for n, answer := range answers {
			batch = append(batch, store.Progress{Message: answer, Index: i, Content: fmt.Sprintf("%d.%d ", n, i), At: w.now()})
		}
		last := map[chat.ConversationID]int64{}
		for _, e := range w.save(batch...) {
			if e.Position <= last[e.ConversationID] {
				w.Errorf("position %d comes after %d", e.Position, last[e.ConversationID])
			}
			last[e.ConversationID] = e.Position
		}
	}
	for n, answer := range answers {
		w.finish(answer)
		var text strings.Builder
		for i := range 20 {
			fmt.Fprintf(&text, "%d.%d ", n, i)
		}
		equal(w, "text", w.find(answer.ID, ada.ID).Content, text.String())
	}
	w.log(c)
	w.log(d)
}

func testStartAnswer(w *world) {
	ctx := w.Context()
	ada := w.account("ada")
	c := w.chat(ada.ID)
	question, first := w.ask(c, chat.MessageID{}, ada.ID, "hello?")
	w.finish(first)
	n := store.StartAnswer{To: question.ID, By: ada.ID, Answer: newAnswer(ada.ID), At: w.now()}
	posted, err := w.StartAnswer(ctx, n)
	w.must(err)
	w.wantTypes(posted.Events, chat.EventMessageNew, chat.EventThreadActivity)
	equal(w, "message", posted.Message, chat.Message{})
	second := *posted.Answer()
	equal(w, "path", second.Path, question.Path.Child(2))
	equal(w, "stored answer", w.find(second.ID, ada.ID), second)
	equal(w, "active leaf", w.see(c, ada.ID).ActiveLeaf, second.ID)
	threads, _, err := w.ListThreads(ctx, store.ThreadPage{ConversationID: c.ID, Viewer: ada.ID, Limit: 1})
	w.must(err)
	equal(w, "thread", []any{threads[0].MessageCount, threads[0].LastActivityAt}, []any{int64(3), n.At})
	n.To = chat.NewID[chat.Message]()
	_, err = w.StartAnswer(ctx, n)
	w.refuses(chat.NotFound, err)
	w.log(c)
}

func testPrompt(w *world) {
	ctx := w.Context()
	ada, bob := w.account("ada"), w.account("bob")
	_, err := w.UpdateAccount(ctx, store.AccountPatch{ID: ada.ID, DisplayName: pointer("Ada L."), At: w.now()})
	w.must(err)
	c := w.group(ada.ID, bob.ID)
	_, _, err = w.UpdateConversation(ctx, store.ConversationPatch{ID: c.ID, By: ada.ID, SystemPrompt: pointer("be brief"), At: w.now()})
	w.must(err)
	q1, a1 := w.ask(c, chat.MessageID{}, ada.ID, "one")
	w.chunk(a1, 0, "first")
	aside := w.post(c, a1.ID, bob.ID, "aside")
	w.post(c, a1.ID, bob.ID, "not on the way")
	_, err = w.RemoveMessage(ctx, store.RemoveMessage{ID: aside.ID, By: bob.ID, At: w.now()})
	w.must(err)
	n := w.newMessage(c, aside.ID, ada.ID, "two")
	n.Answers = oneAnswer(ada.ID)
	n.Answers[0].Instruction = "in French"
	posted, err := w.PostMessage(ctx, n)
	w.must(err)

	prompt, err := w.Prompt(ctx, posted.Answer().ID)
	w.must(err)
	equal(w, "prompt", prompt, store.Prompt{SystemPrompt: "be brief", Instruction: "in French", Messages: []store.PromptMessage{
		{ID: q1.ID, Role: chat.RoleUser, Status: chat.StatusComplete, Author: ada.ID, Name: "Ada L.", Content: "one"},
		{ID: a1.ID, Role: chat.RoleAssistant, Status: chat.StatusStreaming, Content: "first"},
		{ID: aside.ID, Role: chat.RoleUser, Status: chat.StatusComplete, Author: bob.ID, Name: "bob", Deleted: true},
		{ID: n.ID, Role: chat.RoleUser, Status: chat.StatusComplete, Author: ada.ID, Name: "Ada L.", Content: "two"},
	}})
	w.must(w.delete(bob))
	prompt, err = w.Prompt(ctx, posted.Answer().ID)
	w.must(err)
	gone := prompt.Messages[2]
	equal(w, "who is gone", []any{gone.Author, gone.Name}, []any{bob.ID, ""})
	_, err = w.Prompt(ctx, q1.ID)
	w.refuses(chat.NotFound, err)
}

func testOrphans(w *world) {
	ctx := w.Context()
	ada := w.account("ada")
	c := w.chat(ada.ID)
	start := func(instance string, lease time.Duration) chat.Message {
		n := w.newMessage(c, chat.MessageID{}, ada.ID, "hello?")
		n.Answers = oneAnswer(ada.ID)
		n.Answers[0].Instance, n.Answers[0].LeaseUntil = instance, w.clock.Add(lease)
		posted, err := w.PostMessage(ctx, n)
		w.must(err)
		return *posted.Answer()
	}
	mine, lapsed, _ := start("here", time.Hour), start("there", time.Minute), start("there", time.Hour)
	w.chunk(mine, 0, "some")
	w.chunk(mine, 1, "thing")
	done := start("here", time.Hour)
	w.finish(done)
	orphans := func(instance string, at time.Time) []chat.MessageID {
		list, err := w.Orphans(ctx, instance, at)
		w.must(err)
		return ids(list, func(o store.Orphan) chat.MessageID { return o.Message.ID })
	}
	later := w.clock.Add(2 * time.Minute)
	equal(w, "orphans of this instance", orphans("here", w.clock), []chat.MessageID{mine.ID})
	equal(w, "orphans with lapsed leases", orphans("", later), []chat.MessageID{lapsed.ID})
	list, err := w.Orphans(ctx, "here", later)
	w.must(err)
	equal(w, "both", len(list), 2)
	equal(w, "chunks", list[0].Chunks, 2)
	equal(w, "text", list[0].Message.Content, "something")
	unwanted, err := w.ExtendLeases(ctx, "there", later.Add(time.Hour))
	w.must(err)
	equal(w, "nobody wants to end one", unwanted, nil)
	equal(w, "orphans after extending", orphans("", later), nil)
	for _, id := range []chat.MessageID{mine.ID, lapsed.ID, lapsed.ID, done.ID, chat.NewID[chat.Message]()} {
		w.must(w.RequestCancel(ctx, id))
	}
	unwanted, err = w.ExtendLeases(ctx, "there", later.Add(time.Hour))
	w.must(err)
	equal(w, "unwanted there", unwanted, []chat.MessageID{lapsed.ID})
	w.finish(lapsed)
	unwanted, err = w.ExtendLeases(ctx, "there", later.Add(time.Hour))
	w.must(err)
	equal(w, "unwanted when it has ended", unwanted, nil)
}
