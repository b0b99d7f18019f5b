package config

import (
	"fmt"
	"net/url"
	"path"
	"strconv"
	"strings"
	"time"
)

func (d *decoder) checkDatabase(c *Config, in Input) {
	const key = "db.url"
	switch {
	case c.DB.URL == "" || isSQLiteURL(c.DB.URL):
	case strings.HasPrefix(c.DB.URL, "sqlite:"):
		d.problem(key, quote(c.DB.URL), "must be sqlite:<path of a file>, without further options", d.origin(key))
	case !isPostgresURL(c.DB.URL):
		d.problem(key, quote(hidePassword(c.DB.URL)), "must be empty, sqlite:<path> or postgres://user:password@host/name", d.origin(key))
	}
	if c.Storage.DataDir == "" {
		d.problem("storage.data_dir", "", "must be set: the environment does not say where this person's data is kept", Origin{})
	}
	d.warnMissing(in, "db.bootstrap_path", c.DB.BootstrapPath)
	d.checkRoom(&c.Storage)
}

// checkRoom is silent about a number that nobody chose.
func (d *decoder) checkRoom(s *Storage) {
	const key = "storage.disk_refuse_mb"
	if s.DiskWarnMB == 0 || s.DiskRefuseMB <= s.DiskWarnMB {
		return
	}
	if d.origin(key).Layer == Default {
		s.DiskRefuseMB = s.DiskWarnMB
		return
	}
	d.problem(key, strconv.Itoa(s.DiskRefuseMB), fmt.Sprintf("must not be above storage.disk_warn_mb, which is %d", s.DiskWarnMB), d.origin(key))
}

func isSQLiteURL(s string) bool {
	rest, isSQLite := strings.CutPrefix(s, "sqlite:")
	return isSQLite && strings.TrimPrefix(rest, "//") != "" && !strings.Contains(rest, "?")
}

func isPostgresURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "postgres" || u.Scheme == "postgresql") && (u.Host != "" || u.RawQuery != "")
}

// hidePassword replaces the password of an address. What is no address is
// hidden as a whole, because nobody knows where in it the password is.
func hidePassword(s string) string {
	if s == "" || strings.HasPrefix(s, "sqlite:") {
		return s
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme == "" {
		return redacted
	}
	if query := u.Query(); query.Has("password") {
		query.Set("password", redacted)
		u.RawQuery = strings.ReplaceAll(query.Encode(), "%2A", "*")
	}
	if _, ok := u.User.Password(); !ok {
		return u.String()
	}
	user := url.User(u.User.Username()).String()
	u.User = nil
	head, tail, _ := strings.Cut(u.String(), "//")
	return head + "//" + user + ":" + redacted + "@" + tail
}

func (d *decoder) warnMissing(in Input, key, name string) {
	if name != "" && !in.Exists(in.at(name)) {
		d.warn(key, quote(name), "does not exist", d.origin(key))
	}
}

func (d *decoder) checkSSE(c *Config) {
	if !c.Features.AuthV1 && c.Features.SSEV1 {
		d.warn("features.sse_v1", "true", "is off because features.auth_v1 is", d.origin("features.sse_v1"))
		c.Features.SSEV1 = false
	}
	s := &c.SSE
	if s.Persistence.Enabled && !c.Features.SSEV1 {
		d.warn("sse.persistence.enabled", "true", "has no effect while features.sse_v1 is off", d.origin("sse.persistence.enabled"))
	}
	if strings.ContainsFunc(s.IDPrefix, func(r rune) bool { return r <= ' ' || r > '~' }) {
		d.problem("sse.id_prefix", quote(s.IDPrefix), "must be made of letters, digits and signs of ASCII, without spaces", d.origin("sse.id_prefix"))
	}
	const most = 1 << 30
	maxEvents := max(1, s.Persistence.MaxEvents) // a smaller one is an error of its own
	clamp(d, &s.ChannelCapacity, 1, most, "sse.channel_capacity", "must be at least 1")
	clamp(d, &s.Persistence.PruneBatchSize, 1, maxEvents, "sse.persistence.prune_batch_size", "must be from 1 to sse.persistence.max_events_per_user")
	clamp(d, &s.Persistence.Retention, 24*time.Hour, 72*time.Hour, "sse.persistence.retention_hours", "must be from 24 to 72")
	clamp(d, &s.Backpressure.WarnQueueRatio, 0, 1, "sse.backpressure.warn_queue_ratio", "must be from 0 to 1")
	if s.MaxBackfillEvents > maxEvents {
		d.lowerBackfill(s, maxEvents)
	}
}

// lowerBackfill is silent about a number that nobody chose.
func (d *decoder) lowerBackfill(s *SSE, maxEvents int) {
	const key = "sse.max_backfill_events"
	if d.origin(key).Layer == Default {
		s.MaxBackfillEvents = maxEvents
		return
	}
	clamp(d, &s.MaxBackfillEvents, 1, maxEvents, key, "must not be above sse.persistence.max_events_per_user")
}

func (d *decoder) checkWeb(c *Config, in Input) {
	d.warnMissing(in, "web.static_dir", c.Web.StaticDir)
	d.warnMissing(in, "web.spa_index", c.Web.SPAIndex)
	if c.CLI.SessionStore == "" {
		d.warn("cli.session_store", `""`, "leaves the command line client without a place for its login", d.origin("cli.session_store"))
	}
	if c.OAuth.RedirectBase != "" {
		if _, ok := httpURL(c.OAuth.RedirectBase); !ok {
			d.problem("oauth.redirect_base", quote(c.OAuth.RedirectBase), "must be an http or https address", d.origin("oauth.redirect_base"))
		}
	}
	for i, e := range c.WellKnown.Entries {
		const prefix = ".well-known/"
		trimmed := strings.TrimPrefix(e.Path, "/")
		if e.Path != "" && (!strings.HasPrefix(trimmed, prefix) || len(trimmed) == len(prefix) || path.Clean(trimmed) != trimmed) {
			d.problem("well_known.entries.path", quote(e.Path), "must be a path below "+prefix, d.origin("well_known.entries"))
		}
		c.WellKnown.Entries[i].Path = trimmed
	}
}
