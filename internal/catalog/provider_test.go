package catalog_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/catalog"
	"github.com/rustygpt/rustygpt/internal/chat"
)

// clock is a time that only moves when told.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// ticking is Now on a clock that goes on by the least bit with every look.
func (c *clock) ticking() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(time.Microsecond)
	return c.now
}

func (c *clock) advance(seconds int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(time.Duration(seconds) * time.Second)
}

func TestAddProvider(t *testing.T) {
	t.Parallel()
	f := newConnected(t, catalog.Options{})
	v, err := f.AddProvider(t.Context(), admin, catalog.ProviderInput{
		Name: "  My service ", BaseURL: " HTTPS://API.Example.com:443/v1/?x=1 ", APIKey: " " + apiKey + "\n",
		Headers: map[string]string{"X-Title": "Test", "X-A": "b"}, Enabled: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	if v.Name != "My service" || v.BaseURL != "https://api.example.com/v1" || v.Type != chat.ProviderOpenAI ||
		v.Source != chat.SourceAdmin || !v.HasAPIKey || v.ReadOnly || !slices.Equal(v.HeaderNames, []string{"X-A", "X-Title"}) {
		t.Errorf("view %+v", v)
	}
	if got := f.provider("My service"); fmt.Sprint(got.HeaderNames) != "[X-A X-Title]" || got.ID != v.ID || !got.HasAPIKey {
		t.Errorf("listed as %+v", got)
	}
	stored, err := f.store.ListProviders(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, shown := range []string{fmt.Sprintf("%+v", stored), fmt.Sprintf("%+v", v), f.log.String()} {
		if strings.Contains(shown, apiKey) || strings.Contains(shown, "Title:Test") {
			t.Errorf("a secret shows in %s", shown)
		}
	}
	if v.SealedKey != "" || v.SealedHeaders != "" {
		t.Error("the view has sealed secrets")
	}
}

func TestAddProviderRefuses(t *testing.T) {
	t.Parallel()
	f := newConnected(t, catalog.Options{})
	f.addProvider("taken")
	valid := catalog.ProviderInput{Name: "new", BaseURL: "http://localhost:1/v1"}
	for name, tc := range map[string]struct {
		change func(*catalog.ProviderInput)
		kind   chat.Kind
		part   string
	}{
		"no name":       {func(in *catalog.ProviderInput) { in.Name = " \t" }, chat.Invalid, "name:"},
		"long name":     {func(in *catalog.ProviderInput) { in.Name = strings.Repeat("x", 201) }, chat.Invalid, "name:"},
		"name in lines": {func(in *catalog.ProviderInput) { in.Name = "a\nb" }, chat.Invalid, "name:"},
		"taken":         {func(in *catalog.ProviderInput) { in.Name = " taken " }, chat.Conflict, "taken"},
		"no address":    {func(in *catalog.ProviderInput) { in.BaseURL = "" }, chat.Invalid, "base_url:"},
		"user info":     {func(in *catalog.ProviderInput) { in.BaseURL = "http://me@localhost" }, chat.Invalid, "base_url:"},
		"key in lines":  {func(in *catalog.ProviderInput) { in.APIKey = "a\nb" }, chat.Invalid, "api_key:"},
		"header":        {func(in *catalog.ProviderInput) { in.Headers = map[string]string{"Host": "x"} }, chat.Invalid, "additional_headers:"},
		"type":          {func(in *catalog.ProviderInput) { in.Type = chat.ProviderLlama }, chat.Invalid, "type:"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := valid
			tc.change(&in)
			_, err := f.AddProvider(t.Context(), admin, in)
			wantKind(t, err, tc.kind, tc.part)
		})
	}
}

func TestUpdateProvider(t *testing.T) {
	t.Parallel()
	f := newConnected(t, catalog.Options{})
	f.upstream.RequireKey("sk-new-key")
	p := f.addProvider("one")
	f.addProvider("two")
	ctx := t.Context()

	if r, err := f.TestProvider(ctx, admin, p.ID); err != nil || r.OK {
		t.Errorf("with the wrong key: %+v, %v", r, err)
	}
	changed, err := f.UpdateProvider(ctx, admin, catalog.ProviderUpdate{ID: p.ID, Name: new("renamed"), APIKey: new("sk-new-key")})
	v := changed.After
	if changed.Before.Name != "one" {
		t.Errorf("before: %+v", changed.Before)
	}
	if err != nil || v.Name != "renamed" || !v.HasAPIKey || len(v.HeaderNames) != 2 || v.BaseURL != p.BaseURL || !v.Enabled {
		t.Fatalf("%+v, %v", v, err)
	}
	if r, err := f.TestProvider(ctx, admin, p.ID); err != nil || !r.OK {
		t.Errorf("with the right key: %+v, %v", r, err)
	}
	changed, err = f.UpdateProvider(ctx, admin, catalog.ProviderUpdate{ID: p.ID, APIKey: new(""), Headers: map[string]string{}, Enabled: new(false)})
	v = changed.After
	if err != nil || v.HasAPIKey || len(v.HeaderNames) != 0 || v.HeaderNames == nil || v.Enabled {
		t.Fatalf("%+v, %v", v, err)
	}
	changed, err = f.UpdateProvider(ctx, admin, catalog.ProviderUpdate{ID: p.ID, Headers: map[string]string{"X-New": "1"}, BaseURL: new("http://localhost/v2/")})
	v = changed.After
	if err != nil || fmt.Sprint(v.HeaderNames) != "[X-New]" || v.BaseURL != "http://localhost/v2" {
		t.Fatalf("%+v, %v", v, err)
	}

	_, err = f.UpdateProvider(ctx, admin, catalog.ProviderUpdate{ID: p.ID, Name: new("two")})
	wantKind(t, err, chat.Conflict, "two")
	_, err = f.UpdateProvider(ctx, admin, catalog.ProviderUpdate{ID: p.ID, BaseURL: new("nowhere")})
	wantKind(t, err, chat.Invalid, "base_url")
	_, err = f.UpdateProvider(ctx, admin, catalog.ProviderUpdate{ID: chat.NewID[chat.Provider](), Name: new("x")})
	wantKind(t, err, chat.NotFound, "")
}

func TestDeleteProvider(t *testing.T) {
	t.Parallel()
	f := newConnected(t, catalog.Options{})
	f.sync("")
	p := f.addProvider("one")
	f.putModel(p.ID, "a")
	if err := f.DeleteProvider(t.Context(), admin, p.ID); err != nil {
		t.Fatal(err)
	}
	if got := f.allNames(); got != "Demo" {
		t.Errorf("afterwards there is %q", got)
	}
	wantKind(t, f.DeleteProvider(t.Context(), admin, p.ID), chat.NotFound, "")
}

func TestTheDemoCanOnlyBeSwitched(t *testing.T) {
	t.Parallel()
	f := newConnected(t, catalog.Options{})
	f.sync("")
	p := f.provider("Built-in demo")
	if !p.ReadOnly {
		t.Error("not marked as read-only")
	}
	_, err := f.UpdateProvider(t.Context(), admin, catalog.ProviderUpdate{ID: p.ID, Name: new("mine")})
	wantKind(t, err, chat.Conflict, "demo")
	wantKind(t, f.DeleteProvider(t.Context(), admin, p.ID), chat.Conflict, "demo")
	if _, err := f.UpdateProvider(t.Context(), admin, catalog.ProviderUpdate{ID: p.ID, Enabled: new(false)}); err != nil {
		t.Fatal(err)
	}
	f.sync("")
	if got := f.resolve(chat.ModelID{}, chat.ModelID{}); got != catalog.CodeNoModel {
		t.Errorf("after a restart it answers again: %s", got)
	}
}

func TestLostSecretsCanBeMended(t *testing.T) {
	t.Parallel()
	f := newConnected(t, catalog.Options{})
	f.upstream.RequireKey(apiKey)
	p := f.addProvider("one")
	m := f.putModel(p.ID, "tokens-5")
	f.restart(2)
	if v := f.provider("one"); !strings.Contains(string(v.Health.Problem), "key file was replaced") || !v.HasAPIKey {
		t.Errorf("listed as %+v", v)
	}
	for _, err := range f.Stream(t.Context(), m, nil) {
		wantKind(t, err, chat.Unavailable, "enter them again")
	}
	if r, err := f.TestProvider(t.Context(), admin, p.ID); err != nil || r.OK || !strings.Contains(string(r.Message), "enter them again") {
		t.Errorf("%+v, %v", r, err)
	}
	v, err := f.UpdateProvider(t.Context(), admin, catalog.ProviderUpdate{ID: p.ID, APIKey: new(apiKey), Headers: map[string]string{}})
	if err != nil || v.After.Health.Problem != "" {
		t.Fatalf("%+v, %v", v, err)
	}
	if r, err := f.TestProvider(t.Context(), admin, p.ID); err != nil || !r.OK {
		t.Errorf("%+v, %v", r, err)
	}
}
