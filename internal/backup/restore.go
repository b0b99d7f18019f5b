package backup

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// Restored says what was put in place.
type Restored struct {
	Manifest Manifest
	OldData  string // what was there before, a directory or on PostgreSQL a backup; empty = there was nothing
}

// Restore puts a place back to what a file holds, and keeps the old data. On
// SQLite no server may run on it; on PostgreSQL those that do start again.
func Restore(ctx context.Context, p Place, path string, o ReadOptions, a ApplyOptions) (done Restored, err error) {
	if p, err = p.absolute(); err != nil {
		return done, err
	}
	file, err := os.Open(path)
	if err != nil {
		return done, err
	}
	defer func() { _ = file.Close() }()
	if err := os.MkdirAll(p.staging(), 0o700); err != nil {
		return done, err
	}
	release, err := p.alone()
	if err != nil {
		return done, err
	}
	defer func() { err = errors.Join(err, release()) }()
	a.Report, a.once = o.Report, true
	done.Manifest, err = p.restore(ctx, file, o, p.applier(a))
	if err != nil {
		return done, err
	}
	if kept, err := exists(p.oldData()); err != nil || !kept {
		return done, err
	}
	done.OldData = p.oldData()
	return done, nil
}

// restore stages and applies. What was begun earlier in files comes to its end
// first; in a transaction nothing is half done.
func (p Place) restore(ctx context.Context, file *os.File, o ReadOptions, apply applying) (m Manifest, err error) {
	if !p.onPostgres() {
		if err := apply.run(ctx); err != nil {
			return m, err
		}
	}
	if m, err = p.unpackAndStage(ctx, file, unlimited, o, chat.AuditEntry{Origin: chat.AuditCommandLine}); err != nil {
		return m, err
	}
	if err := apply.run(ctx); err != nil {
		return m, err
	}
	if r, err := p.lastReport(ctx); err != nil || r == nil || r.Failure != "" {
		return m, errors.Join(err, notRestored(r))
	}
	return m, nil
}

func notRestored(r *Report) error {
	if r == nil {
		return errors.New("nothing was restored")
	}
	return fmt.Errorf("the backup was not restored, and the data is what it was: %s", r.Failure)
}

// unpackAndStage examines a file and stages what is in it. Of the entry it takes
// who wants that.
func (p Place) unpackAndStage(ctx context.Context, file *os.File, limit int64, o ReadOptions, by chat.AuditEntry) (m Manifest, err error) {
	dir, err := makeWorkDir(p.staging(), stagingPrefix)
	if err != nil {
		return m, chat.Wrap(chat.Unavailable, chat.Fill("there is no place to unpack the backup in %s", p.staging()), err)
	}
	defer func() { err = errors.Join(err, dir.remove()) }()
	if m, err = (unpacking{dir, o.Passphrase, limit, orIgnore(o.Report), o.Now}).run(ctx, file); err != nil {
		return m, err
	}
	return m, p.stage(dir, m, o.Now(), by)
}
