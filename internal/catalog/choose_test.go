package catalog_test

import (
	"errors"
	"testing"

	"github.com/rustygpt/rustygpt/internal/catalog"
	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/provider"
	"github.com/rustygpt/rustygpt/internal/provider/providertest"
)

// resolve returns the display name of the choice, or the error's code.
func (f *fixture) resolve(explicit, preferred chat.ModelID) string {
	f.t.Helper()
	m, err := f.Resolve(f.t.Context(), explicit, preferred)
	if e, ok := errors.AsType[*chat.Error](err); ok && e.Kind == chat.Conflict {
		return e.Code
	}
	if err != nil {
		f.t.Fatal(err)
	}
	return m.DisplayName
}

func TestResolve(t *testing.T) {
	t.Parallel()
	f := newConnected(t, catalog.Options{})
	none, unknown := chat.ModelID{}, chat.NewID[chat.Model]()
	if got := f.resolve(none, none); got != catalog.CodeNoModel {
		t.Errorf("on an empty server: %s", got)
	}

	f.sync("")
	demo := f.model("demo").ID
	for _, got := range []string{f.resolve(none, unknown), f.resolve(demo, none), f.names()} {
		if got != "Demo" {
			t.Errorf("with the demo alone: %s", got)
		}
	}

	p := f.addProvider("one")
	a, b := f.putModel(p.ID, "a"), f.putModel(p.ID, "b")
	_, err := f.UpdateModel(t.Context(), admin, catalog.ModelUpdate{ID: b.ID, IsDefault: new(true)})
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name                string
		explicit, preferred chat.ModelID
		want                string
	}{
		{"explicit wins", a.ID, b.ID, "a"},
		{"preferred before default", none, a.ID, "a"},
		{"default", none, none, "b"},
		{"unknown preferred", none, unknown, "b"},
		{"preferred demo steps back", none, demo, "b"},
		{"unknown explicit", unknown, a.ID, catalog.CodeModelUnavailable},
		{"explicit demo", demo, a.ID, catalog.CodeModelUnavailable},
	} {
		if got := f.resolve(tc.explicit, tc.preferred); got != tc.want {
			t.Errorf("%s: %s, want %s", tc.name, got, tc.want)
		}
	}
	if got := f.names(); got != "b* a" {
		t.Errorf("models %s", got)
	}

	if _, err := f.UpdateModel(t.Context(), admin, catalog.ModelUpdate{ID: b.ID, Enabled: new(false)}); err != nil {
		t.Fatal(err)
	}
	if got := f.resolve(none, none) + " " + f.resolve(b.ID, none) + " " + f.resolve(none, b.ID); got != "a model_unavailable a" {
		t.Errorf("with a disabled default: %s", got)
	}
	if _, err := f.UpdateProvider(t.Context(), admin, catalog.ProviderUpdate{ID: p.ID, Enabled: new(false)}); err != nil {
		t.Fatal(err)
	}
	if got := f.resolve(none, none) + " " + f.resolve(a.ID, none); got != "Demo model_unavailable" {
		t.Errorf("with a disabled provider: %s", got)
	}
	wantKind(t, f.Usable(t.Context(), a.ID), chat.Invalid, "model_id")
	if err := f.Usable(t.Context(), demo); err != nil {
		t.Error(err)
	}
}

func TestResolveCostsNoQuery(t *testing.T) {
	t.Parallel()
	f := newConnected(t, catalog.Options{})
	f.sync("")
	p := f.addProvider("one")
	m := f.putModel(p.ID, "a")
	before := f.store.queries.Load()
	for range 100 {
		f.resolve(m.ID, chat.ModelID{})
		f.resolve(chat.ModelID{}, chat.ModelID{})
	}
	if n := f.store.queries.Load() - before; n != 0 {
		t.Errorf("%d queries", n)
	}
}

func TestAModelOfAnotherProcessIsFound(t *testing.T) {
	t.Parallel()
	clock := newClock()
	f := newConnected(t, catalog.Options{Now: clock.Now})
	f.sync("")
	p := f.addProvider("one")
	m, err := f.store.PutModel(t.Context(), chat.Model{
		ID: chat.NewID[chat.Model](), ProviderID: p.ID, UpstreamID: "a", DisplayName: "a", Enabled: true, Source: chat.SourceAdmin,
		CreatedAt: clock.Now(), UpdatedAt: clock.Now(),
	})
	if err != nil {
		t.Fatal(err)
	}
	clock.advance(2)
	if got := f.resolve(m.After.ID, chat.ModelID{}); got != "a" {
		t.Errorf("resolved to %s", got)
	}
}

func TestAnUnreachableDatabaseIsAnErrorOnlyWithoutASnapshot(t *testing.T) {
	t.Parallel()
	f := newConnected(t, catalog.Options{})
	f.store.broken.Store(true)
	_, err := f.Resolve(t.Context(), chat.ModelID{}, chat.ModelID{})
	wantKind(t, err, chat.Unavailable, "")
	f.store.broken.Store(false)
	f.sync("")
	f.store.broken.Store(true)
	if got := f.resolve(chat.ModelID{}, chat.ModelID{}); got != "Demo" {
		t.Errorf("resolved to %s", got)
	}
}

func TestStream(t *testing.T) {
	t.Parallel()
	f := newConnected(t, catalog.Options{})
	f.upstream.RequireKey(apiKey)
	f.sync("", catalog.Configured{
		Name: "test", Type: chat.ProviderOpenAI, BaseURL: f.upstream.BaseURL(), APIKey: apiKey, Enabled: true,
		Headers: map[string]string{"X-Title": "Test"},
		Models:  []catalog.ConfiguredModel{{Name: "tokens-20", Params: chat.ModelParams{MaxTokens: new(7)}}},
	})
	m, err := f.Resolve(t.Context(), chat.ModelID{}, chat.ModelID{})
	if err != nil {
		t.Fatal(err)
	}
	var text string
	for d, err := range f.Stream(t.Context(), m, []provider.Message{{Role: chat.RoleUser, Content: "Hello"}}) {
		if err != nil {
			t.Fatal(err)
		}
		text += d.Content
	}
	if text != providertest.Text(20) {
		t.Errorf("text %q", text)
	}
	r := f.upstream.Requests()[0]
	want := `{"model":"tokens-20","messages":[{"role":"user","content":"Hello"}],"stream":true,"stream_options":{"include_usage":true},"max_tokens":7}`
	if r.Header.Get("Authorization") != "Bearer "+apiKey || r.Header.Get("X-Title") != "Test" || r.Body.Raw != want {
		t.Errorf("asked %v\n%s", r.Header, r.Body.Raw)
	}
}

func TestStreamOfAModelThatIsGone(t *testing.T) {
	t.Parallel()
	f := newConnected(t, catalog.Options{})
	p := f.addProvider("one")
	m := f.putModel(p.ID, "tokens-20")
	if err := f.DeleteProvider(t.Context(), admin, p.ID); err != nil {
		t.Fatal(err)
	}
	var errs int
	for _, err := range f.Stream(t.Context(), m, nil) {
		wantKind(t, err, chat.Conflict, "removed")
		errs++
	}
	if errs != 1 {
		t.Errorf("%d pairs", errs)
	}
}
