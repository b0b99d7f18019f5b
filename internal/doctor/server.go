package doctor

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/rustygpt/rustygpt/internal/config"
	"github.com/rustygpt/rustygpt/internal/filelock"
)

// checkServer finds out whether a server has the database. SQLite's has one at a
// time, which holds a lock.
func checkServer(_ context.Context, e *examination) []Finding {
	engine, path := e.config.Database()
	if engine != config.SQLite {
		return skipped("Whether a server runs cannot be told from a database on PostgreSQL; its public address tells.")
	}
	held, err := locked(path + ".lock")
	switch {
	case err != nil:
		return problem(fmt.Sprintf("Whether a server runs cannot be told: %v.", err), asOwner)
	case held:
		e.running = true
		return ok("A server is running on the database.")
	default:
		return ok("No server is running on the database.")
	}
}

// locked tries a lock without leaving one where there was none.
func locked(path string) (held bool, err error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	lock, err := filelock.Acquire(path)
	if errors.Is(err, filelock.ErrTaken) {
		return true, nil
	}
	if err != nil {
		return false, err
	}
	return false, lock.Release()
}
