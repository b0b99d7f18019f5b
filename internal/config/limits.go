package config

// RateLimits say how fast one caller may go.
type RateLimits struct {
	LoginPerMinute  int     `key:"auth_login_per_ip_per_min" default:"10" min:"1" doc:"Login attempts per client address and minute, at all instances together."`
	DefaultRPS      float64 `key:"default_rps" default:"50" above:"0" doc:"Requests per second and route where no profile is assigned."`
	Burst           int     `key:"burst" default:"100" min:"1" doc:"Requests that may come at once before default_rps applies."`
	AdminAPIEnabled bool    `key:"admin_api_enabled" default:"false" doc:"Whether administrators can manage profiles under /api/admin/limits."`
}

// Limits is the switch of all rate limits.
type Limits struct {
	Enabled        bool   `key:"enabled" default:"true" doc:"Whether rate limits apply at all, posting limits included."`
	DefaultProfile string `key:"default_profile" default:"standard" required:"true" doc:"Name that clients see in X-RateLimit-Profile where no profile is assigned."`
}
