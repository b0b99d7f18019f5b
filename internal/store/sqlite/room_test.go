package sqlite_test

import (
	"testing"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
	"github.com/rustygpt/rustygpt/internal/store/sqlite"
)

// room is a conversation of one account.
type room struct {
	*sqlite.Store
	owner chat.AccountID
	id    chat.ConversationID
}

func newRoom(t testing.TB, s *sqlite.Store, name string) room {
	t.Helper()
	r := room{s, chat.NewID[chat.Account](), chat.ConversationID{}}
	account := chat.Account{ID: r.owner, Username: name, Roles: chat.RoleMember, CreatedAt: noon, UpdatedAt: noon}
	if err := s.AddAccount(t.Context(), account, ""); err != nil {
		t.Fatal(err)
	}
	return r.another(t)
}

// another is one more conversation of the same account.
func (r room) another(t testing.TB) room {
	t.Helper()
	r.id = chat.NewID[chat.Conversation]()
	n := store.NewConversation{ID: r.id, Kind: chat.KindChat, AssistantMode: chat.AssistantAuto, Owner: r.owner, At: noon}
	if _, err := r.AddConversation(t.Context(), n); err != nil {
		t.Fatal(err)
	}
	return r
}

func (r room) message(parent chat.MessageID, text string) store.NewMessage {
	return store.NewMessage{
		ID: chat.NewID[chat.Message](), ConversationID: r.id, ParentID: parent, Author: r.owner, Role: chat.RoleUser, Content: text, At: noon,
	}
}

func (r room) post(t testing.TB, n store.NewMessage) store.Posted {
	t.Helper()
	posted, err := r.PostMessage(t.Context(), n)
	if err != nil {
		t.Fatal(err)
	}
	return posted
}

func (r room) ask(t testing.TB) (question, answer chat.Message) {
	t.Helper()
	n := r.message(chat.MessageID{}, "hello?")
	n.Answers = []store.NewAnswer{{ID: chat.NewID[chat.Message](), StartedBy: r.owner, ModelName: "m", ProviderName: "p", Instance: "here"}}
	posted := r.post(t, n)
	return posted.Message, *posted.Answer()
}

func (r room) save(t testing.TB, batch ...store.Progress) {
	t.Helper()
	if _, err := r.SaveProgress(t.Context(), batch); err != nil {
		t.Fatal(err)
	}
}
