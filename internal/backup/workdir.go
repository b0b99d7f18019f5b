package backup

import (
	"errors"
	"os"
	"path/filepath"

	"github.com/rustygpt/rustygpt/internal/filelock"
)

// The beginnings of the names of directories that last as long as a job.
const (
	snapshotPrefix = ".backup-"
	stagingPrefix  = ".restore-staging-"
)

// workDir is a directory for one job. Its lock tells that the job goes on: what
// a process that was killed has left is removed by the next start, or by a sweep.
type workDir struct {
	path string
	lock *filelock.Lock // nil = the directory was given up
}

func makeWorkDir(in, prefix string) (*workDir, error) {
	if err := os.MkdirAll(in, 0o700); err != nil {
		return nil, err
	}
	path, err := os.MkdirTemp(in, prefix+"*") // mode 0700
	if err != nil {
		return nil, err
	}
	lock, err := filelock.Acquire(filepath.Join(path, "lock"))
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(path))
	}
	return &workDir{path, lock}, nil
}

func (d *workDir) file(name string) string { return filepath.Join(d.path, name) }

// unlock gives the directory up: its files can then be moved on every system.
func (d *workDir) unlock() error {
	if d.lock == nil {
		return nil
	}
	err := d.lock.Release()
	d.lock = nil
	return errors.Join(err, os.Remove(d.file("lock")))
}

// remove ends the job. After a rename there is nothing left to remove.
func (d *workDir) remove() error {
	if d.lock != nil {
		if err := d.lock.Release(); err != nil {
			return err
		}
		d.lock = nil
	}
	return os.RemoveAll(d.path)
}
