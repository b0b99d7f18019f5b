package doctor

import (
	"context"
	"fmt"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/config"
	"github.com/rustygpt/rustygpt/internal/store"
	"github.com/rustygpt/rustygpt/internal/store/postgres"
	"github.com/rustygpt/rustygpt/internal/store/sqlite"
)

// checkDatabase examines the database itself and keeps what the second round
// needs of it.
func checkDatabase(ctx context.Context, e *examination) []Finding {
	engine, where := e.config.Database()
	found, err := e.checkup(ctx, engine, where)
	switch {
	case ctx.Err() != nil:
		return warning(fmt.Sprintf("The examination of the database took more than %v and was broken off.", databaseLimit),
			"Stop the server and let SQLite do it: sqlite3 <database> 'PRAGMA integrity_check'")
	case chat.KindOf(err) == chat.NotFound:
		return warning("There is no database at "+where+" yet.",
			"If the server has never run, its first start makes one. Otherwise look at db.url and storage.data_dir.")
	case err != nil:
		return problem(fmt.Sprintf("The database cannot be opened: %v.", err), unreachable[engine])
	case len(found.Complaints) > 0:
		return complaints(found, engine)
	case found.Outdated:
		return ok(found.What + ", from an earlier version of the program. The next start brings it up to date.")
	}
	e.stored = &found
	return ok(found.What + ". It is sound.")
}

func (e *examination) checkup(ctx context.Context, engine config.Engine, where string) (store.Checkup, error) {
	if engine == config.SQLite {
		return sqlite.Checkup(ctx, where)
	}
	return postgres.Checkup(ctx, where, e.config.DB.BootstrapPath, e.Now)
}

// unreachable is what to do when a database cannot be opened.
var unreachable = map[config.Engine]string{
	config.SQLite: asOwner,
	config.Postgres: "Make sure that PostgreSQL runs, that db.url names its address, user, password and database, " +
		"and that its pg_hba.conf and the firewall let this machine in.",
}

func complaints(found store.Checkup, engine config.Engine) []Finding {
	var findings []Finding
	for _, text := range found.Complaints {
		findings = append(findings, problem(capital(text)+".", mending[engine])...)
	}
	return findings
}

// mending is what to do about a database that is not sound.
var mending = map[config.Engine]string{
	config.SQLite: "Stop the server, keep a copy of the database with its -wal file, and restore the newest sound backup: " +
		"rustygpt backup verify <file>, then rustygpt restore <file>.",
	config.Postgres: "Use the version of the program that the database was made with, or a newer one; or restore a backup into an empty database: " +
		"rustygpt restore <file>.",
}
