package config_test

import (
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/config"
)

func TestNothingIsNeeded(t *testing.T) {
	t.Parallel()
	l := mustLoad(t, given(nil))
	c := l.Config
	if len(l.Warnings) > 0 || l.File != "" {
		t.Errorf("warnings %v, file %q", lines(l.Warnings), l.File)
	}
	if c.Server.Address() != "127.0.0.1:8080" || c.Server.PublicBaseURL != "http://127.0.0.1:8080" {
		t.Errorf("listens on %s, reached at %s", c.Server.Address(), c.Server.PublicBaseURL)
	}
	if engine, path := c.Database(); engine != config.SQLite || path != "/home/ada/.local/share/rustygpt/rustygpt.db" {
		t.Errorf("database is %s at %s", engine, path)
	}
	if c.CLI.SessionStore != "/home/ada/.config/rustygpt/session.cookies" {
		t.Errorf("session store is %s", c.CLI.SessionStore)
	}
	if !c.Features.AuthV1 || !c.Features.SSEV1 || !c.Features.WellKnown || !c.SSE.Persistence.Enabled {
		t.Errorf("features %+v, persistence %v", c.Features, c.SSE.Persistence.Enabled)
	}
	if c.Session.Idle != 8*time.Hour || c.Session.BearerIdle != 30*24*time.Hour || c.Storage.Trash != 7*24*time.Hour {
		t.Errorf("idle %s, bearer %s, trash %s", c.Session.Idle, c.Session.BearerIdle, c.Storage.Trash)
	}
}

func TestProfileDecidesDefaults(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		in         config.Input
		port       int
		url        string
		hsts       bool
		corsAmount int
	}{
		"dev":         {given(nil), 8080, "http://127.0.0.1:8080", false, 3},
		"test":        {given(nil, "RUSTYGPT__PROFILE=testing"), 18080, "http://127.0.0.1:18080", false, 1},
		"prod":        {given(nil, "RUSTYGPT_PROFILE=production"), 443, "https://localhost", true, 0},
		"prod (file)": {given(toml("profile = 'prod'")), 443, "https://localhost", true, 0},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := mustLoad(t, test.in).Config
			if c.Server.Port != test.port || c.Server.PublicBaseURL != test.url ||
				c.Security.HSTS.Enabled != test.hsts || len(c.Server.CORS.AllowedOrigins) != test.corsAmount {
				t.Errorf("server %+v, hsts %v", c.Server, c.Security.HSTS.Enabled)
			}
		})
	}
}

func TestLayersWinInOrder(t *testing.T) {
	t.Parallel()
	file := map[string]string{"config.toml": "server.port = 1001"}
	dotenv := map[string]string{"config.toml": "server.port = 1001", ".env": "RUSTYGPT__SERVER__PORT=1002"}
	flag := given(dotenv, "RUSTYGPT__SERVER__PORT=1003")
	flag.Overrides = []config.Override{{Key: "server.port", Value: "1006", Flag: "--port"}}
	tests := []struct {
		in     config.Input
		port   int
		origin string
	}{
		{given(nil), 8080, "default"},
		{given(file), 1001, "config.toml:1"},
		{given(dotenv), 1002, "environment RUSTYGPT__SERVER__PORT (.env:1)"},
		{given(dotenv, "RUSTYGPT.server.port=1003"), 1002, "environment RUSTYGPT__SERVER__PORT (.env:1)"},
		{given(dotenv, "RUSTYGPT__SERVER__PORT=1003"), 1003, "environment RUSTYGPT__SERVER__PORT"},
		{given(dotenv, "RUSTYGPT__SERVER__PORT=1003", "RUSTYGPT_SERVER_PORT=1004"), 1004, "environment RUSTYGPT_SERVER_PORT"},
		{given(nil, "RUSTYGPT.server.port=1005"), 1005, "environment RUSTYGPT.server.port"},
		{flag, 1006, "flag --port"},
	}
	for _, test := range tests {
		l := mustLoad(t, test.in)
		if got := setting(l, "server.port").Origin.String(); l.Config.Server.Port != test.port || got != test.origin {
			t.Errorf("port %d from %s, want %d from %s", l.Config.Server.Port, got, test.port, test.origin)
		}
	}
}

func setting(l *config.Loaded, key string) config.Setting {
	list := l.Settings()
	i := slices.IndexFunc(list, func(s config.Setting) bool { return s.Key == key })
	if i < 0 {
		return config.Setting{}
	}
	return list[i]
}

func TestAFileIsFound(t *testing.T) {
	t.Parallel()
	files := map[string]string{
		"config.yaml": "server:\n  port: 2001\n", "config.json": `{"server": {"port": 2002}}`,
		"other.yml": "server: {port: 2003}",
	}
	named := given(files)
	named.File = "other.yml"
	tests := []struct {
		in   config.Input
		file string
		port int
	}{
		{given(files), "config.yaml", 2001},
		{given(files, "RUSTYGPT__CONFIG=config.json"), "config.json", 2002},
		{named, "other.yml", 2003},
	}
	for _, test := range tests {
		if l := mustLoad(t, test.in); l.File != test.file || l.Config.Server.Port != test.port {
			t.Errorf("%s gave port %d, want %s and %d", l.File, l.Config.Server.Port, test.file, test.port)
		}
	}
	missing := given(nil)
	missing.File = "missing.toml"
	wantLines(t, problems(t, missing), "missing.toml: cannot be read: file does not exist")
	wantLines(t, problems(t, given(map[string]string{"a.ini": ""}, "RUSTYGPT__CONFIG=a.ini")),
		"a.ini: the name must end in .toml, .yaml, .yml or .json")
}

func TestVariablesHaveTheTypeOfTheirKey(t *testing.T) {
	t.Parallel()
	c := mustLoad(t, given(nil,
		"RUSTYGPT__SECURITY__CSRF__ENABLED=Off",
		"RUSTYGPT__SERVER__CORS__ALLOWED_ORIGINS=https://a.example, https://b.example",
		"RUSTYGPT__SERVER__TRUSTED_PROXIES=10.0.0.7,192.168.0.0/16",
		"RUSTYGPT__RATE_LIMITS__DEFAULT_RPS=2.5",
		"RUSTYGPT__LOGGING__FORMAT=pretty",
		"RUSTYGPT__SSE__BACKPRESSURE__DROP_STRATEGY=tokens_and_system_events",
	)).Config
	if c.Security.CSRF.Enabled || c.RateLimits.DefaultRPS != 2.5 || c.Logging.Format != config.LogText ||
		c.SSE.Backpressure.DropStrategy != config.DropTokensAndSystem {
		t.Errorf("got %+v", c)
	}
	if want := []string{"https://a.example", "https://b.example"}; !slices.Equal(c.Server.CORS.AllowedOrigins, want) {
		t.Errorf("origins %q", c.Server.CORS.AllowedOrigins)
	}
	want := []netip.Prefix{netip.MustParsePrefix("10.0.0.7/32"), netip.MustParsePrefix("192.168.0.0/16")}
	if got := c.Server.ProxyPrefixes(); !slices.Equal(got, want) {
		t.Errorf("proxies %v, want %v", got, want)
	}
}

func TestDatabaseURL(t *testing.T) {
	t.Parallel()
	const platform = "DATABASE_URL=postgres://platform@db/one"
	tests := map[string]struct {
		in     config.Input
		engine config.Engine
		where  string
	}{
		"platform variable":      {given(nil, platform), config.Postgres, "postgres://platform@db/one"},
		"empty key hides none":   {given(toml(`db.url = ""`), platform), config.Postgres, "postgres://platform@db/one"},
		"file beats it":          {given(toml(`db.url = "sqlite:/var/chat.db"`), platform), config.SQLite, "/var/chat.db"},
		"variable beats file":    {given(toml(`db.url = "sqlite:a.db"`), "RUSTYGPT__DB__URL=sqlite://b.db"), config.SQLite, "b.db"},
		"data directory decides": {given(nil, "RUSTYGPT__STORAGE__DATA_DIR=~/chat"), config.SQLite, "/home/ada/chat/rustygpt.db"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if engine, where := mustLoad(t, test.in).Config.Database(); engine != test.engine || where != test.where {
				t.Errorf("got %s at %s", engine, where)
			}
		})
	}
}

func TestDataDirectoryOfEachSystem(t *testing.T) {
	t.Parallel()
	tests := []struct{ goos, environ, want string }{
		{"linux", "HOME=/home/ada", "/home/ada/.local/share/rustygpt"},
		{"linux", "XDG_DATA_HOME=/data", "/data/rustygpt"},
		{"linux", "XDG_DATA_HOME=relative", "/home/ada/.local/share/rustygpt"},
		{"darwin", "HOME=/Users/ada", "/Users/ada/Library/Application Support/rustygpt"},
		{"windows", `LOCALAPPDATA=/AppData/Local`, "/AppData/Local/rustygpt"},
	}
	for _, test := range tests {
		in := given(nil, test.environ)
		in.GOOS = test.goos
		if got := mustLoad(t, in).Config.Storage.DataDir; got != test.want {
			t.Errorf("%s with %s: %s, want %s", test.goos, test.environ, got, test.want)
		}
	}
	homeless := given(nil)
	homeless.Environ = nil
	wantLines(t, problems(t, homeless),
		"default: storage.data_dir: must be set: the environment does not say where this person's data is kept")
}

func TestOtherNamesOfKeys(t *testing.T) {
	t.Parallel()
	c := mustLoad(t, given(toml(`
		auth = { idle_seconds = 60, absolute_seconds = 900, csrf = false, suspicious_check = true }
		session.absolute_seconds = 600
		security.csrf.enabled = true
	`))).Config
	if c.Session.Idle != time.Minute || c.Session.Absolute != 10*time.Minute || c.Security.CSRF.Enabled || !c.Auth.SuspiciousCheck {
		t.Errorf("session %+v, csrf %v, auth %+v", c.Session, c.Security.CSRF.Enabled, c.Auth)
	}
	c = mustLoad(t, given(toml("session.idle_seconds = 60"), "RUSTYGPT__AUTH__IDLE_SECONDS=90")).Config
	if c.Session.Idle != 90*time.Second {
		t.Errorf("a variable with the other name gave %s", c.Session.Idle)
	}
}

func TestLogFilterVariable(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"trace": "trace", "rustygpt_server=debug,tower_http=trace": "debug", "tower_http=trace": "info",
		"warn,rustygpt=error": "warn", "nonsense": "info",
	}
	for filter, want := range tests {
		if got := mustLoad(t, given(nil, "RUST_LOG="+filter)).Config.Logging.Level; got != want {
			t.Errorf("RUST_LOG=%s gave %s, want %s", filter, got, want)
		}
	}
}

func TestMoreSessionsThanAnyone(t *testing.T) {
	t.Parallel()
	for _, file := range []map[string]string{
		{"config.json": `{"session": {"max_sessions_per_user": null}}`},
		{"config.yaml": "session:\n  max_sessions_per_user: ~\n"},
		{"config.toml": "session.max_sessions_per_user = 0"},
	} {
		if got := mustLoad(t, given(file)).Config.Session.MaxPerUser; got != 0 {
			t.Errorf("%v gave %d", file, got)
		}
	}
}

func TestWindowsLineEndsAndByteOrderMark(t *testing.T) {
	t.Parallel()
	c := mustLoad(t, given(map[string]string{
		"config.toml": "\ufeff" + strings.ReplaceAll("[server]\nport = 3000\n", "\n", "\r\n"),
		".env":        "# a comment\r\nexport RUSTYGPT__SERVER__HOST='::1'\r\n\r\n",
	})).Config
	if c.Server.Address() != "[::1]:3000" || c.Server.PublicBaseURL != "http://[::1]:3000" {
		t.Errorf("%s, %s", c.Server.Address(), c.Server.PublicBaseURL)
	}
}
