package store

import (
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// AuditEnd says what became of an action whose entry has begun. An entry ends
// once and is never changed after that.
type AuditEnd struct {
	ID      chat.AuditID
	Target  chat.AuditTarget
	Outcome chat.AuditOutcome
	Details chat.AuditDetails
}

// AuditQuery selects entries, newest first. Zero fields select all.
type AuditQuery struct {
	ActorID   chat.AccountID
	ActorName string           // without ASCII case
	Action    chat.AuditAction // also only the part before the dot
	Since     time.Time        // not before
	Until     time.Time        // before
	Before    AuditCursor      // behind this entry
	Limit     int
}

// AuditCursor is the place of an entry in the log; zero = before the newest.
type AuditCursor struct {
	At time.Time
	ID chat.AuditID
}

// Start is the place behind which the entries of a query are.
func (q AuditQuery) Start() AuditCursor {
	if q.Until.IsZero() || !q.Before.At.IsZero() && q.Before.At.Before(q.Until) {
		return q.Before
	}
	return AuditCursor{At: q.Until}
}
