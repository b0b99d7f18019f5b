// Package catalog keeps the one list of providers and models that everybody on
// the server shares, whoever put them there: the configuration file, the
// administrator, the providers themselves, or nobody yet, in which case the
// built-in demo answers.
//
// Choosing a model costs no query: the package answers from a snapshot of the
// list, taken again after each change here and at intervals for changes that
// other processes make. Keys are opened when a provider is first called and are
// handed to nobody but its adapter.
//
// No page and no list ever waits for a provider: what it offers and how it does
// is found out in the background and kept here. One that is down is not called
// for answers until it is back.
package catalog

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/provider"
	"github.com/rustygpt/rustygpt/internal/store"
)

// Store is what the catalog needs of a store.
type Store interface {
	ListProviders(ctx context.Context) ([]chat.Provider, error) // by name
	AddProvider(ctx context.Context, p chat.Provider) error     // Conflict: name taken
	UpdateProvider(ctx context.Context, p store.ProviderPatch) (store.Changed[chat.Provider], error)
	DeleteProvider(ctx context.Context, id chat.ProviderID) error // its models go too
	ListModels(ctx context.Context) ([]chat.Model, error)         // default first, then by display name
	// PutModel adds a model or overwrites the one with the same provider and
	// upstream id, keeping that one's id and default mark. One that was not
	// discovered takes the place of the provider's discovered ones.
	PutModel(ctx context.Context, m chat.Model) (store.Changed[chat.Model], error)
	// OfferModels makes the provider's discovered models those that it offers, or
	// none where people have made its list.
	OfferModels(ctx context.Context, o store.Offers) error
	UpdateModel(ctx context.Context, p store.ModelPatch) (store.Changed[chat.Model], error)
	DeleteModel(ctx context.Context, id chat.ModelID) error
}

// Sealer encrypts what must not be readable in a copy of the database. The
// context names the place of the value; it opens only with the same one.
type Sealer interface {
	Seal(plain, context string) (string, error)
	Open(sealed, context string) (string, error)
}

// Factory makes the adapter for an endpoint. It does not connect.
type Factory func(provider.Endpoint) (provider.Provider, error)

// Options are intervals; a zero field means its default.
type Options struct {
	Refresh     time.Duration    // how late a change by another process may be noticed; default 10 s
	Rediscover  time.Duration    // how often a provider is asked again what it offers; default 10 min
	Probe       time.Duration    // of a discovery that nobody waits for; default 10 s
	TestTimeout time.Duration    // of one that somebody waits for, and of a connection test; default 20 s
	OnChange    func()           // told of every change made here, for other processes; default nobody is told
	Now         func() time.Time // default time.Now
}

func (o Options) withDefaults() Options {
	if o.Refresh == 0 {
		o.Refresh = 10 * time.Second
	}
	if o.Rediscover == 0 {
		o.Rediscover = 10 * time.Minute
	}
	if o.Probe == 0 {
		o.Probe = 10 * time.Second
	}
	if o.TestTimeout == 0 {
		o.TestTimeout = 20 * time.Second
	}
	if o.OnChange == nil {
		o.OnChange = func() {}
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return o
}

// Service holds the rules. It is safe for concurrent use.
type Service struct {
	store     Store
	box       Sealer
	factories map[chat.ProviderType]Factory
	opts      Options
	log       *slog.Logger

	current atomic.Pointer[snapshot]
	loading sync.Mutex    // held while a snapshot is taken
	kick    chan struct{} // tells Run of a new snapshot
	hurry   chan struct{} // tells Run that somebody waits for what fails

	mu     sync.Mutex
	pinned *pin // the default that the configuration names, nil = none
}

// New makes the service. A provider type without a factory can be listed but
// not used. A nil reg leaves out the metrics.
func New(st Store, box Sealer, factories map[chat.ProviderType]Factory, opts Options, log *slog.Logger, reg prometheus.Registerer) *Service {
	s := &Service{
		store: st, box: box, factories: factories, opts: opts.withDefaults(), log: log,
		kick:  make(chan struct{}, 1),
		hurry: make(chan struct{}, 1),
	}
	if reg != nil {
		reg.MustRegister(newMetrics(s))
	}
	return s
}

// requireAdmin stands first in every method that shows or changes what only
// administrators may, so that no surface can forget it.
func requireAdmin(a chat.Actor) error {
	if !a.Account.Roles.Has(chat.RoleAdmin) {
		return chat.Errorf(chat.Forbidden, "Only administrators may manage providers and models.")
	}
	return nil
}

// changed takes a new snapshot after a change of ours, which the caller must
// see in the next answer even if its own request ends meanwhile.
func (s *Service) changed(ctx context.Context) {
	defer s.opts.OnChange()
	if _, err := s.load(context.WithoutCancel(ctx)); err != nil {
		s.current.Store(nil) // the next reader tries again
		s.log.WarnContext(ctx, "the list of models could not be read again", "error", err)
	}
}
