package httpapi

import (
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"net/netip"
	"slices"
	"sync"
	"time"

	"github.com/klauspost/compress/gzhttp"
	"github.com/prometheus/client_golang/prometheus"
)

// Deps are what a Server is made of.
type Deps struct {
	Accounts      Accounts
	Audit         Audit
	Catalog       Catalog
	Conversations Conversations
	Generations   Generations
	Events        Events
	Presence      Presence
	Settings      Settings
	Autostart     Autostart
	LMStudio      LMStudio
	Limiter       Limiter
	Logins        LoginLimiter
	Readiness     Readiness
	Backups       Backups
	Care          Care

	Assets   fs.FS                // the web app; nil or without index.html = not built
	Registry *prometheus.Registry // what /metrics shows; nil = a private one
	Log      *slog.Logger
	Now      func() time.Time // nil = time.Now
	Config   Config
}

// Config holds the settings of the edge.
type Config struct {
	Version         string
	DataDir         string // shown to administrators
	RequestIDHeader string
	SignUp          bool   // whether invitations let people make accounts
	MaxImport       int64  // of a backup that is uploaded, in bytes
	EventIDPrefix   string // of event ids, as the event hub writes them

	Cookies CookieConfig
	CSRF    CSRFConfig
	CORS    CORSConfig
	HSTS    HSTSConfig
	Rates   RateConfig

	TrustedProxies []netip.Prefix
	Features       Features
	WellKnown      []WellKnown
	IndexPage      string // file on disk that is the web app's page; empty = index.html of Assets
}

// CSRFConfig is about changes that other web sites' pages try to make.
type CSRFConfig struct {
	Enabled bool
	Header  string
}

// Features switch families of routes on. A route that is switched off does not
// exist.
type Features struct {
	Auth      bool // everything that needs a login
	Streams   bool // conversations' event streams
	WellKnown bool
}

func (f Features) enabled(needed feature) bool {
	switch needed {
	case authFeature:
		return f.Auth
	case streamFeature:
		return f.Auth && f.Streams
	case wellKnownFeature:
		return f.WellKnown
	default:
		return true
	}
}

// WellKnown is a document below /.well-known/.
type WellKnown struct {
	Path        string // with the .well-known/ prefix
	ContentType string
	Body        string
}

func (c Config) withDefaults() Config {
	c.RequestIDHeader = orDefault(c.RequestIDHeader, "X-Request-Id")
	c.Cookies.Session = orDefault(c.Cookies.Session, "SESSION_ID")
	c.Cookies.CSRF = orDefault(c.Cookies.CSRF, "CSRF-TOKEN")
	c.Cookies.SameSite = orDefault(c.Cookies.SameSite, http.SameSiteLaxMode)
	c.CSRF.Header = orDefault(c.CSRF.Header, "X-CSRF-TOKEN")
	c.Rates.Profile = orDefault(c.Rates.Profile, string(defaultBucket))
	return c
}

func orDefault[T comparable](value, fallback T) T {
	var zero T
	if value == zero {
		return fallback
	}
	return value
}

// Server answers HTTP requests. It is safe for concurrent use.
type Server struct {
	accounts      Accounts
	audit         Audit
	catalog       Catalog
	conversations Conversations
	generations   Generations
	events        Events
	presence      Presence
	settings      Settings
	autostart     Autostart
	lmstudio      LMStudio
	limiter       Limiter
	logins        LoginLimiter
	readiness     Readiness
	backups       Backups
	care          Care
	probing       chan struct{} // as many as probes of the stream may run

	registry *prometheus.Registry
	log      *slog.Logger
	now      func() time.Time
	config   Config
	cookies  CookieConfig

	origins *http.CrossOriginProtection // nil = switched off
	metrics *metrics
	site    *site
	spec    func() (document, error) // made when it is first asked for: it takes longer than a start
	handler http.Handler
}

// New makes a Server. It fails only for settings that cannot work.
func New(d Deps) (*Server, error) {
	s := &Server{
		accounts:      d.Accounts,
		audit:         d.Audit,
		catalog:       d.Catalog,
		conversations: d.Conversations,
		generations:   d.Generations,
		events:        d.Events,
		presence:      d.Presence,
		settings:      d.Settings,
		autostart:     d.Autostart,
		lmstudio:      d.LMStudio,
		limiter:       d.Limiter,
		logins:        d.Logins,
		readiness:     d.Readiness,
		backups:       d.Backups,
		care:          d.Care,
		probing:       make(chan struct{}, probesAtOnce),
		registry:      d.Registry,
		log:           d.Log,
		now:           d.Now,
		config:        d.Config.withDefaults(),
		spec:          sync.OnceValues(describe),
		site:          &site{files: d.Assets, page: d.Config.IndexPage},
	}
	if s.registry == nil {
		s.registry = prometheus.NewRegistry()
	}
	if s.now == nil {
		s.now = time.Now
	}
	s.cookies = s.config.Cookies
	s.metrics = newMetrics(s.registry)
	var err error
	if s.origins, err = trustedOrigins(s.config); err != nil {
		return nil, err
	}
	mux, err := s.mux()
	if err != nil {
		return nil, err
	}
	s.handler = s.open(s.observe(s.rescue(s.harden(s.share(mux)))))
	return s, nil
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

func trustedOrigins(c Config) (*http.CrossOriginProtection, error) {
	if !c.CSRF.Enabled {
		return nil, nil //nolint:nilnil // nil stands for no protection
	}
	p := http.NewCrossOriginProtection()
	for _, origin := range slices.Concat(desktopOrigins, c.CORS.Origins) {
		if origin == "*" { // may read what everybody may, not act for a visitor
			continue
		}
		if err := p.AddTrustedOrigin(origin); err != nil {
			return nil, fmt.Errorf("trusted origin: %w", err)
		}
	}
	return p, nil
}

// mux mounts the table, and answers for everything that is not in it.
func (s *Server) mux() (*http.ServeMux, error) {
	compress, err := gzhttp.NewWrapper(gzhttp.MinSize(1024))
	if err != nil {
		return nil, fmt.Errorf("compression: %w", err)
	}
	mux := http.NewServeMux()
	routes := s.enabledRoutes()
	s.register(newAdapter(mux, s.guard, compress), routes)
	mux.Handle("/", s.elsewhere(routes, compress(s.site)))
	return mux, nil
}

// elsewhere answers what no row of the table does. It is a mux of its own: one
// and the same would take GET /a/{b} and any method of /a/c for a conflict.
func (s *Server) elsewhere(routes []route, site http.Handler) http.Handler {
	mux := http.NewServeMux()
	for path, methods := range methodsByPath(routes) {
		mux.Handle(path, s.otherMethod(methods, closedPath(routes, path)))
	}
	for _, prefix := range []string{"/api/", "/v1/"} {
		mux.Handle(prefix, http.HandlerFunc(s.notFound))
	}
	mux.Handle("/", site)
	return mux
}
