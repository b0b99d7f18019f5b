package client

import (
	"math"
	"os"

	"golang.org/x/sys/windows"
)

// lock waits until the file is ours. The locked byte is far behind the text,
// because Windows keeps others from reading what is locked.
func lock(f *os.File) error {
	beyond := &windows.Overlapped{OffsetHigh: math.MaxInt32}
	return windows.LockFileEx(windows.Handle(f.Fd()), windows.LOCKFILE_EXCLUSIVE_LOCK, 0, 1, 0, beyond)
}
