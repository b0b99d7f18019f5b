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

// ConfigureModelRequest adds a model, or changes the one with that upstream id.
type ConfigureModelRequest struct {
	UpstreamID  string `json:"upstream_id"`
	DisplayName string `json:"display_name"`
	Enabled     *bool  `json:"enabled,omitempty" doc:"true when missing."`
	IsDefault   bool   `json:"is_default,omitempty"`
}

// UpdateModelRequest changes a model; a missing field stays.
type UpdateModelRequest struct {
	UpstreamID  *string `json:"upstream_id,omitempty" nullable:"true"`
	DisplayName *string `json:"display_name,omitempty" nullable:"true"`
	Enabled     *bool   `json:"enabled,omitempty" nullable:"true"`
	IsDefault   *bool   `json:"is_default,omitempty" nullable:"true"`
}
