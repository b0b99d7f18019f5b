package server_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/provider/providertest"
	"github.com/rustygpt/rustygpt/internal/servertest"
)

type listedModel struct {
	ID           chat.ModelID
	UpstreamID   string   `json:"upstream_id"`
	ContextSize  int      `json:"context_size"`
	InputPrice   *float64 `json:"input_price"`
	OutputPrice  *float64 `json:"output_price"`
	Capabilities []string
	Local        bool
	Available    bool
	Reason       string `json:"unavailable_reason"`
}

type listedProvider struct {
	ID       chat.ProviderID
	Name     string
	ReadOnly bool `json:"read_only"`
	Health   struct {
		State   chat.HealthState
		Message string
	}
	ModelsAt    *time.Time `json:"models_at"`
	ModelsStale bool       `json:"models_stale"`
}

// TestADeadProviderDelaysNothing starts a server with a provider that accepts
// connections and never answers, and looks at everything while it waits for it.
func TestADeadProviderDelaysNothing(t *testing.T) {
	t.Parallel()
	silent, late := providertest.NewUpstream(t), providertest.NewUpstream(t)
	silent.Break(providertest.Hangs)
	late.Break(providertest.Crashes)
	p := servertest.StartProcess(t,
		"RUSTYGPT__LLM__PROVIDERS__SILENT__BASE_URL="+silent.BaseURL(),
		"RUSTYGPT__LLM__PROVIDERS__LATE__BASE_URL="+late.BaseURL(),
		"RUSTYGPT__LLM__MODELS__COUNTER__PROVIDER=silent",
		"RUSTYGPT__LLM__MODELS__COUNTER__UPSTREAM_ID=tokens-5",
		"RUSTYGPT__LLM__MODELS__COUNTER__INPUT_PRICE=0.15",
		"RUSTYGPT__LLM__MODELS__COUNTER__OUTPUT_PRICE=0",
		"RUSTYGPT__LLM__MODELS__COUNTER__DEFAULT_PARAMS__CONTEXT_SIZE=4096",
		"RUSTYGPT__LLM__MODELS__COUNTER__CAPABILITIES__VISION=true",
		"RUSTYGPT__LLM__MODELS__COUNTER__CAPABILITIES__FUNCTION_CALLING=true",
	)
	person := servertest.NewClient(p.URL)
	person.Setup(t)
	eventually(t, "the silent provider is asked", func() bool { return len(silent.Requests()) > 0 })

	var models []listedModel
	do(t, person, http.MethodGet, "/api/v1/models", nil, &models)
	if len(models) != 1 || models[0].ContextSize != 4096 || *models[0].InputPrice != 0.15 || *models[0].OutputPrice != 0 ||
		strings.Join(models[0].Capabilities, " ") != "vision tools" || !models[0].Local || !models[0].Available {
		t.Errorf("models %+v", models)
	}
	discovered := "/api/v1/admin/providers/" + providersByName(t, person)["silent"].ID.String() + "/discovered"
	look := func() (delayed bool) {
		before := silent.Left()
		for _, path := range []string{"/", "/api/v1/server", "/api/v1/models", "/api/v1/admin/models", discovered} {
			do(t, person, http.MethodGet, path, nil, nil)
		}
		do(t, person, http.MethodPost, "/api/v1/models/refresh", nil, nil)
		do(t, person, http.MethodPost, "/api/v1/chats", struct{}{}, nil)
		return silent.Left() > before
	}
	// Now and then it can be by chance: the server gives up by itself in that moment.
	for tries := 10; look(); tries-- {
		if tries == 0 {
			t.Fatal("all that took until the server had given the provider up")
		}
	}

	eventually(t, "the late provider fails", func() bool {
		state := providersByName(t, person)["late"].Health.State
		return state == chat.HealthFailing || state == chat.HealthDown // which soon follows
	})
	if p := providersByName(t, person)["late"]; p.ModelsAt != nil || !p.ModelsStale || !p.ReadOnly || !strings.Contains(p.Health.Message, "500") {
		t.Errorf("%+v", p)
	}
	late.Break(providertest.Works)
	do(t, person, http.MethodPost, "/api/v1/models/refresh", nil, nil)
	eventually(t, "the late provider is back", func() bool { return providersByName(t, person)["late"].Health.State == chat.HealthOK })
	eventually(t, "its models are offered", func() bool {
		do(t, person, http.MethodGet, "/api/v1/models", nil, &models)
		return len(models) == 1+len(providertest.ModelNames())
	})
}

// modelByUpstream finds a model by what its provider calls it.
func modelByUpstream(t *testing.T, person *servertest.Client, name string) chat.ModelID {
	t.Helper()
	var models []listedModel
	do(t, person, http.MethodGet, "/api/v1/models", nil, &models)
	i := slices.IndexFunc(models, func(m listedModel) bool { return m.UpstreamID == name })
	if i < 0 {
		t.Fatalf("there is no model %s in %+v", name, models)
	}
	return models[i].ID
}

func providersByName(t *testing.T, person *servertest.Client) map[string]listedProvider {
	t.Helper()
	var providers []listedProvider
	do(t, person, http.MethodGet, "/api/v1/admin/providers", nil, &providers)
	byName := map[string]listedProvider{}
	for _, p := range providers {
		byName[p.Name] = p
	}
	return byName
}

// eventually looks again and again.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patienceFor)
	defer cancel()
	for !holds() {
		select {
		case <-ctx.Done():
			t.Fatalf("waited in vain until %s", what)
		case <-time.After(20 * time.Millisecond):
		}
	}
}
