package conversation_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/conversation"
)

// TestWhoAnswers posts in every kind of conversation and mode. The zero model
// is the conversation's own.
func TestWhoAnswers(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	group := func(mode chat.AssistantMode) chat.ConversationID {
		c := w.create(conversation.CreateInput{Title: new("x"), Kind: chat.KindGroup, AssistantMode: mode})
		w.joinTo(c.ID, w.member, chat.RoleParticipant)
		return c.ID
	}
	alone := func(mode chat.AssistantMode) chat.ConversationID {
		return w.create(conversation.CreateInput{Title: new("x"), Kind: chat.KindGroup, AssistantMode: mode}).ID
	}
	talk := func(mode chat.AssistantMode) chat.ConversationID {
		return w.create(conversation.CreateInput{Title: new("x"), AssistantMode: mode}).ID
	}
	const auto, mention, off = chat.AssistantAuto, chat.AssistantMention, chat.AssistantOff
	own, four, mini := chat.ModelID{}, w.model.ID, w.second.ID
	type models = []chat.ModelID
	user, assistant := new(chat.RoleUser), new(chat.RoleAssistant)
	tests := map[string]struct {
		where chat.ConversationID
		in    conversation.PostInput
		want  models
	}{
		"group":                         {group(""), conversation.PostInput{Content: "lunch?"}, nil},
		"group, by role user":           {group(""), conversation.PostInput{Content: "lunch?", Role: user}, nil},
		"group, assistant mentioned":    {group(""), conversation.PostInput{Content: "@assistant lunch?"}, models{own}},
		"group, by a model's id":        {group(""), conversation.PostInput{Content: "so, @gpt-4-mini?"}, models{mini}},
		"group, by a model's name":      {group(""), conversation.PostInput{Content: "@four: lunch?"}, models{four}},
		"group, two models":             {group(""), conversation.PostInput{Content: "@mini or @four?"}, models{mini, four}},
		"group, one model twice":        {group(""), conversation.PostInput{Content: "@four, @gpt-4, @FOUR"}, models{four}},
		"group, model and assistant":    {group(""), conversation.PostInput{Content: "@mini @assistant"}, models{mini, own}},
		"group, mail address":           {group(""), conversation.PostInput{Content: "me@assistant.example"}, nil},
		"group, but chosen":             {group(""), conversation.PostInput{Content: "@four @mini", ModelID: mini}, models{mini}},
		"group, outright":               {group(""), conversation.PostInput{Content: "x", Answer: new(true)}, models{own}},
		"group, by role assistant":      {group(""), conversation.PostInput{Content: "x", Role: assistant}, models{own}},
		"group, role and model":         {group(""), conversation.PostInput{Content: "@mini", Role: assistant}, models{mini}},
		"group, auto":                   {group(auto), conversation.PostInput{Content: "x"}, models{own}},
		"group, auto, model mentioned":  {group(auto), conversation.PostInput{Content: "@mini"}, models{mini}},
		"group, mention":                {group(mention), conversation.PostInput{Content: "x"}, nil},
		"group, off":                    {group(off), conversation.PostInput{Content: "@assistant @mini"}, nil},
		"group, off, by role assistant": {group(off), conversation.PostInput{Content: "x", Role: assistant}, models{own}},
		"alone":                         {alone(""), conversation.PostInput{Content: "x"}, models{own}},
		"alone, auto":                   {alone(auto), conversation.PostInput{Content: "x"}, models{own}},
		"alone, mention":                {alone(mention), conversation.PostInput{Content: "x"}, models{own}},
		"alone, off":                    {alone(off), conversation.PostInput{Content: "@assistant"}, nil},
		"chat":                          {talk(""), conversation.PostInput{Content: "x"}, models{own}},
		"chat, models mentioned":        {talk(""), conversation.PostInput{Content: "@four and @mini"}, models{four, mini}},
		"chat, auto":                    {talk(auto), conversation.PostInput{Content: "x"}, models{own}},
		"chat, mention":                 {talk(mention), conversation.PostInput{Content: "x"}, nil},
		"chat, mention, mentioned":      {talk(mention), conversation.PostInput{Content: "@assistant"}, models{own}},
		"chat, off":                     {talk(off), conversation.PostInput{Content: "@assistant"}, nil},
		"chat, off, but yes":            {talk(off), conversation.PostInput{Content: "x", Answer: new(true)}, models{own}},
		"chat, outright not":            {talk(""), conversation.PostInput{Content: "x", Answer: new(false)}, nil},
	}
	for name, tt := range tests {
		w.resp.choices = nil
		tt.in.ConversationID = tt.where
		posted := w.post(w.owner, tt.in)
		var asked models
		for _, c := range w.resp.choices {
			asked = append(asked, c.Explicit)
		}
		if !slices.Equal(asked, tt.want) || len(posted.Answers) != len(tt.want) {
			t.Errorf("%s: asked for %v, want %v; %d answers", name, asked, tt.want, len(posted.Answers))
		}
	}
}

// TestAnswersSideBySide mentions several models: each answers by itself.
func TestAnswersSideBySide(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	in := conversation.PostInput{ConversationID: w.talk.ID, Content: "@gpt-4 or @mini?", RequestID: uuid.NewString()}
	posted := w.post(w.owner, in)
	if len(posted.Answers) != 2 || posted.Answers[0].Answer.ModelID != w.model.ID || posted.Answers[1].Answer.ModelID != w.second.ID {
		t.Fatalf("answers %+v", posted.Answers)
	}
	one, two := posted.Answers[0].ID, posted.Answers[1].ID
	if !w.resp.runs(one) || !w.resp.runs(two) {
		t.Error("one of them does not run")
	}
	if status, err := w.svc.Cancel(t.Context(), w.owner, two); status != "cancelled" || err != nil {
		t.Errorf("cancelled: %q, %v", status, err)
	}
	if !w.resp.runs(one) || w.resp.runs(two) {
		t.Error("the wrong one was cancelled")
	}
	again := w.post(w.owner, in)
	if !again.Duplicate || len(again.Answers) != 2 || again.Answers[0].ID != one || again.Answers[1].ID != two {
		t.Errorf("the retry yields %+v", again.Answers)
	}
	if w.resp.runs(two) {
		t.Error("the retry runs an answer again")
	}
}

// TestTheOwnModelAnswersOnce calls the conversation's model in both ways.
func TestTheOwnModelAnswersOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.create(conversation.CreateInput{Title: new("x"), ModelID: w.second.ID})
	posted := w.post(w.owner, conversation.PostInput{ConversationID: c.ID, Content: "@assistant @four @mini"})
	if len(posted.Answers) != 2 || posted.Answers[0].Answer.ModelID != w.second.ID || posted.Answers[1].Answer.ModelID != w.model.ID {
		t.Errorf("answers %+v", posted.Answers)
	}
}

func TestTooManyModels(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	text := "@mini"
	for i := range 4 {
		m := w.model
		m.ID, m.UpstreamID, m.DisplayName = chat.NewID[chat.Model](), fmt.Sprint("m", i), fmt.Sprint("Model ", i)
		if _, err := w.db.PutModel(t.Context(), m); err != nil {
			t.Fatal(err)
		}
		w.more = append(w.more, m)
		text += " @" + m.UpstreamID
	}
	_, err := w.svc.Post(t.Context(), w.owner, conversation.PostInput{ConversationID: w.group.ID, Content: text})
	expectKind(t, err, chat.Invalid)
	if err == nil || !strings.Contains(err.Error(), "At most 4 models") {
		t.Errorf("it says %v", err)
	}
	posted := w.post(w.owner, conversation.PostInput{ConversationID: w.group.ID, Content: strings.TrimPrefix(text, "@mini")})
	if len(posted.Answers) != 4 {
		t.Errorf("%d answers", len(posted.Answers))
	}
}

// TestAChatThatBecomesAGroup asks before and after somebody joined it.
func TestAChatThatBecomesAGroup(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	auto := chat.AssistantAuto
	quiet, chosen, settled := w.create(conversation.CreateInput{}), w.create(conversation.CreateInput{AssistantMode: auto}), w.create(conversation.CreateInput{})
	_, err := w.svc.Update(t.Context(), w.owner, conversation.UpdateInput{ID: settled.ID, AssistantMode: &auto})
	w.check(err)
	for c, want := range map[chat.ConversationID]int{quiet.ID: 0, chosen.ID: 1, settled.ID: 1} {
		if p := w.post(w.owner, conversation.PostInput{ConversationID: c, Content: "x"}); len(p.Answers) != 1 {
			t.Errorf("as a chat: %d answers", len(p.Answers))
		}
		w.joinTo(c, w.member, chat.RoleParticipant)
		if p := w.post(w.owner, conversation.PostInput{ConversationID: c, Content: "x"}); len(p.Answers) != want {
			t.Errorf("as a group: %d answers, want %d", len(p.Answers), want)
		}
		if p := w.post(w.member, conversation.PostInput{ConversationID: c, Content: "@assistant"}); len(p.Answers) != 1 {
			t.Errorf("mentioned: %d answers", len(p.Answers))
		}
	}
}
