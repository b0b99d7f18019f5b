package catalog

import (
	"context"
	"fmt"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// snapshot is the whole list at one time. It does not change once it is
// published.
type snapshot struct {
	takenAt   time.Time
	providers []chat.Provider // by name
	models    []chat.Model    // default first, then by display name
	usable    []chat.Model    // those of models that can be chosen
	usableID  map[chat.ModelID]chat.Model
	backends  map[chat.ProviderID]*backend
}

// backend is a provider with the connection to it.
type backend struct {
	chat.Provider
	*connection
}

// view returns the present snapshot and takes the first.
func (s *Service) view(ctx context.Context) (*snapshot, error) {
	if snap := s.current.Load(); snap != nil {
		return snap, nil
	}
	return s.load(ctx)
}

// settled is the age up to which a snapshot counts as fresh where a person
// looks at the list: a change elsewhere shows on the next look.
const settled = time.Second

// freshView returns a snapshot that is at most a moment old.
func (s *Service) freshView(ctx context.Context) (*snapshot, error) {
	if snap := s.current.Load(); snap != nil && s.opts.Now().Sub(snap.takenAt) < settled {
		return snap, nil
	}
	return s.load(ctx)
}

// Refresh reads the list again, for changes that were made elsewhere.
func (s *Service) Refresh(ctx context.Context) error {
	_, err := s.load(ctx)
	return err
}

// load takes a snapshot and publishes it. One at a time, so that an older one
// never replaces a newer one.
func (s *Service) load(ctx context.Context) (*snapshot, error) {
	s.loading.Lock()
	defer s.loading.Unlock()
	takenAt := s.opts.Now()
	providers, err := s.store.ListProviders(ctx)
	if err != nil {
		return nil, fmt.Errorf("list the providers: %w", err)
	}
	models, err := s.store.ListModels(ctx)
	if err != nil {
		return nil, fmt.Errorf("list the models: %w", err)
	}
	snap := &snapshot{
		takenAt:   takenAt,
		providers: providers,
		models:    models,
		backends:  s.backends(providers),
		usableID:  map[chat.ModelID]chat.Model{},
	}
	for i := range models {
		if b := snap.backends[models[i].ProviderID]; b != nil { // nil: removed between the two reads
			models[i].ProviderType = b.Type
		}
	}
	snap.usable = s.usable(snap)
	for _, m := range snap.usable {
		snap.usableID[m.ID] = m
	}
	s.current.Store(snap)
	select {
	case s.kick <- struct{}{}:
	default: // Run is told already
	}
	return snap, nil
}

// backends keeps the connections to providers that did not change.
func (s *Service) backends(providers []chat.Provider) map[chat.ProviderID]*backend {
	var before map[chat.ProviderID]*backend
	if snap := s.current.Load(); snap != nil {
		before = snap.backends
	}
	backends := make(map[chat.ProviderID]*backend, len(providers))
	for _, p := range providers {
		if b := before[p.ID]; b != nil && sameConnection(b.Provider, p) {
			backends[p.ID] = &backend{p, b.connection}
			continue
		}
		backends[p.ID] = &backend{p, s.newConnection(p)}
	}
	return backends
}

// sameConnection goes by the name, too, since it is told in logs.
func sameConnection(a, b chat.Provider) bool {
	return a.Name == b.Name && a.Enabled == b.Enabled && a.Type == b.Type && a.BaseURL == b.BaseURL && a.SealedKey == b.SealedKey && a.SealedHeaders == b.SealedHeaders
}

// usable lists the models that can be chosen: enabled, at an enabled provider
// that this server can run. The demo steps back as soon as there is another.
func (s *Service) usable(snap *snapshot) []chat.Model {
	var others, demo []chat.Model
	for _, m := range snap.models {
		b := snap.backends[m.ProviderID]
		if b == nil || !b.Enabled || !m.Enabled || s.factories[b.Type] == nil {
			continue
		}
		if b.Source == chat.SourceBuiltin {
			demo = append(demo, m)
		} else {
			others = append(others, m)
		}
	}
	if len(others) > 0 {
		return others
	}
	return demo
}

// hasOwnList reports whether somebody made a list of the provider's models, so
// that what it discovers is not offered.
func (v *snapshot) hasOwnList(id chat.ProviderID) bool {
	for _, m := range v.models {
		if m.ProviderID == id && m.Source != chat.SourceDiscovered {
			return true
		}
	}
	return false
}

// discovered lists the provider's models that came from itself.
func (v *snapshot) discovered(id chat.ProviderID) []chat.Model {
	var found []chat.Model
	for _, m := range v.models {
		if m.ProviderID == id && m.Source == chat.SourceDiscovered {
			found = append(found, m)
		}
	}
	return found
}

func (v *snapshot) model(id chat.ModelID) (chat.Model, error) {
	for _, m := range v.models {
		if m.ID == id {
			return m, nil
		}
	}
	return chat.Model{}, chat.Errorf(chat.NotFound, "There is no such model.")
}

func (v *snapshot) provider(id chat.ProviderID) (*backend, error) {
	if b := v.backends[id]; b != nil {
		return b, nil
	}
	return nil, chat.Errorf(chat.NotFound, "There is no such provider.")
}
