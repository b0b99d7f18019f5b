package server

import (
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"github.com/rustygpt/rustygpt/internal/account"
	"github.com/rustygpt/rustygpt/internal/audit"
	"github.com/rustygpt/rustygpt/internal/autostart"
	"github.com/rustygpt/rustygpt/internal/catalog"
	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/config"
	"github.com/rustygpt/rustygpt/internal/conversation"
	"github.com/rustygpt/rustygpt/internal/disk"
	"github.com/rustygpt/rustygpt/internal/event"
	"github.com/rustygpt/rustygpt/internal/generation"
	"github.com/rustygpt/rustygpt/internal/httpapi"
	"github.com/rustygpt/rustygpt/internal/limit"
	"github.com/rustygpt/rustygpt/internal/presence"
	"github.com/rustygpt/rustygpt/internal/settings"
	"github.com/rustygpt/rustygpt/internal/store"
	"github.com/rustygpt/rustygpt/internal/sweep"
)

// What no key configures.
const (
	// One person may post ten messages at once and then five a second into one
	// conversation; the documented conversation.post profile.
	postsPerSecond = 5
	postsBurst     = 10
	// Ten wrong passwords for one account in a quarter of an hour, and as many
	// tries to sign up with one invitation.
	attempts       = 10
	attemptsWithin = 15 * time.Minute
	// Events arriving within this time of each other share a write.
	flushWindow = 3 * time.Millisecond
)

// parts are the server, built and not yet running.
type parts struct {
	log           *slog.Logger
	store         database
	peers         *peers // nil = nobody else can use the database
	events        *event.Hub
	presence      *presence.Service
	catalog       *catalog.Service
	accounts      *account.Service
	generations   *generation.Service
	conversations *conversation.Service
	handler       http.Handler
	restart       chan struct{}   // signalled when a backup is staged
	replaced      <-chan struct{} // closed when another process has restored one; nil = none can
	sweeper       *sweep.Sweeper
	backups       backups
	audit         *audit.Log
	disk          *disk.Watch

	configured   []catalog.Configured
	defaultModel string
	publicURL    string
	drain        time.Duration
}

// build makes the parts in the order in which they need each other. Its only
// effects are a staged backup that takes its place, the data directory, the key
// file and its fingerprint in the database, and that this is open.
func build(ctx context.Context, cfg config.Config, opts Options) (*parts, error) {
	registry := prometheus.NewRegistry()
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	if err := applyBackup(ctx, cfg, opts); err != nil {
		return nil, err
	}
	st, err := openStorage(ctx, cfg, opts, registry)
	if err != nil {
		return nil, err
	}
	p, err := assemble(ctx, cfg, opts, st, registry)
	if err != nil {
		_ = st.Close() // the first failure is the one to tell
		return nil, err
	}
	return p, nil
}

func assemble(ctx context.Context, cfg config.Config, opts Options, st storage, registry *prometheus.Registry) (*parts, error) {
	box, err := openBox(ctx, st, keyFile(cfg))
	if err != nil {
		return nil, err
	}
	if box.Tightened() {
		opts.Log.Warn("encryption.key was readable by others and no longer is; consider new provider keys")
	}
	assets, err := webApp(cfg.Web, opts.Assets)
	if err != nil {
		return nil, err
	}
	others := st.outbox()
	actions := audit.New(st, audit.Options{Keep: cfg.Audit.Retention, Now: opts.Now})
	settingsService := settings.New(st, opts.Now, others.settings)
	hubs := event.New(st, eventOptions(cfg.SSE, others, opts.Now), opts.Log, registry)
	people := presence.New(st, hubs, presence.Options{Peers: others, Now: opts.Now}, opts.Log)
	hubs.SetAttendance(people)
	models := catalog.New(st, box, adapters(cfg.LLM.Global), catalog.Options{OnChange: others.catalog, Now: opts.Now}, opts.Log, registry)
	generations := generation.New(st, models, hub{hubs}, generation.Options{
		Instance:      st.instance,
		Lease:         st.lease,
		AskOthers:     others.cancel(),
		Timeout:       cfg.LLM.Global.DefaultTimeout,
		KeepChunks:    cfg.LLM.Global.KeepChunks,
		MaxConcurrent: cfg.LLM.Global.MaxConcurrent,
		Now:           opts.Now,
	}, opts.Log, registry)
	var (
		conversations *conversation.Service
		accounts      *account.Service
	)
	streams := newSignOuts(func(id chat.AccountID) { accounts.Forget(id) }, hubs.CutAccount, opts.Now)
	accounts = account.New(st, account.Options{
		Instance:        st.instance,
		Idle:            cfg.Session.Idle,
		Absolute:        cfg.Session.Absolute,
		BearerIdle:      cfg.Session.BearerIdle,
		MaxSessions:     cfg.Session.MaxPerUser,
		SuspiciousCheck: cfg.Auth.SuspiciousCheck,
		Attempts:        attemptLimit(cfg.Limits),
		SignUp:          cfg.Invites.SignUp,
		MatchEmail:      cfg.Invites.MatchEmail,
		Audit:           actions,
		CheckSettings:   settings.CheckSetup,
		Publish:         hubs.Publish,
		Joined:          hubs.Joined,
		EndAnswers:      func(ctx context.Context, answers []chat.MessageID) { conversations.EndAnswers(ctx, answers) },
		OnChange:        others.account,
		OnRevoke: func(id chat.AccountID) {
			streams.told(id)
			others.signedOut(id)
		},
		Now: opts.Now,
	}, opts.Log, registry)
	conversations = conversation.New(st, hubs, generations, conversation.Options{
		Models:       models,
		Accounts:     accounts,
		Presence:     people,
		MatchEmail:   cfg.Invites.MatchEmail,
		PostingLimit: postingLimit(cfg.Limits),
		TrashFor:     cfg.Storage.Trash,
		Now:          opts.Now,
	}, opts.Log)

	restart := make(chan struct{}, 1)
	backups, err := newBackups(cfg, opts, restart)
	if err != nil {
		return nil, err
	}
	sweeper := sweep.New(chores(accounts, conversations, backups.Service, actions, pruneEvents(st, retention(cfg.SSE), opts.Now)), opts.Now, opts.Log, registry)
	care := newCare(cfg, opts, st, sweeper, registry)
	edge, err := httpapi.New(httpapi.Deps{
		Accounts: accounts, Audit: actions, Catalog: models, Conversations: conversations, Generations: generations,
		Events: hubs, Presence: people, Settings: settingsService, Limiter: limit.New(opts.Now), Logins: limit.NewShared(st, opts.Now), Readiness: st,
		Backups: backups, Care: care, Autostart: autostart.New(autostart.System(), opts.Command), LMStudio: lmStudio(cfg.LMStudio, settingsService),
		Assets: assets, Registry: registry, Log: opts.Log, Now: opts.Now,
		Config: edgeConfig(cfg, opts.Version),
	})
	if err != nil {
		return nil, err
	}
	p := &parts{
		log: opts.Log, store: st, events: hubs, presence: people, catalog: models, accounts: accounts,
		generations: generations, conversations: conversations, handler: edge, restart: restart,
		configured: configuredProviders(cfg.LLM), defaultModel: cfg.LLM.DefaultChatModel,
		publicURL: cfg.Server.PublicBaseURL, drain: cfg.Server.Drain,
		backups: backups, audit: actions,
		sweeper: sweeper, disk: care.disk,
	}
	if st.shared != nil {
		p.replaced = st.shared.Replaced()
		p.peers = &peers{
			shared: st.shared, outbox: others, events: hubs, presence: people, accounts: accounts, catalog: models,
			settings:    settingsService,
			generations: generations, signOuts: streams, clock: newClockWatch(st.shared, st.lease, opts.Now, opts.Log),
			heartbeat: cfg.SSE.Heartbeat, looked: opts.Now(), log: opts.Log, now: opts.Now,
			outdated: make(chan struct{}, 1), missed: make(chan struct{}, 1),
		}
	}
	return p, nil
}

// start does what has to be done before the first request is answered.
func (p *parts) start(ctx context.Context) error {
	if err := p.generations.Recover(ctx); err != nil {
		return fmt.Errorf("end the answers of an earlier run: %w", err)
	}
	if err := p.catalog.Sync(ctx, p.configured, p.defaultModel); err != nil {
		return fmt.Errorf("read the configured providers: %w", err)
	}
	p.noteRestore(ctx)
	return p.accounts.Start(ctx)
}

// webApp is where the pages come from: a directory when one is configured.
func webApp(cfg config.Web, inside fs.FS) (fs.FS, error) {
	if cfg.StaticDir == "" {
		return inside, nil
	}
	if info, err := os.Stat(cfg.StaticDir); err != nil || !info.IsDir() {
		return nil, fmt.Errorf("web.static_dir: %s is not a directory", cfg.StaticDir)
	}
	return os.DirFS(cfg.StaticDir), nil
}

func eventOptions(cfg config.SSE, others outbox, now func() time.Time) event.Options {
	o := event.Options{
		Capacity:    cfg.ChannelCapacity,
		Heartbeat:   cfg.Heartbeat,
		IDPrefix:    cfg.IDPrefix,
		DropSystem:  cfg.Backpressure.DropStrategy == config.DropTokensAndSystem,
		WarnRatio:   cfg.Backpressure.WarnQueueRatio,
		MaxBackfill: cfg.MaxBackfillEvents,
		Window:      flushWindow,
		Announce:    others.event,
		Now:         now,

		AnnounceAccount: others.joined,
	}
	if cfg.Backpressure.WarnQueueRatio == 0 {
		o.WarnRatio = -1 // zero stands for the default there
	}
	if !cfg.Persistence.Enabled {
		o.Retention = cfg.ReplayRetention
	}
	return o
}

// retention bounds the event log.
func retention(cfg config.SSE) store.Retention {
	return store.Retention{
		MaxEvents: cfg.Persistence.MaxEvents,
		MaxAge:    cfg.Persistence.Retention,
		Batch:     cfg.Persistence.PruneBatchSize,
	}
}

func postingLimit(cfg config.Limits) *store.PostingLimit {
	if !cfg.Enabled {
		return nil
	}
	return &store.PostingLimit{PerSecond: postsPerSecond, Burst: postsBurst}
}

func attemptLimit(cfg config.Limits) *store.AttemptLimit {
	if !cfg.Enabled {
		return nil
	}
	return &store.AttemptLimit{PerSecond: attempts / attemptsWithin.Seconds(), Burst: attempts}
}
