package store

import (
	"errors"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// CodeFull is the code of failures of kind Unavailable that last until somebody
// makes room on a disk.
const CodeFull = "RGP.STORAGE.FULL"

// fullFor is when to try again: somebody has to notice and to do something.
const fullFor = time.Minute

// Full is the failure of a unit of work for want of room. Nothing of it is
// stored.
func Full(cause error) *chat.Error {
	return &chat.Error{
		Kind: chat.Unavailable, Code: CodeFull, RetryAfter: fullFor, Err: cause,
		Message: "The server's disk is full, so nothing can be saved at the moment. Its administrator has to make room.",
	}
}

// IsFull reports whether a failure is for want of room.
func IsFull(err error) bool {
	e, ok := errors.AsType[*chat.Error](err)
	return ok && e.Code == CodeFull
}
