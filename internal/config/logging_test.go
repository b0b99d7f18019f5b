package config_test

import (
	"log/slog"
	"testing"

	"github.com/rustygpt/rustygpt/internal/config"
)

func TestLevels(t *testing.T) {
	t.Parallel()
	tests := map[string]slog.Level{
		"trace": config.LevelTrace, "debug": slog.LevelDebug, "info": slog.LevelInfo, "warn": slog.LevelWarn, "error": slog.LevelError,
	}
	for level, want := range tests {
		if got := (config.Logging{Level: level}).SlogLevel(); got != want {
			t.Errorf("%s is %v, want %v", level, got, want)
		}
	}
}
