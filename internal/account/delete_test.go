package account_test

import (
	"context"
	"slices"
	"testing"

	"github.com/rustygpt/rustygpt/internal/account"
	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

// told is what the others hear of a deletion, in order.
type told []string

func (l *told) add(what string) { *l = append(*l, what) }

func (f *fixture) converse(kind chat.ConversationKind, owner chat.AccountID, others ...chat.AccountID) chat.ConversationID {
	f.t.Helper()
	id := chat.NewID[chat.Conversation]()
	_, err := f.store.AddConversation(f.t.Context(), store.NewConversation{
		ID: id, Kind: kind, AssistantMode: chat.AssistantAuto, Owner: owner, At: f.now(),
	})
	for _, other := range others {
		if err == nil {
			_, err = f.store.AddParticipant(f.t.Context(), id, other, chat.RoleParticipant, owner, f.now())
		}
	}
	if err != nil {
		f.t.Fatal(err)
	}
	return id
}

// TestHandingOver: everybody concerned is told, and answers that were asked for
// end.
func TestHandingOver(t *testing.T) {
	t.Parallel()
	var heard told
	f := newServer(t, account.Options{
		Publish: func(events ...chat.Event) {
			for _, e := range events {
				heard.add(string(e.Type))
			}
		},
		OnChange: func(chat.AccountID) { heard.add("changed") },
		Joined:   func(chat.AccountID) { heard.add("joined") },
		EndAnswers: func(_ context.Context, answers []chat.MessageID) {
			for range answers {
				heard.add("end")
			}
		},
	})
	anna, bob := f.member("anna"), f.member("bob")
	own := f.converse(chat.KindChat, anna.ID)
	f.converse(chat.KindGroup, anna.ID, bob.ID)
	_, err := f.store.PostMessage(t.Context(), store.NewMessage{
		ID: chat.NewID[chat.Message](), ConversationID: own, Author: anna.ID, Role: chat.RoleUser, Content: "?", At: f.now(),
		Answers: []store.NewAnswer{{ID: chat.NewID[chat.Message](), StartedBy: anna.ID, Instance: "here"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	found, err := f.Belongings(t.Context(), f.root(), anna.ID)
	if want := (store.Belongings{Chats: 1, GroupsOwned: 1}); err != nil || found != want {
		t.Errorf("belongings %+v, error %v", found, err)
	}
	_, err = f.Belongings(t.Context(), chat.Actor{Account: bob}, anna.ID)
	refused(t, err, chat.Forbidden, "")

	wantFields(t, f.DeleteAccount(t.Context(), f.root(), anna.ID, anna.ID), "to")
	heard = nil
	if err := f.DeleteAccount(t.Context(), f.root(), anna.ID, bob.ID); err != nil {
		t.Fatal(err)
	}
	if want := (told{"changed", "membership.changed", "membership.changed", "joined", "end"}); !slices.Equal(heard, want) {
		t.Errorf("told %v, want %v", heard, want)
	}
	if role, err := f.store.Role(t.Context(), own, bob.ID); role != chat.RoleOwner || err != nil {
		t.Errorf("role %q, error %v", role, err)
	}
}
