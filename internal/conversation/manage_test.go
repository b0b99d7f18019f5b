package conversation_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/conversation"
)

func TestCreate(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	wizard := chat.NewID[chat.Model]()
	tests := map[string]struct {
		in    conversation.CreateInput
		kind  chat.ConversationKind
		title string // empty: it is refused as Invalid
		mode  chat.AssistantMode
	}{
		"a chat":        {conversation.CreateInput{}, chat.KindChat, conversation.DefaultTitle, chat.AssistantAuto},
		"a group":       {conversation.CreateInput{Title: new(" Our  plans "), Kind: chat.KindGroup}, chat.KindGroup, "Our plans", chat.AssistantMention},
		"a quiet group": {conversation.CreateInput{Title: new("x"), Kind: chat.KindGroup, AssistantMode: chat.AssistantOff}, chat.KindGroup, "x", chat.AssistantOff},
		"with a model":  {conversation.CreateInput{Title: new("x"), ModelID: w.model.ID}, chat.KindChat, "x", chat.AssistantAuto},
		"blank":         {conversation.CreateInput{Title: new(" \n")}, "", "", ""},
		"long":          {conversation.CreateInput{Title: new(strings.Repeat("x", 257))}, "", "", ""},
		"unknown kind":  {conversation.CreateInput{Kind: "club"}, "", "", ""},
		"unknown mode":  {conversation.CreateInput{AssistantMode: "always"}, "", "", ""},
		"unknown model": {conversation.CreateInput{ModelID: wizard}, "", "", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, err := w.svc.Create(t.Context(), w.member, tt.in)
			if tt.title == "" {
				expectKind(t, err, chat.Invalid)
				return
			}
			w.check(err)
			if c.Kind != tt.kind || c.Title != tt.title || c.AssistantMode != tt.mode || c.Role != chat.RoleOwner || c.ModelID != tt.in.ModelID {
				t.Errorf("made %+v", c)
			}
		})
	}
	_, err := w.svc.Create(t.Context(), w.reader, conversation.CreateInput{})
	expectKind(t, err, chat.Forbidden)
}

func TestUpdate(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.pub.take()
	off := chat.AssistantOff
	c, err := w.svc.Update(t.Context(), w.admin, conversation.UpdateInput{
		ID: w.group.ID, Title: new(" New  name "), SystemPrompt: new("Be brief."), ModelID: &w.second.ID,
		AssistantMode: &off, Archived: new(true),
	})
	w.check(err)
	if c.Title != "New name" || c.SystemPrompt != "Be brief." || c.ModelID != w.second.ID || c.AssistantMode != off || c.ArchivedAt.IsZero() {
		t.Errorf("updated to %+v", c)
	}
	w.pub.expect(t, chat.EventConversationUpdated)
	c, err = w.svc.Update(t.Context(), w.admin, conversation.UpdateInput{ID: w.group.ID, ModelID: new(chat.ModelID)})
	w.check(err)
	if !c.ModelID.IsZero() {
		t.Error("the default model is not back")
	}
	wizard, mode := chat.NewID[chat.Model](), chat.AssistantMode("always")
	for name, in := range map[string]conversation.UpdateInput{
		"blank title":   {Title: new(" ")},
		"long title":    {Title: new(strings.Repeat("x", 257))},
		"long prompt":   {SystemPrompt: new(strings.Repeat("x", 100_001))},
		"unknown model": {ModelID: &wizard},
		"unknown mode":  {AssistantMode: &mode},
	} {
		in.ID = w.group.ID
		_, err := w.svc.Update(t.Context(), w.admin, in)
		t.Log(name)
		expectKind(t, err, chat.Invalid)
	}
}

// TestWhoMayChangeSettings tries each setting with everybody who may not.
func TestWhoMayChangeSettings(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	off := chat.AssistantOff
	for name, in := range map[string]conversation.UpdateInput{
		"title":          {Title: new("x")},
		"archived":       {Archived: new(true)},
		"system prompt":  {SystemPrompt: new("x")},
		"model":          {ModelID: &w.second.ID},
		"assistant mode": {AssistantMode: &off},
	} {
		in.ID = w.group.ID
		for who, kind := range map[*chat.Actor]chat.Kind{
			&w.member: chat.Forbidden, &w.viewer: chat.Forbidden, &w.reader: chat.Forbidden, &w.outsider: chat.NotFound,
		} {
			t.Log(name, who.Account.Username)
			_, err := w.svc.Update(t.Context(), *who, in)
			expectKind(t, err, kind)
		}
		for _, who := range []chat.Actor{w.owner, w.admin} {
			_, err := w.svc.Update(t.Context(), who, in)
			w.check(err)
		}
	}
	_, err := w.svc.Update(t.Context(), w.owner, conversation.UpdateInput{ID: w.group.ID, Title: new("  " + strings.Repeat("ä", 255) + " \t\n ä ")})
	expectKind(t, err, chat.Invalid)
	c, err := w.svc.Update(t.Context(), w.owner, conversation.UpdateInput{ID: w.group.ID, Title: new("  " + strings.Repeat("ä", 254) + " \t\n ä ")})
	w.check(err)
	if want := strings.Repeat("ä", 254) + " ä"; c.Title != want {
		t.Errorf("title %q", c.Title)
	}
}

func TestTheActiveLeafWalksDown(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first := w.ask("one")
	w.resp.complete(first.Answer().ID, "1")
	second := w.ask("two")
	w.resp.complete(second.Answer().ID, "2")
	other, err := w.svc.Regenerate(t.Context(), w.owner, conversation.RegenerateInput{MessageID: first.Answer().ID})
	w.check(err)
	c, err := w.svc.Get(t.Context(), w.owner, w.talk.ID)
	w.check(err)
	if c.ActiveLeaf != other.Answer().ID {
		t.Errorf("regenerating shows %s", c.ActiveLeaf)
	}
	c, err = w.svc.Update(t.Context(), w.owner, conversation.UpdateInput{ID: w.talk.ID, ActiveLeaf: &first.Answer().ID})
	w.check(err)
	if c.ActiveLeaf != second.Answer().ID {
		t.Errorf("choosing a branch shows %s", c.ActiveLeaf)
	}
	elsewhere := w.post(w.owner, conversation.PostInput{ConversationID: w.group.ID, Content: "x"}).Message.ID
	_, err = w.svc.Update(t.Context(), w.owner, conversation.UpdateInput{ID: w.talk.ID, ActiveLeaf: &elsewhere})
	if err == nil {
		t.Error("a message of another conversation became the active leaf")
	}
}

func TestDeleteAndRestore(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.ask("Hello!")
	expectKind(t, w.svc.Delete(t.Context(), w.outsider, w.talk.ID), chat.NotFound)
	expectKind(t, w.svc.Delete(t.Context(), w.admin, w.group.ID), chat.Forbidden)
	w.check(w.svc.Delete(t.Context(), w.owner, w.talk.ID))
	if w.resp.runs(p.Answer().ID) {
		t.Error("an answer in a deleted chat goes on")
	}
	_, err := w.svc.Get(t.Context(), w.owner, w.talk.ID)
	expectKind(t, err, chat.NotFound)
	_, err = w.svc.Post(t.Context(), w.owner, conversation.PostInput{ConversationID: w.talk.ID, Content: "x"})
	expectKind(t, err, chat.NotFound)
	_, err = w.svc.Restore(t.Context(), w.outsider, w.talk.ID)
	expectKind(t, err, chat.NotFound)
	c, err := w.svc.Restore(t.Context(), w.owner, w.talk.ID)
	w.check(err)
	if c.ID != w.talk.ID || !c.DeletedAt.IsZero() {
		t.Errorf("restored %+v", c)
	}
	w.post(w.owner, conversation.PostInput{ConversationID: w.talk.ID, Content: "x"})
}

func TestOldTrashIsPurged(t *testing.T) {
	t.Parallel()
	later := time.Duration(0)
	w := newWorldWith(t, conversation.Options{
		TrashFor: 24 * time.Hour, Now: func() time.Time { return time.Now().Add(later) },
	})
	w.check(w.svc.Delete(t.Context(), w.owner, w.talk.ID))
	later = 23 * time.Hour
	if n, err := w.svc.Purge(t.Context()); n != 0 || err != nil {
		t.Errorf("purged %d, %v", n, err)
	}
	_, err := w.db.FindConversation(t.Context(), w.talk.ID, w.owner.Account.ID)
	w.check(err)
	later = 25 * time.Hour
	if n, err := w.svc.Purge(t.Context()); n != 1 || err != nil {
		t.Errorf("purged %d, %v", n, err)
	}
	_, err = w.svc.Restore(t.Context(), w.owner, w.talk.ID)
	expectKind(t, err, chat.NotFound)
}

func TestList(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	chats, more, err := w.svc.List(t.Context(), w.owner, conversation.ListInput{Kind: chat.KindChat})
	w.check(err)
	if len(chats) != 1 || chats[0].ID != w.talk.ID || more {
		t.Errorf("chats %v", chats)
	}
	_, more, err = w.svc.List(t.Context(), w.owner, conversation.ListInput{Limit: 1})
	w.check(err)
	if !more {
		t.Error("no more than one")
	}
	_, _, err = w.svc.List(t.Context(), w.owner, conversation.ListInput{Kind: "club"})
	expectKind(t, err, chat.Invalid)
	none, _, err := w.svc.List(t.Context(), w.outsider, conversation.ListInput{})
	w.check(err)
	if len(none) != 0 {
		t.Errorf("an outsider sees %v", none)
	}
}

func TestANewConversationIsMadeKnownToItsOwner(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.pub.joined = nil
	_, err := w.svc.Create(t.Context(), w.member, conversation.CreateInput{})
	w.check(err)
	_, err = w.svc.Create(t.Context(), w.member, conversation.CreateInput{Kind: "club"})
	expectKind(t, err, chat.Invalid)
	if want := []chat.AccountID{w.member.Account.ID}; !slices.Equal(w.pub.joined, want) {
		t.Errorf("told of %v, want %v", w.pub.joined, want)
	}
}
