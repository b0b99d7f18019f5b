package chat

import "time"

// ProviderType says which adapter speaks to a provider.
type ProviderType string

// The provider types.
const (
	ProviderOpenAI ProviderType = "openai"    // any OpenAI-compatible service
	ProviderLlama  ProviderType = "llama_cpp" // a local GGUF model
	ProviderDemo   ProviderType = "demo"      // built in, no key, no model
)

// Source says who put a provider or model on the list.
type Source string

// The sources.
const (
	SourceAdmin      Source = "admin"      // the administrator's pages
	SourceConfig     Source = "config"     // the configuration file; read-only at run time
	SourceDiscovered Source = "discovered" // offered by a provider without a list of its own
	SourceBuiltin    Source = "builtin"    // the demo
)

// Provider is a service that runs models. SealedKey and SealedHeaders are
// encrypted; only package secret opens them.
type Provider struct {
	ID            ProviderID
	Name          string
	Type          ProviderType
	BaseURL       string
	SealedKey     string // empty = none
	SealedHeaders string // empty = none; sealed JSON object of header name to value
	Enabled       bool
	Source        Source
	CreatedAt     time.Time
	UpdatedAt     time.Time
}

// KeyPlace is the place of SealedKey, under which it is sealed: one
// secret cannot stand in for another, nor for that of another provider.
func KeyPlace(id ProviderID) string { return "provider " + id.String() + " api key" }

// HeadersPlace is the place of SealedHeaders.
func HeadersPlace(id ProviderID) string { return "provider " + id.String() + " headers" }

// Model is one model that a provider offers.
type Model struct {
	ID           ModelID
	ProviderID   ProviderID
	ProviderName string
	ProviderType ProviderType // of the provider; package catalog fills it in
	UpstreamID   string       // the provider's own name for it
	DisplayName  string
	Enabled      bool
	IsDefault    bool // at most one on the server
	Source       Source
	Params       ModelParams
	Facts        ModelFacts // as people say
	Reported     ModelFacts // as the provider says, of a model that it offers by itself
	CreatedAt    time.Time
	UpdatedAt    time.Time
}

// Known are the facts about a model: what people say comes before what the
// provider says.
func (m Model) Known() ModelFacts { return m.Facts.Or(m.Reported) }

// ModelParams are sampling settings; a nil field is left to the provider.
type ModelParams struct {
	MaxTokens         *int     `json:"max_tokens,omitempty"`
	Temperature       *float64 `json:"temperature,omitempty"`
	TopP              *float64 `json:"top_p,omitempty"`
	TopK              *int     `json:"top_k,omitempty"`
	RepetitionPenalty *float64 `json:"repetition_penalty,omitempty"`
	Stop              []string `json:"stop,omitempty"`
}
