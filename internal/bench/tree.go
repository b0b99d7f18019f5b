package main

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"time"

	"github.com/rustygpt/rustygpt/api"
	"github.com/rustygpt/rustygpt/internal/bench/floor"
	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
	"github.com/rustygpt/rustygpt/internal/store/sqlite"
)

// measureTree reads a page from the middle of a small and of a large thread in
// turn. The floor of the large one is the small one.
func measureTree(ctx context.Context, l *lab) ([]figure, error) {
	large := pick(l, 100_000, 5000)
	p, roots, err := l.plantTrees(ctx, 100, large)
	if err != nil {
		return nil, err
	}
	client := &http.Client{}
	calls := make([]call, len(roots))
	for i, root := range roots {
		if calls[i], err = p.middlePage(ctx, root); err != nil {
			return nil, err
		}
	}
	took := make([][]float64, len(calls))
	for until := time.Now().Add(l.period()); time.Now().Before(until); {
		for i, c := range calls {
			began := time.Now()
			if err := c.once(ctx, client); err != nil {
				return nil, err
			}
			took[i] = append(took[i], milliseconds(time.Since(began)))
		}
	}
	return []figure{{
		what: fmt.Sprintf("page of 50 in a thread of %d against one of 100", large), unit: "ms",
		measured: median(took[1]), floor: median(took[0]), must: 1.2, aim: 1.05,
	}}, p.stop()
}

// plantTrees makes a thread of each size. That many messages are put into the
// database while the server is down.
func (l *lab) plantTrees(ctx context.Context, sizes ...int) (*product, []chat.MessageID, error) {
	p, err := l.startProduct(ctx, nil)
	if err != nil {
		return nil, nil, err
	}
	var me api.MeResponse
	if err := p.Do(ctx, http.MethodGet, "/api/auth/me", nil, &me); err != nil {
		return nil, nil, err
	}
	ids, err := p.converse(ctx, len(sizes), chat.AssistantOff)
	if err != nil {
		return nil, nil, err
	}
	if err := p.stop(); err != nil {
		return nil, nil, err
	}
	roots, err := grow(ctx, filepath.Join(p.dir, "rustygpt.db"), me.User.ID, ids, sizes)
	if err != nil {
		return nil, nil, err
	}
	return p, roots, l.resume(ctx, p)
}

func grow(ctx context.Context, path string, author chat.AccountID, ids []chat.ConversationID, sizes []int) ([]chat.MessageID, error) {
	st, err := sqlite.Open(ctx, sqlite.Options{Path: path, PersistEvents: true}, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, err
	}
	defer func() { _ = st.Close() }()
	roots := make([]chat.MessageID, len(ids))
	for i, id := range ids {
		roots[i] = chat.NewID[chat.Message]()
		err := plant(ctx, st, store.NewMessage{ID: roots[i], ConversationID: id, Author: author})
		if err != nil {
			return nil, err
		}
		if err := branch(ctx, st, store.NewMessage{ConversationID: id, Author: author}, roots[i], sizes[i]-1); err != nil {
			return nil, err
		}
	}
	return roots, nil
}

func plant(ctx context.Context, st *sqlite.Store, n store.NewMessage) error {
	n.Role, n.Content, n.At = chat.RoleUser, floor.MessageText, time.Now()
	if n.ID.IsZero() {
		n.ID = chat.NewID[chat.Message]()
	}
	_, err := st.PostMessage(ctx, n)
	return err
}

// branch adds n replies, each to some earlier message. Those of one generation
// are added at the same time, which the store commits together.
func branch(ctx context.Context, st *sqlite.Store, like store.NewMessage, root chat.MessageID, n int) error {
	random := rand.New(rand.NewPCG(1, 1))
	present := []chat.MessageID{root}
	for n > 0 {
		generation := make([]store.NewMessage, min(n, len(present), 2000))
		for i := range generation {
			generation[i] = like
			generation[i].ID = chat.NewID[chat.Message]()
			generation[i].ParentID = present[random.IntN(len(present))]
		}
		if err := spread(generation, func(m store.NewMessage) error { return plant(ctx, st, m) }); err != nil {
			return err
		}
		for _, m := range generation {
			present = append(present, m.ID)
		}
		n -= len(generation)
	}
	return nil
}

// middlePage is the request for the page after the first.
func (p *product) middlePage(ctx context.Context, root chat.MessageID) (call, error) {
	path := "/api/threads/" + root.String() + "/tree?limit=50"
	var first api.ThreadTreeResponse
	if err := p.Do(ctx, http.MethodGet, path, nil, &first); err != nil {
		return call{}, err
	}
	return call{
		method: http.MethodGet, url: p.url + path + "&cursor_path=" + string(first.NextCursor),
		header: http.Header{"Cookie": {p.cookie}},
	}, nil
}
