package server

import (
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/config"
	"github.com/rustygpt/rustygpt/internal/event"
	"github.com/rustygpt/rustygpt/internal/store"
)

// TestEveryStreamSettingCounts has every key of [sse] change what the hub or
// the log is told. What they do with it has tests of its own.
func TestEveryStreamSettingCounts(t *testing.T) {
	t.Parallel()
	type effect struct {
		hub     event.Options
		log     store.Retention
		persist bool
	}
	load := func(t *testing.T, environ ...string) effect {
		t.Helper()
		for i := range environ {
			environ[i] = "RUSTYGPT__SSE__" + environ[i]
		}
		l, err := config.Load(config.Input{Environ: append(environ, "RUSTYGPT__STORAGE__DATA_DIR=data")})
		if err != nil {
			t.Fatal(err)
		}
		return effect{eventOptions(l.Config.SSE, outbox{}, nil), retention(l.Config.SSE), l.Config.SSE.Persistence.Enabled}
	}
	const off = "PERSISTENCE__ENABLED=false"
	tests := map[string]struct {
		environ []string
		is      func(effect) bool
	}{
		"heartbeat_seconds":               {[]string{"HEARTBEAT_SECONDS=7"}, func(e effect) bool { return e.hub.Heartbeat == 7*time.Second }},
		"channel_capacity":                {[]string{"CHANNEL_CAPACITY=99"}, func(e effect) bool { return e.hub.Capacity == 99 }},
		"id_prefix":                       {[]string{"ID_PREFIX=p-"}, func(e effect) bool { return e.hub.IDPrefix == "p-" }},
		"max_backfill_events":             {[]string{"MAX_BACKFILL_EVENTS=33"}, func(e effect) bool { return e.hub.MaxBackfill == 33 }},
		"replay_retention_seconds":        {[]string{off, "REPLAY_RETENTION_SECONDS=60"}, func(e effect) bool { return e.hub.Retention == time.Minute }},
		"persistence.enabled":             {[]string{off}, func(e effect) bool { return !e.persist && e.hub.Retention == 1800*time.Second }},
		"persistence.max_events_per_user": {[]string{"PERSISTENCE__MAX_EVENTS_PER_USER=50"}, func(e effect) bool { return e.log.MaxEvents == 50 && e.hub.MaxBackfill == 50 }},
		"persistence.prune_batch_size":    {[]string{"PERSISTENCE__PRUNE_BATCH_SIZE=9"}, func(e effect) bool { return e.log.Batch == 9 }},
		"persistence.retention_hours":     {[]string{"PERSISTENCE__RETENTION_HOURS=30"}, func(e effect) bool { return e.log.MaxAge == 30*time.Hour }},
		"backpressure.drop_strategy":      {[]string{"BACKPRESSURE__DROP_STRATEGY=drop_tokens_and_system"}, func(e effect) bool { return e.hub.DropSystem }},
		"backpressure.warn_queue_ratio":   {[]string{"BACKPRESSURE__WARN_QUEUE_RATIO=0.5"}, func(e effect) bool { return e.hub.WarnRatio == 0.5 }},
		"warnings always":                 {[]string{"BACKPRESSURE__WARN_QUEUE_RATIO=0"}, func(e effect) bool { return e.hub.WarnRatio < 0 }},
	}
	usual := load(t)
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if e := load(t, test.environ...); !test.is(e) {
				t.Errorf("got %+v", e)
			}
			if test.is(usual) {
				t.Error("the default is the same: this proves nothing")
			}
		})
	}
}
