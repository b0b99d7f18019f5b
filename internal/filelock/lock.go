// Package filelock keeps other processes away from what a file stands for. The
// operating system frees a lock when its process ends, in whatever way; the
// file stays.
package filelock

import (
	"errors"
	"fmt"
	"os"
)

// ErrTaken is the failure to lock what another process, or another part of this
// one, has locked.
var ErrTaken = errors.New("another process has the lock")

// Lock is one that is held.
type Lock struct{ file *os.File }

// Acquire locks the file at a path, which it makes when it is missing. It does
// not wait.
func Acquire(path string) (*Lock, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := lockExclusively(file); err != nil {
		_ = file.Close()
		return nil, fmt.Errorf("%w: %s: %w", ErrTaken, path, err)
	}
	return &Lock{file}, nil
}

// Release unlocks before it closes: a child process that is about to start has
// the file open for a moment, too, and would keep the lock.
func (l *Lock) Release() error { return errors.Join(unlock(l.file), l.file.Close()) }
