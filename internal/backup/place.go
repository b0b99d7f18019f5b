package backup

import (
	"errors"
	"fmt"
	"path/filepath"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/filelock"
	"github.com/rustygpt/rustygpt/internal/store/sqlite"
)

// The names of files, in an archive and on the disk.
const (
	manifestName = "manifest.json"
	databaseName = "rustygpt.db"
	keyName      = "encryption.key"
)

// Place is where a server keeps its data.
type Place struct {
	DataDir string // with the key
	Path    string // of the SQLite database; empty = it is on PostgreSQL
	URL     string // of the PostgreSQL database
}

// absolute makes the place independent of the working directory.
func (p Place) absolute() (Place, error) {
	var err error
	if p.DataDir, err = filepath.Abs(p.DataDir); err != nil {
		return p, fmt.Errorf("the data directory: %w", err)
	}
	if p.Path != "" {
		if p.Path, err = filepath.Abs(p.Path); err != nil {
			return p, fmt.Errorf("the database: %w", err)
		}
	}
	return p, nil
}

func (p Place) onPostgres() bool { return p.Path == "" }

func (p Place) key() string { return filepath.Join(p.DataDir, keyName) }

// staging is the directory in which a restore is prepared: beside the database,
// so that it is put in place by a rename.
func (p Place) staging() string {
	if p.onPostgres() {
		return p.DataDir
	}
	return filepath.Dir(p.Path)
}

// base is what the files of a restore are named after: several databases may
// share a directory.
func (p Place) base() string {
	if p.onPostgres() {
		return filepath.Join(p.DataDir, "postgresql")
	}
	return p.Path
}

func (p Place) pending() string { return p.base() + ".restore-pending" } // staged, to be applied
func (p Place) failed() string  { return p.base() + ".restore-failed" }  // what could not be applied
func (p Place) applied() string { return p.base() + ".restore-applied" } // remains, to be removed

// What there is for SQLite alone.
func (p Place) nextRollback() string { return p.base() + ".restore-rollback-new" } // the old data while it is replaced
func (p Place) rollback() string     { return p.base() + ".restore-rollback" }     // the old data of the last restore
func (p Place) report() string       { return p.base() + ".restore-report.json" }

// oldData is where a restore keeps it.
func (p Place) oldData() string {
	if p.onPostgres() {
		return p.rollbackFile()
	}
	return p.rollback()
}

// What there is for PostgreSQL alone.
func (p Place) rollbackFile() string { return p.base() + ".restore-rollback.zip" } // a backup of the data before the last restore
func (p Place) lock() string         { return p.base() + ".restore-lock" }         // held by who stages or applies

// alone keeps other processes from staging and applying, and on SQLite from the
// database. It is Unavailable while one does.
func (p Place) alone() (release func() error, err error) {
	if !p.onPostgres() {
		return sqlite.Alone(p.Path)
	}
	lock, err := filelock.Acquire(p.lock())
	if errors.Is(err, filelock.ErrTaken) {
		return nil, chat.Wrap(chat.Unavailable, "another process restores a backup with this data directory", err)
	}
	if err != nil {
		return nil, err
	}
	return lock.Release, nil
}
