package conversation_test

import (
	"cmp"
	"context"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/conversation"
	"github.com/rustygpt/rustygpt/internal/leaktest"
	"github.com/rustygpt/rustygpt/internal/store"
	"github.com/rustygpt/rustygpt/internal/store/enginetest"
	"github.com/rustygpt/rustygpt/internal/store/storetest"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

// world is a database with people who stand in every relation to a group and a
// chat, and the rules above it.
type world struct {
	t    testing.TB
	db   storetest.Store
	svc  *conversation.Service
	resp *responder
	pub  *board

	accounts accounts

	owner, admin, member, viewer, outsider, reader chat.Actor // reader is a read-only account and a member

	group, talk chat.Conversation // talk is the owner's chat
	model       chat.Model
	second      chat.Model
	more        []chat.Model
}

func newWorld(t testing.TB) *world {
	t.Helper()
	return newWorldWith(t, conversation.Options{})
}

func newWorldWith(t testing.TB, opts conversation.Options) *world {
	t.Helper()
	w := &world{t: t, pub: &board{}}
	log := slog.New(slog.DiscardHandler)
	w.db = enginetest.Open(t)
	w.accounts.db = w.db
	w.resp = &responder{w: w, running: map[chat.MessageID]chat.Message{}}
	opts.Models, opts.Accounts = w, &w.accounts
	w.svc = conversation.New(w.db, w.pub, w.resp, opts, log)
	w.addPeople()
	w.talk = w.create(conversation.CreateInput{})
	w.group = w.create(conversation.CreateInput{Title: new("Friends"), Kind: chat.KindGroup})
	w.join(w.admin, chat.RoleConvAdmin)
	w.join(w.member, chat.RoleParticipant)
	w.join(w.viewer, chat.RoleViewer)
	w.join(w.reader, chat.RoleParticipant)
	return w
}

func (w *world) check(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Error(err)
	}
}

func (w *world) addPeople() {
	now := time.Now()
	person := func(name string, roles chat.Roles) chat.Actor {
		return chat.Actor{Account: chat.Account{
			ID: chat.NewID[chat.Account](), Username: name, Roles: roles, Theme: "system", CreatedAt: now, UpdatedAt: now,
		}}
	}
	w.owner = person("owner", chat.RoleAdmin|chat.RoleMember)
	w.admin = person("admin", chat.RoleMember)
	w.member = person("member", chat.RoleMember)
	w.viewer = person("viewer", chat.RoleMember)
	w.outsider = person("outsider", chat.RoleAdmin|chat.RoleMember)
	w.reader = person("reader", chat.RoleReadOnly)
	service := chat.Provider{
		ID: chat.NewID[chat.Provider](), Name: "script", Type: chat.ProviderDemo, Enabled: true,
		Source: chat.SourceAdmin, CreatedAt: now, UpdatedAt: now,
	}
	w.model = chat.Model{
		ID: chat.NewID[chat.Model](), ProviderID: service.ID, ProviderName: service.Name, UpstreamID: "gpt-4",
		DisplayName: "Four", Enabled: true, Source: chat.SourceAdmin, CreatedAt: now, UpdatedAt: now,
	}
	w.second = w.model
	w.second.ID, w.second.UpstreamID, w.second.DisplayName = chat.NewID[chat.Model](), "gpt-4-mini", "Mini"
	w.check(w.db.Setup(w.t.Context(), store.Setup{
		Account: w.owner.Account, PasswordHash: "x", Provider: &service, Models: []chat.Model{w.model, w.second},
	}))
	for _, a := range []chat.Actor{w.admin, w.member, w.viewer, w.outsider, w.reader} {
		w.check(w.db.AddAccount(w.t.Context(), a.Account, "x"))
	}
}

// join adds somebody to the group.
func (w *world) join(a chat.Actor, role chat.ConversationRole) {
	w.t.Helper()
	w.joinTo(w.group.ID, a, role)
}

func (w *world) joinTo(c chat.ConversationID, a chat.Actor, role chat.ConversationRole) {
	w.t.Helper()
	_, err := w.db.AddParticipant(w.t.Context(), c, a.Account.ID, role, w.owner.Account.ID, time.Now())
	w.check(err)
}

func (w *world) create(in conversation.CreateInput) chat.Conversation {
	w.t.Helper()
	c, err := w.svc.Create(w.t.Context(), w.owner, in)
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

// post posts and insists on success.
func (w *world) post(a chat.Actor, in conversation.PostInput) store.Posted {
	w.t.Helper()
	p, err := w.svc.Post(w.t.Context(), a, in)
	if err != nil {
		w.t.Fatal(err)
	}
	return p
}

// ask posts into the owner's chat, at the end of its branch.
func (w *world) ask(text string) store.Posted {
	w.t.Helper()
	return w.post(w.owner, conversation.PostInput{ConversationID: w.talk.ID, ToActiveLeaf: true, Content: text})
}

// stored reads a message as the owner sees it.
func (w *world) stored(id chat.MessageID) chat.Message {
	w.t.Helper()
	m, err := w.db.FindMessage(w.t.Context(), id, w.owner.Account.ID)
	w.check(err)
	return m.Message
}

// Models and Usable make the world its own catalog.
func (w *world) Models(context.Context) ([]chat.Model, error) {
	return append([]chat.Model{w.model, w.second}, w.more...), nil
}

func (w *world) Usable(_ context.Context, id chat.ModelID) error {
	if id != w.model.ID && id != w.second.ID {
		return chat.InvalidField("model_id", "cannot be used")
	}
	return nil
}

// accounts looks people up, and remembers whose login sessions are to be read
// anew.
type accounts struct {
	db      storetest.Store
	changed []chat.AccountID
}

func (a *accounts) Lookup(ctx context.Context, login string) (chat.Account, error) {
	found, err := a.db.FindCredentials(ctx, login)
	return found.Account, err
}

func (a *accounts) Changed(id chat.AccountID) { a.changed = append(a.changed, id) }

// expect checks whose sessions were dropped since the last call.
func (a *accounts) expect(t testing.TB, want ...chat.Actor) {
	t.Helper()
	var ids []chat.AccountID
	for _, actor := range want {
		ids = append(ids, actor.Account.ID)
	}
	if !slices.Equal(a.changed, ids) {
		t.Errorf("dropped the sessions of %v, want %v", a.changed, ids)
	}
	a.changed = nil
}

// expectKind checks the kind of a failure.
func expectKind(t testing.TB, err error, want chat.Kind) {
	t.Helper()
	if err == nil || chat.KindOf(err) != want {
		t.Errorf("got %v, want kind %d", err, want)
	}
}

// responder plans answers and keeps them running until it is told to end them.
type responder struct {
	w     *world
	fails error // of Plan
	// elsewhere is another instance's Cancel; nil = there is none
	elsewhere func(chat.MessageID)

	mu      sync.Mutex
	choices []chat.ModelChoice
	running map[chat.MessageID]chat.Message
}

func (r *responder) Plan(_ context.Context, a chat.Actor, c chat.ModelChoice) (store.NewAnswer, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.fails != nil {
		return store.NewAnswer{}, r.fails
	}
	r.choices = append(r.choices, c)
	model := cmp.Or(c.Explicit, c.Preferred, r.w.model.ID)
	return store.NewAnswer{
		ID: chat.NewID[chat.Message](), StartedBy: a.Account.ID, ModelID: model, ModelName: "a model",
		ProviderName: "script", Instruction: c.Instruction, Instance: "here", LeaseUntil: time.Now().Add(time.Hour),
	}, nil
}

func (r *responder) Run(answer chat.Message) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.running[answer.ID] = answer
}

func (r *responder) Cancel(id chat.MessageID) string {
	if !r.end(id, "", store.Finish{Status: chat.StatusCancelled, FinishReason: "cancelled", KeepChunks: true}) {
		return "not_tracked"
	}
	return "cancelled"
}

// CancelElsewhere finds the answers that the other instance of a test writes.
func (r *responder) CancelElsewhere(_ context.Context, id chat.MessageID) (bool, error) {
	if r.elsewhere == nil {
		return false, nil
	}
	go r.elsewhere(id)
	return true, nil
}

func (r *responder) Settled(context.Context, chat.MessageID) error { return nil }

// complete ends an answer with a text.
func (r *responder) complete(id chat.MessageID, text string) {
	r.end(id, text, store.Finish{Status: chat.StatusComplete, FinishReason: "stop", KeepChunks: true})
}

func (r *responder) end(id chat.MessageID, text string, f store.Finish) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	answer, ok := r.running[id]
	delete(r.running, id)
	if ok {
		_, err := r.w.db.SaveProgress(context.Background(), []store.Progress{
			{Message: answer, Content: text, Finish: &f, At: time.Now()},
		})
		r.w.check(err)
	}
	return ok
}

func (r *responder) runs(id chat.MessageID) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	_, ok := r.running[id]
	return ok
}

// board remembers what was published.
type board struct {
	mu     sync.Mutex
	events []chat.Event
	joined []chat.AccountID
}

func (b *board) Joined(account chat.AccountID) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.joined = append(b.joined, account)
}

func (b *board) Publish(events ...chat.Event) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.events = append(b.events, events...)
}

// take returns the types of what was published since the last call.
func (b *board) take() []chat.EventType {
	b.mu.Lock()
	defer b.mu.Unlock()
	var types []chat.EventType
	for _, e := range b.events {
		types = append(types, e.Type)
	}
	b.events = nil
	return types
}

func (b *board) expect(t testing.TB, want ...chat.EventType) {
	t.Helper()
	if got := b.take(); !slices.Equal(got, want) {
		t.Errorf("published %v, want %v", got, want)
	}
}
