package api

import (
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// Provider is a service that runs models, without its secrets.
type Provider struct {
	ID                    chat.ProviderID   `json:"id" format:"uuid"`
	Name                  string            `json:"name"`
	Type                  chat.ProviderType `json:"type" enum:"openai,llama_cpp,demo"`
	BaseURL               string            `json:"base_url"`
	HasAPIKey             bool              `json:"has_api_key"`
	AdditionalHeaderNames []string          `json:"additional_header_names"`
	Enabled               bool              `json:"enabled"`
	Source                chat.Source       `json:"source" enum:"admin,config,discovered,builtin"`
	ReadOnly              bool              `json:"read_only" doc:"Comes from the configuration or is built in; change it there."`
	CreatedAt             time.Time         `json:"created_at"`
	Local                 bool              `json:"local" doc:"It runs on the server's machine or in its network."`
	Health                ProviderHealth    `json:"health"`
	ModelsAt              *time.Time        `json:"models_at" doc:"When the provider last listed its models; null = not since the server started."`
	ModelsStale           bool              `json:"models_stale" doc:"It was asked since and did not answer."`
}

// ProviderHealth is how a provider does, as seen from the instance that answers.
type ProviderHealth struct {
	State     chat.HealthState `json:"state" enum:"unknown,ok,failing,down" doc:"failing = something is wrong, and requests for an answer are made; down = it is only called to try it, and they fail at once."`
	CheckedAt *time.Time       `json:"checked_at" doc:"When a call last told something."`
	Since     *time.Time       `json:"since" doc:"When the state began."`
	RetryAt   *time.Time       `json:"retry_at" doc:"When a provider that is down is tried again."`
	LatencyMS *int64           `json:"latency_ms" doc:"How long it last took to list its models."`
	Message   *chat.Sentence   `json:"message" doc:"What is wrong, for people."`
}

// CreateProviderRequest saves a provider.
type CreateProviderRequest struct {
	Name              string            `json:"name"`
	BaseURL           string            `json:"base_url"`
	APIKey            *string           `json:"api_key,omitempty" nullable:"true" doc:"Empty = none."`
	AdditionalHeaders map[string]string `json:"additional_headers,omitempty"`
	Enabled           *bool             `json:"enabled,omitempty" doc:"true when missing."`
}

// UpdateProviderRequest changes a provider; a missing field stays.
type UpdateProviderRequest struct {
	Name              *string           `json:"name,omitempty" nullable:"true"`
	BaseURL           *string           `json:"base_url,omitempty" nullable:"true"`
	APIKey            *string           `json:"api_key,omitempty" nullable:"true" doc:"Empty removes the key."`
	ClearAPIKey       *bool             `json:"clear_api_key,omitempty" nullable:"true" doc:"true removes the key; wins over api_key."`
	AdditionalHeaders map[string]string `json:"additional_headers,omitempty" nullable:"true" doc:"Replaces the whole set."`
	Enabled           *bool             `json:"enabled,omitempty" nullable:"true"`
}

// TestProviderRequest is a provider to try out before it is saved.
type TestProviderRequest struct {
	ProviderDraft
	ProviderID *chat.ProviderID `json:"provider_id,omitempty" nullable:"true" format:"uuid" doc:"The saved provider that this is to change: its key and headers are used where none are given, as long as the address has the same origin."`
}
