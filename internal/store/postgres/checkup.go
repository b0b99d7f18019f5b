package postgres

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

const (
	examiner = "rustygpt doctor" // as connections for examinations are called

	sqlServerVersion = `SELECT current_setting('server_version')`
	sqlOnlyRead      = `SET default_transaction_read_only = on`
)

// Checkup examines a database and changes nothing, whether or not servers run on
// it. Unavailable when it cannot be reached.
func Checkup(ctx context.Context, address, bootstrapPath string, now func() time.Time) (store.Checkup, error) {
	found := store.Checkup{What: "PostgreSQL"}
	scripts, err := loadScripts(bootstrapPath)
	if err != nil {
		return found, chat.Wrap(chat.Unavailable, "cannot read the database scripts", err)
	}
	conn, _, err := connectPatiently(ctx, address, examiner)
	if err != nil {
		return found, unavailable("cannot open the database", err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }() // nothing was written
	if _, err := conn.Exec(ctx, sqlOnlyRead); err != nil {
		return found, translate(err)
	}
	err = examine(ctx, conn, scripts, &found)
	if err == nil {
		found.ClockOffset, err = clockOffset(ctx, conn, now)
	}
	if err == nil && !found.Outdated && len(found.Complaints) == 0 {
		err = readUp(ctx, conn, &found)
	}
	return found, translate(err)
}

// examine looks at the server and at what the scripts have made in the database.
func examine(ctx context.Context, conn *pgx.Conn, scripts []script, found *store.Checkup) error {
	version, err := one(ctx, conn, value[string], sqlServerVersion)
	if err != nil {
		return err
	}
	found.What = "PostgreSQL " + version
	for _, check := range []func(context.Context, *pgx.Conn) error{checkServer, refuseIncomplete} {
		if err := complain(check(ctx, conn), found); err != nil {
			return err
		}
	}
	made, err := one(ctx, conn, value[bool], sqlHasLedger)
	if err != nil {
		return err
	}
	if !made {
		found.Outdated = true
		return nil
	}
	ledger, err := listLedger(ctx, conn)
	if err != nil {
		return err
	}
	if err := complain(refuseNewer(ledger, scripts), found); err != nil {
		return err
	}
	compareScripts(ledger, scripts, found)
	return nil
}

// complain makes a complaint of what a server would refuse.
func complain(err error, found *store.Checkup) error {
	if e, ok := errors.AsType[*chat.Error](err); ok {
		found.Complaints = append(found.Complaints, string(e.Message))
		return nil
	}
	return err
}

// compareScripts holds what was run against the scripts of this program.
func compareScripts(ledger map[string]applied, scripts []script, found *store.Checkup) {
	for _, s := range scripts {
		before, ran := ledger[s.stage()]
		same := ran && bytes.Equal(before.checksum, s.checksum[:])
		switch {
		case same:
		case !ran || s.folder == procedures:
			found.Outdated = true
		default:
			found.Complaints = append(found.Complaints, fmt.Sprintf("the database was made with another %s than this program has", s.stage()))
		}
	}
}

// readUp reads what the examination of other things needs.
func readUp(ctx context.Context, conn *pgx.Conn, found *store.Checkup) (err error) {
	if found.Settings, err = one(ctx, conn, scanSettings, sqlSettings); err != nil {
		return err
	}
	if found.KeyFingerprint, err = one(ctx, conn, value[string], sqlKeyFingerprint); err != nil {
		return err
	}
	found.Providers, err = all(ctx, conn, scanProvider, sqlListProviders)
	return err
}
