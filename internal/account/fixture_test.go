package account_test

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/rustygpt/rustygpt/internal/account"
	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
	"github.com/rustygpt/rustygpt/internal/store/enginetest"
	"github.com/rustygpt/rustygpt/internal/store/storetest"
)

const password = "correct horse battery"

// fixture is a service on a database of its own, at a time that tests move by
// hand.
type fixture struct {
	*account.Service
	t       *testing.T
	store   *countingStore
	metrics *prometheus.Registry

	elapsed atomic.Int64
	mu      sync.Mutex
	revoked []chat.AccountID // as told to OnRevoke
}

// countingStore counts the reads that the session cache is there to save.
type countingStore struct {
	storetest.Store
	sessionReads atomic.Int64
	touches      atomic.Int64
}

func (c *countingStore) FindSession(ctx context.Context, hash []byte) (store.SessionAccount, error) {
	c.sessionReads.Add(1)
	return c.Store.FindSession(ctx, hash)
}

func (c *countingStore) TouchSession(ctx context.Context, s chat.LoginSession) error {
	c.touches.Add(1)
	return c.Store.TouchSession(ctx, s)
}

// newFixture makes a server without an account. Hashes are cheap and sessions
// have their default lifetimes unless opts say otherwise.
func newFixture(t *testing.T, opts account.Options) *fixture {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	f := &fixture{t: t, store: &countingStore{Store: enginetest.Open(t)}, metrics: prometheus.NewRegistry()}
	opts.Hash = account.HashParams{Time: 1, MemoryKiB: 8, Threads: 1}
	if opts.Now == nil {
		opts.Now = f.now
	}
	opts.OnRevoke = f.onRevoke
	f.Service = account.New(f.store, opts, log, f.metrics)
	return f
}

// newServer makes a server whose administrator is called root.
func newServer(t *testing.T, opts account.Options) *fixture {
	t.Helper()
	f := newFixture(t, opts)
	_, err := f.Setup(t.Context(), account.SetupInput{Username: "root", Email: "root@example.org", Password: password})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func (f *fixture) now() time.Time {
	return time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC).Add(time.Duration(f.elapsed.Load()))
}

func (f *fixture) advance(d time.Duration) { f.elapsed.Add(int64(d)) }

func (f *fixture) onRevoke(id chat.AccountID) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.revoked = append(f.revoked, id)
}

// takeRevoked returns what OnRevoke was told since the last call.
func (f *fixture) takeRevoked() []chat.AccountID {
	f.mu.Lock()
	defer f.mu.Unlock()
	ids := f.revoked
	f.revoked = nil
	return ids
}

// root is the administrator, without a session.
func (f *fixture) root() chat.Actor {
	f.t.Helper()
	who, err := f.store.FindCredentials(f.t.Context(), "root")
	if err != nil {
		f.t.Fatal(err)
	}
	return chat.Actor{Account: who.Account}
}

// member makes an account that has chosen its password.
func (f *fixture) member(name string) chat.Account {
	f.t.Helper()
	a, err := f.CreateAccount(f.t.Context(), f.root(), account.CreateInput{Username: name, Password: password})
	if err != nil {
		f.t.Fatal(err)
	}
	if err := f.ChangePassword(f.t.Context(), chat.Actor{Account: a}, password, password); err != nil {
		f.t.Fatal(err)
	}
	f.takeRevoked()
	return a
}

func (f *fixture) signIn(name string, kind chat.SessionKind) account.Issued {
	f.t.Helper()
	issued, err := f.Login(f.t.Context(), account.LoginInput{Login: name, Password: password, Kind: kind})
	if err != nil {
		f.t.Fatal(err)
	}
	return issued
}

// read and write present a token as a browser does.
func (f *fixture) read(token string) (account.Authenticated, error) {
	return f.Authenticate(f.t.Context(), account.Presented{Token: token, Kind: chat.CookieSession, ReadOnly: true})
}

func (f *fixture) write(token string) (account.Authenticated, error) {
	return f.Authenticate(f.t.Context(), account.Presented{Token: token, Kind: chat.CookieSession})
}

func (f *fixture) bearer(token string) (account.Authenticated, error) {
	return f.Authenticate(f.t.Context(), account.Presented{Token: token, Kind: chat.BearerSession})
}

// admitted asks that a request got in without a new token.
func (f *fixture) admitted(auth account.Authenticated, err error) {
	f.t.Helper()
	if err != nil {
		f.t.Fatalf("refused: %v", err)
	}
	if auth.Rotated != nil {
		f.t.Fatal("the session was rotated")
	}
}

// rotated asks that a request got in and brought a new token.
func (f *fixture) rotated(auth account.Authenticated, err error) account.Issued {
	f.t.Helper()
	if err != nil {
		f.t.Fatalf("refused: %v", err)
	}
	if auth.Rotated == nil {
		f.t.Fatal("the session was not rotated")
	}
	return *auth.Rotated
}

// refused asks for a failure of a kind and, unless empty, a code.
func refused(t *testing.T, err error, kind chat.Kind, code string) {
	t.Helper()
	_ = failure(t, err, kind, code)
}

func failure(t *testing.T, err error, kind chat.Kind, code string) *chat.Error {
	t.Helper()
	e, ok := errors.AsType[*chat.Error](err)
	if !ok || e.Kind != kind || code != "" && e.Code != code {
		t.Fatalf("got %#v, want kind %d code %q", err, kind, code)
	}
	return e
}

// wantFields asks for an Invalid error about just these fields.
func wantFields(t *testing.T, err error, names ...string) {
	t.Helper()
	var got []string
	for _, field := range failure(t, err, chat.Invalid, "").Fields {
		got = append(got, field.Field)
	}
	if !slices.Equal(got, names) {
		t.Errorf("got %v, want %v", got, names)
	}
}
