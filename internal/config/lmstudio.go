package config

// LMStudio says whether administrators may control a local LM Studio.
type LMStudio struct {
	Enabled bool   `key:"enabled" default:"true" doc:"Whether administrators may see, start and stop a local LM Studio in the web app and load its models, which runs its command lms. No other program is ever run."`
	Path    string `key:"path" path:"true" note:"lms in the search path or where LM Studio puts it" doc:"Absolute path of LM Studio's command. What an administrator sets in the web app goes before it. Empty = it is looked for."`
}
