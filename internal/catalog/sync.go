package catalog

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"reflect"
	"strings"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/provider"
	"github.com/rustygpt/rustygpt/internal/store"
)

// Configured is a provider in the configuration file.
type Configured struct {
	Name    string
	Type    chat.ProviderType
	BaseURL string // empty where the type has no address
	APIKey  string
	Headers map[string]string
	Enabled bool
	Models  []ConfiguredModel // empty = what the provider offers
}

// ConfiguredModel is a model in the configuration file.
type ConfiguredModel struct {
	Name        string // by which the file refers to it
	UpstreamID  string // empty = Name
	DisplayName string // empty = Name
	Params      chat.ModelParams
	Facts       chat.ModelFacts
}

// The names of the built-in demo.
const (
	demoProvider = "Built-in demo"
	demoModel    = "demo"
	demoDisplay  = "Demo"
)

// Sync makes the stored list agree with the configuration file: providers and
// models that it names are added or changed, those that it no longer names are
// removed, and the built-in demo is put in its place. What administrators added
// is left alone; a configured provider with the name of one of theirs is skipped
// with a warning. Invalid when the file has a field that is wrong.
//
// defaultModel is the configured name of a model, or its id or display name, and
// becomes the default as soon as it is on the list; empty leaves the choice to
// the administrators.
func (s *Service) Sync(ctx context.Context, configured []Configured, defaultModel string) error {
	for n := 1; ; n++ {
		err := s.syncOnce(ctx, configured, defaultModel)
		kind := chat.KindOf(err)
		if err == nil || n == syncTries || kind != chat.Conflict && kind != chat.NotFound {
			return err
		}
	}
}

// syncTries is how often Sync begins again when another instance that starts at
// the same time changes the same list.
const syncTries = 10

func (s *Service) syncOnce(ctx context.Context, configured []Configured, defaultModel string) error {
	snap, err := s.load(ctx)
	if err != nil {
		return err
	}
	y := &syncing{Service: s, before: snap, kept: map[chat.ProviderID]bool{}, pin: &pin{name: defaultModel}}
	for _, c := range configured {
		if err := y.provider(ctx, c); err != nil {
			return err
		}
	}
	if err := y.removeRest(ctx); err != nil {
		return err
	}
	if err := y.demo(ctx); err != nil {
		return err
	}
	return s.settleDefault(ctx, y.pin)
}

func (s *Service) settleDefault(ctx context.Context, p *pin) error {
	if p.name == "" {
		p = nil
	}
	s.mu.Lock()
	s.pinned = p
	s.mu.Unlock()
	snap, err := s.load(ctx)
	if err != nil {
		return err
	}
	found, err := s.applyPin(ctx, snap)
	if err != nil {
		return err
	}
	if p != nil && !found {
		s.log.WarnContext(ctx, "no model has the configured default's name yet", "model", p.name)
	}
	s.changed(ctx)
	return nil
}

// syncing is one run of Sync.
type syncing struct {
	*Service
	before *snapshot
	kept   map[chat.ProviderID]bool
	pin    *pin
}

// provider brings one configured provider and its models up to date.
func (y *syncing) provider(ctx context.Context, c Configured) error {
	e, err := configuredEndpoint(c)
	if err != nil {
		return err
	}
	if y.factories[c.Type] == nil {
		y.log.WarnContext(ctx, "a configured provider cannot be used: this server cannot run its type", "provider", c.Name, "type", c.Type)
	}
	id, err := y.put(ctx, c, e)
	if err != nil {
		return fmt.Errorf("configured provider %s: %w", c.Name, err)
	}
	if id.IsZero() {
		y.log.WarnContext(ctx, "a configured provider is skipped: an administrator has added one of the same name; rename or remove either", "provider", c.Name)
		return nil
	}
	y.kept[id] = true
	return y.models(ctx, id, c.Models)
}

// configuredEndpoint checks what the file says about reaching a provider.
func configuredEndpoint(c Configured) (provider.Endpoint, error) {
	e := provider.Endpoint{APIKey: strings.TrimSpace(c.APIKey), Headers: c.Headers}
	path := "llm.providers." + c.Name
	if err := provider.CheckAPIKey(e.APIKey); err != nil {
		return e, chat.InvalidField(path+".api_key", provider.Problem(err))
	}
	if err := provider.CheckHeaders(e.Headers); err != nil {
		return e, chat.InvalidField(path+".headers", provider.Problem(err))
	}
	if c.Type != chat.ProviderOpenAI {
		return e, nil
	}
	base, err := provider.NormalizeBaseURL(c.BaseURL)
	if err != nil {
		return e, chat.InvalidField(path+".base_url", provider.Problem(err))
	}
	e.BaseURL = base
	return e, nil
}

// put writes the provider's row if it differs, and returns its id; zero when
// the name belongs to a provider that an administrator added.
func (y *syncing) put(ctx context.Context, c Configured, e provider.Endpoint) (chat.ProviderID, error) {
	old := y.named(c.Name)
	switch {
	case old == nil:
		return y.add(ctx, c, e)
	case old.Source != chat.SourceConfig:
		return chat.ProviderID{}, nil
	case old.Type != c.Type:
		if err := y.store.DeleteProvider(ctx, old.ID); err != nil {
			return chat.ProviderID{}, err
		}
		return y.add(ctx, c, e)
	case y.agrees(*old, c, e):
		return old.ID, nil
	}
	row := *old
	if err := y.sealInto(&row, e); err != nil {
		return chat.ProviderID{}, err
	}
	_, err := y.store.UpdateProvider(ctx, store.ProviderPatch{
		ID: row.ID, Name: &c.Name, BaseURL: &e.BaseURL, SealedKey: &row.SealedKey, SealedHeaders: &row.SealedHeaders,
		Enabled: &c.Enabled, At: y.opts.Now(),
	})
	return row.ID, err
}

func (y *syncing) add(ctx context.Context, c Configured, e provider.Endpoint) (chat.ProviderID, error) {
	now := y.opts.Now()
	row := chat.Provider{
		ID: chat.NewID[chat.Provider](), Name: c.Name, Type: c.Type, BaseURL: e.BaseURL,
		Enabled: c.Enabled, Source: chat.SourceConfig, CreatedAt: now, UpdatedAt: now,
	}
	if err := y.sealInto(&row, e); err != nil {
		return row.ID, err
	}
	return row.ID, y.store.AddProvider(ctx, row)
}

// named finds a provider by name, without case as the store compares them.
func (y *syncing) named(name string) *chat.Provider {
	for i := range y.before.providers {
		if strings.EqualFold(y.before.providers[i].Name, name) {
			return &y.before.providers[i]
		}
	}
	return nil
}

// agrees reports whether the row says what the file says. Secrets that do not
// open any more are written again.
func (y *syncing) agrees(old chat.Provider, c Configured, e provider.Endpoint) bool {
	stored, err := y.endpoint(old)
	return err == nil && old.Name == c.Name && old.Enabled == c.Enabled &&
		stored.BaseURL == e.BaseURL && stored.APIKey == e.APIKey && maps.Equal(stored.Headers, e.Headers)
}

// models brings a provider's configured models up to date. Where the file lists
// some, what was discovered goes; where it lists none, that stays.
func (y *syncing) models(ctx context.Context, id chat.ProviderID, list []ConfiguredModel) error {
	wanted := map[string]bool{}
	for _, c := range list {
		m := y.configuredModel(id, c)
		wanted[m.UpstreamID] = true
		if y.pin.name != "" && c.Name == y.pin.name {
			y.pin.providerID, y.pin.upstreamID = id, m.UpstreamID
		}
		if y.hasModel(m) {
			continue
		}
		if _, err := y.store.PutModel(ctx, m); err != nil {
			return fmt.Errorf("configured model %s: %w", c.Name, err)
		}
	}
	for _, m := range y.before.models {
		stale := m.Source == chat.SourceConfig || len(list) > 0
		if m.ProviderID != id || !stale || wanted[m.UpstreamID] {
			continue
		}
		if err := y.store.DeleteModel(ctx, m.ID); err != nil && chat.KindOf(err) != chat.NotFound {
			return err
		}
	}
	return nil
}

func (y *syncing) configuredModel(id chat.ProviderID, c ConfiguredModel) chat.Model {
	now := y.opts.Now()
	return chat.Model{
		ID: chat.NewID[chat.Model](), ProviderID: id, Source: chat.SourceConfig, Enabled: true, Params: c.Params, Facts: c.Facts,
		UpstreamID: cmp.Or(c.UpstreamID, c.Name), DisplayName: cmp.Or(c.DisplayName, c.Name), CreatedAt: now, UpdatedAt: now,
	}
}

// hasModel reports whether the stored row says the same already.
func (y *syncing) hasModel(m chat.Model) bool {
	for _, old := range y.before.models {
		if old.ProviderID == m.ProviderID && old.UpstreamID == m.UpstreamID {
			return old.Source == m.Source && old.Enabled == m.Enabled && old.DisplayName == m.DisplayName && old.Facts.Equal(m.Facts) &&
				reflect.DeepEqual(old.Params, m.Params)
		}
	}
	return false
}

// removeRest removes what an earlier configuration named.
func (y *syncing) removeRest(ctx context.Context) error {
	for _, p := range y.before.providers {
		if p.Source != chat.SourceConfig || y.kept[p.ID] {
			continue
		}
		if err := y.store.DeleteProvider(ctx, p.ID); err != nil && chat.KindOf(err) != chat.NotFound {
			return fmt.Errorf("remove provider %s, which is not configured any more: %w", p.Name, err)
		}
	}
	return nil
}

// demo puts the built-in demo on the list.
func (y *syncing) demo(ctx context.Context) error {
	if y.factories[chat.ProviderDemo] == nil {
		return nil
	}
	for _, p := range y.before.providers {
		if p.Source == chat.SourceBuiltin {
			return y.demoModel(ctx, p.ID)
		}
	}
	if y.named(demoProvider) != nil {
		y.log.WarnContext(ctx, "the built-in demo is left out: its name is taken", "provider", demoProvider)
		return nil
	}
	now := y.opts.Now()
	row := chat.Provider{
		ID: chat.NewID[chat.Provider](), Name: demoProvider, Type: chat.ProviderDemo, Enabled: true,
		Source: chat.SourceBuiltin, CreatedAt: now, UpdatedAt: now,
	}
	if err := y.store.AddProvider(ctx, row); err != nil {
		return fmt.Errorf("add the built-in demo: %w", err)
	}
	return y.demoModel(ctx, row.ID)
}

func (y *syncing) demoModel(ctx context.Context, id chat.ProviderID) error {
	m := y.configuredModel(id, ConfiguredModel{Name: demoModel, DisplayName: demoDisplay})
	m.Source = chat.SourceBuiltin
	if y.hasModel(m) {
		return nil
	}
	_, err := y.store.PutModel(ctx, m)
	return err
}
