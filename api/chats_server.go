package api

import "github.com/rustygpt/rustygpt/internal/chat"

// HealthResponse answers as long as the process does.
type HealthResponse struct {
	Status  string `json:"status" doc:"Always ok."`
	Version string `json:"version"`
}

// ServerHandshake tells a client whom it talks to, before any login.
type ServerHandshake struct {
	ServerUUID    string       `json:"server_uuid" format:"uuid" doc:"Made once with the database; moves with a backup."`
	APIMajor      int          `json:"api_major" doc:"Compatibility gate of this API, 1."`
	Version       string       `json:"version"`
	SetupComplete bool         `json:"setup_complete"`
	PublicURL     *string      `json:"public_url"`
	Capabilities  Capabilities `json:"capabilities"`
	Branding      Branding     `json:"branding"`
}

// Capabilities name what the server can do.
type Capabilities struct {
	ChatStreaming  bool `json:"chat_streaming"`
	PortalSessions bool `json:"portal_sessions"`
	CustomBranding bool `json:"custom_branding"`
}

// Branding is how the server presents itself.
type Branding struct {
	ServerName   string  `json:"server_name"`
	AccentColor  string  `json:"accent_color" doc:"#rrggbb"`
	LogoURL      *string `json:"logo_url"`
	FaviconURL   *string `json:"favicon_url"`
	CustomCSSURL *string `json:"custom_css_url"`
}

// UpdateBrandingRequest changes how the server presents itself; a missing field
// stays.
type UpdateBrandingRequest struct {
	ServerName  *string `json:"server_name,omitempty" nullable:"true"`
	AccentColor *string `json:"accent_color,omitempty" nullable:"true" doc:"#rrggbb"`
	CustomCSS   *string `json:"custom_css,omitempty" nullable:"true" doc:"At most 64 KiB; empty removes it."`
}

// ServerSettings are what an administrator can change about the server itself.
type ServerSettings struct {
	PublicURL        *string  `json:"public_url"`
	TrustedProxies   []string `json:"trusted_proxies" doc:"Addresses and ranges, in addition to the configured ones."`
	DataDir          string   `json:"data_dir" doc:"Where the server keeps its files."`
	StartupSupported bool     `json:"startup_supported" doc:"Whether the server can be started when its user logs in."`
	StartAtLogin     bool     `json:"start_at_login"`
	LMStudioCLIPath  *string  `json:"lmstudio_cli_path"`
}

// UpdateServerSettingsRequest changes them; a missing field stays.
type UpdateServerSettingsRequest struct {
	PublicURL       *string  `json:"public_url,omitempty" nullable:"true" doc:"https, or http on localhost; empty removes it."`
	TrustedProxies  []string `json:"trusted_proxies,omitempty" nullable:"true" doc:"Replaces the whole list, with effect from the next request."`
	StartAtLogin    *bool    `json:"start_at_login,omitempty" nullable:"true"`
	LMStudioCLIPath *string  `json:"lmstudio_cli_path,omitempty" nullable:"true" doc:"Absolute path of LM Studio's command, lms; empty removes it."`
}

// LMStudioModel is a model that LM Studio has.
type LMStudioModel struct {
	ID          string  `json:"id"`
	DisplayName *string `json:"display_name"`
	SizeBytes   *int64  `json:"size_bytes"`
}

// LMStudioStatus is what is known of the LM Studio on the server's machine.
type LMStudioStatus struct {
	Enabled       bool            `json:"enabled" doc:"Whether the configuration lets administrators control it."`
	CLIAvailable  bool            `json:"cli_available"`
	CLIPath       *string         `json:"cli_path"`
	Version       *string         `json:"version"`
	ServerRunning bool            `json:"server_running"`
	ServerURL     *string         `json:"server_url"`
	Downloaded    []LMStudioModel `json:"downloaded"`
	Loaded        []LMStudioModel `json:"loaded"`
	Message       *chat.Sentence  `json:"message" doc:"Why it is not available."`
}

// LMStudioServerRequest starts or stops LM Studio's server.
type LMStudioServerRequest struct {
	Action string `json:"action" enum:"start,stop"`
}

// LMStudioLoadRequest loads a model.
type LMStudioLoadRequest struct {
	Model         string  `json:"model"`
	ContextLength *uint32 `json:"context_length,omitempty" nullable:"true" doc:"In tokens; 0 leaves it to LM Studio."`
}

// LMStudioUnloadRequest unloads a model.
type LMStudioUnloadRequest struct {
	Model *string `json:"model,omitempty" nullable:"true" doc:"Missing = all that are loaded."`
}

// ChatsSetupStatus tells whether first-run setup is over.
type ChatsSetupStatus struct {
	Complete bool `json:"complete"`
}

// ProviderDraft is a provider that is not saved yet.
type ProviderDraft struct {
	Name              string            `json:"name"`
	BaseURL           string            `json:"base_url"`
	APIKey            *string           `json:"api_key,omitempty" nullable:"true"`
	AdditionalHeaders map[string]string `json:"additional_headers,omitempty" nullable:"true"`
}

// SetupProvider is the provider that setup may bring along.
type SetupProvider struct {
	_ struct{} `nullable:"true"`
	ProviderDraft
	Models []SetupModel `json:"models,omitempty" nullable:"true" doc:"Models to offer from the start; the first one becomes the default."`
}

// SetupModel is a model of the provider that setup brings along.
type SetupModel struct {
	UpstreamID  string  `json:"upstream_id"`
	DisplayName *string `json:"display_name,omitempty" nullable:"true" doc:"Missing = the upstream id."`
}

// SetupCompleteRequest does all of first-run setup in one step.
type SetupCompleteRequest struct {
	ServerName  string         `json:"server_name"`
	PublicURL   *string        `json:"public_url,omitempty" nullable:"true"`
	AccentColor *string        `json:"accent_color,omitempty" nullable:"true" doc:"#rrggbb"`
	Username    string         `json:"username"`
	Email       *string        `json:"email,omitempty" nullable:"true"`
	Password    string         `json:"password" doc:"At least 12 characters."`
	Provider    *SetupProvider `json:"provider,omitempty"`
}

// ConnectionTestResponse tells whether a provider answers. A provider that does
// not is a result, not a failure.
type ConnectionTestResponse struct {
	OK      bool          `json:"ok"`
	Message chat.Sentence `json:"message"`
	Models  []string      `json:"models" doc:"What the provider offers; empty when it does not answer."`
}
