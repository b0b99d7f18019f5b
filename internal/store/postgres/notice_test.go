package postgres_test

import (
	"context"
	"maps"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/notice"
	"github.com/rustygpt/rustygpt/internal/store"
	"github.com/rustygpt/rustygpt/internal/store/postgres"
	"github.com/rustygpt/rustygpt/internal/store/postgres/pgtest"
)

// patience is how long anything may take that only has to happen.
const patience = 2 * time.Minute

// ear collects what an instance hears.
type ear struct {
	connected chan struct{}
	heard     chan notice.Notice
}

func (e ear) Connected()                        { e.connected <- struct{}{} }
func (e ear) Receive(_ string, n notice.Notice) { e.heard <- n }

func (e ear) expect(t *testing.T, want notice.Notice) {
	t.Helper()
	select {
	case got := <-e.heard:
		if got != want {
			t.Errorf("heard %v, want %v", got, want)
		}
	case <-time.After(patience):
		t.Fatalf("did not hear %v", want)
	}
}

// line connects an instance to the others on a database.
func line(t *testing.T, url, instance string) (*postgres.Notices, ear) {
	t.Helper()
	return lineOf(t, open(t, postgres.Options{URL: url}), instance)
}

// lineOf is line for an instance with a store of its own.
func lineOf(t *testing.T, s *postgres.Store, instance string) (*postgres.Notices, ear) {
	t.Helper()
	n := s.Notices(instance)
	e := ear{make(chan struct{}, 16), make(chan notice.Notice, 4096)}
	ctx, stop := context.WithCancel(t.Context())
	var serving sync.WaitGroup
	serving.Go(func() { _ = n.Serve(ctx, e) })
	t.Cleanup(func() { stop(); serving.Wait() })
	<-e.connected
	return n, e
}

func TestNoticesReachTheOthers(t *testing.T) {
	t.Parallel()
	url := database(t)
	a, hearsA := line(t, url, "a")
	b, hearsB := line(t, url, "b")
	_, hearsC := line(t, url, "c")
	fromA := notice.Notice{Kind: notice.Event, ID: uuid.New(), Position: 41}
	fromB := notice.Notice{Kind: notice.Settings}
	a.Send(fromA)
	hearsB.expect(t, fromA)
	hearsC.expect(t, fromA)
	b.Send(fromB)
	hearsA.expect(t, fromB) // and not its own
	hearsC.expect(t, fromB)
}

// TestNoticesAreGathered: what is to be said while the line is occupied is said
// once for each thing.
func TestNoticesAreGathered(t *testing.T) {
	t.Parallel()
	url := database(t)
	s := open(t, postgres.Options{URL: url, MaxConnections: 1})
	a, _ := lineOf(t, s, "a")
	_, hears := line(t, url, "b")
	release := occupy(t, s, url)
	const conversations, positions = 300, 50
	ids := make([]uuid.UUID, conversations)
	for i := range ids {
		ids[i] = uuid.New()
	}
	for position := range int64(positions) {
		for _, id := range ids {
			a.Send(notice.Notice{Kind: notice.Event, ID: id, Position: position + 1})
		}
	}
	release()
	heard, reached := 0, map[uuid.UUID]bool{}
	for len(reached) < conversations {
		select {
		case n := <-hears.heard:
			heard++
			if n.Position == positions {
				reached[n.ID] = true
			}
		case <-time.After(patience):
			t.Fatalf("%d of %d conversations reached their last position", len(reached), conversations)
		}
	}
	if heard > conversations*positions/2 {
		t.Errorf("%d notices for %d events", heard, conversations*positions)
	}
}

// occupy has a question wait for its answer on the store's only connection.
func occupy(t *testing.T, s *postgres.Store, url string) (release func()) {
	t.Helper()
	blocker := connect(t, url)
	blocker.do("BEGIN")
	blocker.do("LOCK TABLE rustygpt.server_settings")
	answered := make(chan error, 1)
	go func() {
		_, err := s.Settings(t.Context())
		answered <- err
	}()
	awaitLock(connect(t, url))
	return func() {
		t.Helper()
		blocker.do("ROLLBACK")
		if err := <-answered; err != nil {
			t.Error(err)
		}
	}
}

func TestTheListenerComesBack(t *testing.T) {
	t.Parallel()
	url := database(t)
	a, hearsA := line(t, url, "a")
	_, hearsB := line(t, url, "b")
	cut := ask[int64](t, url, `
		SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
		WHERE datname = current_database() AND application_name = 'rustygpt notices'`)
	if cut != 2 {
		t.Fatalf("%d connections cut", cut)
	}
	<-hearsA.connected
	<-hearsB.connected
	n := notice.Notice{Kind: notice.Cancel, ID: uuid.New()}
	a.Send(n)
	hearsB.expect(t, n)
}

func TestNoticesOutliveARestart(t *testing.T) {
	t.Parallel()
	server := pgtest.Start(t)
	url := server.Database(t)
	a, hearsA := line(t, url, "a")
	_, hearsB := line(t, url, "b")
	server.Stop(t)
	n := notice.Notice{Kind: notice.Account, ID: uuid.New()}
	a.Send(n)
	server.Restart(t)
	<-hearsA.connected
	<-hearsB.connected
	last := notice.Notice{Kind: notice.Catalog}
	a.Send(last)
	for {
		select {
		case got := <-hearsB.heard:
			if got == last {
				return
			}
			if got != n {
				t.Errorf("heard %v", got)
			}
		case <-time.After(patience):
			t.Fatal("did not hear the last one")
		}
	}
}

func TestSignedOut(t *testing.T) {
	t.Parallel()
	s := open(t, postgres.Options{})
	now := time.Now()
	there, left, gone := person(t, s, "there", now), person(t, s, "left", now), chat.NewID[chat.Account]()
	if err := s.RevokeSession(t.Context(), left.ID, "logout", now); err != nil {
		t.Fatal(err)
	}
	accounts := []chat.AccountID{there.AccountID, left.AccountID, gone}
	for _, c := range []struct {
		since time.Time
		want  map[chat.AccountID]time.Time
	}{
		{now.Add(-time.Second), map[chat.AccountID]time.Time{left.AccountID: now.UTC().Truncate(time.Microsecond), gone: {}}},
		{now.Add(time.Second), map[chat.AccountID]time.Time{gone: {}}},
	} {
		got, err := s.SignedOut(t.Context(), accounts, c.since)
		if err != nil || !maps.Equal(got, c.want) {
			t.Errorf("since %v: %v, %v; want %v", c.since.Sub(now), got, err, c.want)
		}
	}
}

func TestClockOffset(t *testing.T) {
	t.Parallel()
	s := open(t, postgres.Options{})
	for _, ahead := range []time.Duration{-time.Hour, 0, time.Hour} {
		start := time.Now()
		got, err := s.ClockOffset(t.Context(), func() time.Time { return time.Now().Add(-ahead) })
		if diff := got - ahead; err != nil || diff.Abs() > time.Since(start) {
			t.Errorf("a clock that is ahead by %v is ahead by %v, %v", ahead, got, err)
		}
	}
}

// person adds an account that is signed in.
func person(t *testing.T, s *postgres.Store, name string, now time.Time) chat.LoginSession {
	t.Helper()
	a := chat.Account{ID: chat.NewID[chat.Account](), Username: name, Roles: chat.RoleMember, Theme: "system", CreatedAt: now, UpdatedAt: now}
	if err := s.AddAccount(t.Context(), a, "x"); err != nil {
		t.Fatal(err)
	}
	l := chat.LoginSession{
		ID: chat.NewID[chat.LoginSession](), AccountID: a.ID, Kind: chat.CookieSession, TokenHash: []byte(name), IssuedAt: now,
		LastSeenAt: now, ExpiresAt: now.Add(time.Hour), AbsoluteExpiresAt: now.Add(time.Hour),
	}
	if err := s.AddSession(t.Context(), store.NewSession{Session: l}); err != nil {
		t.Fatal(err)
	}
	return l
}
