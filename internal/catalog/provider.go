package catalog

import (
	"context"
	"strings"
	"time"
	"unicode"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/provider"
	"github.com/rustygpt/rustygpt/internal/store"
)

// ProviderInput describes a new provider.
type ProviderInput struct {
	Name    string
	Type    chat.ProviderType // empty = openai
	BaseURL string
	APIKey  string            // empty = none
	Headers map[string]string // sent with each request
	Enabled bool
}

// ProviderUpdate changes a provider; nil fields stay.
type ProviderUpdate struct {
	ID      chat.ProviderID
	Name    *string
	BaseURL *string
	APIKey  *string           // empty removes it
	Headers map[string]string // replaces the whole set; empty but not nil removes it
	Enabled *bool
}

// ProviderView is a provider as administrators see it: without its secrets.
type ProviderView struct {
	chat.Provider
	HasAPIKey   bool
	HeaderNames []string // sorted, never nil
	ReadOnly    bool     // from the configuration or built in
	Local       bool     // what is said to it stays on this machine or in its network
	Health      chat.Health
	ModelsAt    time.Time // when it last listed its models, zero = not since the start
	ModelsStale bool      // it was asked since, and did not answer
}

// Providers lists all providers by name.
func (s *Service) Providers(ctx context.Context, a chat.Actor) ([]ProviderView, error) {
	if err := requireAdmin(a); err != nil {
		return nil, err
	}
	snap, err := s.freshView(ctx)
	if err != nil {
		return nil, err
	}
	views := make([]ProviderView, 0, len(snap.providers))
	for _, p := range snap.providers {
		views = append(views, s.viewOf(snap.backends[p.ID]))
	}
	return views, nil
}

// viewOf never fails: a provider whose secrets are lost must stay on the list,
// or nobody could mend it.
func (s *Service) viewOf(b *backend) ProviderView {
	list := b.listing()
	v := ProviderView{
		Provider: b.Provider, HasAPIKey: b.SealedKey != "", HeaderNames: []string{}, ReadOnly: readOnly(b.Source),
		Local: isLocal(b.Provider), Health: s.healthOf(b), ModelsAt: list.at, ModelsStale: list.problem != "",
	}
	if e, err := s.endpoint(b.Provider); err == nil {
		v.HeaderNames = headerNames(e.Headers)
	}
	v.SealedKey, v.SealedHeaders = "", ""
	return v
}

// stored is a provider that was just stored.
func (s *Service) stored(ctx context.Context, p chat.Provider) ProviderView {
	s.changed(ctx)
	if snap, err := s.view(ctx); err == nil && snap.backends[p.ID] != nil {
		return s.viewOf(snap.backends[p.ID])
	}
	return s.viewOf(&backend{p, s.newConnection(p)}) // the list cannot be read, or somebody has removed it again
}

func readOnly(source chat.Source) bool {
	return source == chat.SourceConfig || source == chat.SourceBuiltin
}

// AddProvider adds a provider without connecting to it. Invalid when a field is
// wrong, Conflict when the name is taken.
func (s *Service) AddProvider(ctx context.Context, a chat.Actor, in ProviderInput) (ProviderView, error) {
	if err := requireAdmin(a); err != nil {
		return ProviderView{}, err
	}
	p, err := s.Draft(in)
	if err != nil {
		return ProviderView{}, err
	}
	if err := s.store.AddProvider(ctx, *p); err != nil {
		return ProviderView{}, nameTaken(err, p.Name)
	}
	return s.stored(ctx, *p), nil
}

// Draft checks a new provider and seals its secrets, without storing it.
// Invalid when a field is wrong.
func (s *Service) Draft(in ProviderInput) (*chat.Provider, error) {
	name, err := checkName("name", in.Name)
	if err != nil {
		return nil, err
	}
	typ, e, err := s.checkEndpoint(in)
	if err != nil {
		return nil, err
	}
	now := s.opts.Now()
	p := &chat.Provider{
		ID: chat.NewID[chat.Provider](), Name: name, Type: typ, BaseURL: e.BaseURL,
		Enabled: in.Enabled, Source: chat.SourceAdmin, CreatedAt: now, UpdatedAt: now,
	}
	return p, s.sealInto(p, e)
}

func (s *Service) sealInto(p *chat.Provider, e provider.Endpoint) (err error) {
	if p.SealedKey, err = s.sealKey(p.ID, e.APIKey); err != nil {
		return err
	}
	p.SealedHeaders, err = s.sealHeaders(p.ID, e.Headers)
	return err
}

// checkEndpoint checks all of an input but its name.
func (s *Service) checkEndpoint(in ProviderInput) (chat.ProviderType, provider.Endpoint, error) {
	typ := in.Type
	if typ == "" {
		typ = chat.ProviderOpenAI
	}
	if s.factories[typ] == nil {
		return typ, provider.Endpoint{}, chat.InvalidField("type", unsupported(typ))
	}
	e := provider.Endpoint{APIKey: strings.TrimSpace(in.APIKey), Headers: in.Headers}
	var err error
	if e.BaseURL, err = checkBaseURL(typ, in.BaseURL); err != nil {
		return typ, e, err
	}
	if err := provider.CheckAPIKey(e.APIKey); err != nil {
		return typ, e, chat.InvalidField("api_key", provider.Problem(err))
	}
	if err := provider.CheckHeaders(e.Headers); err != nil {
		return typ, e, chat.InvalidField("additional_headers", provider.Problem(err))
	}
	return typ, e, nil
}

// checkBaseURL normalises the address; only services at an address have one.
func checkBaseURL(typ chat.ProviderType, raw string) (string, error) {
	if typ != chat.ProviderOpenAI {
		return "", nil
	}
	base, err := provider.NormalizeBaseURL(raw)
	if err != nil {
		return "", chat.InvalidField("base_url", provider.Problem(err))
	}
	return base, nil
}

// UpdateProvider changes a provider. What the configuration file says cannot be
// changed here; the built-in demo can only be switched on and off. Of how it was
// only what is stored is told.
func (s *Service) UpdateProvider(ctx context.Context, a chat.Actor, in ProviderUpdate) (changed store.Changed[ProviderView], err error) {
	if err := requireAdmin(a); err != nil {
		return changed, err
	}
	snap, err := s.freshView(ctx)
	if err != nil {
		return changed, err
	}
	b, err := snap.provider(in.ID)
	if err != nil {
		return changed, err
	}
	if err := mayUpdate(b.Provider, in); err != nil {
		return changed, err
	}
	patch, err := s.patch(b.Provider, in)
	if err != nil {
		return changed, err
	}
	updated, err := s.store.UpdateProvider(ctx, patch)
	if err != nil {
		return changed, nameTaken(err, deref(patch.Name))
	}
	changed.Before = ProviderView{Provider: updated.Before}
	changed.After = s.stored(ctx, updated.After)
	return changed, nil
}

func mayUpdate(p chat.Provider, in ProviderUpdate) error {
	onlySwitch := in.Name == nil && in.BaseURL == nil && in.APIKey == nil && in.Headers == nil
	switch {
	case p.Source == chat.SourceConfig:
		return configured(p.Name)
	case p.Source == chat.SourceBuiltin && !onlySwitch:
		return chat.Errorf(chat.Conflict, "The built-in demo can be switched on and off but not changed.")
	}
	return nil
}

func configured(name string) error {
	return chat.Errorf(chat.Conflict, "%s comes from the server's configuration file and can only be changed there.", name)
}

func (s *Service) patch(p chat.Provider, in ProviderUpdate) (patch store.ProviderPatch, err error) {
	patch = store.ProviderPatch{ID: p.ID, Enabled: in.Enabled, At: s.opts.Now()}
	if in.Name != nil {
		name, err := checkName("name", *in.Name)
		if err != nil {
			return patch, err
		}
		patch.Name = &name
	}
	if in.BaseURL != nil {
		base, err := checkBaseURL(p.Type, *in.BaseURL)
		if err != nil {
			return patch, err
		}
		patch.BaseURL = &base
	}
	if in.APIKey != nil {
		if patch.SealedKey, err = s.patchKey(p.ID, *in.APIKey); err != nil {
			return patch, err
		}
	}
	if in.Headers != nil {
		if patch.SealedHeaders, err = s.patchHeaders(p.ID, in.Headers); err != nil {
			return patch, err
		}
	}
	return patch, nil
}

func (s *Service) patchKey(id chat.ProviderID, key string) (*string, error) {
	key = strings.TrimSpace(key)
	if err := provider.CheckAPIKey(key); err != nil {
		return nil, chat.InvalidField("api_key", provider.Problem(err))
	}
	sealed, err := s.sealKey(id, key)
	return &sealed, err
}

func (s *Service) patchHeaders(id chat.ProviderID, headers map[string]string) (*string, error) {
	if err := provider.CheckHeaders(headers); err != nil {
		return nil, chat.InvalidField("additional_headers", provider.Problem(err))
	}
	sealed, err := s.sealHeaders(id, headers)
	return &sealed, err
}

// DeleteProvider removes a provider with its models. Answers keep the names.
func (s *Service) DeleteProvider(ctx context.Context, a chat.Actor, id chat.ProviderID) error {
	if err := requireAdmin(a); err != nil {
		return err
	}
	snap, err := s.freshView(ctx)
	if err != nil {
		return err
	}
	b, err := snap.provider(id)
	switch {
	case err != nil:
		return err
	case b.Source == chat.SourceConfig:
		return configured(b.Name)
	case b.Source == chat.SourceBuiltin:
		return chat.Errorf(chat.Conflict, "The built-in demo can be switched off but not removed.")
	}
	if err := s.store.DeleteProvider(ctx, id); err != nil {
		return err
	}
	s.changed(ctx)
	return nil
}

// maxNameChars is generous for a name on a button.
const maxNameChars = 200

// checkName trims a name or id and checks that it can be shown.
func checkName(field, name string) (string, error) {
	name = strings.TrimSpace(name)
	switch {
	case name == "":
		return "", chat.InvalidField(field, "must not be empty")
	case len([]rune(name)) > maxNameChars:
		return "", chat.InvalidField(field, chat.Fill("must have at most %d characters", maxNameChars))
	case strings.ContainsFunc(name, unicode.IsControl):
		return "", chat.InvalidField(field, "must not contain control characters")
	}
	return name, nil
}

// nameTaken makes the store's Conflict one about the name.
func nameTaken(err error, name string) error {
	if chat.KindOf(err) != chat.Conflict {
		return err
	}
	return chat.Errorf(chat.Conflict, "There is a provider with the name %s already.", name)
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
