package audit

import (
	"context"
	"crypto/sha256"
	"strconv"
	"time"

	"github.com/google/uuid"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// countWindow is how long what is refused again and again shares one entry:
// whoever keeps trying does not fill the log.
const countWindow = 15 * time.Minute

// Prepare is an entry of something that is done now, for whoever writes it in
// a unit of work of their own.
func (l *Log) Prepare(e chat.AuditEntry) chat.AuditEntry {
	e.ID, e.At = chat.NewID[chat.AuditEntry](), l.now()
	return presentable(e)
}

// Count writes the entry of something that was refused. What has the same key
// within a quarter of an hour is counted to the entry that there is.
func (l *Log) Count(ctx context.Context, e chat.AuditEntry, key string) error {
	e.At, e.Outcome = l.now(), chat.AuditRefused
	e.ID = countID(e.Action, key, e.At)
	facts := map[string]string{chat.AuditAttempts: "1", chat.AuditLast: e.At.UTC().Format(time.RFC3339)}
	for name, value := range e.Details.Facts {
		facts[name] = clip(value, maxValue)
	}
	e.Details.Facts = facts
	return l.store.CountAudit(ctx, presentable(e))
}

// countID is the same for all instances (RFC 9562 §5.8).
func countID(action chat.AuditAction, key string, at time.Time) chat.AuditID {
	window := at.Truncate(countWindow).Unix()
	sum := sha256.Sum256([]byte(string(action) + "\x00" + strconv.FormatInt(window, 10) + "\x00" + key))
	id := uuid.UUID(sum[:16])
	id[6] = id[6]&0x0f | 0x80 // version 8
	id[8] = id[8]&0x3f | 0x80 // variant
	return chat.AuditID{UUID: id}
}
