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
	f := newConnected(t, catalog.Options{TestTimeout: 300 * time.Millisecond})
	for dialect, want := range map[string]string{
		"v1":     "Connected. The provider offers ",
		"none":   "Connected, but the provider lists no models.",
		"html":   "not a list of models",
		"locked": "401 Unauthorized",
		"hang":   "did not answer within 300ms",
	} {
		r, err := f.TestDraft(t.Context(), catalog.ProviderInput{BaseURL: f.upstream.Base(dialect), APIKey: apiKey})
		ok := strings.HasPrefix(want, "Connected")
		if err != nil || r.OK != ok || !strings.Contains(r.Message, want) || r.Models == nil {
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

func TestACancelledTestIsAnError(t *testing.T) {
	t.Parallel()
	f := newConnected(t, catalog.Options{})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := f.TestDraft(ctx, catalog.ProviderInput{BaseURL: f.upstream.BaseURL()})
	wantKind(t, err, chat.Canceled, "")
}
