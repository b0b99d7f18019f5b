package config

import (
	"fmt"
	"path/filepath"
	"strings"
	"time"
)

// Storage says where files are kept and for how long.
type Storage struct {
	DataDir       string        `key:"data_dir" path:"true" note:"the user-data directory of the operating system + /rustygpt" doc:"Directory of the SQLite database, the encryption key and uploads. It is created with access for its owner only. Empty = the operating system's user-data directory + rustygpt."`
	Trash         time.Duration `key:"trash_days" unit:"d" default:"7" min:"0" max:"36500" doc:"Days for which a deleted conversation can be restored. 0 = it is removed with the next hourly sweep."`
	DiskWarnMB    int           `key:"disk_warn_mb" default:"1024" min:"0" max:"1073741824" doc:"Free room on the disk of the data below which administrators are warned: in the log, in the web app and by metrics; in megabytes (1048576 bytes each). 0 = never."`
	DiskRefuseMB  int           `key:"disk_refuse_mb" default:"100" min:"0" max:"1073741824" doc:"Free room below which nothing more is taken in: new messages, conversations and backups are refused with an explanation, so that answers which are being written, logins and deletions find room. 0 = only once the disk is really full. Not above disk_warn_mb, unless that is 0. It counts on SQLite only: PostgreSQL has a disk of its own."`
	ImportLimitMB int           `key:"import_limit_mb" default:"4096" min:"1" max:"1048576" doc:"Largest backup that can be uploaded to be restored, in megabytes (1048576 bytes each). The database in it may be up to eight times as large."`
}

// DB says which database to use.
type DB struct {
	URL              string        `key:"url" secret:"url" note:"sqlite:<storage.data_dir>/rustygpt.db" doc:"Database address: sqlite:<path> or postgres://user:password@host/name. Empty = SQLite in storage.data_dir. The variable DATABASE_URL is used where neither the file nor RUSTYGPT__DB__URL says anything."`
	StatementTimeout time.Duration `key:"statement_timeout_ms" unit:"ms" default:"5000" min:"1" doc:"Longest time one statement may take on PostgreSQL, in milliseconds."`
	Lease            time.Duration `key:"lease_seconds" unit:"s" default:"15" min:"3" max:"3600" doc:"How long an instance on PostgreSQL may give no sign of life, in seconds, until another one ends the answers that it was writing. It gives one every third of that time. The machines' clocks have to agree with the database server's to within a third of it, too."`
	MaxConnections   int           `key:"max_connections" default:"10" min:"1" max:"10000" doc:"Connections kept open at most."`
	BootstrapPath    string        `key:"bootstrap_path" path:"true" doc:"Directory with schema, procedures, indexes and seed scripts for PostgreSQL. Empty = the scripts inside the program."`
}

// Audit says how long the log of administrative actions reaches back.
type Audit struct {
	Retention time.Duration `key:"retention_days" unit:"d" default:"365" min:"0" max:"36500" doc:"Days for which an entry of the audit log is kept. 0 = for ever."`
}

// Engine is a kind of database.
type Engine string

// The engines.
const (
	SQLite   Engine = "sqlite"
	Postgres Engine = "postgres"
)

// Name is the engine's own.
func (e Engine) Name() string {
	if e == Postgres {
		return "PostgreSQL"
	}
	return "SQLite"
}

// Database is the engine that db.url names and where it is: a file for SQLite,
// an address for PostgreSQL.
func (c Config) Database() (Engine, string) {
	if c.DB.URL == "" {
		return SQLite, filepath.Join(c.Storage.DataDir, "rustygpt.db")
	}
	d := databaseAt(c.DB.URL)
	return d.Engine, d.Where
}

// Database is one that an address names.
type Database struct {
	Engine Engine
	Where  string // the path of a file for SQLite, the address for PostgreSQL
}

// ParseDatabase reads an address as db.url has it.
func ParseDatabase(address string) (Database, error) {
	if !isSQLiteURL(address) && !isPostgresURL(address) {
		return Database{}, fmt.Errorf("%s: must be sqlite:<path of a file> or postgres://user:password@host/name", quote(hidePassword(address)))
	}
	return databaseAt(address), nil
}

func databaseAt(address string) Database {
	if path, isSQLite := strings.CutPrefix(address, "sqlite:"); isSQLite {
		return Database{SQLite, strings.TrimPrefix(path, "//")}
	}
	return Database{Postgres, address}
}

// String is the database as an address, without its password.
func (d Database) String() string {
	if d.Engine == SQLite {
		return "sqlite:" + d.Where
	}
	return hidePassword(d.Where)
}
