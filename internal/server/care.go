package server

import (
	"context"
	"log/slog"
	"path/filepath"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/rustygpt/rustygpt/api"
	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/config"
	"github.com/rustygpt/rustygpt/internal/disk"
	"github.com/rustygpt/rustygpt/internal/logfile"
	"github.com/rustygpt/rustygpt/internal/sweep"
)

// care looks after what the server runs on. It is safe for concurrent use.
type care struct {
	version string
	started time.Time
	engine  config.Engine
	store   database
	disk    *disk.Watch
	sweeper *sweep.Sweeper
	logs    *logfile.Files // nil = the log is in no files
}

func newCare(cfg config.Config, opts Options, st database, sweeper *sweep.Sweeper, reg prometheus.Registerer) *care {
	engine, _ := cfg.Database()
	return &care{
		version: opts.Version,
		started: opts.Now(),
		engine:  engine,
		store:   st,
		disk:    watchDisk(cfg, opts.Log, reg),
		sweeper: sweeper,
		logs:    opts.LogFiles,
	}
}

// watchDisk watches where the data is. Only a database beside it fills the disk.
func watchDisk(cfg config.Config, log *slog.Logger, reg prometheus.Registerer) *disk.Watch {
	o := disk.Options{
		Directories: []disk.Directory{{Name: "data", Path: cfg.Storage.DataDir}},
		Low:         megabytes(cfg.Storage.DiskWarnMB),
	}
	if engine, path := cfg.Database(); engine == config.SQLite {
		o.Full = megabytes(cfg.Storage.DiskRefuseMB)
		if dir := filepath.Dir(path); dir != filepath.Clean(cfg.Storage.DataDir) {
			o.Directories = append(o.Directories, disk.Directory{Name: "database", Path: dir})
		}
	}
	return disk.New(o, log, reg)
}

func megabytes(n int) uint64 { return uint64(max(n, 0)) << 20 }

// Full implements httpapi.Care.
func (c *care) Full() bool { return c.disk.Level() == disk.Full }

// Warnings implements httpapi.Care.
func (c *care) Warnings() (warnings []api.HealthWarning) {
	for _, s := range c.disk.Seen() {
		switch s.Level {
		case disk.Full:
			warnings = append(warnings, api.HealthWarning{Code: "disk_full", Message: chat.Fill(
				"There are only %d MB left on the disk of %s. New messages are refused until there is more room.", s.Free>>20, s.Path)})
		case disk.Low:
			warnings = append(warnings, api.HealthWarning{Code: "disk_low", Message: chat.Fill(
				"There are only %d MB left on the disk of %s. Make room before the server has to refuse new messages.", s.Free>>20, s.Path)})
		case disk.Ample:
		}
	}
	if c.logs != nil && c.logs.Failing() {
		warnings = append(warnings, api.HealthWarning{
			Code: "log_failing", Message: "The log cannot be written into its files. The console of the server has it.",
		})
	}
	for _, last := range c.sweeper.Last() {
		if last.Failed {
			warnings = append(warnings, api.HealthWarning{Code: "sweep_failing", Message: chat.Fill(
				"What is old could not be removed (%s). It is tried again; the server's log says why.", last.Name)})
		}
	}
	return warnings
}

// Health implements httpapi.Care.
func (c *care) Health(ctx context.Context) (api.AdminHealth, error) {
	h := api.AdminHealth{
		Version: c.version, StartedAt: c.started, Database: api.DatabaseHealth{Engine: string(c.engine)},
		Disks: []api.DiskHealth{}, Warnings: append([]api.HealthWarning{}, c.Warnings()...),
	}
	var err error
	if h.Database.Bytes, err = c.store.Size(ctx); err != nil {
		return h, err
	}
	if h.Logs, err = c.logHealth(); err != nil {
		return h, err
	}
	for _, s := range c.disk.Seen() {
		h.Disks = append(h.Disks, api.DiskHealth{
			Name: s.Name, Path: s.Path, FreeBytes: s.Free, TotalBytes: s.Total, Level: s.Level.String(),
		})
	}
	for _, last := range c.sweeper.Last() {
		s := api.SweepHealth{Name: last.Name, Removed: last.Removed, Failed: last.Failed}
		if !last.At.IsZero() {
			s.At = &last.At
		}
		h.Sweeps = append(h.Sweeps, s)
	}
	return h, nil
}

func (c *care) logHealth() (*api.LogHealth, error) {
	if c.logs == nil {
		return nil, nil //nolint:nilnil // there are none
	}
	u, err := c.logs.Usage()
	return &api.LogHealth{Path: u.Dir, Files: u.Files, Bytes: u.Bytes}, err
}
