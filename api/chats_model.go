package api

import (
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// Model is a model that a provider offers.
type Model struct {
	ID                chat.ModelID      `json:"id" format:"uuid"`
	ProviderID        chat.ProviderID   `json:"provider_id" format:"uuid"`
	ProviderName      string            `json:"provider_name"`
	ProviderType      chat.ProviderType `json:"provider_type" enum:"openai,llama_cpp,demo"`
	UpstreamID        string            `json:"upstream_id" doc:"The provider's own name for it."`
	DisplayName       string            `json:"display_name"`
	Enabled           bool              `json:"enabled"`
	IsDefault         bool              `json:"is_default"`
	Source            chat.Source       `json:"source" enum:"admin,config,discovered,builtin"`
	ContextSize       *int              `json:"context_size" doc:"Tokens that prompt and answer may have together; null = not known."`
	InputPrice        *float64          `json:"input_price" doc:"US dollars for a million tokens of a prompt; 0 = free, null = not known."`
	OutputPrice       *float64          `json:"output_price" doc:"US dollars for a million tokens of an answer; 0 = free, null = not known."`
	Capabilities      []chat.Capability `json:"capabilities" enum:"vision,tools,reasoning,audio"`
	Local             bool              `json:"local" doc:"It runs on the server's machine or in its network."`
	Available         bool              `json:"available" doc:"Whether it can answer at present."`
	UnavailableReason *chat.Sentence    `json:"unavailable_reason" doc:"Why it cannot answer, for people."`
}

// ModelFacts say something about a model; a missing field stays.
type ModelFacts struct {
	ContextSize  *int              `json:"context_size,omitempty" nullable:"true" doc:"Tokens that prompt and answer may have together."`
	InputPrice   *float64          `json:"input_price,omitempty" nullable:"true" doc:"US dollars for a million tokens of a prompt, with at most six decimal places; 0 = free."`
	OutputPrice  *float64          `json:"output_price,omitempty" nullable:"true" doc:"US dollars for a million tokens of an answer, with at most six decimal places; 0 = free."`
	Capabilities []chat.Capability `json:"capabilities,omitempty" nullable:"true" doc:"Replaces the whole set: of vision, tools, reasoning, audio."`
	Clear        []chat.ModelFact  `json:"clear,omitempty" nullable:"true" doc:"What to forget: of context_size, input_price, output_price, capabilities. Of a model that its provider offers by itself, what the provider says holds again."`
}

// ConfigureModelRequest adds a model, or changes the one with that upstream id.
type ConfigureModelRequest struct {
	UpstreamID  string `json:"upstream_id"`
	DisplayName string `json:"display_name"`
	Enabled     *bool  `json:"enabled,omitempty" doc:"true when missing."`
	IsDefault   bool   `json:"is_default,omitempty"`
	ModelFacts
}

// UpdateModelRequest changes a model; a missing field stays.
type UpdateModelRequest struct {
	UpstreamID  *string `json:"upstream_id,omitempty" nullable:"true"`
	DisplayName *string `json:"display_name,omitempty" nullable:"true"`
	Enabled     *bool   `json:"enabled,omitempty" nullable:"true"`
	IsDefault   *bool   `json:"is_default,omitempty" nullable:"true"`
	ModelFacts
}

// DiscoveredModels is what a provider offers, to choose from.
type DiscoveredModels struct {
	Models  []DiscoveredModel `json:"models" doc:"Sorted by id."`
	At      *time.Time        `json:"at" doc:"When the provider said so; null = not since the server started."`
	Stale   bool              `json:"stale" doc:"The provider was asked since and did not answer."`
	Problem *chat.Sentence    `json:"problem" doc:"Why it did not answer."`
}

// DiscoveredModel is a model that a provider offers, with what it says about it.
type DiscoveredModel struct {
	ID           string            `json:"id" doc:"The provider's own name for it."`
	Configured   bool              `json:"configured" doc:"It is on the list that somebody made of the provider's models."`
	ContextSize  *int              `json:"context_size"`
	InputPrice   *float64          `json:"input_price"`
	OutputPrice  *float64          `json:"output_price"`
	Capabilities []chat.Capability `json:"capabilities" enum:"vision,tools,reasoning,audio"`
}
