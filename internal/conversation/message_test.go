package conversation_test

import (
	"sync"
	"testing"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/conversation"
	"github.com/rustygpt/rustygpt/internal/store"
)

func TestRegenerate(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, err := w.svc.Regenerate(t.Context(), w.owner, conversation.RegenerateInput{ConversationID: w.talk.ID})
	expectKind(t, err, chat.Conflict) // nothing there yet
	p := w.ask("Hello!")
	_, err = w.svc.Regenerate(t.Context(), w.owner, conversation.RegenerateInput{MessageID: p.Answer().ID})
	expectKind(t, err, chat.Conflict) // still being written
	w.resp.complete(p.Answer().ID, "Hi!")

	for name, in := range map[string]conversation.RegenerateInput{
		"an answer":       {MessageID: p.Answer().ID, Instruction: "Shorter."},
		"a question":      {MessageID: p.Message.ID, Instruction: "Shorter."},
		"the last answer": {ConversationID: w.talk.ID, Instruction: "Shorter."},
	} {
		again, err := w.svc.Regenerate(t.Context(), w.owner, in)
		if err != nil {
			t.Fatal(name, err)
		}
		if again.Answers[0].ParentID != p.Message.ID || again.Answers[0].ID == p.Answer().ID || !w.resp.runs(again.Answers[0].ID) {
			t.Errorf("%s: %+v", name, again.Answer())
		}
		if c := w.resp.choices[len(w.resp.choices)-1]; c.Instruction != "Shorter." {
			t.Errorf("%s: asked for %+v", name, c)
		}
		w.resp.complete(again.Answers[0].ID, "Hi again!")
	}

	w.check(w.svc.DeleteMessage(t.Context(), w.owner, p.Message.ID, ""))
	_, err = w.svc.Regenerate(t.Context(), w.owner, conversation.RegenerateInput{MessageID: p.Message.ID})
	expectKind(t, err, chat.Conflict)
	note := chat.RoleSystem
	system := w.post(w.owner, conversation.PostInput{ConversationID: w.talk.ID, Content: "x", Role: &note})
	_, err = w.svc.Regenerate(t.Context(), w.owner, conversation.RegenerateInput{MessageID: system.Message.ID})
	expectKind(t, err, chat.Conflict)
}

func TestWhoMayEditAndDelete(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	tests := map[string]struct {
		who     chat.Actor
		edit    chat.Kind // Internal stands for success
		restore chat.Kind
	}{
		"author":            {w.member, chat.Internal, chat.Forbidden},
		"owner":             {w.owner, chat.Internal, chat.Internal},
		"admin":             {w.admin, chat.Internal, chat.Internal},
		"viewer":            {w.viewer, chat.Forbidden, chat.Forbidden},
		"read-only account": {w.reader, chat.Forbidden, chat.Forbidden},
		"outsider":          {w.outsider, chat.NotFound, chat.NotFound},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := w.post(w.member, conversation.PostInput{ConversationID: w.group.ID, Content: "hello"}).Message
			err := w.svc.Edit(t.Context(), tt.who, conversation.EditInput{MessageID: m.ID, Content: " changed "})
			expectOutcome(t, err, tt.edit)
			if got := w.stored(m.ID); err == nil && (got.Content != " changed " || got.EditedAt.IsZero()) {
				t.Errorf("edited to %+v", got)
			}
			expectOutcome(t, w.svc.DeleteMessage(t.Context(), tt.who, m.ID, "spam"), tt.edit)
			expectOutcome(t, w.svc.RestoreMessage(t.Context(), tt.who, m.ID), tt.restore)
		})
	}
}

// expectOutcome is expectKind, with Internal for success.
func expectOutcome(t *testing.T, err error, want chat.Kind) {
	t.Helper()
	if want != chat.Internal {
		expectKind(t, err, want)
	} else if err != nil {
		t.Error(err)
	}
}

func TestEditAnnounces(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	m := w.ask("Hello!").Message
	w.pub.take()
	w.check(w.svc.Edit(t.Context(), w.owner, conversation.EditInput{MessageID: m.ID, Content: "Hello?"}))
	w.pub.expect(t, chat.EventMessageUpdated, chat.EventThreadActivity)
}

func TestEditRefuses(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.ask("Hello!")
	edit := func(id chat.MessageID, text string) error {
		return w.svc.Edit(t.Context(), w.owner, conversation.EditInput{MessageID: id, Content: text})
	}
	expectKind(t, edit(p.Message.ID, " "), chat.Invalid)
	expectKind(t, edit(p.Answer().ID, "x"), chat.Conflict) // still being written
	expectKind(t, edit(chat.NewID[chat.Message](), "x"), chat.NotFound)
	w.check(w.svc.DeleteMessage(t.Context(), w.owner, p.Message.ID, ""))
	w.check(w.svc.DeleteMessage(t.Context(), w.owner, p.Message.ID, "")) // repeating is harmless
	expectKind(t, edit(p.Message.ID, "x"), chat.Conflict)
}

func TestDeletingAnAnswerEndsIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.ask("Hello!")
	w.check(w.svc.DeleteMessage(t.Context(), w.owner, p.Answer().ID, ""))
	if w.resp.runs(p.Answer().ID) {
		t.Error("a deleted answer goes on")
	}
}

func TestCancel(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.post(w.member, conversation.PostInput{ConversationID: w.group.ID, Content: "@assistant hello"})
	cancel := func(a chat.Actor, id chat.MessageID) (string, error) { return w.svc.Cancel(t.Context(), a, id) }
	for who, kind := range map[*chat.Actor]chat.Kind{
		&w.viewer: chat.Forbidden, &w.reader: chat.Forbidden, &w.outsider: chat.NotFound,
	} {
		_, err := cancel(*who, p.Answer().ID)
		expectKind(t, err, kind)
		expectKind(t, w.svc.Stop(t.Context(), *who, w.group.ID), kind)
	}
	_, err := cancel(w.member, p.Message.ID)
	expectKind(t, err, chat.Invalid)
	for range 2 {
		if status, err := cancel(w.member, p.Answer().ID); status != "cancelled" || err != nil {
			t.Errorf("got %s, %v", status, err)
		}
	}
	ends := map[string]store.Finish{
		"completed": {Status: chat.StatusFailed, FinishReason: "error", Fault: &chat.Fault{Code: "x", Message: "x"}},
		"timed_out": {Status: chat.StatusFailed, FinishReason: "timeout", Fault: &chat.Fault{Code: "x", Message: "x"}},
	}
	for want, f := range ends {
		answer := w.ask("Hello!").Answer().ID
		w.resp.end(answer, "", f)
		if status, err := cancel(w.owner, answer); status != want || err != nil {
			t.Errorf("got %s, %v, want %s", status, err, want)
		}
	}
	elsewhere := w.ask("Hello!").Answer().ID
	delete(w.resp.running, elsewhere)
	if status, err := cancel(w.owner, elsewhere); status != "not_tracked" || err != nil {
		t.Errorf("an answer that nobody writes: %s, %v", status, err)
	}
}

func TestStoppingWhatAnotherInstanceWrites(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var written sync.Map // by the other instance
	w.resp.elsewhere = func(id chat.MessageID) {
		if answer, ok := written.LoadAndDelete(id); ok {
			w.resp.Run(answer.(chat.Message))
			w.resp.Cancel(id)
		}
	}
	ask := func() chat.MessageID {
		answer := w.ask("Hello!").Answer()
		delete(w.resp.running, answer.ID)
		written.Store(answer.ID, *answer)
		return answer.ID
	}
	id := ask()
	if status, err := w.svc.Cancel(t.Context(), w.owner, id); status != "cancelled" || err != nil {
		t.Errorf("cancel: %s, %v", status, err)
	}
	id = ask()
	w.check(w.svc.Stop(t.Context(), w.owner, w.talk.ID))
	if m := w.stored(id); m.Status != chat.StatusCancelled {
		t.Errorf("stopped, and yet %s", m.Status)
	}
	id = ask()
	written.Delete(id) // its writer is gone
	if status, err := w.svc.Cancel(t.Context(), w.owner, id); status != "not_tracked" || err != nil {
		t.Errorf("nobody left: %s, %v", status, err)
	}
}

func TestReading(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	root := w.post(w.member, conversation.PostInput{ConversationID: w.group.ID, Content: "root"}).Message
	for range 3 {
		w.post(w.member, conversation.PostInput{ParentID: root.ID, Content: "reply"})
	}
	ctx := t.Context()
	unread := func() int64 {
		list, err := w.svc.Unread(ctx, w.viewer, w.group.ID)
		w.check(err)
		if len(list) != 1 {
			t.Fatalf("%d threads", len(list))
		}
		return list[0].Unread
	}
	if n := unread(); n != 4 {
		t.Errorf("%d unread", n)
	}
	tree, more, err := w.svc.Tree(ctx, w.viewer, conversation.TreeInput{RootID: root.ID, Limit: 2})
	w.check(err)
	if len(tree) != 2 || !more {
		t.Fatalf("%d messages, more %v", len(tree), more)
	}
	rest, more, err := w.svc.Tree(ctx, w.viewer, conversation.TreeInput{RootID: root.ID, Cursor: string(tree[1].Path)})
	w.check(err)
	if len(rest) != 2 || more {
		t.Errorf("%d messages, more %v", len(rest), more)
	}
	w.check(w.svc.MarkRead(ctx, w.viewer, conversation.ReadInput{RootID: root.ID, Path: string(tree[1].Path)}))
	if n := unread(); n != 2 {
		t.Errorf("%d unread", n)
	}
	w.check(w.svc.MarkRead(ctx, w.viewer, conversation.ReadInput{ConversationID: w.group.ID, RootID: root.ID}))
	if n := unread(); n != 0 {
		t.Errorf("%d unread", n)
	}
	threads, _, err := w.svc.Threads(ctx, w.viewer, conversation.ThreadsInput{ConversationID: w.group.ID})
	w.check(err)
	if len(threads) != 1 || threads[0].MessageCount != 4 {
		t.Errorf("threads %+v", threads)
	}
}

func TestOutsidersReadNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.post(w.member, conversation.PostInput{ConversationID: w.group.ID, Content: "@assistant hello"})
	ctx, a := t.Context(), w.outsider
	for name, read := range map[string]func() error{
		"get":     func() error { _, err := w.svc.Get(ctx, a, w.group.ID); return err },
		"role":    func() error { _, err := w.svc.Role(ctx, a, w.group.ID); return err },
		"message": func() error { _, err := w.svc.Message(ctx, a, p.Message.ID); return err },
		"threads": func() error {
			_, _, err := w.svc.Threads(ctx, a, conversation.ThreadsInput{ConversationID: w.group.ID})
			return err
		},
		"tree": func() error {
			_, _, err := w.svc.Tree(ctx, a, conversation.TreeInput{RootID: p.Message.RootID})
			return err
		},
		"line": func() error {
			_, err := w.svc.Line(ctx, a, conversation.LineInput{ConversationID: w.group.ID})
			return err
		},
		"chunks": func() error {
			_, err := w.svc.Chunks(ctx, a, conversation.ChunksInput{MessageID: p.Answer().ID})
			return err
		},
		"unread": func() error { _, err := w.svc.Unread(ctx, a, w.group.ID); return err },
		"mark":   func() error { return w.svc.MarkRead(ctx, a, conversation.ReadInput{RootID: p.Message.RootID}) },
		"delete": func() error { return w.svc.DeleteMessage(ctx, a, p.Message.ID, "") },
	} {
		t.Log(name)
		expectKind(t, read(), chat.NotFound)
	}
}

func TestBadPaths(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, _, err := w.svc.Tree(t.Context(), w.owner, conversation.TreeInput{RootID: chat.NewID[chat.Message](), Cursor: "?"})
	expectKind(t, err, chat.Invalid)
	err = w.svc.MarkRead(t.Context(), w.owner, conversation.ReadInput{RootID: chat.NewID[chat.Message](), Path: "?"})
	expectKind(t, err, chat.Invalid)
}
