package postgres_test

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgproto3"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
	"github.com/rustygpt/rustygpt/internal/store/postgres"
)

// TestRoundTrips listens in on the connection: what happens often asks the
// server once.
func TestRoundTrips(t *testing.T) {
	t.Parallel()
	wire := tap(t, database(t))
	talk := newTalk(t, open(t, postgres.Options{URL: wire.url, MaxConnections: 1, PersistEvents: true}), "ada")
	root, answer := talk.ask(t)
	chunk := 0
	limit := &store.PostingLimit{PerSecond: 1000, Burst: 1000}
	session := newSession(talk.owner, "first")
	if err := talk.AddSession(t.Context(), store.NewSession{Session: session}); err != nil {
		t.Fatal(err)
	}

	for name, work := range map[string]func() error{
		"login": func() error {
			session = newSession(talk.owner, session.ID.String())
			return talk.AddSession(t.Context(), store.NewSession{Session: session, Max: 5})
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
		before := wire.trips.Load()
		if err := work(); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if trips := wire.trips.Load() - before; trips != 1 {
			t.Errorf("%s takes %d round trips", name, trips)
		}
	}
}

// wiretap passes on what a client and a server say, and counts how often the
// client waits for an answer.
type wiretap struct {
	url   string
	trips atomic.Int64
}

func tap(t *testing.T, address string) *wiretap {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := u.Host
	u.Host, u.RawQuery = listener.Addr().String(), "sslmode=disable"
	w := &wiretap{url: u.String()}
	var relays sync.WaitGroup
	relays.Go(func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			relays.Go(func() {
				if err := w.relay(client, server); err != nil && !errors.Is(err, net.ErrClosed) {
					t.Errorf("relay: %v", err)
				}
			})
		}
	})
	t.Cleanup(func() {
		listener.Close()
		relays.Wait()
	})
	return w
}

func (w *wiretap) relay(client net.Conn, address string) error {
	defer client.Close()
	server, err := net.DialTimeout("tcp", address, time.Second)
	if err != nil {
		return err
	}
	defer server.Close()
	go io.Copy(client, server)
	messages := pgproto3.NewBackend(client, nil)
	start, err := messages.ReceiveStartupMessage()
	if err != nil {
		return fmt.Errorf("start: %w", err)
	}
	if err := pass(server, start); err != nil {
		return err
	}
	for {
		switch message, err := messages.Receive(); {
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			return nil
		case err != nil:
			return err
		default:
			w.count(message) // first, or the answer may be there before it is counted
			if err := pass(server, message); err != nil {
				return err
			}
		}
	}
}

func pass(server io.Writer, message pgproto3.FrontendMessage) error {
	b, err := message.Encode(nil)
	if err == nil {
		_, err = server.Write(b)
	}
	return err
}

func (w *wiretap) count(message pgproto3.FrontendMessage) {
	switch message.(type) {
	case *pgproto3.Sync, *pgproto3.Query:
		w.trips.Add(1)
	}
}
