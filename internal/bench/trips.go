package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
	"github.com/rustygpt/rustygpt/internal/store/postgres"
	"github.com/rustygpt/rustygpt/internal/store/postgres/pgtest"
)

// measureTrips counts, on the line to the database, how often the units of work
// that happen all the time wait for it.
func measureTrips(ctx context.Context, _ *lab) ([]figure, error) {
	server, url, err := startPostgres(ctx)
	if err != nil {
		return nil, err
	}
	defer server.Remove()
	line, err := pgtest.Tap(url)
	if err != nil {
		return nil, err
	}
	st, err := openStore(ctx, line.URL)
	if err != nil {
		return nil, err
	}
	figures, err := countTrips(ctx, st, line)
	return figures, errors.Join(err, st.Close(), line.Close())
}

// hot is a unit of work that happens all the time.
type hot struct {
	what string
	do   func() error
}

func countTrips(ctx context.Context, st *postgres.Store, line *pgtest.Wiretap) ([]figure, error) {
	rooms, err := furnish(ctx, st, 1)
	if err != nil {
		return nil, err
	}
	list, err := hotWork(ctx, st, rooms[0])
	if err != nil {
		return nil, err
	}
	var figures []figure
	for _, h := range list {
		for range poolSize { // each connection prepares the statement when it sees it first
			if err := h.do(); err != nil {
				return nil, fmt.Errorf("%s: %w", h.what, err)
			}
		}
		const times = 20
		before := line.Trips()
		for range times {
			if err := h.do(); err != nil {
				return nil, fmt.Errorf("%s: %w", h.what, err)
			}
		}
		trips := float64(line.Trips()-before) / times
		figures = append(figures, figure{what: "PostgreSQL, " + h.what, unit: "round trips", measured: trips, must: 1, aim: 1})
	}
	return figures, nil
}

func hotWork(ctx context.Context, st *postgres.Store, r room) ([]hot, error) {
	limit := &store.PostingLimit{PerSecond: 1e6, Burst: 1e6}
	asked := r.message()
	asked.Answers = []store.NewAnswer{{ID: chat.NewID[chat.Message](), StartedBy: r.author, Instance: "bench"}}
	posted, err := st.PostMessage(ctx, asked)
	if err != nil {
		return nil, err
	}
	chunk, token := 0, []byte(nil)
	post := func(parent chat.MessageID) error {
		n := r.message()
		n.ParentID, n.Limit = parent, limit
		_, err := st.PostMessage(ctx, n)
		return err
	}
	return []hot{
		{"login: add a session, end the oldest", func() error {
			l := newLogin(r.author)
			token = l.TokenHash
			return st.AddSession(ctx, store.NewSession{Session: l, Max: 5})
		}},
		{"look up a session", func() error { _, err := st.FindSession(ctx, token); return err }},
		{"post a root, with its limit and events", func() error { return post(chat.MessageID{}) }},
		{"reply, with its limit and events", func() error { return post(r.root) }},
		{"append a chunk", func() error {
			_, err := st.SaveProgress(ctx, []store.Progress{{Message: *posted.Answer(), Index: chunk, Content: "word ", At: time.Now()}})
			chunk++
			return err
		}},
		{"replay events", func() error {
			_, err := st.Events(ctx, store.EventRange{ConversationID: r.id, Limit: 100})
			return err
		}},
		{"mark a thread read", func() error {
			_, err := st.MarkRead(ctx, store.ReadMark{RootID: r.root, Account: r.other, At: time.Now()})
			return err
		}},
		{"count unread", func() error { _, err := st.ListUnread(ctx, r.id, r.other); return err }},
	}, nil
}

func newLogin(account chat.AccountID) chat.LoginSession {
	id, now := chat.NewID[chat.LoginSession](), time.Now()
	return chat.LoginSession{
		ID: id, AccountID: account, Kind: chat.CookieSession, TokenHash: id.UUID[:], IssuedAt: now, LastSeenAt: now,
		ExpiresAt: now.Add(time.Hour), AbsoluteExpiresAt: now.Add(time.Hour),
	}
}
