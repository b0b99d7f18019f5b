package backup

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// The marks of how far a restore is, files in the staged directory. Without one
// nothing was touched yet.
const (
	begunMark     = "begun"     // it goes forward, whatever happens in between
	revertingMark = "reverting" // it could not go on and goes back
)

// sideFiles are SQLite's own beside a database that was not closed. They belong
// to it and go where it goes; the index of the log is made again.
var sideFiles = []string{"-wal", "-journal"}

const logIndex = "-shm"

// ApplyOptions are what Apply needs.
type ApplyOptions struct {
	Version string // of this program
	Log     *slog.Logger
	Now     func() time.Time
	Report  func(Progress) // of the steps that take long; nil = nobody wants it
	// Step is called before every step, with its name, so that tests can end
	// the process there; nil = nobody looks.
	Step func(name string)

	once bool // an interruption gives it up, rather than leave it to the next start
}

// Apply puts a staged backup in the place of the data, when there is one, and
// removes what interrupted jobs have left. It is called before the database is
// opened. When it returns without an error the data is whole, old or new, and
// the report says which. An error means that a restore has begun and can go
// neither forward nor back, or on PostgreSQL that nobody can tell; the database
// must then not be opened.
func Apply(ctx context.Context, p Place, o ApplyOptions) (err error) {
	if p, err = p.absolute(); err != nil {
		return err
	}
	if err := os.MkdirAll(p.staging(), 0o700); err != nil {
		return err
	}
	release, err := p.alone()
	if p.onPostgres() && chat.KindOf(err) == chat.Unavailable {
		return nil // whoever it is applies what there is; the start waits for the database
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, release()) }()
	p.sweepAtStart(o.Log)
	return p.applier(o).run(ctx)
}

// applying is the work on what is staged.
type applying interface {
	run(ctx context.Context) error
}

func (p Place) applier(o ApplyOptions) applying {
	if o.Step == nil {
		o.Step = func(string) {}
	}
	if p.onPostgres() {
		o.Report = orIgnore(o.Report)
		return &replacer{ApplyOptions: o, place: p}
	}
	return &applier{place: p, log: o.Log, now: o.Now, step: o.Step}
}

// applier takes the steps on SQLite. Nobody else uses the database meanwhile.
type applier struct {
	place Place
	log   *slog.Logger
	now   func() time.Time
	step  func(name string)
	from  origin
}

func (a *applier) run(ctx context.Context) error {
	removeRemains(a.place, a.log)
	there, err := exists(a.place.pending())
	if err != nil {
		return err
	}
	if !there {
		return a.keepRollback() // in case the process ended between the last two steps
	}
	begun, err := exists(a.staged(begunMark))
	if err != nil {
		return err
	}
	reverting, err := a.failedBefore()
	if err != nil {
		return err
	}
	checked := a.check(ctx, begun)
	switch {
	case reverting != nil:
		return a.revert(reverting)
	case ctx.Err() != nil:
		return ctx.Err()
	case checked != nil && !begun:
		return a.giveUp(checked)
	case checked != nil:
		return a.revert(checked)
	}
	if err := a.forward(); err != nil {
		return a.revert(err)
	}
	a.log.Info("the backup is restored", "backup", a.from.Manifest.String(), "old_data", a.place.rollback())
	a.cleanUp()
	return nil
}

// failedBefore is why an earlier attempt had to go back, when it did.
func (a *applier) failedBefore() (reason, err error) {
	text, err := os.ReadFile(a.staged(revertingMark))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err == nil && len(text) == 0 { // the process ended before it was written
		text = []byte("an earlier attempt failed")
	}
	return errors.New(string(text)), err
}

func (a *applier) staged(name string) string { return filepath.Join(a.place.pending(), name) }

// check makes sure that what is staged is what was examined. Once the database
// was moved on, only its description is left to read.
func (a *applier) check(ctx context.Context, begun bool) error {
	a.step("check")
	if err := readJSON(a.staged(originName), &a.from); err != nil {
		return fmt.Errorf("what was staged is incomplete: %w", err)
	}
	if begun || ctx.Err() != nil {
		return ctx.Err()
	}
	return a.from.verify(a.staged)
}

// forward takes the steps to the new data. Each can be repeated, and none of
// them relies on an earlier one in the same process. With the last one there is
// no way back any more.
func (a *applier) forward() error {
	for _, s := range []struct {
		name string
		do   func() error
	}{
		{"keep the old key", a.keepKey},
		{"begin", func() error { return a.mark(begunMark, "") }},
		{"keep the old database", a.keepDatabase},
		{"put the new database in place", a.placeDatabase},
		{"put the new key in place", a.placeKey},
		{"report", func() error { return a.tell(nil) }},
		{"finish", a.finish},
	} {
		a.step(s.name)
		if err := s.do(); err != nil {
			return fmt.Errorf("could not %s: %w", s.name, err)
		}
	}
	return nil
}

// mark leaves a mark that lasts.
func (a *applier) mark(name, text string) error {
	if err := writeFile(a.staged(name), strings.NewReader(text)); err != nil {
		return err
	}
	return syncDir(a.place.pending())
}

// keepKey makes the directory for the old data, with the key in it, while the
// key is still the old one.
func (a *applier) keepKey() error {
	begun, err := exists(a.staged(begunMark))
	if err != nil || begun {
		return err
	}
	if err := os.RemoveAll(a.place.nextRollback()); err != nil {
		return err
	}
	if err := os.Mkdir(a.place.nextRollback(), 0o700); err != nil {
		return err
	}
	there, err := exists(a.place.key())
	if err != nil || !there {
		return err
	}
	if err := copyFile(a.place.key(), a.kept(keyName)); err != nil {
		return err
	}
	return syncDir(a.place.nextRollback())
}

func (a *applier) kept(name string) string { return filepath.Join(a.place.nextRollback(), name) }

// keepDatabase moves the old database away, its side files first: once the
// database itself is gone, all of it is.
func (a *applier) keepDatabase() error {
	waiting, err := exists(a.staged(databaseName))
	if err != nil || !waiting { // else what is in place is the new one
		return err
	}
	moved, err := exists(a.kept(databaseName))
	if err != nil || moved {
		return err
	}
	for _, side := range sideFiles {
		if err := move(a.place.Path+side, a.kept(databaseName+side)); err != nil {
			return err
		}
	}
	a.step("keep the old database itself")
	if err := errors.Join(removeFile(a.place.Path+logIndex), move(a.place.Path, a.kept(databaseName))); err != nil {
		return err
	}
	return errors.Join(syncDir(a.place.nextRollback()), syncDir(filepath.Dir(a.place.Path)))
}

func (a *applier) placeDatabase() error {
	if err := move(a.staged(databaseName), a.place.Path); err != nil {
		return err
	}
	return errors.Join(syncDir(a.place.pending()), syncDir(filepath.Dir(a.place.Path)))
}

func (a *applier) placeKey() error { return replaceFile(a.staged(keyName), a.place.key()) }

// finish makes the staged directory one that is only removed. It goes by one
// rename: half a directory would look like a restore that cannot go on.
func (a *applier) finish() error {
	if err := os.Rename(a.place.pending(), a.place.applied()); err != nil {
		return err
	}
	return syncDir(filepath.Dir(a.place.Path))
}

// cleanUp does what a later start makes up for.
func (a *applier) cleanUp() {
	a.step("keep the old data")
	if err := a.keepRollback(); err != nil {
		a.log.Warn("cannot put the old data where it is kept", "path", a.place.nextRollback(), "error", err)
	}
	a.step("remove what is left")
	removeRemains(a.place, a.log)
}

func removeRemains(p Place, log *slog.Logger) {
	if err := os.RemoveAll(p.applied()); err != nil {
		log.Warn("cannot remove the remains of a restore", "path", p.applied(), "error", err)
	}
}

// keepRollback puts the old data in the place of what an earlier restore kept.
// Without a database in it, it is what a failed restore has left.
func (a *applier) keepRollback() error {
	there, err := exists(a.kept(databaseName))
	if err != nil {
		return err
	}
	if !there {
		return os.RemoveAll(a.place.nextRollback())
	}
	if err := os.RemoveAll(a.place.rollback()); err != nil {
		return err
	}
	if err := os.Rename(a.place.nextRollback(), a.place.rollback()); err != nil {
		return err
	}
	return syncDir(filepath.Dir(a.place.Path))
}

// tell keeps how the restore went, for the administrator.
func (a *applier) tell(failure error) error {
	return writeJSON(a.place.report(), newReport(a.now(), a.from, failure))
}

// blocked is what is left to say when a restore can go neither way.
func blocked(cause, err error) error {
	return chat.Wrap(chat.Unavailable,
		"a backup could not be restored and the old data could not be put back; make room and access to the data directory, then start again",
		errors.Join(cause, err))
}
