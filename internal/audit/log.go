package audit

import (
	"context"
	"iter"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

// Store keeps entries.
type Store interface {
	AddAudit(ctx context.Context, e chat.AuditEntry) error
	CountAudit(ctx context.Context, e chat.AuditEntry) error
	EndAudit(ctx context.Context, e store.AuditEnd) error
	ListAudit(ctx context.Context, q store.AuditQuery) (list []chat.AuditEntry, more bool, err error)
	PruneAudit(ctx context.Context, before time.Time, limit int) (removed int, err error)
}

// Options are the settings of a Log.
type Options struct {
	Keep time.Duration // how long entries stay; 0 = for ever
	Now  func() time.Time
}

// Log is the log of administrative actions. It is safe for concurrent use.
type Log struct {
	store Store
	keep  time.Duration
	now   func() time.Time
}

// New makes a Log.
func New(st Store, o Options) *Log {
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Log{store: st, keep: o.Keep, now: o.Now}
}

// Begin writes the entry of an action that is about to be done. Its id, time
// and outcome are set here. When it cannot be written, the action must not be
// done.
func (l *Log) Begin(ctx context.Context, e chat.AuditEntry) (*Record, error) {
	e.ID, e.At, e.Outcome = chat.NewID[chat.AuditEntry](), l.now(), chat.AuditBegun
	e = presentable(e)
	if err := l.store.AddAudit(ctx, e); err != nil {
		return nil, err
	}
	return &Record{log: l, entry: e}, nil
}

// Add writes the entry of something that has ended, unless it would be removed
// at once. The same id twice is written once.
func (l *Log) Add(ctx context.Context, e chat.AuditEntry) error {
	if l.keep > 0 && e.At.Before(l.now().Add(-l.keep)) {
		return nil
	}
	return l.store.AddAudit(ctx, presentable(e))
}

// Entries lists entries for an administrator, newest first.
func (l *Log) Entries(ctx context.Context, a chat.Actor, q store.AuditQuery) (list []chat.AuditEntry, more bool, err error) {
	if err := requireAdmin(a); err != nil {
		return nil, false, err
	}
	return l.store.ListAudit(ctx, q)
}

// allPage is how many entries All reads at a time.
const allPage = 500

// All yields every entry of a query, newest first, or an error and nothing
// more. It holds few of them at a time.
func (l *Log) All(ctx context.Context, a chat.Actor, q store.AuditQuery) iter.Seq2[chat.AuditEntry, error] {
	q.Limit = allPage
	return func(yield func(chat.AuditEntry, error) bool) {
		for more := true; more; {
			list, rest, err := l.Entries(ctx, a, q)
			if err != nil {
				yield(chat.AuditEntry{}, err)
				return
			}
			for _, e := range list {
				if !yield(e, nil) {
					return
				}
				q.Before = store.AuditCursor{At: e.At, ID: e.ID}
			}
			more = rest
		}
	}
}

// sweepBatch bounds how many entries one unit of work removes.
const sweepBatch = 1000

// Sweep removes entries that were kept long enough; 0 = nothing is left to
// remove.
func (l *Log) Sweep(ctx context.Context) (removed int, err error) {
	if l.keep == 0 {
		return 0, nil
	}
	return l.store.PruneAudit(ctx, l.now().Add(-l.keep), sweepBatch)
}

func requireAdmin(a chat.Actor) error {
	if !a.Account.Roles.Has(chat.RoleAdmin) {
		return chat.Errorf(chat.Forbidden, "only an administrator may do this")
	}
	return nil
}
