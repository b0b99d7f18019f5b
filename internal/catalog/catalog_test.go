package catalog_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/rustygpt/rustygpt/internal/catalog"
	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/provider"
	"github.com/rustygpt/rustygpt/internal/provider/demo"
	"github.com/rustygpt/rustygpt/internal/provider/openai"
	"github.com/rustygpt/rustygpt/internal/provider/providertest"
	"github.com/rustygpt/rustygpt/internal/secret"
	"github.com/rustygpt/rustygpt/internal/secrettest"
	"github.com/rustygpt/rustygpt/internal/store/enginetest"
	"github.com/rustygpt/rustygpt/internal/store/storetest"
)

var (
	admin  = chat.Actor{Account: chat.Account{Roles: chat.RoleAdmin | chat.RoleMember}}
	member = chat.Actor{Account: chat.Account{Roles: chat.RoleMember}}
)

const apiKey = secrettest.APIKey

// fixture is a catalog on a real database, with a real service to talk to.
type fixture struct {
	*catalog.Service
	store    *countingStore
	upstream *providertest.Upstream
	connect  catalog.Factory // of type openai
	log      *bytes.Buffer
	registry prometheus.Registerer // nil = none
	opts     catalog.Options
	t        *testing.T
}

// countingStore counts the queries.
type countingStore struct {
	storetest.Store
	queries atomic.Int64
	broken  atomic.Bool
}

func (c *countingStore) ListModels(ctx context.Context) ([]chat.Model, error) {
	c.queries.Add(1)
	if c.broken.Load() {
		return nil, chat.Errorf(chat.Unavailable, "the database cannot be reached")
	}
	return c.Store.ListModels(ctx)
}

func newFixture(t *testing.T, opts catalog.Options) *fixture {
	t.Helper()
	pool := openai.NewPool(openai.Options{})
	t.Cleanup(pool.Close)
	f := &fixture{store: &countingStore{Store: enginetest.Open(t)}, connect: pool.Provider, log: &bytes.Buffer{}, opts: opts, t: t}
	t.Cleanup(func() { secrettest.CheckLog(t, "the log", f.log.Bytes()) })
	f.restart(1)
	return f
}

// newConnected makes a fixture with a service to connect to. Unless opts have
// another, its clock stands still: no pause ends while a machine stalls.
func newConnected(t *testing.T, opts catalog.Options) *fixture {
	t.Helper()
	if opts.Now == nil {
		opts.Now = newClock().Now
	}
	f := newFixture(t, opts)
	f.upstream = providertest.NewUpstream(t)
	return f
}

// restart makes a new service over the same database, with the key file that is
// named by a byte.
func (f *fixture) restart(key byte) {
	f.t.Helper()
	box, err := secret.New(bytes.Repeat([]byte{key}, secret.KeyBytes))
	if err != nil {
		f.t.Fatal(err)
	}
	f.Service = catalog.New(f.store, box, map[chat.ProviderType]catalog.Factory{
		chat.ProviderOpenAI: f.connect,
		chat.ProviderDemo: func(provider.Endpoint) (provider.Provider, error) {
			return demo.New(demo.Options{TokensPerSecond: -1}), nil
		},
	}, f.opts, slog.New(slog.NewTextHandler(f.log, nil)), f.registry)
}

func (f *fixture) sync(defaultModel string, configured ...catalog.Configured) {
	f.t.Helper()
	if err := f.Sync(f.t.Context(), configured, defaultModel); err != nil {
		f.t.Fatal(err)
	}
}

// addProvider adds the upstream under a name.
func (f *fixture) addProvider(name string) catalog.ProviderView {
	f.t.Helper()
	v, err := f.AddProvider(f.t.Context(), admin, catalog.ProviderInput{
		Name: name, BaseURL: f.upstream.BaseURL(), APIKey: apiKey, Headers: map[string]string{"X-Title": "Test", "X-A": "b"}, Enabled: true,
	})
	if err != nil {
		f.t.Fatal(err)
	}
	return v
}

func (f *fixture) putModel(p chat.ProviderID, upstreamID string) chat.Model {
	f.t.Helper()
	m, err := f.PutModel(f.t.Context(), admin, catalog.ModelInput{ProviderID: p, UpstreamID: upstreamID, DisplayName: upstreamID, Enabled: true})
	if err != nil {
		f.t.Fatal(err)
	}
	return m.After.Model
}

// names lists the models that can be chosen by their display names.
func (f *fixture) names() string {
	f.t.Helper()
	models, err := f.Models(f.t.Context())
	if err != nil {
		f.t.Fatal(err)
	}
	return joined(models)
}

func (f *fixture) allNames() string {
	f.t.Helper()
	views, err := f.AllModels(f.t.Context(), admin)
	if err != nil {
		f.t.Fatal(err)
	}
	var models []chat.Model
	for _, v := range views {
		models = append(models, v.Model)
	}
	return joined(models)
}

// joined marks the default with a star.
func joined(models []chat.Model) string {
	var names []string
	for _, m := range models {
		name := m.DisplayName
		if m.IsDefault {
			name += "*"
		}
		names = append(names, name)
	}
	return strings.Join(names, " ")
}

// model finds a model by its upstream id.
func (f *fixture) model(upstreamID string) catalog.ModelView {
	f.t.Helper()
	models, err := f.AllModels(f.t.Context(), admin)
	if err != nil {
		f.t.Fatal(err)
	}
	for _, m := range models {
		if m.UpstreamID == upstreamID {
			return m
		}
	}
	f.t.Fatalf("no model %s", upstreamID)
	return catalog.ModelView{}
}

func (f *fixture) provider(name string) catalog.ProviderView {
	f.t.Helper()
	providers, err := f.Providers(f.t.Context(), admin)
	if err != nil {
		f.t.Fatal(err)
	}
	for _, p := range providers {
		if p.Name == name {
			return p
		}
	}
	f.t.Fatalf("no provider %s", name)
	return catalog.ProviderView{}
}

func wantKind(t *testing.T, err error, kind chat.Kind, part string) {
	t.Helper()
	e, ok := errors.AsType[*chat.Error](err)
	if !ok || e.Kind != kind || !strings.Contains(string(e.Message), part) {
		t.Errorf("error %v, want kind %d and %q", err, kind, part)
	}
}

func TestOnlyAdministratorsManage(t *testing.T) {
	t.Parallel()
	f := newConnected(t, catalog.Options{})
	f.sync("")
	p := f.addProvider("one")
	m := f.putModel(p.ID, "tokens-1")
	ctx := t.Context()
	for name, call := range map[string]func(chat.Actor) error{
		"Providers": func(a chat.Actor) error { _, err := f.Providers(ctx, a); return err },
		"AddProvider": func(a chat.Actor) error {
			_, err := f.AddProvider(ctx, a, catalog.ProviderInput{Name: "x", BaseURL: "http://localhost"})
			return err
		},
		"UpdateProvider": func(a chat.Actor) error {
			_, err := f.UpdateProvider(ctx, a, catalog.ProviderUpdate{ID: p.ID})
			return err
		},
		"DeleteProvider": func(a chat.Actor) error { return f.DeleteProvider(ctx, a, p.ID) },
		"TestProvider":   func(a chat.Actor) error { _, err := f.TestProvider(ctx, a, p.ID); return err },
		"AllModels":      func(a chat.Actor) error { _, err := f.AllModels(ctx, a); return err },
		"PutModel": func(a chat.Actor) error {
			_, err := f.PutModel(ctx, a, catalog.ModelInput{ProviderID: p.ID, UpstreamID: "x", DisplayName: "x"})
			return err
		},
		"UpdateModel": func(a chat.Actor) error { _, err := f.UpdateModel(ctx, a, catalog.ModelUpdate{ID: m.ID}); return err },
		"Discovered":  func(a chat.Actor) error { _, err := f.Discovered(ctx, a, p.ID, true); return err },
		"TestEdit":    func(a chat.Actor) error { _, err := f.TestEdit(ctx, a, p.ID, catalog.ProviderInput{}); return err },
		"DeleteModel": func(a chat.Actor) error { return f.DeleteModel(ctx, a, m.ID) },
	} {
		for who, actor := range map[string]chat.Actor{"a member": member, "nobody": {}} {
			if err := call(actor); chat.KindOf(err) != chat.Forbidden {
				t.Errorf("%s by %s: %v", name, who, err)
			}
		}
	}
	if got := f.allNames(); got != "Demo tokens-1" {
		t.Errorf("afterwards there is %q", got)
	}
}
