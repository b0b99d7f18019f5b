package backup

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/rustygpt/rustygpt/internal/filelock"
)

// abandonedAfter is the age at which a sweep takes a directory that nobody has
// locked for abandoned. Who makes one locks it a moment later.
const abandonedAfter = time.Hour

// Sweep removes what jobs of processes that were killed have left, and says how
// many directories. Those of jobs that go on, here or elsewhere, stay.
func (s *Service) Sweep(context.Context) (removed int, err error) {
	before := s.options.Now().Add(-abandonedAfter)
	for _, path := range s.options.Place.leftovers() {
		info, statErr := os.Stat(path)
		switch {
		case errors.Is(statErr, fs.ErrNotExist): // its job has ended
		case statErr != nil:
			err = errors.Join(err, statErr)
		case info.ModTime().Before(before):
			gone, removeErr := removeAbandoned(path)
			err = errors.Join(err, removeErr)
			if gone {
				removed++
			}
		}
	}
	return removed, err
}

// sweepAtStart is Sweep before anything runs that could make one.
func (p Place) sweepAtStart(log *slog.Logger) {
	for _, path := range p.leftovers() {
		if _, err := removeAbandoned(path); err != nil {
			log.Warn("cannot remove what an interrupted backup has left", "path", path, "error", err)
		}
	}
}

// leftovers are the directories of jobs that go on, and of those that do not.
func (p Place) leftovers() (paths []string) {
	places := []string{p.DataDir}
	if p.staging() != p.DataDir {
		places = append(places, p.staging())
	}
	for _, in := range places {
		for _, prefix := range []string{snapshotPrefix, stagingPrefix} {
			found, _ := filepath.Glob(filepath.Join(in, prefix+"*")) // fails for a malformed pattern only
			paths = append(paths, found...)
		}
	}
	return paths
}

func removeAbandoned(path string) (removed bool, err error) {
	lock, err := filelock.Acquire(filepath.Join(path, "lock"))
	if errors.Is(err, filelock.ErrTaken) {
		return false, nil // somebody is at work
	}
	if err != nil {
		return false, err
	}
	err = errors.Join(lock.Release(), os.RemoveAll(path))
	return err == nil, err
}
