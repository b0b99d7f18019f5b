package config

import "log/slog"

// Logging says what is logged and how.
type Logging struct {
	Level  string    `key:"level" default:"info" oneof:"trace,debug,info,warn,error" doc:"Least severe entry that is written. The variable RUST_LOG, when set, wins: a level alone, or target=level pairs of which those for rustygpt count."`
	Format LogFormat `key:"format" default:"text" oneof:"text,json" also:"pretty=text,plain=text" doc:"text for people, json for machines."`
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
