package backup

import (
	"fmt"
	"path/filepath"
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

// What a restore leaves beside the database is named after it: several
// databases may share a directory.
func (p Place) pending() string      { return p.Path + ".restore-pending" }      // staged, to be applied
func (p Place) nextRollback() string { return p.Path + ".restore-rollback-new" } // the old data while it is replaced
func (p Place) rollback() string     { return p.Path + ".restore-rollback" }     // the old data of the last restore
func (p Place) failed() string       { return p.Path + ".restore-failed" }       // what could not be applied
func (p Place) applied() string      { return p.Path + ".restore-applied" }      // remains, to be removed
func (p Place) report() string       { return p.Path + ".restore-report.json" }
