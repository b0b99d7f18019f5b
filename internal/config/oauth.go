package config

// OAuth holds the credentials for signing in with an account elsewhere.
type OAuth struct {
	RedirectBase string `key:"redirect_base" doc:"Address from which the default redirect addresses are built. Empty = server.public_base_url."`
	GitHub       GitHub `key:"github" doc:"The OAuth application at GitHub."`
}

// GitHub is an OAuth application at GitHub.
type GitHub struct {
	ClientID     Secret `key:"client_id" secret:"true" doc:"Client id. Empty = signing in with GitHub is off."`
	ClientSecret Secret `key:"client_secret" secret:"true" doc:"Client secret."`
}
