package config

import (
	"path/filepath"
	"strings"
	"time"
)

// Storage says where files are kept and for how long.
type Storage struct {
	DataDir string        `key:"data_dir" path:"true" note:"the user-data directory of the operating system + /rustygpt" doc:"Directory of the SQLite database, the encryption key and uploads. It is created with access for its owner only. Empty = the operating system's user-data directory + rustygpt."`
	Trash   time.Duration `key:"trash_days" unit:"d" default:"7" min:"0" max:"36500" doc:"Days for which a deleted conversation can be restored. 0 = it is removed with the next hourly sweep."`
}

// DB says which database to use.
type DB struct {
	URL              string        `key:"url" secret:"url" note:"sqlite:<storage.data_dir>/rustygpt.db" doc:"Database address: sqlite:<path> or postgres://user:password@host/name. Empty = SQLite in storage.data_dir. The variable DATABASE_URL is used where neither the file nor RUSTYGPT__DB__URL says anything."`
	StatementTimeout time.Duration `key:"statement_timeout_ms" unit:"ms" default:"5000" min:"1" doc:"Longest time one statement may take on PostgreSQL, in milliseconds."`
	MaxConnections   int           `key:"max_connections" default:"10" min:"1" max:"10000" doc:"Connections kept open at most."`
	BootstrapPath    string        `key:"bootstrap_path" path:"true" doc:"Directory with schema, procedures, indexes and seed scripts for PostgreSQL. Empty = the scripts inside the program."`
}

// Engine is a kind of database.
type Engine string

// The engines.
const (
	SQLite   Engine = "sqlite"
	Postgres Engine = "postgres"
)

// Database is the engine that db.url names and where it is: a file for SQLite,
// an address for PostgreSQL.
func (c Config) Database() (Engine, string) {
	switch {
	case c.DB.URL == "":
		return SQLite, filepath.Join(c.Storage.DataDir, "rustygpt.db")
	case strings.HasPrefix(c.DB.URL, "sqlite:"):
		path := strings.TrimPrefix(c.DB.URL, "sqlite:")
		return SQLite, strings.TrimPrefix(path, "//")
	default:
		return Postgres, c.DB.URL
	}
}
