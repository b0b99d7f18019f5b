package transfer_test

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store/enginetest"
	"github.com/rustygpt/rustygpt/internal/store/postgres"
	"github.com/rustygpt/rustygpt/internal/store/postgres/pgtest"
	"github.com/rustygpt/rustygpt/internal/store/sqlite"
	"github.com/rustygpt/rustygpt/internal/store/storetest"
	"github.com/rustygpt/rustygpt/internal/store/transfer"
)

var quiet = slog.New(slog.DiscardHandler)

// engine is what the tests need of both.
type engine struct {
	where  string
	open   func(ctx context.Context) (storetest.Store, error)
	source func(ctx context.Context) (source, error)
	target func(ctx context.Context) (target, error)
}

type source interface {
	transfer.Source
	Close() error
}

type target interface {
	transfer.Target
	Close() error
}

func onSQLite(t testing.TB) engine {
	path := filepath.Join(t.TempDir(), "test.db")
	return engine{
		where: path,
		open: func(ctx context.Context) (storetest.Store, error) {
			enginetest.Prepare(t, path)
			return sqlite.Open(ctx, sqlite.Options{Path: path, PersistEvents: true}, quiet)
		},
		source: func(ctx context.Context) (source, error) { return sqlite.OpenSource(ctx, path) },
		target: func(ctx context.Context) (target, error) { return sqlite.OpenTarget(ctx, path) },
	}
}

func onPostgres(t testing.TB) engine { return atURL(pgtest.Shared(t).Database(t)) }

func atURL(url string) engine {
	return engine{
		where: url,
		open: func(ctx context.Context) (storetest.Store, error) {
			return postgres.Open(ctx, postgres.Options{URL: url, PersistEvents: true}, quiet, nil)
		},
		source: func(ctx context.Context) (source, error) { return postgres.OpenSource(ctx, url) },
		target: func(ctx context.Context) (target, error) { return postgres.OpenTarget(ctx, url, quiet) },
	}
}

func move(ctx context.Context, from, to engine, report func(transfer.Progress)) (transfer.Result, error) {
	s, err := from.source(ctx)
	if err != nil {
		return transfer.Result{}, err
	}
	defer s.Close()
	d, err := to.target(ctx)
	if err != nil {
		return transfer.Result{}, err
	}
	defer d.Close()
	return transfer.Move(ctx, s, d, report)
}

func ignore(transfer.Progress) {}

func mustMove(t testing.TB, from, to engine) transfer.Result {
	t.Helper()
	result, err := move(t.Context(), from, to, ignore)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// with opens a store, for as long as do runs.
func with(t testing.TB, e engine, do func(storetest.Store)) {
	t.Helper()
	st, err := e.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	}()
	do(st)
}

func filled(t testing.TB, e engine, seed uint64, posts int) (s *scene, lines []string) {
	t.Helper()
	with(t, e, func(st storetest.Store) {
		s = newScene(t, st, seed)
		s.fill(posts)
		lines = s.see(st)
	})
	return s, lines
}

func wantSame(t testing.TB, s *scene, e engine, want []string) {
	t.Helper()
	with(t, e, func(st storetest.Store) {
		got := s.see(st)
		if len(got) != len(want) {
			t.Fatalf("%d lines, want %d", len(got), len(want))
		}
		for i := range got {
			if got[i] != want[i] {
				t.Fatalf("%s differs:\n got %s\nwant %s", e.where, got[i], want[i])
			}
		}
	})
}

func TestThereAndBack(t *testing.T) {
	t.Parallel()
	for name, first := range map[string]func(testing.TB) engine{"from SQLite": onSQLite, "from PostgreSQL": onPostgres} {
		other := map[string]func(testing.TB) engine{"from SQLite": onPostgres, "from PostgreSQL": onSQLite}[name]
		for seed := range uint64(2) {
			t.Run(fmt.Sprint(name, ", scene ", seed), func(t *testing.T) {
				t.Parallel()
				a, b, c := first(t), other(t), first(t)
				s, lines := filled(t, a, seed, 250)
				there := mustMove(t, a, b)
				back := mustMove(t, b, c) // before the store is opened: it must add nothing
				if !slices.Equal(there.Moved, back.Moved) {
					t.Errorf("there %v\nback %v", there.Moved, back.Moved)
				}
				for _, m := range there.Moved {
					if m.Rows == 0 {
						t.Errorf("the scene has no %s", m.Table)
					}
				}
				wantSame(t, s, b, lines)
				wantSame(t, s, c, lines)
				with(t, b, s.goOn)
				with(t, c, s.goOn)
			})
		}
	}
}

// goOn checks that a moved store takes what comes next.
func (s *scene) goOn(st storetest.Store) {
	s.t.Helper()
	moved := *s
	moved.Store = st
	moved.running, moved.messages = slices.Clone(s.running), map[chat.ConversationID][]chat.Message{}
	for room, list := range s.messages {
		moved.messages[room] = slices.Clone(list)
	}
	moved.rooms = s.rooms[2:]
	for range 30 {
		moved.post(pick(&moved, moved.rooms))
	}
}

func TestInterrupted(t *testing.T) {
	t.Parallel()
	for name, engines := range map[string][2]func(testing.TB) engine{
		"into PostgreSQL": {onSQLite, onPostgres}, "into SQLite": {onPostgres, onSQLite},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			from, to := engines[0](t), engines[1](t)
			s, lines := filled(t, from, 7, 100)
			for stop := 1; ; stop += 4 { // after every fourth report
				ctx, cancel := context.WithCancel(t.Context())
				reports := 0
				_, err := move(ctx, from, to, func(transfer.Progress) {
					if reports++; reports == stop {
						cancel()
					}
				})
				cancel()
				if err == nil {
					break
				}
				if chat.KindOf(err) != chat.Canceled {
					t.Fatalf("stopped at report %d: %v", stop, err)
				}
				if _, err := to.open(t.Context()); chat.KindOf(err) != chat.Unavailable || !strings.Contains(err.Error(), "incomplete") {
					t.Fatalf("a server starts after report %d: %v", stop, err)
				}
				if _, err := to.source(t.Context()); chat.KindOf(err) != chat.Unavailable {
					t.Fatalf("it is moved on after report %d: %v", stop, err)
				}
			}
			wantSame(t, s, to, lines)
			wantSame(t, s, from, lines)
		})
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	for name, anew := range map[string]func(testing.TB) engine{"SQLite": onSQLite, "PostgreSQL": onPostgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := anew(t)
			_, lines := filled(t, e, 1, 10)
			wantRefused(t, func() error { _, err := e.target(t.Context()); return err }, chat.Conflict, "accounts or conversations already")
			with(t, e, func(st storetest.Store) {
				// A connection says that a server is there only once it is made.
				if _, err := st.Settings(t.Context()); err != nil {
					t.Fatal(err)
				}
				wantRefused(t, func() error { _, err := e.source(t.Context()); return err }, chat.Unavailable, "use")
				wantRefused(t, func() error { _, err := e.target(t.Context()); return err }, chat.Unavailable, "use")
			})
			s, err := e.source(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			wantRefused(t, func() error { _, err := e.source(t.Context()); return err }, chat.Unavailable, "")
			if err := s.Close(); err != nil {
				t.Error(err)
			}
			if len(lines) == 0 {
				t.Error("nothing was there to lose")
			}

			missing := anew(t)
			wantRefused(t, func() error { _, err := missing.source(t.Context()); return err }, chat.NotFound, "no database")

			unused := anew(t) // a server has run, nobody has set it up
			with(t, unused, func(storetest.Store) {})
			d, err := unused.target(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			d.Close()
		})
	}
}

func wantRefused(t testing.TB, do func() error, kind chat.Kind, text string) {
	t.Helper()
	if err := do(); err == nil || chat.KindOf(err) != kind || !strings.Contains(err.Error(), text) {
		t.Errorf("error %v, want one of kind %d with %q", err, kind, text)
	}
}
