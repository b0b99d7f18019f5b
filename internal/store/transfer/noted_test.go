package transfer_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
	"github.com/rustygpt/rustygpt/internal/store/storetest"
	"github.com/rustygpt/rustygpt/internal/store/transfer"
)

// TestNoted: the entry is there when the target is complete, beside those that
// were moved.
func TestNoted(t *testing.T) {
	t.Parallel()
	for name, ends := range map[string][2]func(testing.TB) engine{"to SQLite": {onPostgres, onSQLite}, "to PostgreSQL": {onSQLite, onPostgres}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			from, to := ends[0](t), ends[1](t)
			filled(t, from, 1, 10)
			entry := chat.AuditEntry{
				ID: chat.NewID[chat.AuditEntry](), At: time.Date(2100, 1, 1, 0, 0, 0, 1000, time.UTC), Origin: chat.AuditCommandLine, Action: chat.AuditMove,
				Outcome: chat.AuditOK, Details: chat.AuditDetails{Facts: map[string]string{"from": "here", "to": "there"}},
			}
			mustMoveNoted(t, from, to, entry)
			var before int
			with(t, from, func(st storetest.Store) { before = len(auditLog(t, st)) })
			with(t, to, func(st storetest.Store) {
				log := auditLog(t, st)
				if before == 0 || len(log) != before+1 || !reflect.DeepEqual(log[0], entry) {
					t.Errorf("%d entries of %d, the newest %+v", len(log), before, log[0])
				}
			})
		})
	}
}

func mustMoveNoted(t *testing.T, from, to engine, entry chat.AuditEntry) {
	t.Helper()
	source, err := from.source(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer source.Close()
	target, err := to.target(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer target.Close()
	if _, err := transfer.Move(t.Context(), source, transfer.Noted(target, entry), ignore); err != nil {
		t.Fatal(err)
	}
}

func auditLog(t *testing.T, st storetest.Store) []chat.AuditEntry {
	t.Helper()
	list, _, err := st.ListAudit(t.Context(), store.AuditQuery{Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	return list
}
