package postgres

import (
	"context"
	"iter"
	"log/slog"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store/transfer"
)

// restorer names the connections that replace the data.
const restorer = "rustygpt restore"

// The tables that package transfer does not fill. Which of them a restore empties
// follows from what they are about.
var (
	// People and servers that are gone.
	tablesToEmpty = []string{"login_attempts", "presence", "setup_tokens", "typing_states"}
	// The database itself, and settings of whoever runs it, of which a backup
	// says nothing.
	tablesToKeep = []string{"bootstrap_applied", "feature_flags", "rate_limit_assignments", "rate_limit_profiles", "restore_state"}
)

const (
	sqlState = `
		SELECT (SELECT epoch::text FROM rustygpt.restore_state),
		       coalesce((SELECT key_fingerprint FROM rustygpt.server_settings), ''),
		       EXISTS (SELECT FROM rustygpt.users) OR EXISTS (SELECT FROM rustygpt.conversations),
		       to_regclass('rustygpt.incomplete_move') IS NOT NULL`

	// Ends the connections that have a share of a lock. The key of an advisory
	// lock is in two columns, and objsubid tells that it is one number.
	sqlDisconnect = `
		SELECT count(*) FILTER (WHERE pg_terminate_backend(pid)) FROM pg_locks
		WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
		  AND classid::bigint << 32 | objid::bigint = $1 AND objsubid = 1 AND granted AND pid <> pg_backend_pid()`
	sqlLockData = `SELECT pg_advisory_lock($1)`

	sqlReport     = `SELECT report::text FROM rustygpt.restore_state WHERE report IS NOT NULL`
	sqlSetReport  = `UPDATE rustygpt.restore_state SET report = $1`
	sqlNewEpoch   = `UPDATE rustygpt.restore_state SET epoch = $1, report = $2`
	sqlForgetMark = `DROP TABLE IF EXISTS rustygpt.incomplete_move`
)

// State is what a database is before its data is replaced.
type State struct {
	Epoch          string // of the data: another one with every replacement
	KeyFingerprint string // of the key that its secrets are sealed with; empty = it was used with none
	InUse          bool   // there is something in it that people made
	Incomplete     bool   // a move into it has not finished
}

// Replacement replaces the data of a database, in one transaction: before its
// commit everything is the former data, after it everything is the new one, and
// a process that ends in between leaves the former. The order of calls is State,
// Exclude, Begin, then those of a transfer.Target.
type Replacement struct {
	conn *pgx.Conn
	tx   pgx.Tx // from Begin on
}

// OpenReplacement brings a database up to date and keeps servers from starting
// on it until Close. Those that run go on until Exclude.
func OpenReplacement(ctx context.Context, url string, log *slog.Logger) (*Replacement, error) {
	conn, err := connectRestorer(ctx, url)
	if err != nil {
		return nil, err
	}
	r := &Replacement{conn: conn}
	if err := r.prepare(ctx, log); err != nil {
		_ = r.Close()
		return nil, unavailable("cannot open the database", err)
	}
	return r, nil
}

// connectRestorer makes a connection whose end the server notices within half a
// minute also when the machine of this process is gone: as long as the
// connection lasts, it keeps everybody else out.
func connectRestorer(ctx context.Context, url string) (*pgx.Conn, error) {
	conn, _, err := connectPatiently(ctx, url, restorer)
	if err != nil {
		return nil, err
	}
	_, err = conn.Exec(ctx, `SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 4`)
	if err != nil {
		_ = closeConnection(conn)
		return nil, translate(err)
	}
	return conn, nil
}

func (r *Replacement) prepare(ctx context.Context, log *slog.Logger) error {
	if err := checkServer(ctx, r.conn); err != nil {
		return err
	}
	scripts, err := loadScripts("")
	if err != nil {
		return err
	}
	if err := (&bootstrap{r.conn, scripts, log, newMetrics(prometheus.NewRegistry(), 1, 0)}).run(ctx); err != nil {
		return err
	}
	return registerTypes(ctx, r.conn)
}

// State says what there is now.
func (r *Replacement) State(ctx context.Context) (State, error) {
	s, err := one(ctx, r.conn, func(row pgx.CollectableRow) (s State, err error) {
		err = row.Scan(&s.Epoch, &s.KeyFingerprint, &s.InUse, &s.Incomplete)
		return s, err
	}, sqlState)
	return s, translate(err)
}

// Exclude ends the connections of all servers and lets no new ones in until
// Close. From its return on nobody changes the data. It is Unavailable when a
// connection does not end.
func (r *Replacement) Exclude(ctx context.Context) error {
	// Who waits for a lock is served before those who come later: within the wait
	// there are no more new shares.
	const tries, wait = 60, "500ms"
	if _, err := r.conn.Exec(ctx, `SET lock_timeout = '`+wait+`'`); err != nil {
		return translate(err)
	}
	for try := 1; ; try++ {
		if _, err := one(ctx, r.conn, value[int64], sqlDisconnect, int64(dataLock)); err != nil {
			return translate(err)
		}
		_, err := r.conn.Exec(ctx, sqlLockData, int64(dataLock))
		if e, ok := pgError(err); !ok || e.Code != lockNotAvailable {
			return translate(err)
		}
		if try == tries {
			return chat.Wrap(chat.Unavailable, "a server does not let go of the database", err)
		}
	}
}

// Begin removes the data. It comes back unless Complete has returned nil. Waiting
// for others who read the tables, such as a backup, has an end.
func (r *Replacement) Begin(ctx context.Context, epoch, report string) error {
	if _, err := r.conn.Exec(ctx, `SET lock_timeout = '1min'`); err != nil {
		return translate(err)
	}
	tx, err := r.conn.Begin(ctx)
	if err != nil {
		return translate(err)
	}
	r.tx = tx
	if _, err := tx.Exec(ctx, "TRUNCATE "+strings.Join(tablesToReplace(), ", ")); err != nil {
		return explainTruncate(err)
	}
	_, err = tx.Exec(ctx, sqlNewEpoch, epoch, report)
	return translate(err)
}

func explainTruncate(err error) error {
	switch e, _ := pgError(err); {
	case e != nil && e.Code == lockNotAvailable:
		return chat.Wrap(chat.Unavailable, "something else uses the tables of the database, for example a backup that is being made", err)
	case e != nil && e.Code == featureNotSupported: // a foreign key, which would take the other table along
		return chat.Wrap(chat.Conflict, "a table that is not the server's refers to one that is: drop that reference first", err)
	}
	return translate(err)
}

func tablesToReplace() []string {
	names := tablesToFill()
	for _, name := range tablesToEmpty {
		names = append(names, "rustygpt."+name)
	}
	return names
}

// Fill adds rows.
func (r *Replacement) Fill(ctx context.Context, table transfer.Table, rows iter.Seq2[transfer.Row, error]) error {
	return translate(fillTable(ctx, r.tx, table, rows))
}

// Rows reads them back.
func (r *Replacement) Rows(ctx context.Context, table transfer.Table) iter.Seq2[transfer.Row, error] {
	return readTable(ctx, r.tx, table)
}

// Complete makes the new data the data of the database.
func (r *Replacement) Complete(ctx context.Context) error {
	for _, sql := range []string{"ANALYZE " + strings.Join(tablesToFill(), ", "), sqlForgetMark} {
		if _, err := r.tx.Exec(ctx, sql); err != nil {
			return translate(err)
		}
	}
	return translate(r.tx.Commit(ctx))
}

// Report keeps how an attempt went that has replaced nothing.
func (r *Replacement) Report(ctx context.Context, report string) error {
	_, err := r.conn.Exec(ctx, sqlSetReport, report)
	return translate(err)
}

// Close lets everybody in again.
func (r *Replacement) Close() error { return closeConnection(r.conn) }

// LastReport is what the last Replacement has reported, JSON; empty = there was
// none.
func LastReport(ctx context.Context, url string) (report string, err error) {
	conn, _, err := connectPatiently(ctx, url, keeper)
	if err != nil {
		return "", err
	}
	defer func() { _ = closeConnection(conn) }()
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	found, err := all(ctx, conn, value[string], sqlReport)
	return strings.Join(found, ""), translate(err)
}
