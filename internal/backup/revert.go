package backup

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
)

// revert puts the old data back. Like the way forward it can be interrupted
// and repeated at every step.
func (a *applier) revert(cause error) error {
	for _, s := range []struct {
		name string
		do   func() error
	}{
		{"begin to go back", func() error { return a.mark(revertingMark, cause.Error()) }},
		{"withdraw the new database", a.withdrawDatabase},
		{"put the old database back", a.returnDatabase},
		{"put the old key back", a.returnKey},
	} {
		a.step(s.name)
		if err := s.do(); err != nil {
			return blocked(cause, fmt.Errorf("%s: %w", s.name, err))
		}
	}
	return a.giveUp(cause)
}

// withdrawDatabase takes the new database away where it is in place already. It
// is the new one when it is not waiting any more.
func (a *applier) withdrawDatabase() error {
	waiting, err := exists(a.staged(databaseName))
	if err != nil || waiting {
		return err
	}
	if err := move(a.place.Path, a.staged(databaseName)); err != nil {
		return err
	}
	return errors.Join(syncDir(a.place.pending()), syncDir(filepath.Dir(a.place.Path)))
}

func (a *applier) returnDatabase() error {
	there, err := exists(a.place.nextRollback())
	if err != nil || !there {
		return err
	}
	for _, side := range append([]string{""}, sideFiles...) {
		if err := move(a.kept(databaseName+side), a.place.Path+side); err != nil {
			return err
		}
	}
	return errors.Join(syncDir(a.place.nextRollback()), syncDir(filepath.Dir(a.place.Path)))
}

// returnKey also knows that there was none.
func (a *applier) returnKey() error {
	there, err := exists(a.place.nextRollback())
	if err != nil || !there {
		return err
	}
	if there, err = exists(a.kept(keyName)); err != nil {
		return err
	}
	if !there {
		return removeFile(a.place.key())
	}
	same, err := sameFiles(a.kept(keyName), a.place.key())
	if err != nil || same {
		return err
	}
	return replaceFile(a.kept(keyName), a.place.key())
}

// giveUp moves what was staged aside, so that no later start tries it again, and
// says why. The data is the old one: whatever fails here must not keep the
// server from it.
func (a *applier) giveUp(cause error) error {
	a.step("remove the empty place of the old data")
	err := os.RemoveAll(a.place.nextRollback()) // first: behind the next step it would count as old data
	a.step("report the failure")
	err = errors.Join(err, a.tell(cause))
	a.step("set the backup aside")
	err = errors.Join(err, os.RemoveAll(a.place.failed()), os.Rename(a.place.pending(), a.place.failed()))
	logFailure(a.log, a.place, a.from, cause, err)
	return nil
}

// logFailure also tells what could not be put in order afterwards.
func logFailure(log *slog.Logger, p Place, from origin, cause, err error) {
	log.Error("the backup was not restored, and the server runs on the data it had",
		"backup", from.Manifest.String(), "reason", cause, "set_aside", p.failed())
	if err != nil {
		log.Error("cannot put a failed restore in order", "error", err)
	}
}
