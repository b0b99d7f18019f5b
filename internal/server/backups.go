package server

import (
	"context"
	"fmt"

	"github.com/rustygpt/rustygpt/api"
	"github.com/rustygpt/rustygpt/internal/backup"
	"github.com/rustygpt/rustygpt/internal/config"
)

// applyBackup puts a staged backup in place, before the database is opened.
func applyBackup(ctx context.Context, cfg config.Config, opts Options) error {
	err := backup.Apply(ctx, Place(cfg), backup.ApplyOptions{Version: opts.Version, Log: opts.Log, Now: opts.Now, Step: opts.RestoreStep})
	if err != nil {
		return fmt.Errorf("restore a backup: %w", err)
	}
	return nil
}

// Place is where the settings say that the data is.
func Place(cfg config.Config) backup.Place {
	p := backup.Place{DataDir: cfg.Storage.DataDir}
	if engine, where := cfg.Database(); engine == config.SQLite {
		p.Path = where
	} else {
		p.URL = where
	}
	return p
}

// backups are the backups as the edge asks for them.
type backups struct{ *backup.Service }

func newBackups(cfg config.Config, opts Options, restart chan<- struct{}) (backups, error) {
	service, err := backup.New(backup.Options{
		Place:     Place(cfg),
		Version:   opts.Version,
		MaxUpload: importLimit(cfg.Storage),
		Restart:   func() { restart <- struct{}{} },
		Now:       opts.Now,
	}, opts.Log)
	return backups{service}, err
}

// importLimit is the size of the largest upload, in bytes.
func importLimit(s config.Storage) int64 { return int64(s.ImportLimitMB) << 20 }

// LastRestore is the report in the form of the API.
func (b backups) LastRestore(ctx context.Context) (*api.RestoreReport, error) {
	r, err := b.Service.LastRestore(ctx)
	if err != nil || r == nil {
		return nil, err
	}
	report := &api.RestoreReport{
		At: r.At, Restored: r.Failure == "",
		BackupApplication: r.Backup.Application, BackupVersion: r.Backup.Version, BackupCreatedAt: r.Backup.CreatedAt,
	}
	if r.Failure != "" {
		report.Failure = &r.Failure
	}
	return report, nil
}

// noteRestore tells the audit log of the last restore: what the server runs on
// now is the data that was restored, or that stayed. At later starts that changes
// nothing, and makes up for one at which it failed.
func (p *parts) noteRestore(ctx context.Context) {
	r, err := p.backups.Service.LastRestore(ctx)
	if err == nil && r != nil && !r.Entry.ID.IsZero() {
		err = p.audit.Add(ctx, r.Entry)
	}
	if err != nil {
		p.log.ErrorContext(ctx, "the last restore was not noted in the audit log", "error", err)
	}
}
