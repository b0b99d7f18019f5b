package config

// Invites says what an invitation into a conversation is good for.
type Invites struct {
	SignUp     bool `key:"sign_up" default:"false" doc:"Whether whoever has an invitation can make an account with it. Otherwise only administrators make accounts."`
	MatchEmail bool `key:"match_email" default:"false" doc:"Whether an invitation is only for an account with the e-mail address that was invited. The server does not verify addresses."`
}
