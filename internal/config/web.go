package config

// API switches optional surfaces.
type API struct {
	OpenAICompat bool `key:"openai_compat" default:"true" doc:"Whether the OpenAI-compatible API under /v1 is served."`
	EchoModels   bool `key:"echo_models" default:"false" doc:"Whether /v1 offers the models gpt-4 and gpt-3.5 that repeat what they are told, for tests, even when real models are configured."`
}

// Features switches parts of the server.
type Features struct {
	AuthV1    bool `key:"auth_v1" default:"true" doc:"Login, sessions and every route that needs them."`
	SSEV1     bool `key:"sse_v1" default:"true" doc:"The live event streams. Needs auth_v1."`
	WellKnown bool `key:"well_known" default:"true" doc:"The documents of well_known.entries."`
}

// WellKnown holds documents under /.well-known/ (RFC 8615).
type WellKnown struct {
	Entries []WellKnownEntry `key:"entries" example:"security.txt" doc:"The documents."`
}

// WellKnownEntry is one document.
type WellKnownEntry struct {
	Path        string `key:"path" required:"true" sample:".well-known/security.txt" doc:"Path of the document, from .well-known/ on."`
	ContentType string `key:"content_type" default:"text/plain; charset=utf-8" required:"true" doc:"Its media type."`
	Body        string `key:"body" sample:"Contact: mailto:security@example.com" doc:"Its text."`
}

// CLI holds the settings of the command line client.
type CLI struct {
	SessionStore string `key:"session_store" default:"~/.config/rustygpt/session.cookies" path:"true" doc:"File in which the client keeps its login. A leading ~ is the home directory."`
}

// Web says where the web app comes from.
type Web struct {
	StaticDir string `key:"static_dir" path:"true" doc:"Directory to serve the web app from. Empty = the web app inside the program."`
	SPAIndex  string `key:"spa_index" path:"true" doc:"Page that answers the addresses of the web app. Empty = index.html in static_dir, or the one inside the program."`
}
