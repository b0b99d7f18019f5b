package postgres_test

import (
	"testing"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
	"github.com/rustygpt/rustygpt/internal/store/postgres"
	"github.com/rustygpt/rustygpt/internal/store/postgres/pgtest"
)

// TestRoundTrips listens in on the connection: what happens often asks the
// server once.
func TestRoundTrips(t *testing.T) {
	t.Parallel()
	wire, err := pgtest.Tap(database(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := wire.Close(); err != nil {
			t.Error(err)
		}
	})
	talk := newTalk(t, open(t, postgres.Options{URL: wire.URL, MaxConnections: 1, PersistEvents: true}), "ada")
	root, answer := talk.ask(t)
	chunk := 0
	limit := &store.PostingLimit{PerSecond: 1000, Burst: 1000}
	attempts := store.AttemptLimit{PerSecond: 1000, Burst: 1000}
	session := newSession(talk.owner, "first")
	if err := talk.AddSession(t.Context(), store.NewSession{Session: session}); err != nil {
		t.Fatal(err)
	}

	for name, work := range map[string]func() error{
		"login attempt of an address": func() error {
			_, err := talk.TakeAttempt(t.Context(), store.Attempt{Key: "192.0.2.1", Limit: attempts, At: noon})
			return err
		},
		"attempt at a password": func() error {
			_, err := talk.AttemptPassword(t.Context(), store.PasswordAttempt{Login: "ada", Limit: &attempts, At: noon})
			return err
		},
		"login": func() error {
			session = newSession(talk.owner, session.ID.String())
			return talk.AddSession(t.Context(), store.NewSession{
				Session: session, Max: 5, Forgive: &attempts, Rehash: &store.Rehash{Old: "old", New: "new"},
			})
		},
		"session": func() error {
			_, err := talk.FindSession(t.Context(), session.TokenHash)
			return err
		},
		"touch": func() error { return talk.TouchSession(t.Context(), session) },
		"post a root": func() error {
			n := talk.message(chat.MessageID{}, "root")
			n.Limit = limit
			_, err := talk.PostMessage(t.Context(), n)
			return err
		},
		"reply, and start an answer": func() error {
			n := talk.message(root.ID, "reply")
			n.Limit = limit
			n.Answers = []store.NewAnswer{{ID: chat.NewID[chat.Message](), StartedBy: talk.owner, Instance: "here"}}
			_, err := talk.PostMessage(t.Context(), n)
			return err
		},
		"save progress": func() error {
			_, err := talk.SaveProgress(t.Context(), []store.Progress{{Message: answer, Index: chunk, Content: "x", At: noon}})
			chunk++
			return err
		},
		"replay": func() error {
			_, err := talk.Events(t.Context(), store.EventRange{ConversationID: talk.id, Limit: 100})
			return err
		},
		"mark read": func() error {
			_, err := talk.MarkRead(t.Context(), store.ReadMark{RootID: root.ID, Account: talk.owner, At: noon})
			return err
		},
		"unread": func() error {
			_, err := talk.ListUnread(t.Context(), talk.id, talk.owner)
			return err
		},
		"role": func() error {
			_, err := talk.Role(t.Context(), talk.id, talk.owner)
			return err
		},
	} {
		if err := work(); err != nil { // the statement is prepared
			t.Fatalf("%s: %v", name, err)
		}
		before := wire.Trips()
		if err := work(); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if trips := wire.Trips() - before; trips != 1 {
			t.Errorf("%s takes %d round trips", name, trips)
		}
	}
}
