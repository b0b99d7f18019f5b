package transfer

import (
	"context"
	"encoding/json"
	"iter"
	"slices"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// Noted is a target whose audit log gets one more entry before servers accept
// it: how everything came to be there.
func Noted(to Target, e chat.AuditEntry) Target { return noted{to, e} }

type noted struct {
	Target

	entry chat.AuditEntry
}

func (n noted) Complete(ctx context.Context) error {
	row, err := auditRow(n.entry)
	if err != nil {
		return err
	}
	one := func(yield func(Row, error) bool) { yield(row, nil) }
	if err := n.Fill(ctx, auditTable(), iter.Seq2[Row, error](one)); err != nil {
		return err
	}
	return n.Target.Complete(ctx)
}

const auditEntries = "audit_entries"

func auditTable() Table {
	return tables[slices.IndexFunc(tables, func(t Table) bool { return t.Name == auditEntries })]
}

// auditRow is an entry of nobody who is signed in, in the order of the table's
// columns.
func auditRow(e chat.AuditEntry) (Row, error) {
	details, err := json.Marshal(e.Details)
	if err != nil {
		return nil, err
	}
	return Row{
		[16]byte(e.ID.UUID), e.At, string(e.Origin), nil, e.ActorName, string(e.Action), e.Target.Type, e.Target.ID, e.Target.Name,
		e.Address, e.UserAgent, e.RequestID, string(e.Outcome), string(details),
	}, nil
}
