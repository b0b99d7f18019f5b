// Package config turns defaults, a file, the environment and flags into one
// Config, or into a list of everything that is wrong with them.
//
// The struct tags of Config are the single description of every key: the
// loader, the checks, "config print", the skeletons and the reference page are
// all derived from them. The tags are
//
//	key      name of the key inside its table
//	doc      meaning, unit and special values, for people
//	default  value as text; test and prod override it for those profiles
//	unit     that of a time.Duration in files and variables: s, ms, h
//	min, max smallest and largest number, in the key's own unit
//	oneof    allowed words, comma separated
//	also     further spellings in variables and flags, as spelling=word
//	null     what a null in a file means; without it null means "not set"
//	required must not be empty
//	path     a leading ~ stands for the home directory
//	secret   never shown; with the value url only the password is hidden
//	example  name of the sample entry in skeletons, for tables named by the user
//	note     what a skeleton says instead of a default that depends on the machine
//
// Loading has no effects besides reading files through Input, so tests need no
// process environment. Nothing else in the program reads the environment.
package config

// Config is everything an operator can set. Durations are time.Duration here
// and whole numbers of the unit in the key's name outside.
type Config struct {
	Profile    Profile    `key:"profile" default:"dev" oneof:"dev,test,prod" also:"development=dev,testing=test,production=prod" doc:"Set of defaults to start from: dev for one's own machine, test for automated runs, prod for a server that others reach."`
	Logging    Logging    `key:"logging" doc:"What the server writes to standard error and into files."`
	Server     Server     `key:"server" doc:"Where the server listens and how others reach it."`
	Security   Security   `key:"security" doc:"What browsers are told and what is asked of them."`
	Auth       Auth       `key:"auth" doc:"Checks on login sessions beyond their lifetime."`
	RateLimits RateLimits `key:"rate_limits" doc:"How fast one caller may go on one route."`
	Limits     Limits     `key:"limits" doc:"The switch of all rate limits."`
	Session    Session    `key:"session" doc:"How long a login lasts and the names of its cookies."`
	Invites    Invites    `key:"invites" doc:"Invitations into conversations."`
	API        API        `key:"api" doc:"Optional surfaces of the API."`
	OAuth      OAuth      `key:"oauth" doc:"Signing in with an account elsewhere."`
	Storage    Storage    `key:"storage" doc:"Where the server keeps its files and how long it keeps what was deleted."`
	DB         DB         `key:"db" doc:"The database."`
	Audit      Audit      `key:"audit" doc:"The log of administrative actions."`
	SSE        SSE        `key:"sse" doc:"The live event streams."`
	WellKnown  WellKnown  `key:"well_known" doc:"Documents under /.well-known/."`
	Features   Features   `key:"features" doc:"Parts of the server that can be switched off."`
	CLI        CLI        `key:"cli" doc:"The command line client."`
	Web        Web        `key:"web" doc:"The web app."`
	LMStudio   LMStudio   `key:"lmstudio" doc:"The control of a local LM Studio."`
	LLM        LLM        `key:"llm" doc:"Providers and models. What administrators add in the web app is kept in the database and joins this list."`
}

// Profile names a set of defaults.
type Profile string

// The profiles.
const (
	Dev  Profile = "dev"
	Test Profile = "test"
	Prod Profile = "prod"
)
