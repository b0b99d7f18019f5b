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

// A database that is being filled has a table that no other has.
const (
	sqlMark    = `CREATE TABLE IF NOT EXISTS rustygpt.incomplete_move (started_at timestamptz NOT NULL DEFAULT now())`
	sqlUnmark  = `DROP TABLE rustygpt.incomplete_move`
	sqlHasMark = `SELECT to_regclass('rustygpt.incomplete_move') IS NOT NULL`
	sqlInUse   = `SELECT EXISTS (SELECT FROM rustygpt.users) OR EXISTS (SELECT FROM rustygpt.conversations)`
)

// refuseIncomplete keeps everybody away from a database that is only in part
// there.
func refuseIncomplete(ctx context.Context, conn *pgx.Conn) error {
	incomplete, err := one(ctx, conn, value[bool], sqlHasMark)
	if err == nil && incomplete {
		err = chat.Errorf(chat.Unavailable,
			"the database is incomplete, because a move into it has not finished: wait for it, or run 'rustygpt db move' again")
	}
	return err
}

// Target is a database that is being filled.
type Target struct{ conn *pgx.Conn }

// OpenTarget prepares an empty database, or one that has an earlier, incomplete
// target or nothing that people made. Everything else is refused with Conflict.
func OpenTarget(ctx context.Context, url string, log *slog.Logger) (*Target, error) {
	conn, err := connectAlone(ctx, url)
	if err != nil {
		return nil, err
	}
	t := &Target{conn}
	if err := t.open(ctx, log); err != nil {
		_ = t.Close()
		return nil, translate(err)
	}
	return t, nil
}

func (t *Target) open(ctx context.Context, log *slog.Logger) error {
	scripts, err := loadScripts("")
	if err != nil {
		return err
	}
	if err := (&bootstrap{t.conn, scripts, log, newMetrics(prometheus.NewRegistry(), 1, 0)}).run(ctx); err != nil {
		return err
	}
	if err := t.mark(ctx); err != nil {
		return err
	}
	return registerTypes(ctx, t.conn)
}

// registerTypes makes the types known that COPY needs.
func registerTypes(ctx context.Context, conn *pgx.Conn) error {
	for _, name := range []string{"user_role", "conversation_role", "message_role"} {
		kind, err := conn.LoadType(ctx, "rustygpt."+name)
		if err != nil {
			return err
		}
		conn.TypeMap().RegisterType(kind)
	}
	return nil
}

// mark makes sure that there is nothing to lose, and removes what is in the
// way: an earlier attempt, the settings and providers that every server has.
func (t *Target) mark(ctx context.Context) error {
	return pgx.BeginFunc(ctx, t.conn, func(tx pgx.Tx) error {
		incomplete, err := one(ctx, tx, value[bool], sqlHasMark)
		if err != nil {
			return err
		}
		inUse, err := one(ctx, tx, value[bool], sqlInUse)
		if err != nil {
			return err
		}
		if inUse && !incomplete {
			return chat.Errorf(chat.Conflict, "the database has accounts or conversations already: move into a new one")
		}
		if _, err := tx.Exec(ctx, sqlMark); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, "TRUNCATE "+strings.Join(tablesToFill(), ", ")+" CASCADE")
		return err
	})
}

func tablesToFill() (names []string) {
	for _, table := range transfer.Tables() {
		names = append(names, "rustygpt."+layoutOf(table).table)
	}
	return names
}

// Fill adds rows.
func (t *Target) Fill(ctx context.Context, table transfer.Table, rows iter.Seq2[transfer.Row, error]) error {
	return translate(fillTable(ctx, t.conn, table, rows))
}

// Rows reads them back.
func (t *Target) Rows(ctx context.Context, table transfer.Table) iter.Seq2[transfer.Row, error] {
	return readTable(ctx, t.conn, table)
}

// Complete lets servers in. The statistics come first: without them the first
// minutes would be slow.
func (t *Target) Complete(ctx context.Context) error {
	for _, sql := range []string{"ANALYZE " + strings.Join(tablesToFill(), ", "), sqlUnmark} {
		if _, err := t.conn.Exec(ctx, sql); err != nil {
			return translate(err)
		}
	}
	return nil
}

// Close ends the connection, and with it the lock. Without Complete servers
// refuse the database.
func (t *Target) Close() error { return closeConnection(t.conn) }

// closeConnection also says goodbye when the work was called off.
func closeConnection(conn *pgx.Conn) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second) //nolint:forbidigo // Close has no caller's context
	defer cancel()
	return conn.Close(ctx)
}
