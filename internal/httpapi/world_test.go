package httpapi_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/rustygpt/rustygpt/api"
	"github.com/rustygpt/rustygpt/internal/account"
	"github.com/rustygpt/rustygpt/internal/audit"
	"github.com/rustygpt/rustygpt/internal/autostart"
	"github.com/rustygpt/rustygpt/internal/catalog"
	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/conversation"
	"github.com/rustygpt/rustygpt/internal/event"
	"github.com/rustygpt/rustygpt/internal/generation"
	"github.com/rustygpt/rustygpt/internal/httpapi"
	"github.com/rustygpt/rustygpt/internal/limit"
	"github.com/rustygpt/rustygpt/internal/lmstudio"
	"github.com/rustygpt/rustygpt/internal/presence"
	"github.com/rustygpt/rustygpt/internal/provider"
	"github.com/rustygpt/rustygpt/internal/secret"
	"github.com/rustygpt/rustygpt/internal/secrettest"
	"github.com/rustygpt/rustygpt/internal/settings"
	"github.com/rustygpt/rustygpt/internal/store/enginetest"
	"github.com/rustygpt/rustygpt/internal/store/storetest"
)

const (
	adminName = "ada"
	password  = secrettest.Password
)

// world is a whole server without its command line: real rules on a real
// database, and a model that says what the test wants.
type world struct {
	t           testing.TB
	edge        *httpapi.Server
	accounts    *account.Service
	generations *generation.Service
	db          storetest.Store
	model       *script
	log         *lockedBuffer
	registry    *prometheus.Registry
}

type option func(*httpapi.Deps)

// newWorld makes a server that nobody has set up.
func newWorld(t testing.TB, options ...option) *world {
	t.Helper()
	return newWorldWith(t, invitations{}, options...)
}

// invitations are the settings of those.
type invitations struct{ signUp, matchEmail bool }

func newWorldWith(t testing.TB, invites invitations, options ...option) *world {
	t.Helper()
	w := &world{t: t, model: newScript(), log: &lockedBuffer{}, registry: prometheus.NewRegistry()}
	began := time.Now()
	still := func() time.Time { return began } // so that limits forgive nothing while a machine stalls
	log := slog.New(slog.NewJSONHandler(w.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	t.Cleanup(func() { secrettest.CheckLog(t, "the log", []byte(w.logged())) })
	db := enginetest.Open(t)
	w.db = db
	box, err := secret.LoadOrCreate(filepath.Join(t.TempDir(), "encryption.key"))
	w.must(err)

	hub := event.New(db, event.Options{IDPrefix: "evt_", Window: -1}, log, nil)
	there := presence.New(db, hub, presence.Options{}, log)
	hub.SetAttendance(there)
	models := catalog.New(db, box, map[chat.ProviderType]catalog.Factory{
		chat.ProviderDemo:   func(provider.Endpoint) (provider.Provider, error) { return w.model, nil },
		chat.ProviderOpenAI: func(provider.Endpoint) (provider.Provider, error) { return w.model, nil },
	}, catalog.Options{}, log, nil)
	w.generations = generation.New(db, models, liveHub{hub}, generation.Options{Instance: "test", KeepChunks: true}, log, nil)
	actions := audit.New(db, audit.Options{})
	w.accounts = account.New(db, account.Options{
		Audit:       actions,
		MaxSessions: 100, Hash: account.HashParams{Time: 1, MemoryKiB: 64, Threads: 1}, OnRevoke: hub.CutAccount,
		SignUp: invites.signUp, MatchEmail: invites.matchEmail, Publish: hub.Publish,
	}, log, nil)
	conversations := conversation.New(db, hub, w.generations, conversation.Options{
		Models: models, Accounts: w.accounts, MatchEmail: invites.matchEmail,
	}, log)
	deps := httpapi.Deps{
		Accounts: w.accounts, Audit: actions, Catalog: models, Conversations: conversations, Generations: w.generations,
		Events: hub, Presence: there, Settings: settings.New(db, time.Now, nil), Limiter: limit.New(still), Logins: limit.NewShared(db, still), Readiness: db,
		Registry: w.registry, Log: log,
		Autostart: autostart.New(autostart.Systemd{}, autostart.Command{}), LMStudio: lmstudio.New(lmstudio.Options{Off: true}),
		Backups: &shelf{report: &api.RestoreReport{Restored: true}}, Care: &caretaker{},
		Assets: fstest.MapFS{},
		Config: httpapi.Config{
			Version:       "1.2.3",
			EventIDPrefix: "evt_",
			SignUp:        invites.signUp,
			MaxImport:     4096,
			CSRF:          httpapi.CSRFConfig{Enabled: true},
			Rates:         httpapi.RateConfig{PerSecond: 1, Burst: 1, LoginPerMinute: 1},
			Features:      httpapi.Features{Auth: true, Streams: true, WellKnown: true},
		},
	}
	for _, o := range options {
		o(&deps)
	}
	w.edge, err = httpapi.New(deps)
	w.must(err)
	w.must(models.Sync(t.Context(), nil, ""))
	w.must(w.accounts.Start(t.Context()))

	ctx, stop := context.WithCancel(context.Background())
	committed := make(chan error, 1)
	go func() { committed <- w.generations.Serve(ctx) }()
	t.Cleanup(func() {
		w.model.release()
		stop()
		if err := <-committed; err != nil && !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
		hub.Close()
	})
	return w
}

// newSetUpWorld also has its administrator, signed in.
func newSetUpWorld(t testing.TB, options ...option) (*world, *browser) {
	t.Helper()
	w := newWorld(t, options...)
	return w, w.setUp()
}

func (w *world) setUp() *browser {
	w.t.Helper()
	_, err := w.accounts.Setup(w.t.Context(), account.SetupInput{Username: adminName, Email: "ada@example.com", Password: password})
	w.must(err)
	return w.signIn(adminName, password)
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// signIn gives an account a browser.
func (w *world) signIn(name, pass string) *browser {
	w.t.Helper()
	issued, err := w.accounts.Login(w.t.Context(), account.LoginInput{Login: name, Password: pass, Kind: chat.CookieSession})
	w.must(err)
	return &browser{world: w, token: issued.Token, csrf: issued.CSRF, account: issued.Account}
}

// program is signIn for a program: its token stays the same.
func (w *world) program(name string) *browser {
	w.t.Helper()
	issued, err := w.accounts.Login(w.t.Context(), account.LoginInput{Login: name, Password: password, Kind: chat.BearerSession})
	w.must(err)
	return &browser{world: w, bearer: true, token: issued.Token, account: issued.Account}
}

// member makes an account without rights and signs it in.
func (w *world) member(name string) *browser {
	w.t.Helper()
	admin := chat.Actor{Account: chat.Account{Roles: chat.RoleAdmin}}
	a, err := w.accounts.CreateAccount(w.t.Context(), admin, account.CreateInput{Username: name, Password: password + "!"})
	w.must(err)
	w.must(w.accounts.ChangePassword(w.t.Context(), chat.Actor{Account: a}, password+"!", password))
	return w.signIn(name, password)
}

// reply is what came back.
type reply struct {
	*httptest.ResponseRecorder
	t testing.TB
}

// send passes a request to the server.
func (w *world) send(r *http.Request) reply {
	rec := httptest.NewRecorder()
	w.edge.ServeHTTP(rec, r)
	secrettest.CheckAnswer(w.t, "the answer to "+r.Method+" "+r.URL.Path, rec.Body.Bytes())
	return reply{rec, w.t}
}

// request makes a request with a JSON body; a nil body is none.
func (w *world) request(method, url string, body any) *http.Request {
	w.t.Helper()
	var content io.Reader
	switch b := body.(type) {
	case nil:
	case string:
		content = strings.NewReader(b)
	default:
		text, err := json.Marshal(b)
		w.must(err)
		content = bytes.NewReader(text)
	}
	r := httptest.NewRequestWithContext(w.t.Context(), method, url, content)
	if content != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	return r
}

// status fails the test unless the answer has this status.
func (r reply) status(want int) reply {
	r.t.Helper()
	if r.Code != want {
		r.t.Fatalf("status %d, want %d: %s", r.Code, want, r.Body)
	}
	return r
}

// into decodes the body.
func (r reply) into(out any) {
	r.t.Helper()
	if err := json.Unmarshal(r.Body.Bytes(), out); err != nil {
		r.t.Fatalf("%v: %s", err, r.Body)
	}
}

// code is the machine code of a problem.
func (r reply) code() string {
	r.t.Helper()
	var p struct{ Code string }
	r.into(&p)
	return p.Code
}

// browser is a signed-in person.
type browser struct {
	world   *world
	bearer  bool // signed in as a program
	token   string
	csrf    string
	account chat.Account
}

// in is the same person in another test.
func (b *browser) in(t testing.TB) *browser {
	w, copied := *b.world, *b
	w.t, copied.world = t, &w
	return &copied
}

// send makes and sends a request the way a page of ours does.
func (b *browser) send(method, url string, body any) reply {
	b.world.t.Helper()
	answer := b.world.send(b.sign(b.world.request(method, url, body)))
	b.keep(answer)
	return answer
}

// keep takes the cookies of a login session that was renewed. Those of one that
// has ended stay, to be tried again.
func (b *browser) keep(r reply) {
	for _, c := range r.Result().Cookies() {
		switch {
		case c.Value == "":
		case c.Name == "SESSION_ID":
			b.token = c.Value
		case c.Name == "CSRF-TOKEN":
			b.csrf = c.Value
		}
	}
}

func (b *browser) sign(r *http.Request) *http.Request {
	if b.bearer {
		r.Header.Set("Authorization", "Bearer "+b.token)
		return r
	}
	r.AddCookie(&http.Cookie{Name: "SESSION_ID", Value: b.token})
	r.Header.Set("X-CSRF-TOKEN", b.csrf)
	return r
}

// create makes a conversation and returns its id.
func (b *browser) create(body any) string {
	b.world.t.Helper()
	var made struct {
		ID string `json:"conversation_id"`
	}
	b.send("POST", "/api/conversations", body).status(http.StatusCreated).into(&made)
	return made.ID
}

// script is a model that says its pieces, waiting for go between them when it
// was told to hold.
type script struct {
	pieces []string
	hold   chan struct{} // nil = do not wait
	done   chan struct{}
	fails  error // instead of saying anything
	relays provider.Provider
}

func newScript() *script {
	return &script{pieces: []string{"Hel", "lo"}, done: make(chan struct{})}
}

// release lets everything run to its end.
func (s *script) release() { close(s.done) }

func (s *script) Models(context.Context) ([]provider.Offer, error) {
	return []provider.Offer{{ID: "parrot"}, {ID: "sage"}}, nil
}

func (s *script) Stream(ctx context.Context, _ provider.Request) iter.Seq2[provider.Delta, error] {
	return func(yield func(provider.Delta, error) bool) {
		if s.fails != nil {
			yield(provider.Delta{}, s.fails)
			return
		}
		for _, piece := range s.pieces {
			if s.hold != nil {
				select {
				case <-s.hold:
				case <-s.done:
				case <-ctx.Done():
					yield(provider.Delta{}, chat.Wrap(chat.Canceled, "cancelled", ctx.Err()))
					return
				}
			}
			if !yield(provider.Delta{Content: piece}, nil) {
				return
			}
		}
		yield(provider.Delta{FinishReason: "stop"}, nil)
	}
}

func (s *script) Relay(ctx context.Context, c provider.Completion) (io.ReadCloser, error) {
	return s.relays.Relay(ctx, c)
}

// liveHub is the event hub as answers are followed through it.
type liveHub struct{ *event.Hub }

func (h liveHub) Subscribe(ctx context.Context, id chat.ConversationID, viewer chat.AccountID) (generation.Subscription, error) {
	sub, err := h.Hub.Subscribe(ctx, id, viewer, event.Resume{Live: true})
	if err != nil {
		return nil, err
	}
	return liveSubscription{sub}, nil
}

type liveSubscription struct{ *event.Subscription }

func (s liveSubscription) Next(ctx context.Context) ([]chat.Event, error) {
	events, err := s.Subscription.Next(ctx)
	switch {
	case errors.Is(err, event.ErrMissedDeltas):
		return nil, nil
	case errors.Is(err, event.ErrClosed):
		return nil, chat.Wrap(chat.Unavailable, "ended", err)
	}
	return events, err
}

// lockedBuffer lets handlers of several requests log at once.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(b)
}

// logged is everything the edge has logged.
func (w *world) logged() string {
	w.log.mu.Lock()
	defer w.log.mu.Unlock()
	return w.log.b.String()
}
