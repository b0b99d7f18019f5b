package server

import (
	"net/http"
	"time"

	"github.com/rustygpt/rustygpt/internal/config"
	"github.com/rustygpt/rustygpt/internal/httpapi"
)

// edgeConfig hands the edge its settings as plain values.
func edgeConfig(cfg config.Config, version string) httpapi.Config {
	return httpapi.Config{
		Version:         version,
		DataDir:         cfg.Storage.DataDir,
		RequestIDHeader: cfg.Server.RequestIDHeader,
		EventIDPrefix:   cfg.SSE.IDPrefix,
		SignUp:          cfg.Invites.SignUp,
		MaxImport:       importLimit(cfg.Storage),
		Cookies: httpapi.CookieConfig{
			Session:  cfg.Session.CookieName,
			CSRF:     cfg.Session.CSRFCookieName,
			Domain:   cfg.Security.Cookie.Domain,
			SameSite: sameSite(cfg.Security.Cookie.SameSite),
			Secure:   cfg.Security.Cookie.Secure,
		},
		CSRF: httpapi.CSRFConfig{Enabled: cfg.Security.CSRF.Enabled, Header: cfg.Security.CSRF.HeaderName},
		CORS: httpapi.CORSConfig{
			Origins:       cfg.Server.CORS.AllowedOrigins,
			Credentials:   cfg.Server.CORS.AllowCredentials,
			MaxAgeSeconds: int(cfg.Server.CORS.MaxAge / time.Second),
		},
		HSTS: httpapi.HSTSConfig{
			Enabled:           cfg.Security.HSTS.Enabled,
			MaxAgeSeconds:     int64(cfg.Security.HSTS.MaxAge / time.Second),
			IncludeSubdomains: cfg.Security.HSTS.IncludeSubdomains,
			Preload:           cfg.Security.HSTS.Preload,
		},
		Rates: httpapi.RateConfig{
			Enabled:        cfg.Limits.Enabled,
			PerSecond:      cfg.RateLimits.DefaultRPS,
			Burst:          cfg.RateLimits.Burst,
			LoginPerMinute: cfg.RateLimits.LoginPerMinute,
			Profile:        cfg.Limits.DefaultProfile,
		},
		TrustedProxies: cfg.Server.ProxyPrefixes(),
		Features: httpapi.Features{
			Auth:      cfg.Features.AuthV1,
			Streams:   cfg.Features.SSEV1,
			WellKnown: cfg.Features.WellKnown,
		},
		WellKnown: wellKnown(cfg.WellKnown.Entries),
		IndexPage: cfg.Web.SPAIndex,
	}
}

func sameSite(s config.SameSite) http.SameSite {
	switch s {
	case config.SameSiteStrict:
		return http.SameSiteStrictMode
	case config.SameSiteNone:
		return http.SameSiteNoneMode
	default:
		return http.SameSiteLaxMode
	}
}

func wellKnown(entries []config.WellKnownEntry) []httpapi.WellKnown {
	documents := make([]httpapi.WellKnown, 0, len(entries))
	for _, e := range entries {
		documents = append(documents, httpapi.WellKnown{Path: e.Path, ContentType: e.ContentType, Body: e.Body})
	}
	return documents
}
