package server

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/rustygpt/rustygpt/internal/account"
	"github.com/rustygpt/rustygpt/internal/audit"
	"github.com/rustygpt/rustygpt/internal/catalog"
	"github.com/rustygpt/rustygpt/internal/config"
	"github.com/rustygpt/rustygpt/internal/conversation"
	"github.com/rustygpt/rustygpt/internal/event"
	"github.com/rustygpt/rustygpt/internal/generation"
	"github.com/rustygpt/rustygpt/internal/httpapi"
	"github.com/rustygpt/rustygpt/internal/limit"
	"github.com/rustygpt/rustygpt/internal/presence"
	"github.com/rustygpt/rustygpt/internal/settings"
	"github.com/rustygpt/rustygpt/internal/store"
	"github.com/rustygpt/rustygpt/internal/store/postgres"
	"github.com/rustygpt/rustygpt/internal/store/sqlite"
)

// database is what the parts need of one, whatever its engine.
type database interface {
	account.Store
	audit.Store
	catalog.Store
	conversation.Store
	event.Store
	generation.Store
	httpapi.Readiness
	presence.Store
	limit.Store
	settings.Store
	keyStore
	Size(ctx context.Context) (bytes int64, err error)
	PruneEvents(ctx context.Context, r store.Retention, now time.Time) (removed int, err error)
	Close() error
}

// storage is the open database and what follows from its engine.
type storage struct {
	database
	instance string        // name of this process among those that share the database
	lease    time.Duration // how long it may be silent before others end its answers; 0 = the default
	shared   *shared       // nil = nobody else can use the database
}

// shared is what a database has that several instances can use.
type shared struct {
	*postgres.Notices
	*postgres.Store
}

func (s storage) outbox() outbox {
	if s.shared == nil {
		return outbox{}
	}
	return outbox{s.shared}
}

// onlyInstance names the one process that a SQLite database has at a time: every
// start is its next life, and what the last one left unfinished is its own.
const onlyInstance = "sqlite"

func openStorage(ctx context.Context, cfg config.Config, opts Options, reg prometheus.Registerer) (storage, error) {
	if err := os.MkdirAll(cfg.Storage.DataDir, 0o700); err != nil {
		return storage{}, fmt.Errorf("storage.data_dir: %w", err)
	}
	if engine, address := cfg.Database(); engine == config.Postgres {
		return openPostgres(ctx, cfg, address, opts, reg)
	}
	return openSQLite(ctx, cfg, opts)
}

func openSQLite(ctx context.Context, cfg config.Config, opts Options) (storage, error) {
	_, path := cfg.Database()
	st, err := sqlite.Open(ctx, sqlite.Options{
		Path:          path,
		PersistEvents: cfg.SSE.Persistence.Enabled,
		Now:           opts.Now,
	}, opts.Log)
	return storage{database: st, instance: onlyInstance}, err
}

func openPostgres(ctx context.Context, cfg config.Config, url string, opts Options, reg prometheus.Registerer) (storage, error) {
	st, err := postgres.Open(ctx, postgres.Options{
		URL:              url,
		MaxConnections:   cfg.DB.MaxConnections,
		StatementTimeout: cfg.DB.StatementTimeout,
		BootstrapPath:    cfg.DB.BootstrapPath,
		PersistEvents:    cfg.SSE.Persistence.Enabled,
	}, opts.Log, reg)
	if err != nil {
		return storage{}, err
	}
	instance := instanceName()
	return storage{database: st, instance: instance, lease: cfg.DB.Lease, shared: &shared{st.Notices(instance), st}}, nil
}

// instanceName is new with every start: what a process left unfinished is for
// any to end once its lease is over. The host is in it for people who look.
func instanceName() string {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	return host + "-" + uuid.NewString()
}
