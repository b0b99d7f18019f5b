package backup

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store/postgres"
	"github.com/rustygpt/rustygpt/internal/store/sqlite"
	"github.com/rustygpt/rustygpt/internal/store/transfer"
)

// formerKey is where a restore on PostgreSQL keeps the key that it replaces.
const formerKey = ".before-restore"

// Restored says what was put in place.
type Restored struct {
	Manifest Manifest
	OldData  string // directory with what was there before; empty = there was nothing
}

// Restore puts a place back to what a file holds, while no server runs on it. On
// SQLite the old data is kept; on PostgreSQL the database has to be empty.
func Restore(ctx context.Context, p Place, path string, o ReadOptions, a ApplyOptions) (done Restored, err error) {
	if p, err = p.absolute(); err != nil {
		return done, err
	}
	file, err := os.Open(path)
	if err != nil {
		return done, err
	}
	defer func() { _ = file.Close() }()
	if p.onPostgres() {
		done.Manifest, err = p.restoreRows(ctx, file, o, a)
		return done, err
	}
	if err := os.MkdirAll(p.staging(), 0o700); err != nil {
		return done, err
	}
	release, err := sqlite.Alone(p.Path)
	if err != nil {
		return done, err
	}
	defer func() { err = errors.Join(err, release()) }()
	done.Manifest, err = p.restoreFiles(ctx, file, o, p.applier(a))
	if err != nil {
		return done, err
	}
	if kept, err := exists(p.rollback()); err != nil || !kept {
		return done, err
	}
	done.OldData = p.rollback()
	return done, nil
}

// restoreFiles stages and applies. What was begun earlier comes to its end
// first.
func (p Place) restoreFiles(ctx context.Context, file *os.File, o ReadOptions, apply *applier) (m Manifest, err error) {
	if err := apply.run(ctx); err != nil {
		return m, err
	}
	if m, err = p.unpackAndStage(ctx, file, unlimited, o); err != nil {
		return m, err
	}
	if err := apply.run(ctx); err != nil {
		return m, err
	}
	if r, err := p.lastReport(); err != nil || r == nil || r.Failure != "" {
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

// unpackAndStage examines a file and stages what is in it.
func (p Place) unpackAndStage(ctx context.Context, file *os.File, limit int64, o ReadOptions) (m Manifest, err error) {
	dir, err := makeWorkDir(p.staging(), stagingPrefix)
	if err != nil {
		return m, chat.Wrap(chat.Unavailable, "there is no place to unpack the backup in "+p.staging(), err)
	}
	defer func() { err = errors.Join(err, dir.remove()) }()
	if m, err = (unpacking{dir, o.Passphrase, limit, orIgnore(o.Report), o.Now}).run(ctx, file); err != nil {
		return m, err
	}
	return m, p.stage(dir, m)
}

// restoreRows fills an empty PostgreSQL database. From before the first row
// until the last one was compared servers refuse it; the key is in place before
// they no longer do.
func (p Place) restoreRows(ctx context.Context, file *os.File, o ReadOptions, a ApplyOptions) (m Manifest, err error) {
	target, err := postgres.OpenTarget(ctx, p.URL, a.Log)
	if err != nil {
		return m, err
	}
	defer func() { err = errors.Join(err, target.Close()) }()
	dir, err := makeWorkDir(p.staging(), stagingPrefix)
	if err != nil {
		return m, err
	}
	defer func() { err = errors.Join(err, dir.remove()) }()
	report := orIgnore(o.Report)
	if m, err = (unpacking{dir, o.Passphrase, unlimited, report, o.Now}).run(ctx, file); err != nil {
		return m, err
	}
	step := p.applier(a).step
	step("put the new key in place")
	if err := p.replaceKey(dir.file(keyName)); err != nil {
		return m, err
	}
	source, err := sqlite.OpenSource(ctx, dir.file(databaseName))
	if err != nil {
		return m, err
	}
	defer func() { err = errors.Join(err, source.Close()) }()
	_, err = transfer.Move(ctx, source, target, func(t transfer.Progress) {
		step(rows(t).Doing)
		report(rows(t))
	})
	return m, err
}

// replaceKey keeps the former key once.
func (p Place) replaceKey(key string) error {
	there, err := exists(p.key())
	if err != nil {
		return err
	}
	kept, err := exists(p.key() + formerKey)
	if err != nil {
		return err
	}
	if there && !kept {
		if err := copyFile(p.key(), p.key()+formerKey); err != nil {
			return err
		}
	}
	return replaceFile(key, p.key())
}
