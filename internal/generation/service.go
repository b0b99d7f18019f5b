package generation

import (
	"context"
	"iter"
	"log/slog"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/provider"
	"github.com/rustygpt/rustygpt/internal/store"
)

// Store is what generation needs of a store. Its units of work are described in
// package store.
type Store interface {
	Prompt(ctx context.Context, answer chat.MessageID) (store.Prompt, error)
	SaveProgress(ctx context.Context, batch []store.Progress) ([]chat.Event, error)
	Orphans(ctx context.Context, instance string, now time.Time) ([]store.Orphan, error)
	RequestCancel(ctx context.Context, answer chat.MessageID) error
	ExtendLeases(ctx context.Context, instance string, until time.Time) (unwanted []chat.MessageID, err error)
	FindMessage(ctx context.Context, id chat.MessageID, viewer chat.AccountID) (store.ViewedMessage, error)
	ListChunks(ctx context.Context, message chat.MessageID, viewer chat.AccountID, from, limit int) ([]chat.Chunk, error)
}

// Models chooses models and runs them.
type Models interface {
	// Resolve finds the model to use: the explicit one, or Conflict when it
	// cannot be used; else the preferred one, the default, or any, in that
	// order, and Conflict when there is none at all.
	Resolve(ctx context.Context, explicit, preferred chat.ModelID) (chat.Model, error)
	// Stream runs a model. Ending ctx ends the upstream call at once.
	Stream(ctx context.Context, model chat.Model, messages []provider.Message) iter.Seq2[provider.Delta, error]
}

// Hub announces committed events and lets readers inside the process follow
// them.
type Hub interface {
	Publish(events ...chat.Event)
	// Subscribe hands out what is published in a conversation from the moment
	// it returns.
	Subscribe(ctx context.Context, conversation chat.ConversationID, account chat.AccountID) (Subscription, error)
}

// Subscription is a reader's place in a conversation's events.
type Subscription interface {
	// Next waits for events. No events and no error mean that some were
	// missed: the reader shall look into the store again. Any error but the
	// end of ctx means that the subscription is over.
	Next(ctx context.Context) ([]chat.Event, error)
	Close()
}

// Options tune the service. The zero value of a field is its default.
type Options struct {
	Instance      string        // name of this process, unique among those that share the store
	Timeout       time.Duration // of a whole answer, waiting its turn included; 0 = none
	KeepChunks    bool          // keep the chunk rows of finished answers
	MaxConcurrent int           // upstream calls at a time; 0 = no limit
	MaxPause      time.Duration // longest pause between two commits; default 100 ms
	Lease         time.Duration // how long an instance may be silent before others end its answers; default 1 min
	Settle        time.Duration // how long Drain waits for the last commits; default 5 s
	// AskOthers asks the other processes on the same store to cancel an answer,
	// if they write it; nil = there are none. It may get lost.
	AskOthers func(chat.MessageID)
	Now       func() time.Time
}

func (o Options) withDefaults() Options {
	if o.MaxPause <= 0 {
		o.MaxPause = 100 * time.Millisecond
	}
	if o.Lease <= 0 {
		o.Lease = time.Minute
	}
	if o.Settle <= 0 {
		o.Settle = 5 * time.Second
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return o
}

// Service runs the answers of this process. It is safe for concurrent use.
type Service struct {
	store   Store
	models  Models
	hub     Hub
	opts    Options
	log     *slog.Logger
	metrics *metrics
	base    context.Context
	turns   turns
	commits *committer
	workers sync.WaitGroup

	mu       sync.Mutex
	runs     map[chat.MessageID]*run
	draining bool
}

// New makes a service. Nothing runs before Serve is called, but answers may
// be started.
func New(st Store, models Models, hub Hub, opts Options, log *slog.Logger, reg prometheus.Registerer) *Service {
	opts = opts.withDefaults()

	s := &Service{
		store:   st,
		models:  models,
		hub:     hub,
		opts:    opts,
		log:     log,
		metrics: newMetrics(reg),
		base:    context.Background(), //nolint:forbidigo // an answer outlives every request; Drain and Serve end it
		turns:   turns{limit: opts.MaxConcurrent},
		runs:    map[chat.MessageID]*run{},
	}
	s.commits = newCommitter(st, hub, opts, log, s.metrics, s.settled, s.noRoom)
	return s
}

// Serve commits the text of running answers and renews their leases until ctx
// ends. It then interrupts what still runs and returns when that is saved too,
// so cancel its context after Drain.
func (s *Service) Serve(ctx context.Context) error {
	var side sync.WaitGroup
	side.Go(func() { s.keepLeases(ctx) })
	side.Go(func() {
		<-ctx.Done()
		settle, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.opts.Settle)
		defer cancel()
		s.interruptAll()
		s.awaitAll(settle)
		s.commits.stop()
	})
	s.commits.serve(context.WithoutCancel(ctx))
	side.Wait()
	return nil
}
