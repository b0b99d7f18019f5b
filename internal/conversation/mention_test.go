package conversation_test

import (
	"slices"
	"testing"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/conversation"
)

func TestWhoIsMentioned(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	owner, admin, member := w.owner.Account.ID, w.admin.Account.ID, w.member.Account.ID
	w.more = []chat.Model{{ID: chat.NewID[chat.Model](), DisplayName: "member", UpstreamID: "admin-large"}}
	tests := map[string]struct {
		text   string
		people []chat.AccountID
		models int
	}{
		"nobody":                       {"hello", nil, 0},
		"a participant":                {"@member?", []chat.AccountID{member}, 0},
		"without regard to case":       {"@MEMBER", []chat.AccountID{member}, 0},
		"in the order of the text":     {"@member and @admin, @Member!", []chat.AccountID{member, admin}, 0},
		"oneself":                      {"@owner @admin", []chat.AccountID{admin}, 0},
		"an outsider":                  {"@outsider", nil, 0},
		"an address":                   {"me@member.example", nil, 0},
		"part of a word":               {"@members", nil, 0},
		"a longer name of a model":     {"@admin-large", nil, 1},
		"people and models":            {"@admin, ask @mini or @assistant", []chat.AccountID{admin}, 2},
		"a name that two of them have": {"@member", []chat.AccountID{member}, 0},
	}
	for name, tt := range tests {
		w.resp.choices = nil
		posted := w.post(w.owner, conversation.PostInput{ConversationID: w.group.ID, Content: tt.text})
		if got := posted.Message.Mentions; !slices.Equal(got, tt.people) || len(w.resp.choices) != tt.models {
			t.Errorf("%s: mentions %v, want %v; %d models", name, got, tt.people, len(w.resp.choices))
		}
	}

	// An edit names whom its text names, without its author.
	first := w.post(w.member, conversation.PostInput{ConversationID: w.group.ID, Content: "@owner"}).Message
	w.check(w.svc.Edit(t.Context(), w.owner, conversation.EditInput{MessageID: first.ID, Content: "@owner @member @admin"}))
	if got := w.stored(first.ID).Mentions; !slices.Equal(got, []chat.AccountID{owner, admin}) {
		t.Errorf("the edited message mentions %v", got)
	}

	// In a chat there is nobody to mention.
	if got := w.ask("@admin").Message.Mentions; got != nil {
		t.Errorf("in a chat %v is mentioned", got)
	}
}
