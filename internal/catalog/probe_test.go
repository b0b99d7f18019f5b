package catalog_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/catalog"
	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/provider/providertest"
)

func TestTestDraft(t *testing.T) {
	t.Parallel()
	f := newConnected(t, catalog.Options{})
	for dialect, want := range map[string]string{
		"v1":     "Connected. The provider offers ",
		"none":   "Connected, but the provider lists no models.",
		"html":   "not a list of models",
		"locked": "401 Unauthorized",
	} {
		r, err := f.TestDraft(t.Context(), catalog.ProviderInput{BaseURL: f.upstream.Base(dialect), APIKey: apiKey})
		ok := strings.HasPrefix(want, "Connected")
		if err != nil || r.OK != ok || !strings.Contains(string(r.Message), want) || r.Models == nil {
			t.Errorf("%s: %+v, %v", dialect, r, err)
		}
	}
	r, err := f.TestDraft(t.Context(), catalog.ProviderInput{BaseURL: f.upstream.BaseURL()})
	if err != nil || !slices.Equal(r.Models, providertest.ModelNames()) {
		t.Errorf("%+v, %v", r, err)
	}
	_, err = f.TestDraft(t.Context(), catalog.ProviderInput{BaseURL: "nowhere"})
	wantKind(t, err, chat.Invalid, "base_url")
	if got := f.allNames(); got != "" {
		t.Errorf("a test stored %q", got)
	}
}

func TestTestDraftOfASilentProvider(t *testing.T) {
	t.Parallel()
	f := newConnected(t, catalog.Options{TestTimeout: 300 * time.Millisecond})
	r, err := f.TestDraft(t.Context(), catalog.ProviderInput{BaseURL: f.upstream.Base("hang"), APIKey: apiKey})
	if err != nil || r.OK || !strings.Contains(string(r.Message), "did not answer within 300ms") || r.Models == nil {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestTestProviderWorksWhileSwitchedOff(t *testing.T) {
	t.Parallel()
	f := newConnected(t, catalog.Options{})
	p := f.addProvider("one")
	if _, err := f.UpdateProvider(t.Context(), admin, catalog.ProviderUpdate{ID: p.ID, Enabled: new(false)}); err != nil {
		t.Fatal(err)
	}
	if r, err := f.TestProvider(t.Context(), admin, p.ID); err != nil || !r.OK {
		t.Errorf("%+v, %v", r, err)
	}
	_, err := f.TestProvider(t.Context(), admin, chat.NewID[chat.Provider]())
	wantKind(t, err, chat.NotFound, "")
}

func TestTestEdit(t *testing.T) {
	t.Parallel()
	f := newConnected(t, catalog.Options{})
	elsewhere := providertest.NewUpstream(t)
	f.upstream.RequireKey(apiKey)
	p := f.addProvider("one")
	for name, tt := range map[string]struct {
		in       catalog.ProviderInput
		ok       bool
		withheld bool // secrets that are stored
	}{
		"the stored key":            {catalog.ProviderInput{BaseURL: f.upstream.BaseURL()}, true, false},
		"at another path":           {catalog.ProviderInput{BaseURL: f.upstream.Base("named") + "/"}, true, false},
		"a wrong key":               {catalog.ProviderInput{BaseURL: f.upstream.BaseURL(), APIKey: "wrong"}, false, false},
		"another host":              {catalog.ProviderInput{BaseURL: elsewhere.BaseURL()}, true, true},
		"another host with secrets": {catalog.ProviderInput{BaseURL: elsewhere.BaseURL(), APIKey: "new", Headers: map[string]string{}}, true, false},
		"another host with a key":   {catalog.ProviderInput{BaseURL: elsewhere.BaseURL(), APIKey: "new"}, true, true},
		"another scheme":            {catalog.ProviderInput{BaseURL: strings.Replace(f.upstream.BaseURL(), "http:", "https:", 1)}, false, true},
	} {
		r, err := f.TestEdit(t.Context(), admin, p.ID, tt.in)
		if err != nil || r.OK != tt.ok || strings.Contains(string(r.Message), "were not sent") != tt.withheld {
			t.Errorf("%s: %+v, %v", name, r, err)
		}
	}
	for _, r := range f.upstream.Requests() {
		if r.Header.Get("X-Title") != "Test" {
			t.Errorf("without the stored headers: %+v", r)
		}
	}
	for _, r := range elsewhere.Requests() {
		if key := r.Header.Get("Authorization"); key != "" && key != "Bearer new" || r.Header.Get("X-Title") != "" {
			t.Errorf("secrets went elsewhere: %+v", r)
		}
	}

	if r, err := f.TestEdit(t.Context(), admin, chat.ProviderID{}, catalog.ProviderInput{BaseURL: f.upstream.BaseURL(), APIKey: apiKey}); err != nil || !r.OK {
		t.Errorf("a new one: %+v, %v", r, err)
	}
	_, err := f.TestEdit(t.Context(), admin, chat.NewID[chat.Provider](), catalog.ProviderInput{BaseURL: f.upstream.BaseURL()})
	wantKind(t, err, chat.NotFound, "")
	_, err = f.TestEdit(t.Context(), admin, p.ID, catalog.ProviderInput{BaseURL: "nowhere"})
	wantKind(t, err, chat.Invalid, "base_url")
	if v := f.provider("one"); v.Health.State != chat.HealthUnknown || !v.ModelsAt.IsZero() {
		t.Errorf("what was tried out counts for what is stored: %+v", v)
	}
	f.restart(2)
	if r, err := f.TestEdit(t.Context(), admin, p.ID, catalog.ProviderInput{BaseURL: f.upstream.BaseURL()}); err != nil || !strings.Contains(string(r.Message), "enter them again") {
		t.Errorf("with lost secrets: %+v, %v", r, err)
	}
}

func TestACancelledTestIsAnError(t *testing.T) {
	t.Parallel()
	f := newConnected(t, catalog.Options{})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := f.TestDraft(ctx, catalog.ProviderInput{BaseURL: f.upstream.BaseURL()})
	wantKind(t, err, chat.Canceled, "")
}
