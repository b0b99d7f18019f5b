package config

import "log/slog"

// Logging says what is logged and how.
type Logging struct {
	Level  string    `key:"level" default:"info" oneof:"trace,debug,info,warn,error" doc:"Least severe entry that is written. The variable RUST_LOG, when set, wins: a level alone, or target=level pairs of which those for rustygpt count."`
	Format LogFormat `key:"format" default:"text" oneof:"text,json" also:"pretty=text,plain=text" doc:"text for people, json for machines."`

	File      bool `key:"file" default:"true" test:"false" doc:"Whether the log is also kept in files, in the directory logs of storage.data_dir: a new one each day (UTC), for the server's account only. Where they cannot be written, the server goes on without."`
	FileMB    int  `key:"file_mb" default:"32" min:"1" max:"1048576" doc:"Size at which a further file is begun on the same day, in megabytes (1048576 bytes each)."`
	KeepFiles int  `key:"keep_files" default:"14" min:"1" max:"100000" doc:"Files that are kept; the oldest are removed. Two weeks of an ordinary server."`
}

// LogFormat is the shape of a log entry.
type LogFormat string

// The log formats.
const (
	LogText LogFormat = "text"
	LogJSON LogFormat = "json"
)

// LevelTrace is finer than slog.LevelDebug.
const LevelTrace = slog.LevelDebug - 4

// SlogLevel is Level as package slog understands it.
func (l Logging) SlogLevel() slog.Level {
	switch l.Level {
	case "trace":
		return LevelTrace
	case "debug":
		return slog.LevelDebug
	case "warn":
		return slog.LevelWarn
	case "error":
		return slog.LevelError
	default:
		return slog.LevelInfo
	}
}
