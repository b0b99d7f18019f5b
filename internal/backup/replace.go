package backup

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/secret"
	"github.com/rustygpt/rustygpt/internal/store/postgres"
	"github.com/rustygpt/rustygpt/internal/store/sqlite"
	"github.com/rustygpt/rustygpt/internal/store/transfer"
)

// maxWait is how long a staged backup may wait for the start that applies it.
// The other instances go on meanwhile: what they did in a day must not be lost
// because a machine comes back that was told to restore something.
const maxWait = time.Hour

// rollbackName is the file with the old data in the staged directory.
const rollbackName = "rollback.zip"

// replacer puts a staged backup into a PostgreSQL database. Only one step changes
// something, a transaction, and with it the id of the restore becomes the epoch of
// the data. So the database always knows which data it has, and whoever comes
// after an interruption asks it.
type replacer struct {
	ApplyOptions
	place Place
	from  origin
}

func (r *replacer) run(ctx context.Context) error {
	removeRemains(r.place, r.Log)
	there, err := exists(r.place.pending())
	if err != nil || !there {
		return err
	}
	failure := readJSON(r.staged(originName), &r.from)
	if failure == nil {
		failure = r.attempt(ctx)
	}
	if ctx.Err() != nil && !r.once {
		return ctx.Err()
	}
	if failure != nil {
		return r.settle(context.WithoutCancel(ctx), failure)
	}
	r.cleanUp()
	return nil
}

func (r *replacer) staged(name string) string { return filepath.Join(r.place.pending(), name) }

// attempt takes all the steps, unless an earlier one has got through. After an
// error the data may be the new one all the same.
func (r *replacer) attempt(ctx context.Context) (err error) {
	r.Step("open the database")
	db, err := postgres.OpenReplacement(ctx, r.place.URL, r.Log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	now, err := db.State(ctx)
	if err != nil || now.Epoch == r.from.ID {
		return err
	}
	r.Step("check")
	if err := r.check(); err != nil {
		return err
	}
	box, err := r.box(now.KeyFingerprint)
	if err != nil {
		return err
	}
	r.Step("keep everybody out")
	if err := db.Exclude(ctx); err != nil {
		return err
	}
	r.Step("keep the old data")
	if err := r.keep(ctx, now); err != nil {
		return fmt.Errorf("the old data could not be kept: %w", err)
	}
	return r.replace(ctx, db, box)
}

// check makes sure that what is staged is what was examined, and not long ago.
func (r *replacer) check() error {
	if waited := r.Now().Sub(r.from.StagedAt); waited > maxWait {
		return chat.Errorf(chat.Conflict, "the backup was waiting for %s, and other instances have gone on meanwhile: restore it again if it is still wanted",
			waited.Round(time.Minute))
	}
	return r.from.verify(r.staged)
}

// box has the key that secrets are sealed with from now on: the one that the
// database goes with. All instances have a copy of it, and there is no moment at
// which all of these could be replaced. A database that goes with none gets that
// of the backup.
func (r *replacer) box(fingerprint string) (*secret.Box, error) {
	there, err := exists(r.place.key())
	if err != nil {
		return nil, err
	}
	if !there && fingerprint == "" {
		r.Step("put the key in place")
		if err := replaceFile(r.staged(keyName), r.place.key()); err != nil {
			return nil, err
		}
	}
	box, err := openBox(r.place.key())
	if err == nil && fingerprint != "" && fingerprint != box.Fingerprint() {
		err = chat.Errorf(chat.Unavailable, "the key file %s is not that of the database", r.place.key())
	}
	return box, err
}

func openBox(path string) (*secret.Box, error) {
	key, err := readKey(path)
	if err != nil {
		return nil, err
	}
	return secret.New(key)
}

// keep makes a backup of the old data. Nobody can change it any more.
func (r *replacer) keep(ctx context.Context, now postgres.State) (err error) {
	if err := removeFile(r.staged(rollbackName)); err != nil || !now.InUse || now.Incomplete {
		return err
	}
	file, err := os.OpenFile(r.staged(rollbackName), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if _, err := Write(ctx, r.place, file, WriteOptions{Version: r.Version, Report: r.Report, Now: r.Now}); err != nil {
		return err
	}
	return errors.Join(file.Sync(), syncDir(r.place.pending()))
}

func (r *replacer) replace(ctx context.Context, db *postgres.Replacement, box *secret.Box) (err error) {
	former, err := openBox(r.staged(keyName))
	if err != nil {
		return err
	}
	source, err := sqlite.OpenSource(ctx, r.staged(databaseName))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, source.Close()) }()
	report, err := r.report(nil)
	if err != nil {
		return err
	}
	r.Step("remove the old data")
	if err := db.Begin(ctx, r.from.ID, report); err != nil {
		return err
	}
	_, err = transfer.Move(ctx, resealed{source, former, box}, db, func(t transfer.Progress) {
		r.Step(rows(t).Doing)
		r.Report(rows(t))
	})
	return err
}

func (r *replacer) report(failure error) (string, error) {
	text, err := json.Marshal(newReport(r.Now(), r.from, failure), json.Deterministic(true))
	return string(text), err
}

// settle has the database say what became of an attempt that has failed: the
// answer to its commit may be all that was lost.
func (r *replacer) settle(ctx context.Context, failure error) (err error) {
	r.Step("ask the database")
	db, err := postgres.OpenReplacement(ctx, r.place.URL, r.Log)
	if err != nil {
		return errors.Join(failure, err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	now, err := db.State(ctx)
	if err != nil {
		return errors.Join(failure, err)
	}
	if now.Epoch == r.from.ID {
		r.cleanUp()
		return nil
	}
	r.giveUp(ctx, db, failure)
	return nil
}

// giveUp moves what was staged aside, so that no later start tries it again, and
// says why. The data is the old one: whatever fails here must not keep the server
// from it.
func (r *replacer) giveUp(ctx context.Context, db *postgres.Replacement, cause error) {
	r.Step("report the failure")
	report, err := r.report(cause)
	if err == nil {
		err = db.Report(ctx, report)
	}
	r.Step("set the backup aside")
	err = errors.Join(err, removeFile(r.staged(rollbackName)), os.RemoveAll(r.place.failed()), os.Rename(r.place.pending(), r.place.failed()))
	logFailure(r.Log, r.place, r.from, cause, err)
}

// cleanUp does what a later start makes up for.
func (r *replacer) cleanUp() {
	r.Log.Info("the backup is restored", "backup", r.from.Manifest.String())
	r.Step("keep the old data in its place")
	err := move(r.staged(rollbackName), r.place.rollbackFile())
	r.Step("finish")
	if err == nil {
		err = os.Rename(r.place.pending(), r.place.applied())
	}
	if err == nil {
		err = syncDir(r.place.staging())
	}
	if err != nil {
		r.Log.Warn("cannot put the remains of a restore in order", "path", r.place.pending(), "error", err)
		return
	}
	r.Step("remove what is left")
	removeRemains(r.place, r.Log)
}

// lastReplacement is nil when nothing was ever restored.
func (p Place) lastReplacement(ctx context.Context) (*Report, error) {
	text, err := postgres.LastReport(ctx, p.URL)
	if err != nil || text == "" {
		return nil, err
	}
	var r Report
	return &r, json.Unmarshal([]byte(text), &r)
}
