package postgres

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// bootstrapLock is the number of the advisory lock under which scripts are run.
const bootstrapLock = 0x7275737479 // "rusty"

const (
	sqlTryLock = `SELECT pg_try_advisory_lock($1)`
	sqlLock    = `SELECT pg_advisory_lock($1)`

	// What is in the schema: nothing of ours or everything, or another
	// program's tables.
	sqlHasLedger = `
		SELECT EXISTS (
			SELECT FROM pg_attribute WHERE attrelid = to_regclass('rustygpt.bootstrap_applied') AND attname = 'checksum')`
	sqlIsOccupied = `SELECT coalesce(to_regclass('rustygpt.bootstrap_applied'), to_regclass('rustygpt.users')) IS NOT NULL`

	sqlMakeLedger = `
		CREATE SCHEMA IF NOT EXISTS rustygpt;
		CREATE TABLE IF NOT EXISTS rustygpt.bootstrap_applied (
			stage      text        PRIMARY KEY, -- folder and file
			version    integer     NOT NULL,    -- of the scripts that it was one of
			checksum   bytea       NOT NULL,    -- SHA-256
			applied_at timestamptz NOT NULL DEFAULT now()
		)`
	sqlLedger = `SELECT stage, version, checksum FROM rustygpt.bootstrap_applied`
	sqlNote   = `
		INSERT INTO rustygpt.bootstrap_applied (stage, version, checksum) VALUES ($1, $2, $3)
		ON CONFLICT (stage) DO UPDATE
		SET version = excluded.version, checksum = excluded.checksum, applied_at = excluded.applied_at`
	sqlStages = `SELECT stage FROM rustygpt.bootstrap_applied`

	// A procedure with another list of arguments does not replace the former one:
	// both stay, and calls that fit both are refused as ambiguous. What this
	// transaction has made or replaced is recognized by its row's xmin.
	sqlDropFormer = `
		DO $$
		DECLARE
			former regprocedure;
		BEGIN
			FOR former IN
				SELECT f.oid FROM pg_proc f
				WHERE f.pronamespace = 'rustygpt'::regnamespace AND f.xmin <> pg_current_xact_id()::xid AND EXISTS (
					SELECT FROM pg_proc n
					WHERE n.pronamespace = f.pronamespace AND n.proname = f.proname AND n.xmin = pg_current_xact_id()::xid)
			LOOP
				EXECUTE 'DROP ROUTINE ' || former;
			END LOOP;
		END $$`
)

// bootstrap brings a database up to date.
type bootstrap struct {
	conn    *pgx.Conn
	scripts []script
	log     *slog.Logger
	metrics *metrics
}

// applied is an entry of the ledger.
type applied struct {
	stage    string
	version  int
	checksum []byte
}

// run lets one instance at a time do the work; the others find it done. The
// lock ends with the connection.
func (b *bootstrap) run(ctx context.Context) error {
	if err := b.lock(ctx); err != nil {
		return err
	}
	ledger, err := b.readLedger(ctx)
	if err != nil {
		return err
	}
	if err := refuseNewer(ledger, b.scripts); err != nil {
		return err
	}
	for _, folder := range folders {
		b.metrics.batches.WithLabelValues(folder, "started").Inc()
		if err := b.runFolder(ctx, folder, ledger); err != nil {
			return err
		}
		b.metrics.batches.WithLabelValues(folder, "completed").Inc()
	}
	return nil
}

func (b *bootstrap) lock(ctx context.Context) error {
	free, err := one(ctx, b.conn, value[bool], sqlTryLock, int64(bootstrapLock))
	if err != nil || free {
		return err
	}
	b.log.InfoContext(ctx, "another instance is working on the database scripts, waiting for it")
	_, err = b.conn.Exec(ctx, sqlLock, int64(bootstrapLock))
	return err
}

func (b *bootstrap) readLedger(ctx context.Context) (map[string]applied, error) {
	found, err := one(ctx, b.conn, value[bool], sqlHasLedger)
	if err == nil && !found {
		err = b.makeLedger(ctx)
	}
	if err != nil {
		return nil, err
	}
	return listLedger(ctx, b.conn)
}

func listLedger(ctx context.Context, q querier) (map[string]applied, error) {
	list, err := all(ctx, q, func(row pgx.CollectableRow) (a applied, err error) {
		err = row.Scan(&a.stage, &a.version, &a.checksum)
		return a, err
	}, sqlLedger)
	ledger := make(map[string]applied, len(list))
	for _, a := range list {
		ledger[a.stage] = a
	}
	return ledger, err
}

// makeLedger starts in a database that has nothing of ours. The schema's name is
// a documented one: another program may have used it.
func (b *bootstrap) makeLedger(ctx context.Context) error {
	occupied, err := one(ctx, b.conn, value[bool], sqlIsOccupied)
	if err == nil && occupied {
		err = chat.Errorf(chat.Unavailable, "schema rustygpt of the database was made by another program: use an empty database")
	}
	if err == nil {
		_, err = b.conn.Exec(ctx, sqlMakeLedger)
	}
	return err
}

// refuseNewer keeps a program away from a database that a newer one has
// changed: it would put its own, older procedures back. A schema script is
// never removed, so one that the program does not know is newer, too.
func refuseNewer(ledger map[string]applied, scripts []script) error {
	known := make(map[string]bool, len(scripts))
	for _, s := range scripts {
		known[s.stage()] = true
	}
	for _, a := range ledger {
		if a.version > scriptsVersion || strings.HasPrefix(a.stage, folders[0]+"/") && !known[a.stage] {
			return chat.Errorf(chat.Unavailable,
				"the database was changed by a newer program (%s, version %d of the scripts; this program has version %d): use the newer one",
				a.stage, a.version, scriptsVersion)
		}
	}
	return nil
}

// runFolder runs what is new. In the folder of procedures also what has
// changed, and everything behind that, which may build on it.
func (b *bootstrap) runFolder(ctx context.Context, folder string, ledger map[string]applied) error {
	changed := false
	for _, s := range b.scripts {
		if s.folder != folder {
			continue
		}
		before, found := ledger[s.stage()]
		same := found && bytes.Equal(before.checksum, s.checksum[:])
		switch {
		case same && !changed:
			continue
		case found && folder != procedures:
			return chat.Errorf(chat.Unavailable,
				"the database was made with another %s than this program has: such a script must never be changed, only followed by a new one", s.stage())
		}
		changed = folder == procedures
		if err := b.apply(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

// apply runs a script and notes it, in one transaction. Procedures that it
// made with other arguments than before take the place of the former ones.
func (b *bootstrap) apply(ctx context.Context, s script) error {
	start := time.Now()
	err := pgx.BeginFunc(ctx, b.conn, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, s.text)
		if err == nil && s.folder == procedures {
			_, err = tx.Exec(ctx, sqlDropFormer)
		}
		if err != nil {
			return s.explain(err)
		}
		_, err = tx.Exec(ctx, sqlNote, s.stage(), scriptsVersion, s.checksum[:])
		return err
	})
	b.metrics.ran(s, time.Since(start), err)
	if err == nil {
		b.log.InfoContext(ctx, "database script applied", "stage", s.stage())
	}
	return err
}

// explain adds where the script failed, and what may help.
func (s script) explain(err error) error {
	e, ok := pgError(err)
	if !ok {
		return fmt.Errorf("script %s: %w", s.stage(), err)
	}
	text := fmt.Sprintf("script %s, line %d", s.stage(), s.line(e.Position))
	if e.Hint != "" {
		text += " (" + e.Hint + ")"
	}
	return fmt.Errorf("%s: %w", text, err)
}
