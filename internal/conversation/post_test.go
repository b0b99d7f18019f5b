package conversation_test

import (
	"log/slog"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/conversation"
	"github.com/rustygpt/rustygpt/internal/store"
)

func TestPostInAChat(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.pub.take()
	first := w.ask("  What is  new?\n")
	if m := w.stored(first.Message.ID); m.Content != "  What is  new?\n" || m.Role != chat.RoleUser {
		t.Errorf("stored %q as %s", m.Content, m.Role)
	}
	if first.Answer() == nil || !w.resp.runs(first.Answer().ID) || first.Answer().ParentID != first.Message.ID {
		t.Fatalf("answer %+v", first.Answer())
	}
	types := w.pub.take()
	if len(types) == 0 || types[0] != chat.EventMessageNew {
		t.Errorf("published %v", types)
	}
	c, err := w.svc.Get(t.Context(), w.owner, w.talk.ID)
	w.check(err)
	if c.Title != "What is new?" || c.ActiveLeaf != first.Answer().ID || !c.Generating {
		t.Errorf("title %q, leaf %s, generating %v", c.Title, c.ActiveLeaf, c.Generating)
	}

	w.resp.complete(first.Answer().ID, "Nothing.")
	second := w.ask("And now?")
	if second.Message.ParentID != first.Answer().ID {
		t.Errorf("replies to %s", second.Message.ParentID)
	}
	if c, _ = w.svc.Get(t.Context(), w.owner, w.talk.ID); c.Title != "What is new?" {
		t.Errorf("title %q", c.Title)
	}
}

func TestWhoMayPost(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	root := w.post(w.member, conversation.PostInput{ConversationID: w.group.ID, Content: "root"}).Message
	tests := map[string]struct {
		who  chat.Actor
		kind chat.Kind
	}{
		"viewer":            {w.viewer, chat.Forbidden},
		"outsider":          {w.outsider, chat.NotFound},
		"read-only account": {w.reader, chat.Forbidden},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := w.svc.Post(t.Context(), tt.who, conversation.PostInput{ConversationID: w.group.ID, Content: "x"})
			expectKind(t, err, tt.kind)
			_, err = w.svc.Post(t.Context(), tt.who, conversation.PostInput{ParentID: root.ID, Content: "x"})
			expectKind(t, err, tt.kind)
			_, err = w.svc.Regenerate(t.Context(), tt.who, conversation.RegenerateInput{MessageID: root.ID})
			expectKind(t, err, tt.kind)
		})
	}
}

func TestWhatMayBePosted(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	elsewhere := w.ask("Hello!").Message
	unknown := chat.MessageRole("wizard")
	tests := map[string]struct {
		in   conversation.PostInput
		kind chat.Kind
	}{
		"blank":                {conversation.PostInput{ConversationID: w.group.ID, Content: " \n"}, chat.Invalid},
		"bad request id":       {conversation.PostInput{ConversationID: w.group.ID, Content: "x", RequestID: "7"}, chat.Invalid},
		"unknown role":         {conversation.PostInput{ConversationID: w.group.ID, Content: "x", Role: &unknown}, chat.Invalid},
		"nowhere":              {conversation.PostInput{Content: "x"}, chat.NotFound},
		"unknown parent":       {conversation.PostInput{ParentID: chat.NewID[chat.Message](), Content: "x"}, chat.NotFound},
		"parent elsewhere":     {conversation.PostInput{ConversationID: w.group.ID, ParentID: elsewhere.ID, Content: "x"}, chat.NotFound},
		"unknown conversation": {conversation.PostInput{ConversationID: chat.NewID[chat.Conversation](), Content: "x"}, chat.NotFound},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := w.svc.Post(t.Context(), w.owner, tt.in)
			expectKind(t, err, tt.kind)
		})
	}
}

func TestRoles(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	tests := map[string]struct {
		who    chat.Actor
		role   chat.MessageRole
		stored chat.MessageRole // empty: it is Forbidden
		answer bool
	}{
		"user":                {w.member, chat.RoleUser, chat.RoleUser, false},
		"assistant":           {w.member, chat.RoleAssistant, chat.RoleUser, true},
		"system by a member":  {w.member, chat.RoleSystem, "", false},
		"tool by a member":    {w.member, chat.RoleTool, "", false},
		"system by an admin":  {w.admin, chat.RoleSystem, chat.RoleSystem, false},
		"system by the owner": {w.owner, chat.RoleSystem, chat.RoleSystem, false},
		"tool by the owner":   {w.owner, chat.RoleTool, chat.RoleTool, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, err := w.svc.Post(t.Context(), tt.who, conversation.PostInput{
				ConversationID: w.group.ID, Content: "x", Role: &tt.role,
			})
			if tt.stored == "" {
				expectKind(t, err, chat.Forbidden)
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if p.Message.Role != tt.stored || p.Message.AuthorID != tt.who.Account.ID || (p.Answer() != nil) != tt.answer {
				t.Errorf("stored as %s by %s, answer %v", p.Message.Role, p.Message.AuthorID, p.Answer() != nil)
			}
		})
	}
}

func TestARetryDoesNothingTwice(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	in := conversation.PostInput{
		ConversationID: w.talk.ID, ToActiveLeaf: true, Content: "Hello!",
		RequestID: uuid.NewString(), OnlyWithoutActive: true,
	}
	first := w.post(w.owner, in)
	w.pub.take()
	w.resp.fails = chat.WithCode(chat.Conflict, "no_model", "gone by now")
	again := w.post(w.owner, in)
	if !again.Duplicate || again.Message.ID != first.Message.ID || again.Answer() == nil || again.Answers[0].ID != first.Answer().ID {
		t.Errorf("the retry yields %+v", again)
	}
	w.pub.expect(t)
	w.resp.fails = nil

	w.resp.complete(first.Answer().ID, "Hi!")
	more := conversation.RegenerateInput{MessageID: first.Answer().ID, RequestID: uuid.NewString()}
	second, err := w.svc.Regenerate(t.Context(), w.owner, more)
	w.check(err)
	repeated, err := w.svc.Regenerate(t.Context(), w.owner, more)
	w.check(err)
	if !repeated.Duplicate || repeated.Answer().ID != second.Answer().ID || second.Answer().ID == first.Answer().ID {
		t.Errorf("the repeated regeneration yields %+v", repeated)
	}
}

func TestOneAnswerAtATime(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.ask("Hello!")
	in := conversation.PostInput{ConversationID: w.talk.ID, ToActiveLeaf: true, Content: "x", OnlyWithoutActive: true}
	_, err := w.svc.Post(t.Context(), w.owner, in)
	expectKind(t, err, chat.Conflict)
	w.check(w.svc.Stop(t.Context(), w.owner, w.talk.ID))
	if m := w.stored(p.Answer().ID); m.Status != chat.StatusCancelled {
		t.Errorf("the stopped answer is %s", m.Status)
	}
	w.post(w.owner, in)
}

func TestARefusedPlanStoresNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.resp.fails = chat.WithCode(chat.Conflict, "no_model", "none")
	_, err := w.svc.Post(t.Context(), w.owner, conversation.PostInput{ConversationID: w.talk.ID, Content: "x", RequireModel: true})
	expectKind(t, err, chat.Conflict)
	line, err := w.svc.Line(t.Context(), w.owner, conversation.LineInput{ConversationID: w.talk.ID})
	w.check(err)
	if len(line.Messages) != 0 {
		t.Errorf("%d messages were stored", len(line.Messages))
	}
}

func TestAChatKeepsTheChosenModel(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.post(w.owner, conversation.PostInput{ConversationID: w.talk.ID, Content: "x", ModelID: w.second.ID})
	w.post(w.owner, conversation.PostInput{ConversationID: w.group.ID, Content: "@assistant", ModelID: w.second.ID})
	for id, want := range map[chat.ConversationID]chat.ModelID{w.talk.ID: w.second.ID, w.group.ID: {}} {
		c, err := w.svc.Get(t.Context(), w.owner, id)
		w.check(err)
		if c.ModelID != want {
			t.Errorf("%s keeps model %s", c.Kind, c.ModelID)
		}
	}
}

func TestThePostingLimit(t *testing.T) {
	t.Parallel()
	w := newWorldWith(t, conversation.Options{
		PostingLimit: &store.PostingLimit{PerSecond: 0.001, Burst: 2},
		Now:          func() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC) },
	})
	var err error
	passed := 0
	for err == nil && passed < 10 {
		if _, err = w.svc.Post(t.Context(), w.owner, conversation.PostInput{ConversationID: w.group.ID, Content: "x"}); err == nil {
			passed++
		}
	}
	expectKind(t, err, chat.RateLimited)
	if passed != 3 { // the burst, and the one that is always due
		t.Errorf("%d messages passed", passed)
	}
}

// witness takes posts for signs of life.
type witness struct{ posted []chat.Message }

func (w *witness) Posted(m chat.Message) []chat.Event {
	w.posted = append(w.posted, m)
	return []chat.Event{{Type: chat.EventPresenceUpdate}, {Type: chat.EventTypingUpdate}}
}

func TestAPostTellsThatItsAuthorIsThere(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	there := &witness{}
	svc := conversation.New(w.db, w.pub, w.resp, conversation.Options{Presence: there}, slog.New(slog.DiscardHandler))
	request := uuid.NewString()
	w.pub.take()
	for range 2 { // the second is a duplicate
		_, err := svc.Post(t.Context(), w.member, conversation.PostInput{ConversationID: w.group.ID, Content: "hello", RequestID: request})
		w.check(err)
	}
	w.pub.expect(t, chat.EventMessageNew, chat.EventThreadNew, chat.EventThreadActivity,
		chat.EventPresenceUpdate, chat.EventTypingUpdate, chat.EventUnreadUpdate)
	if len(there.posted) != 1 || there.posted[0].AuthorID != w.member.Account.ID || there.posted[0].RootID.IsZero() {
		t.Errorf("told of %+v", there.posted)
	}
}
