package generation_test

import (
	"context"
	"errors"
	"iter"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/event"
	"github.com/rustygpt/rustygpt/internal/generation"
	"github.com/rustygpt/rustygpt/internal/leaktest"
	"github.com/rustygpt/rustygpt/internal/provider"
	"github.com/rustygpt/rustygpt/internal/store"
	"github.com/rustygpt/rustygpt/internal/store/enginetest"
	"github.com/rustygpt/rustygpt/internal/store/storetest"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

// script is what a model says to a prompt.
type script func(ctx context.Context, prompt []provider.Message) iter.Seq2[provider.Delta, error]

// world is a database with one person and one chat, and all that writes answers
// into it.
type world struct {
	t       testing.TB
	db      storetest.Store
	hub     *event.Hub
	svc     *generation.Service
	metrics *prometheus.Registry
	log     *slog.Logger
	me      chat.Actor
	talk    chat.ConversationID
	stop    func() // ends Serve

	mu     sync.Mutex
	model  chat.Model
	say    script
	broken error // what Resolve fails with
}

// setting tunes a world before it begins.
type setting struct {
	opts  generation.Options
	store func(generation.Store) generation.Store // wraps the database
	idle  bool                                    // Serve does not run yet
}

func newWorld(t testing.TB, s setting) *world {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	w := &world{t: t, metrics: prometheus.NewRegistry(), log: log, talk: chat.NewID[chat.Conversation]()}
	db := enginetest.Open(t)
	w.db = db
	w.setUp()
	w.hub = event.New(db, event.Options{}, log, nil)
	t.Cleanup(w.hub.Close)
	var st generation.Store = db
	if s.store != nil {
		st = s.store(db)
	}
	if s.opts.Instance == "" {
		s.opts.Instance = "here"
	}
	w.svc = generation.New(st, w, hub{w.hub}, s.opts, log, w.metrics)
	w.stop = func() {}
	if !s.idle {
		w.serve()
	}
	t.Cleanup(func() { w.stop() })
	return w
}

func (w *world) serve() {
	ctx, cancel := context.WithCancel(w.t.Context())
	var serving sync.WaitGroup
	serving.Go(func() { w.check(w.svc.Serve(ctx)) })
	w.stop = sync.OnceFunc(func() { cancel(); serving.Wait() })
}

func (w *world) check(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Error(err)
	}
}

// setUp adds a person, a model and a chat to the database.
func (w *world) setUp() {
	now := time.Now()
	w.me.Account = chat.Account{
		ID: chat.NewID[chat.Account](), Username: "ada", Roles: chat.RoleAdmin | chat.RoleMember,
		Theme: "system", CreatedAt: now, UpdatedAt: now,
	}
	service := chat.Provider{
		ID: chat.NewID[chat.Provider](), Name: "script", Type: chat.ProviderDemo, Enabled: true,
		Source: chat.SourceAdmin, CreatedAt: now, UpdatedAt: now,
	}
	w.model = chat.Model{
		ID: chat.NewID[chat.Model](), ProviderID: service.ID, ProviderName: service.Name, UpstreamID: "actor",
		DisplayName: "Actor", Enabled: true, Source: chat.SourceAdmin, CreatedAt: now, UpdatedAt: now,
	}
	w.check(w.db.Setup(w.t.Context(), store.Setup{
		Account: w.me.Account, PasswordHash: "x", Provider: &service, Models: []chat.Model{w.model},
	}))
	_, err := w.db.AddConversation(w.t.Context(), store.NewConversation{
		ID: w.talk, Kind: chat.KindChat, Title: "Test", AssistantMode: chat.AssistantAuto,
		Owner: w.me.Account.ID, At: now,
	})
	w.check(err)
}

// Resolve and Stream make the world its own catalog of models.
func (w *world) Resolve(_ context.Context, explicit, _ chat.ModelID) (chat.Model, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.broken != nil {
		return chat.Model{}, w.broken
	}
	if !explicit.IsZero() && explicit != w.model.ID {
		return chat.Model{}, chat.WithCode(chat.Conflict, "model_unavailable", "The model cannot be used.")
	}
	return w.model, nil
}

func (w *world) Stream(ctx context.Context, _ chat.Model, prompt []provider.Message) iter.Seq2[provider.Delta, error] {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.say(ctx, prompt)
}

// plays sets what the model says from now on.
func (w *world) plays(s script) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.say = s
}

// hub lets followers read an event.Hub.
type hub struct{ *event.Hub }

func (h hub) Subscribe(ctx context.Context, c chat.ConversationID, a chat.AccountID) (generation.Subscription, error) {
	sub, err := h.Hub.Subscribe(ctx, c, a, event.Resume{Live: true})
	return &subscription{h.Hub, sub, c, a}, err
}

type subscription struct {
	hub *event.Hub
	*event.Subscription
	conversation chat.ConversationID
	account      chat.AccountID
}

// Next subscribes anew where the reader was too slow, and says that something
// was missed.
func (s *subscription) Next(ctx context.Context) ([]chat.Event, error) {
	events, err := s.Subscription.Next(ctx)
	switch {
	case errors.Is(err, event.ErrMissedDeltas):
		return nil, nil
	case errors.Is(err, event.ErrLagged):
		next, err := s.hub.Subscribe(ctx, s.conversation, s.account, event.Resume{Live: true})
		if err == nil {
			s.Subscription = next
		}
		return nil, err
	}
	return events, err
}

// ask posts a message, and starts the answer to it.
func (w *world) ask(text string) chat.Message {
	w.t.Helper()
	answer := w.post(text)
	w.svc.Run(answer)
	return answer
}

// post posts a message with an answer that nobody writes yet.
func (w *world) post(text string) chat.Message {
	w.t.Helper()
	return w.reply(chat.MessageID{}, text)
}

// reply is post below a message.
func (w *world) reply(parent chat.MessageID, text string) chat.Message {
	w.t.Helper()
	plan, err := w.svc.Plan(w.t.Context(), w.me, chat.ModelChoice{})
	if err != nil {
		w.t.Fatal(err)
	}
	posted, err := w.db.PostMessage(w.t.Context(), store.NewMessage{
		ID: chat.NewID[chat.Message](), ConversationID: w.talk, ParentID: parent, Author: w.me.Account.ID,
		Role: chat.RoleUser, Content: text, Answers: []store.NewAnswer{plan}, At: time.Now(),
	})
	if err != nil {
		w.t.Fatal(err)
	}
	w.hub.Publish(posted.Events...)
	return *posted.Answer()
}

// end waits for the end of an answer and returns it as stored.
func (w *world) end(answer chat.Message) chat.Message {
	w.t.Helper()
	w.check(w.svc.Settled(w.t.Context(), answer.ID))
	return w.stored(answer)
}

func (w *world) stored(answer chat.Message) chat.Message {
	w.t.Helper()
	m, err := w.db.FindMessage(w.t.Context(), answer.ID, w.me.Account.ID)
	w.check(err)
	return m.Message
}

// chunks joins an answer's chunks, checking their indexes.
func (w *world) chunks(answer chat.Message) string {
	w.t.Helper()
	chunks, err := w.db.ListChunks(w.t.Context(), answer.ID, w.me.Account.ID, 0, 1<<20)
	w.check(err)
	text := ""
	for i, c := range chunks {
		if c.Index != i {
			w.t.Errorf("chunk %d has index %d", i, c.Index)
		}
		text += c.Content
	}
	return text
}

// read follows an answer to its end.
func (w *world) read(ctx context.Context, id chat.MessageID) (text string, end chat.Message, err error) {
	for e, err := range w.svc.Follow(ctx, id, w.me.Account.ID) {
		if err != nil {
			return text, end, err
		}
		text += e.Content
		if e.Done {
			end = e.Message
		}
	}
	return text, end, nil
}

// words is a script that says pieces and then ends.
func words(pieces ...string) script {
	return func(context.Context, []provider.Message) iter.Seq2[provider.Delta, error] {
		return func(yield func(provider.Delta, error) bool) {
			for _, p := range pieces {
				if !yield(provider.Delta{Content: p}, nil) {
					return
				}
			}
		}
	}
}

// deltas is a script of whole deltas, and perhaps a failure at the end.
func deltas(failure error, list ...provider.Delta) script {
	return func(context.Context, []provider.Message) iter.Seq2[provider.Delta, error] {
		return func(yield func(provider.Delta, error) bool) {
			for _, d := range list {
				if !yield(d, nil) {
					return
				}
			}
			if failure != nil {
				yield(provider.Delta{}, failure)
			}
		}
	}
}

// silence is a model that says pieces and then nothing until it is let go.
// started, unless nil, is told of every call.
func silence(started chan<- struct{}, pieces ...string) script {
	return func(ctx context.Context, _ []provider.Message) iter.Seq2[provider.Delta, error] {
		return func(yield func(provider.Delta, error) bool) {
			for _, p := range pieces {
				if !yield(provider.Delta{Content: p}, nil) {
					return
				}
			}
			if started != nil {
				started <- struct{}{}
			}
			<-ctx.Done()
			yield(provider.Delta{}, chat.Wrap(chat.Canceled, "stopped", ctx.Err()))
		}
	}
}

// events reads everything that happened in the chat.
func (w *world) events() []chat.Event {
	w.t.Helper()
	page, err := w.db.Events(w.t.Context(), store.EventRange{ConversationID: w.talk, Limit: 1 << 20})
	w.check(err)
	return page.Events
}

// count reads a counter.
func (w *world) count(name string, labels ...string) float64 {
	w.t.Helper()
	families, err := w.metrics.Gather()
	w.check(err)
	for _, f := range families {
		if f.GetName() != name {
			continue
		}
		for _, m := range f.GetMetric() {
			if len(labels) == 0 || m.GetLabel()[0].GetValue() == labels[0] {
				return m.GetCounter().GetValue() + m.GetGauge().GetValue()
			}
		}
	}
	w.t.Fatalf("no metric %s%v", name, labels)
	return 0
}
