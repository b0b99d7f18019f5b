package postgres_test

import (
	"testing"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
	"github.com/rustygpt/rustygpt/internal/store/postgres"
)

// talk is a conversation of one account.
type talk struct {
	*postgres.Store
	owner chat.AccountID
	id    chat.ConversationID
}

func newTalk(t testing.TB, s *postgres.Store, name string) talk {
	t.Helper()
	k := talk{s, chat.NewID[chat.Account](), chat.ConversationID{}}
	account := chat.Account{ID: k.owner, Username: name, Roles: chat.RoleMember, CreatedAt: noon, UpdatedAt: noon}
	if err := s.AddAccount(t.Context(), account, ""); err != nil {
		t.Fatal(err)
	}
	return k.another(t)
}

// another is one more conversation of the same account.
func (k talk) another(t testing.TB) talk {
	t.Helper()
	k.id = chat.NewID[chat.Conversation]()
	n := store.NewConversation{ID: k.id, Kind: chat.KindChat, AssistantMode: chat.AssistantAuto, Owner: k.owner, At: noon}
	if _, err := k.AddConversation(t.Context(), n); err != nil {
		t.Fatal(err)
	}
	return k
}

func (k talk) message(parent chat.MessageID, text string) store.NewMessage {
	return store.NewMessage{
		ID: chat.NewID[chat.Message](), ConversationID: k.id, ParentID: parent, Author: k.owner, Role: chat.RoleUser, Content: text, At: noon,
	}
}

func (k talk) post(t testing.TB, n store.NewMessage) store.Posted {
	t.Helper()
	posted, err := k.PostMessage(t.Context(), n)
	if err != nil {
		t.Fatal(err)
	}
	return posted
}

func (k talk) ask(t testing.TB) (question, answer chat.Message) {
	t.Helper()
	n := k.message(chat.MessageID{}, "hello?")
	n.Answers = []store.NewAnswer{{ID: chat.NewID[chat.Message](), StartedBy: k.owner, ModelName: "m", ProviderName: "p", Instance: "here"}}
	posted := k.post(t, n)
	return posted.Message, *posted.Answer()
}

func (k talk) save(t testing.TB, batch ...store.Progress) {
	t.Helper()
	if _, err := k.SaveProgress(t.Context(), batch); err != nil {
		t.Fatal(err)
	}
}
