package postgres

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// Options say where the database is and how it is used.
type Options struct {
	URL            string // postgres://user:password@host/name
	MaxConnections int    // 0 = the driver's default
	// StatementTimeout ends a statement that takes longer, in the server; 0 =
	// no limit.
	StatementTimeout time.Duration
	BootstrapPath    string // directory of scripts that replace the program's own; empty = none
	// PersistEvents keeps the event log. Without it positions advance and
	// chunks are kept, but there is nothing else to replay.
	PersistEvents bool
}

// Store is a database that is open. It is safe for concurrent use.
type Store struct {
	pool          *pgxpool.Pool
	scripts       []script
	patience      time.Duration // for one attempt at a unit of work, waiting for a connection included; 0 = no limit
	persistEvents bool
	log           *slog.Logger
	metrics       *metrics
	epoch         string // of the data that the store was opened for
	replaced      chan struct{}
	close         func()

	noticeReplaced func() // closes replaced, once
}

// Open connects to the database and brings it to the newest version. Failures
// are of kind Unavailable, with a text for the person who runs the server.
func Open(ctx context.Context, o Options, log *slog.Logger, reg prometheus.Registerer) (*Store, error) {
	if reg == nil {
		reg = prometheus.NewRegistry()
	}
	scripts, err := loadScripts(o.BootstrapPath)
	if err != nil {
		return nil, chat.Wrap(chat.Unavailable, "cannot read the database scripts", err)
	}
	config, err := poolConfig(o)
	if err != nil {
		return nil, err
	}
	m := newMetrics(reg, config.MaxConns, o.StatementTimeout)
	epoch, err := prepareDatabase(ctx, config.ConnConfig, scripts, log, m)
	if err != nil {
		return nil, unavailable("cannot open the database", err)
	}
	s := &Store{
		scripts:       scripts,
		patience:      patience(o.StatementTimeout),
		persistEvents: o.PersistEvents,
		log:           log,
		metrics:       m,
		epoch:         epoch,
		replaced:      make(chan struct{}),
	}
	s.noticeReplaced = sync.OnceFunc(func() { close(s.replaced) })
	config.AfterConnect = s.admit
	if s.pool, err = pgxpool.NewWithConfig(ctx, config); err != nil {
		return nil, unavailable("cannot open the database", err)
	}
	watch(reg, s.pool)
	s.close = sync.OnceFunc(s.pool.Close)
	return s, s.checkReady(ctx)
}

// prepareDatabase works on a connection of its own, on which a script may take
// as long as it needs, and returns the epoch of the data.
func prepareDatabase(ctx context.Context, base *pgx.ConnConfig, scripts []script, log *slog.Logger, m *metrics) (epoch string, err error) {
	config := base.Copy()
	config.RuntimeParams["statement_timeout"] = "0"
	config.RuntimeParams["application_name"] = "rustygpt bootstrap"
	conn, err := pgx.ConnectConfig(ctx, config)
	if err == nil {
		err = checkServer(ctx, conn)
	}
	m.live(err)
	if err != nil {
		return "", err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }() // what was done is committed
	// A move holds the lock that the scripts wait for; it may also begin, and
	// break off, during this wait.
	if err := refuseIncomplete(ctx, conn); err != nil {
		return "", err
	}
	if err := (&bootstrap{conn, scripts, log, m}).run(ctx); err != nil {
		return "", err
	}
	if err := refuseIncomplete(ctx, conn); err != nil {
		return "", err
	}
	return one(ctx, conn, value[string], sqlEpoch)
}

func (s *Store) checkReady(ctx context.Context) error {
	missing, err := s.Ready(ctx)
	if err == nil && len(missing) > 0 {
		err = chat.Errorf(chat.Unavailable, "the database lacks %v", missing)
	}
	if err != nil {
		s.close()
	}
	return err
}

// Close waits for the units of work that are under way and ends the
// connections. Repeating it does nothing.
func (s *Store) Close() error {
	s.close()
	return nil
}
