package main

import (
	"context"
	"io"
	"log/slog"
	"os"
	"time"

	"github.com/rustygpt/rustygpt/internal/backup"
	"github.com/rustygpt/rustygpt/internal/config"
	"github.com/rustygpt/rustygpt/internal/server"
)

func makeBackup(ctx context.Context, cfg config.Config, w io.Writer, o backup.WriteOptions) (backup.Written, error) {
	return backup.Write(ctx, server.Place(cfg), w, o)
}

func verifyBackup(ctx context.Context, path string, o backup.ReadOptions) (backup.Manifest, error) {
	return backup.Verify(ctx, os.TempDir(), path, o)
}

func restore(ctx context.Context, cfg config.Config, path string, o backup.ReadOptions, log *slog.Logger) (backup.Restored, error) {
	return backup.Restore(ctx, server.Place(cfg), path, o, backup.ApplyOptions{Version: buildVersion().Number, Log: log, Now: time.Now})
}
