package server

import (
	"context"
	"log/slog"
	"maps"
	"math"
	"slices"

	"github.com/rustygpt/rustygpt/internal/catalog"
	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/config"
	"github.com/rustygpt/rustygpt/internal/provider"
	"github.com/rustygpt/rustygpt/internal/provider/demo"
	"github.com/rustygpt/rustygpt/internal/provider/openai"
)

// adapters are the kinds of provider this server can speak to.
func adapters(cfg config.LLMGlobal) map[chat.ProviderType]catalog.Factory {
	pool := openai.NewPool(openai.Options{
		ConnectTimeout: cfg.ConnectTimeout,
		AnswerTimeout:  cfg.FirstByteTimeout,
		IdleTimeout:    cfg.IdleTimeout,
	})
	return map[chat.ProviderType]catalog.Factory{
		chat.ProviderOpenAI: pool.Provider,
		chat.ProviderDemo: func(provider.Endpoint) (provider.Provider, error) {
			return demo.New(demo.Options{}), nil
		},
	}
}

// ProviderProbe tries providers out as a server with these settings would, without
// one. Their names do not matter.
func ProviderProbe(cfg config.LLMGlobal) func(context.Context, catalog.ProviderInput) (catalog.TestResult, error) {
	return catalog.New(nil, nil, adapters(cfg), catalog.Options{}, slog.New(slog.DiscardHandler), nil).TestDraft
}

// configuredProviders are the providers of the configuration file with their
// models, in a fixed order.
func configuredProviders(cfg config.LLM) []catalog.Configured {
	providers := make([]catalog.Configured, 0, len(cfg.Providers))
	for _, name := range slices.Sorted(maps.Keys(cfg.Providers)) {
		p := cfg.Providers[name]
		providers = append(providers, catalog.Configured{
			Name:    name,
			Type:    chat.ProviderType(p.Type),
			BaseURL: p.BaseURL,
			APIKey:  p.APIKey.Reveal(),
			Headers: revealed(p.Headers),
			Enabled: p.Enabled,
			Models:  configuredModels(cfg, name),
		})
	}
	return providers
}

func configuredModels(cfg config.LLM, providerName string) []catalog.ConfiguredModel {
	var models []catalog.ConfiguredModel
	for _, name := range slices.Sorted(maps.Keys(cfg.Models)) {
		m := cfg.Models[name]
		if m.Provider != providerName {
			continue
		}
		models = append(models, catalog.ConfiguredModel{
			Name:        name,
			UpstreamID:  m.UpstreamID,
			DisplayName: m.DisplayName,
			Params: chat.ModelParams{
				MaxTokens:         m.Params.MaxTokens,
				Temperature:       m.Params.Temperature,
				TopP:              m.Params.TopP,
				TopK:              m.Params.TopK,
				RepetitionPenalty: m.Params.RepetitionPenalty,
			},
			Facts: configuredFacts(m),
		})
	}
	return models
}

// configuredFacts are what the file says about a model. A capability that it
// does not name is none, but a model without any is one that nobody described.
func configuredFacts(m config.LLMModel) chat.ModelFacts {
	facts := chat.ModelFacts{
		ContextSize: m.Params.ContextSize,
		InputPrice:  microDollars(m.InputPrice),
		OutputPrice: microDollars(m.OutputPrice),
	}
	for capability, has := range map[chat.Capability]bool{
		chat.Vision: m.Capabilities.Vision, chat.Tools: m.Capabilities.FunctionCalling,
		chat.Reasoning: m.Capabilities.Reasoning, chat.Audio: m.Capabilities.Audio,
	} {
		if has {
			facts.Capabilities = append(facts.Capabilities, capability)
		}
	}
	facts.Capabilities = chat.Ordered(facts.Capabilities)
	return facts
}

func microDollars(price *float64) *chat.MicroDollars {
	if price == nil {
		return nil
	}
	return new(chat.MicroDollars(math.Round(*price * 1e6)))
}

func revealed(headers map[string]config.Secret) map[string]string {
	if len(headers) == 0 {
		return nil
	}
	plain := make(map[string]string, len(headers))
	for name, value := range headers {
		plain[name] = value.Reveal()
	}
	return plain
}
