package sqlite

import (
	"errors"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/filelock"
)

// acquireLock refuses a second process on the same database. SQLite itself
// would let it in, but the queue of writes and the positions known to be
// announced belong to one process.
func acquireLock(database string) (*filelock.Lock, error) {
	path := database + ".lock"
	lock, err := filelock.Acquire(path)
	if errors.Is(err, filelock.ErrTaken) {
		message := chat.Fill("the database %s is in use by another process; stop it first, or choose another data directory", database)
		return nil, chat.Wrap(chat.Unavailable, message, err)
	}
	if err != nil {
		return nil, chat.Wrap(chat.Unavailable, chat.Fill("cannot open the lock file %s", path), err)
	}
	return lock, nil
}

// Alone keeps every other process away from a database until release is called,
// for work on its files. Unavailable when one uses it.
func Alone(path string) (release func() error, err error) {
	lock, err := acquireLock(path)
	if err != nil {
		return nil, err
	}
	return lock.Release, nil
}
