package audit

import (
	"context"
	"reflect"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

// Record is the entry of an action that is being done. Whoever does it adds what
// is worth telling, once it is true; the zero Record forgets it.
type Record struct {
	log   *Log
	entry chat.AuditEntry
}

// Entry is what is known by now.
func (r *Record) Entry() chat.AuditEntry { return r.entry }

// Cursor is the place of the entry in the log: behind it are the earlier ones.
func (r *Record) Cursor() store.AuditCursor { return store.AuditCursor{At: r.entry.At, ID: r.entry.ID} }

// Target says what the action is about, as precisely as is known by now.
func (r *Record) Target(kind, id, name string) {
	r.entry.Target = presentableTarget(chat.AuditTarget{Type: kind, ID: id, Name: name})
}

// Change notes that a field has changed, with its values, if they differ. Both
// have to be fit for everybody who may read the log. Pointers stand for what they point to, and
// nil, empty texts and empty lists for no value.
func (r *Record) Change(field string, before, after any) {
	change := chat.AuditChange{Field: field, Old: valueOf(before), New: valueOf(after)}
	if !reflect.DeepEqual(change.Old, change.New) {
		r.entry.Details.Changes = append(r.entry.Details.Changes, change)
	}
}

// Hidden notes that a field has changed, and not how.
func (r *Record) Hidden(field string) {
	r.entry.Details.Changes = append(r.entry.Details.Changes, chat.AuditChange{Field: field})
}

// Fact notes something else.
func (r *Record) Fact(name, value string) {
	if r.entry.Details.Facts == nil {
		r.entry.Details.Facts = map[string]string{}
	}
	r.entry.Details.Facts[name] = clip(value, maxValue)
}

// End writes what came of the action. The code says why it was refused or
// failed.
func (r *Record) End(ctx context.Context, outcome chat.AuditOutcome, code string) error {
	r.entry.Details.Code = code
	return r.log.store.EndAudit(ctx, store.AuditEnd{ID: r.entry.ID, Target: r.entry.Target, Outcome: outcome, Details: r.entry.Details})
}
