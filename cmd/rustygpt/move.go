package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/config"
	"github.com/rustygpt/rustygpt/internal/store/postgres"
	"github.com/rustygpt/rustygpt/internal/store/sqlite"
	"github.com/rustygpt/rustygpt/internal/store/transfer"
)

type source interface {
	transfer.Source
	io.Closer
}

type target interface {
	transfer.Target
	io.Closer
}

// move copies one database into another one. Nothing is touched before both
// are found to be fit for it.
func move(ctx context.Context, from, to config.Database, report func(transfer.Progress)) (result transfer.Result, err error) {
	s, err := openSource(ctx, from)
	if err != nil {
		return result, fmt.Errorf("--from %s: %w", from, err)
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	t, err := openTarget(ctx, to)
	if err != nil {
		return result, fmt.Errorf("--to %s: %w", to, err)
	}
	defer func() { err = errors.Join(err, t.Close()) }()
	result, err = transfer.Move(ctx, s, transfer.Noted(t, noteMove(from, to)), report)
	if chat.KindOf(err) == chat.Canceled {
		err = errors.New("interrupted")
	}
	if err != nil {
		err = fmt.Errorf("%w\nThe source is as it was. The target is incomplete, and servers refuse it, until this command has run to its end", err)
	}
	return result, err
}

// noteMove tells the audit log of the target where it comes from.
func noteMove(from, to config.Database) chat.AuditEntry {
	return chat.AuditEntry{
		ID: chat.NewID[chat.AuditEntry](), At: time.Now(), Origin: chat.AuditCommandLine, Action: chat.AuditMove, Outcome: chat.AuditOK,
		Details: chat.AuditDetails{Facts: map[string]string{"from": from.Engine.Name(), "to": to.Engine.Name()}},
	}
}

func openSource(ctx context.Context, d config.Database) (source, error) {
	if d.Engine == config.SQLite {
		return sqlite.OpenSource(ctx, d.Where)
	}
	return postgres.OpenSource(ctx, d.Where)
}

func openTarget(ctx context.Context, d config.Database) (target, error) {
	if d.Engine == config.SQLite {
		return sqlite.OpenTarget(ctx, d.Where)
	}
	return postgres.OpenTarget(ctx, d.Where, slog.New(slog.DiscardHandler))
}
