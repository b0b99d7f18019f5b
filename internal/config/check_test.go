package config_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/config"
)

func TestEverythingWrongIsSaidAtOnce(t *testing.T) {
	t.Parallel()
	in := given(toml(`profle = "dev"
[server]
host = ""
prot = 1
public_base_url = "ftp://x"
trusted_proxies = ["10.0.0.0/33"]
[server.cors]
allowed_origins = ["*", "https://a.example/path"]
allow_credentials = true
[session]
idle_seconds = "8h"
absolute_seconds = 5
[logging]
level = "inof"
[rate_limits]
default_rps = 0
[db]
url = "mysql://root:hidden@db/x"
statement_timeout_ms = 0
[well_known]
entries = [{ path = "security.txt" }]
[storage]
disk_warn_mb = 50
disk_refuse_mb = 60
`), "RUSTYGPT__SERVER__PORT=99999", "RUSTYGPT__SERVER__PROT=1", "RUSTYGPT__WELL_KNOWN__ENTRIES=x", "DATABASE_URL=ignored")
	in.Overrides = []config.Override{
		{Key: "server.hots", Value: "x", Flag: "--set"}, {Key: "sse", Value: "x", Flag: "--set"},
	}
	wantLines(t, problems(t, in),
		`config.toml:1: profle: there is no such key; did you mean profile?`,
		`config.toml:3: server.host = "": must not be empty`,
		`config.toml:4: server.prot: there is no such key; did you mean server.port?`,
		`config.toml:5: server.public_base_url = "ftp://x": must be an http or https address without a query`,
		`config.toml:6: server.trusted_proxies = "10.0.0.0/33": must be an address such as 10.0.0.7 or a range such as 10.0.0.0/8`,
		`config.toml:8: server.cors.allowed_origins = ["*", "https://a.example/path"]: must not hold * together with server.cors.allow_credentials = true`,
		`config.toml:8: server.cors.allowed_origins = "https://a.example/path": must be an origin such as https://app.example.com, or *`,
		`config.toml:11: session.idle_seconds = "8h": must be a whole number of seconds`,
		`config.toml:12: session.absolute_seconds = 5: must not be below session.idle_seconds, which is 28800`,
		`config.toml:14: logging.level = "inof": must be trace, debug, info, warn or error; did you mean info?`,
		`config.toml:16: rate_limits.default_rps = 0.0: must be above 0`,
		`config.toml:18: db.url = "mysql://root:***@db/x": must be empty, sqlite:<path> or postgres://user:password@host/name`,
		`config.toml:19: db.statement_timeout_ms = 0: must be at least 1`,
		`config.toml:21: well_known.entries.path = "security.txt": must be a path below .well-known/`,
		`config.toml:24: storage.disk_refuse_mb = 60: must not be above storage.disk_warn_mb, which is 50`,
		`environment RUSTYGPT__SERVER__PORT: server.port = 99999: must be at most 65535`,
		`environment RUSTYGPT__SERVER__PROT: is not a setting; did you mean RUSTYGPT__SERVER__PORT?`,
		`environment RUSTYGPT__WELL_KNOWN__ENTRIES: well_known.entries: is a table; name one of its keys, or use the file`,
		`flag --set: server.hots: there is no such key; did you mean server.host?`,
		`flag --set: sse: is a table; name one of its keys`,
	)
}

func TestProductionAsksForEncryption(t *testing.T) {
	t.Parallel()
	in := given(toml("profile = 'prod'\nserver.public_base_url = 'http://chat.example'\nsecurity.cookie.secure = false"))
	wantLines(t, problems(t, in),
		`config.toml:2: server.public_base_url = "http://chat.example": must be an https address in profile prod`,
		`config.toml:3: security.cookie.secure = false: must be true in profile prod`)
}

func TestCookieNamesAgree(t *testing.T) {
	t.Parallel()
	wantLines(t, problems(t, given(toml("session.csrf_cookie_name = 'XSRF'"))),
		`config.toml:1: session.csrf_cookie_name = "XSRF": must equal security.csrf.cookie_name, which is "CSRF-TOKEN": set both`)
	mustLoad(t, given(toml("session.csrf_cookie_name = 'XSRF'\nsecurity.csrf.cookie_name = 'XSRF'")))
	wantLines(t, problems(t, given(toml("session.session_cookie_name = 'CSRF-TOKEN'"))),
		`config.toml:1: session.session_cookie_name = "CSRF-TOKEN": must differ from session.csrf_cookie_name`)
	wantLines(t, problems(t, given(toml("session.session_cookie_name = 'a b'"))),
		`config.toml:1: session.session_cookie_name = "a b": is not a name that a cookie can have`)
}

func TestWhatCannotWorkIsMovedIntoRange(t *testing.T) {
	t.Parallel()
	in := given(toml(`[server]
request_id_header = "request id"
[sse]
channel_capacity = 0
max_backfill_events = 700
[sse.persistence]
max_events_per_user = 50
prune_batch_size = 60
retention_hours = 100
[sse.backpressure]
warn_queue_ratio = 1.5
[web]
static_dir = "gone"
[oauth.github]
client_secret = "***"
`), "RUSTYGPT_UNKNOWN=1", "RUSTYGPT_SERVER_PROT=1", "RUSTYGPT__CONFIG=config.toml")
	in.Exists = func(name string) bool { return name != "/srv/gone" }
	l := mustLoad(t, in)
	sse := l.Config.SSE
	if l.Config.Server.RequestIDHeader != "x-request-id" || sse.ChannelCapacity != 1 || sse.MaxBackfillEvents != 50 ||
		sse.Persistence.PruneBatchSize != 50 || sse.Persistence.Retention != 72*time.Hour || sse.Backpressure.WarnQueueRatio != 1 {
		t.Errorf("got %+v", sse)
	}
	wantLines(t, lines(l.Warnings),
		`config.toml:2: server.request_id_header = "request id": is not a name HTTP allows; x-request-id is used`,
		`config.toml:4: sse.channel_capacity = 0: must be at least 1; 1 is used`,
		`config.toml:5: sse.max_backfill_events = 700: must not be above sse.persistence.max_events_per_user; 50 is used`,
		`config.toml:8: sse.persistence.prune_batch_size = 60: must be from 1 to sse.persistence.max_events_per_user; 50 is used`,
		`config.toml:9: sse.persistence.retention_hours = 100: must be from 24 to 72; 72 is used`,
		`config.toml:11: sse.backpressure.warn_queue_ratio = 1.5: must be from 0 to 1; 1.0 is used`,
		`config.toml:13: web.static_dir = "gone": does not exist`,
		`config.toml:15: oauth.github.client_secret = ***: is how a secret is shown, not a secret; it counts as not set`,
		`environment RUSTYGPT_SERVER_PROT: is not a setting and is ignored; did you mean RUSTYGPT__SERVER__PORT?`,
		`environment RUSTYGPT_UNKNOWN: is not a setting and is ignored`)
}

func TestFeaturesThatNeedOthers(t *testing.T) {
	t.Parallel()
	l := mustLoad(t, given(toml("[features]\nauth_v1 = false")))
	if l.Config.Features.SSEV1 {
		t.Error("streams are on without login")
	}
	wantLines(t, lines(l.Warnings),
		`default: security.csrf.enabled = true: has no effect while features.auth_v1 = false`,
		`default: features.sse_v1 = true: is off because features.auth_v1 is`,
		`default: sse.persistence.enabled = true: has no effect while features.sse_v1 is off`)
}

// A prefix is part of a line of the event stream.
func TestEventIDPrefix(t *testing.T) {
	t.Parallel()
	for _, prefix := range []string{"a b", "a\nb", "é"} {
		wantLines(t, problems(t, given(nil, "RUSTYGPT__SSE__ID_PREFIX="+prefix)),
			fmt.Sprintf("environment RUSTYGPT__SSE__ID_PREFIX: sse.id_prefix = %q: must be made of letters, digits and signs of ASCII, without spaces", prefix))
	}
	mustLoad(t, given(nil, "RUSTYGPT__SSE__ID_PREFIX=~x:1-"))
}

func TestTheThresholdsOfTheDiskAgree(t *testing.T) {
	t.Parallel()
	if s := mustLoad(t, given(toml("storage.disk_warn_mb = 50"))).Config.Storage; s.DiskRefuseMB != 50 {
		t.Errorf("nobody chose %d", s.DiskRefuseMB)
	}
	if s := mustLoad(t, given(toml("storage.disk_warn_mb = 0"))).Config.Storage; s.DiskRefuseMB != 100 {
		t.Errorf("without warnings: %d", s.DiskRefuseMB)
	}
}
