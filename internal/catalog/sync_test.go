package catalog_test

import (
	"strings"
	"testing"

	"github.com/rustygpt/rustygpt/internal/catalog"
	"github.com/rustygpt/rustygpt/internal/chat"
)

func (f *fixture) configured(name string, models ...string) catalog.Configured {
	c := catalog.Configured{Name: name, Type: chat.ProviderOpenAI, BaseURL: f.upstream.BaseURL() + "/", APIKey: apiKey,
		Headers: map[string]string{"X-A": "b"}, Enabled: true}
	for _, m := range models {
		c.Models = append(c.Models, catalog.ConfiguredModel{Name: m})
	}
	return c
}

func TestSyncFollowsTheConfiguration(t *testing.T) {
	t.Parallel()
	f := newConnected(t, catalog.Options{})
	f.sync("", f.configured("one", "a", "b"), f.configured("two", "c"))
	if got := f.names(); got != "a b c" {
		t.Errorf("at first: %s", got)
	}
	p, a := f.provider("one"), f.model("a")
	if !p.ReadOnly || p.Source != chat.SourceConfig || p.BaseURL != f.upstream.BaseURL() || !p.HasAPIKey || a.Source != chat.SourceConfig {
		t.Errorf("stored %+v, %+v", p, a)
	}

	f.restart(1)
	changed := f.configured("one", "b")
	changed.Models = append(changed.Models, catalog.ConfiguredModel{
		Name: "x", UpstreamID: "a", DisplayName: "A", Params: chat.ModelParams{Temperature: new(0.5)},
	})
	f.sync("", changed)
	if got := f.names(); got != "A b" {
		t.Errorf("after a change: %s", got)
	}
	if now := f.model("a"); now.ID != a.ID || *now.Params.Temperature != 0.5 {
		t.Errorf("the changed model: %+v", now)
	}
	if f.provider("one").ID != p.ID {
		t.Error("the provider got another id")
	}

	f.restart(1)
	f.sync("")
	if got := f.allNames(); got != "Demo" {
		t.Errorf("without configuration: %s", got)
	}
}

func TestSyncWritesOnlyDifferences(t *testing.T) {
	t.Parallel()
	clock := newClock()
	f := newConnected(t, catalog.Options{Now: clock.Now})
	f.sync("a", f.configured("one", "a"))
	p, m := f.provider("one"), f.model("a")
	clock.advance(60)
	f.restart(1)
	f.sync("a", f.configured("one", "a"))
	if now := f.provider("one"); now.UpdatedAt != p.UpdatedAt {
		t.Error("the provider was written again")
	}
	if now := f.model("a"); now.UpdatedAt != m.UpdatedAt {
		t.Error("the model was written again")
	}

	for name, change := range map[string]func(*catalog.Configured){
		"key":      func(c *catalog.Configured) { c.APIKey = "sk-other" },
		"headers":  func(c *catalog.Configured) { c.Headers = nil },
		"address":  func(c *catalog.Configured) { c.BaseURL = "http://localhost:1" },
		"disabled": func(c *catalog.Configured) { c.Enabled = false },
	} {
		clock.advance(60)
		c := f.configured("one", "a")
		change(&c)
		f.sync("a", c)
		if now := f.provider("one"); now.UpdatedAt != clock.Now() || now.ID != p.ID {
			t.Errorf("%s: not written: %+v", name, now)
		}
	}
}

func TestSyncWritesLostSecretsAgain(t *testing.T) {
	t.Parallel()
	f := newConnected(t, catalog.Options{})
	f.upstream.RequireKey(apiKey)
	f.sync("", f.configured("one", "a"))
	f.restart(2)
	f.sync("", f.configured("one", "a"))
	if r, err := f.TestProvider(t.Context(), admin, f.provider("one").ID); err != nil || !r.OK {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestConfiguredRowsAreReadOnly(t *testing.T) {
	t.Parallel()
	f := newConnected(t, catalog.Options{})
	f.sync("", f.configured("one", "a", "b"))
	p, a := f.provider("one"), f.model("a")
	_, err := f.UpdateProvider(t.Context(), admin, catalog.ProviderUpdate{ID: p.ID, Enabled: new(false)})
	wantKind(t, err, chat.Conflict, "configuration file")
	wantKind(t, f.DeleteProvider(t.Context(), admin, p.ID), chat.Conflict, "configuration file")
	_, err = f.PutModel(t.Context(), admin, catalog.ModelInput{ProviderID: p.ID, UpstreamID: "c", DisplayName: "c"})
	wantKind(t, err, chat.Conflict, "configuration file")
	_, err = f.UpdateModel(t.Context(), admin, catalog.ModelUpdate{ID: a.ID, Enabled: new(false)})
	wantKind(t, err, chat.Conflict, "configuration file")
	wantKind(t, f.DeleteModel(t.Context(), admin, a.ID), chat.Conflict, "configuration file")

	if _, err := f.UpdateModel(t.Context(), admin, catalog.ModelUpdate{ID: f.model("b").ID, IsDefault: new(true)}); err != nil {
		t.Error("the default mark cannot be moved:", err)
	}
	f.sync("", f.configured("one", "a", "b"))
	if got := f.names(); got != "b* a" {
		t.Errorf("after a restart: %s", got)
	}
}

func TestAConfiguredDefault(t *testing.T) {
	t.Parallel()
	f := newConnected(t, catalog.Options{})
	c := f.configured("one", "a", "b")
	c.Models = append(c.Models, catalog.ConfiguredModel{Name: "fast", UpstreamID: "c", DisplayName: "C"})
	f.sync("fast", c)
	if got := f.names(); got != "C* a b" {
		t.Errorf("by its configured name: %s", got)
	}
	_, err := f.UpdateModel(t.Context(), admin, catalog.ModelUpdate{ID: f.model("a").ID, IsDefault: new(true)})
	wantKind(t, err, chat.Conflict, "configuration file")
	f.sync("b", c)
	if got := f.names(); got != "b* a C" {
		t.Errorf("by its id: %s", got)
	}
	f.sync("absent", c)
	if got := f.names(); got != "b* a C" || !strings.Contains(f.log.String(), "absent") {
		t.Errorf("with a name that nothing has: %s", got)
	}
	if _, err := f.UpdateModel(t.Context(), admin, catalog.ModelUpdate{ID: f.model("a").ID, IsDefault: new(true)}); err != nil {
		t.Error(err)
	}
}

func TestAnAdministratorsProviderIsNotOverwritten(t *testing.T) {
	t.Parallel()
	f := newConnected(t, catalog.Options{})
	p := f.addProvider("one")
	f.putModel(p.ID, "mine")
	f.sync("", f.configured("ONE", "a"))
	if got := f.names(); got != "mine" {
		t.Errorf("models %s", got)
	}
	if log := f.log.String(); !strings.Contains(log, "skipped") || !strings.Contains(log, "provider=ONE") {
		t.Errorf("log %s", log)
	}
}

func TestTheDemoGivesWayToItsNamesake(t *testing.T) {
	t.Parallel()
	f := newConnected(t, catalog.Options{})
	p := f.addProvider("built-in DEMO")
	f.sync("")
	if got := f.allNames(); got != "" || f.provider("built-in DEMO").ID != p.ID {
		t.Errorf("models %s", got)
	}
	if log := f.log.String(); !strings.Contains(log, "its name is taken") {
		t.Errorf("log %s", log)
	}
}

func TestAnUnsupportedTypeIsListedButNotUsed(t *testing.T) {
	t.Parallel()
	f := newConnected(t, catalog.Options{})
	local := catalog.Configured{Name: "local", Type: chat.ProviderLlama, Enabled: true, Models: []catalog.ConfiguredModel{{Name: "m"}}}
	f.sync("m", local)
	if got := f.names() + ", " + f.allNames(); got != "Demo, m* Demo" {
		t.Errorf("models %s", got)
	}
	p := f.provider("local")
	if !strings.Contains(string(p.Health.Problem), "llama_cpp") || !strings.Contains(f.log.String(), "type=llama_cpp") {
		t.Errorf("%+v, log %s", p, f.log)
	}
	if r, err := f.TestProvider(t.Context(), admin, p.ID); err != nil || r.OK || !strings.Contains(string(r.Message), "llama_cpp") {
		t.Errorf("%+v, %v", r, err)
	}
	if got := f.resolve(f.model("m").ID, chat.ModelID{}); got != catalog.CodeModelUnavailable {
		t.Errorf("resolved to %s", got)
	}

	f.sync("", catalog.Configured{Name: "local", Type: chat.ProviderDemo, Enabled: true, Models: []catalog.ConfiguredModel{{Name: "demo"}}})
	if now := f.provider("local"); now.ID == p.ID || now.Health.Problem != "" || f.names() != "demo" {
		t.Errorf("after a change of type: %+v, models %s", now, f.names())
	}
}

func TestSyncRefusesWhatIsWrong(t *testing.T) {
	t.Parallel()
	f := newConnected(t, catalog.Options{})
	for part, change := range map[string]func(*catalog.Configured){
		"llm.providers.one.base_url": func(c *catalog.Configured) { c.BaseURL = "nowhere" },
		"llm.providers.one.api_key":  func(c *catalog.Configured) { c.APIKey = "a\nb" },
		"llm.providers.one.headers":  func(c *catalog.Configured) { c.Headers = map[string]string{"Cookie": "secret"} },
	} {
		c := f.configured("one", "a")
		change(&c)
		wantKind(t, f.Sync(t.Context(), []catalog.Configured{c}, ""), chat.Invalid, part)
	}
}
