package main

import (
	"context"
	"crypto/sha256"
	"fmt"
	"log/slog"
	"path/filepath"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
	"github.com/rustygpt/rustygpt/internal/store/sqlite"
)

// conversationsEach is how many conversations a person has in measurePersonal.
const conversationsEach = 20

// measurePersonal holds the own streams of many people, on which nothing
// happens. Each of them is signed in and has conversations.
func measurePersonal(ctx context.Context, l *lab) ([]figure, error) {
	n := min(pick(l, 5000, 500), openFiles()-500)
	dir, err := l.directory()
	if err != nil {
		return nil, err
	}
	cookies, err := populate(ctx, dir, n)
	if err != nil {
		return nil, err
	}
	c, err := l.startServer(ctx, dir)
	if err != nil {
		return nil, err
	}
	// The first half also fills the caches of the database, which are bounded and
	// do not grow with the number of people.
	a := &audience{}
	defer a.leave()
	half := n / 2
	var used [2]float64
	for i, part := range [][]string{cookies[:half], cookies[half : 2*half]} {
		for _, cookie := range part {
			if err := a.join(ctx, c.address, "/api/stream/me", cookie); err != nil {
				return nil, err
			}
		}
		if err := wait(ctx, settle); err != nil {
			return nil, err
		}
		used[i] = c.memory("RssAnon")
	}
	each := (used[1] - used[0]) / float64(half)
	return []figure{{
		what: fmt.Sprintf("memory per person with an idle stream of their own, %d with %d conversations each", n, conversationsEach),
		unit: "KB", measured: each / 1000, absolute: true, must: 12, aim: 8,
	}}, nil
}

// populate makes people with conversations in a database that no server uses
// yet, and signs them in. It returns their cookies.
func populate(ctx context.Context, dir string, n int) ([]string, error) {
	st, err := sqlite.Open(ctx, sqlite.Options{Path: filepath.Join(dir, "rustygpt.db"), PersistEvents: true}, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, err
	}
	defer func() { _ = st.Close() }()
	numbers := make([]int, n)
	cookies := make([]string, n)
	for i := range numbers {
		numbers[i] = i
	}
	return cookies, spread(numbers, func(i int) error {
		token := fmt.Sprintf("person-%d", i)
		cookies[i] = "SESSION_ID=" + token
		return settleIn(ctx, st, token)
	})
}

// settleIn makes one person.
func settleIn(ctx context.Context, st *sqlite.Store, token string) error {
	now := time.Now()
	a := chat.Account{ID: chat.NewID[chat.Account](), Username: token, Roles: chat.RoleMember, CreatedAt: now, UpdatedAt: now}
	if err := st.AddAccount(ctx, a, ""); err != nil {
		return err
	}
	hash := sha256.Sum256([]byte(token))
	err := st.AddSession(ctx, store.NewSession{Max: 1, Session: chat.LoginSession{
		ID: chat.NewID[chat.LoginSession](), AccountID: a.ID, Kind: chat.CookieSession, TokenHash: hash[:], Roles: a.Roles,
		IssuedAt: now, LastSeenAt: now, ExpiresAt: now.Add(time.Hour), AbsoluteExpiresAt: now.Add(time.Hour),
		Device: chat.Device{IP: "127.0.0.1"},
	}})
	if err != nil {
		return err
	}
	for range conversationsEach {
		_, err := st.AddConversation(ctx, store.NewConversation{
			ID: chat.NewID[chat.Conversation](), Kind: chat.KindChat, Title: "A chat", AssistantMode: chat.AssistantAuto, Owner: a.ID, At: now,
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// join opens one stream.
func (a *audience) join(ctx context.Context, address, path, cookie string) error {
	conn, r, err := dial(ctx, address, path, cookie)
	if err != nil {
		return err
	}
	a.conns = append(a.conns, conn)
	a.reading.Go(func() { a.count(r) })
	return nil
}
