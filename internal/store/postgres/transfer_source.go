package postgres

import (
	"bytes"
	"context"
	"iter"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store/transfer"
)

// mover names the connections that move databases, to tell them from servers.
const mover = "rustygpt db move"

// keeper names the connections that read a database for a backup.
const keeper = "rustygpt backup"

// connectAlone connects to a database that no server works on, and keeps new
// ones from starting until the connection ends.
func connectAlone(ctx context.Context, url string) (*pgx.Conn, error) {
	conn, server, err := connectPatiently(ctx, url, mover)
	if err != nil {
		return nil, err
	}
	if err := takeAlone(ctx, conn, server); err != nil {
		_ = conn.Close(context.WithoutCancel(ctx))
		return nil, translate(err)
	}
	return conn, nil
}

// connectPatiently makes a connection for work that takes long, under a name of
// its own. It also returns the name that servers' connections have.
func connectPatiently(ctx context.Context, url, name string) (conn *pgx.Conn, server string, err error) {
	config, err := poolConfig(Options{URL: url})
	if err != nil {
		return nil, "", err
	}
	server = config.ConnConfig.RuntimeParams["application_name"]
	c := config.ConnConfig.Copy()
	c.RuntimeParams["application_name"] = name
	c.RuntimeParams["statement_timeout"] = "0"
	c.RuntimeParams["idle_in_transaction_session_timeout"] = "0" // the other database may take its time
	conn, err = pgx.ConnectConfig(ctx, c)
	return conn, server, translate(err)
}

// takeAlone waits a moment for connections that were closed just now: the
// server notices a little later.
func takeAlone(ctx context.Context, conn *pgx.Conn, server string) error {
	if err := checkServer(ctx, conn); err != nil {
		return err
	}
	const tries, pause = 30, 100 * time.Millisecond
	for try := 1; ; try++ {
		err := tryAlone(ctx, conn, server)
		if err == nil || try == tries || chat.KindOf(err) != chat.Unavailable {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause):
		}
	}
}

// tryAlone recognises servers by the name that connections have by default, or
// that the address gives them.
func tryAlone(ctx context.Context, conn *pgx.Conn, server string) error {
	locked, err := one(ctx, conn, value[bool], `SELECT pg_try_advisory_lock($1)`, int64(bootstrapLock))
	if err != nil {
		return err
	}
	if !locked {
		return chat.Errorf(chat.Unavailable, "a server is starting on the database, or it is being moved")
	}
	servers, err := one(ctx, conn, value[int64], `
		SELECT count(*) FROM pg_stat_activity
		WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name IN ('rustygpt', $1)`, server)
	if err == nil && servers > 0 {
		err = chat.Errorf(chat.Unavailable, "a server uses the database (%d connections): stop every server on it first", servers)
	}
	return err
}

// Source is a database that is read as a whole, as it was when it was opened.
type Source struct {
	conn *pgx.Conn
	tx   pgx.Tx
}

// OpenSource opens a database to read it and change nothing. It refuses one
// that a server runs on, that is incomplete or that has another version.
func OpenSource(ctx context.Context, url string) (*Source, error) {
	conn, err := connectAlone(ctx, url)
	if err != nil {
		return nil, err
	}
	s := &Source{conn: conn}
	if err := s.open(ctx); err != nil {
		_ = s.Close()
		return nil, translate(err)
	}
	return s, nil
}

// OpenSnapshot is OpenSource on a database that servers go on working on.
func OpenSnapshot(ctx context.Context, url string) (*Source, error) {
	conn, _, err := connectPatiently(ctx, url, keeper)
	if err != nil {
		return nil, err
	}
	s := &Source{conn: conn}
	if err := s.openBeside(ctx); err != nil {
		_ = s.Close()
		return nil, translate(err)
	}
	return s, nil
}

func (s *Source) openBeside(ctx context.Context) error {
	if err := checkServer(ctx, s.conn); err != nil {
		return err
	}
	return s.open(ctx)
}

func (s *Source) open(ctx context.Context) error {
	if err := refuseIncomplete(ctx, s.conn); err != nil {
		return err
	}
	if err := checkVersion(ctx, s.conn); err != nil {
		return err
	}
	tx, err := s.conn.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	s.tx = tx
	return err
}

// checkVersion wants a database whose tables this program would not change at
// start.
func checkVersion(ctx context.Context, conn *pgx.Conn) error {
	scripts, err := loadScripts("")
	if err != nil {
		return err
	}
	found, err := one(ctx, conn, value[bool], sqlHasLedger)
	if err != nil {
		return err
	}
	if !found {
		return chat.Errorf(chat.NotFound, "this is no database of rustygpt")
	}
	ledger, err := (&bootstrap{conn: conn}).readLedger(ctx)
	if err != nil {
		return err
	}
	if err := refuseNewer(ledger, scripts); err != nil {
		return err
	}
	for _, s := range scripts {
		if s.folder == folders[0] && !bytes.Equal(ledger[s.stage()].checksum, s.checksum[:]) {
			return chat.Errorf(chat.Unavailable, "the database is older than this program (%s): start the server of this program on it once", s.stage())
		}
	}
	return nil
}

// Count counts a table's rows.
func (s *Source) Count(ctx context.Context, t transfer.Table) (int64, error) {
	n, err := one(ctx, s.tx, value[int64], "SELECT count(*) FROM ("+layoutOf(t).query(t)+") counted")
	return n, translate(err)
}

// Rows yields all rows of a table.
func (s *Source) Rows(ctx context.Context, t transfer.Table) iter.Seq2[transfer.Row, error] {
	return readTable(ctx, s.tx, t)
}

// sqlRemnants counts what only PostgreSQL has room for. Presence and typing
// pass by themselves.
const sqlRemnants = `
	SELECT what, rows FROM (VALUES
		(1, 'memberships that have ended', (SELECT count(*) FROM rustygpt.conversation_participants WHERE left_at IS NOT NULL)),
		(2, 'rate limit profiles', (SELECT count(*) FROM rustygpt.rate_limit_profiles WHERE name <> 'conversation.post')),
		(3, 'routes with a rate limit profile', (SELECT count(*) FROM rustygpt.rate_limit_assignments)),
		(4, 'feature flags that are on', (SELECT count(*) FROM rustygpt.feature_flags WHERE enabled))
	) AS remnants (n, what, rows)
	WHERE rows > 0 ORDER BY n`

// Remnants lists what the neutral tables have no place for.
func (s *Source) Remnants(ctx context.Context) ([]transfer.Remnant, error) {
	list, err := all(ctx, s.tx, func(row pgx.CollectableRow) (r transfer.Remnant, err error) {
		err = row.Scan(&r.What, &r.Rows)
		return r, err
	}, sqlRemnants)
	return list, translate(err)
}

// Close ends the connection, and with it the lock.
func (s *Source) Close() error { return closeConnection(s.conn) }
