package sqlite

import (
	"errors"
	"fmt"
	"os"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// lockFile refuses a second process on the same database. SQLite itself would
// let it in, but the queue of writes and the positions known to be announced
// belong to one process. The operating system frees the lock when the process
// ends in whatever way; the file stays.
type lockFile struct{ file *os.File }

func acquireLock(database string) (*lockFile, error) {
	path := database + ".lock"
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, chat.Wrap(chat.Unavailable, "cannot open the lock file "+path, err)
	}
	if err := lockExclusively(file); err != nil {
		_ = file.Close()
		message := fmt.Sprintf("the database %s is in use by another process; stop it first, or choose another data directory", database)
		return nil, chat.Wrap(chat.Unavailable, message, err)
	}
	return &lockFile{file}, nil
}

// release unlocks before it closes: a child process that is about to start has
// the file open for a moment, too, and would keep the lock.
func (l *lockFile) release() error { return errors.Join(unlock(l.file), l.file.Close()) }
