package audit_test

import (
	"maps"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/audit"
	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
	"github.com/rustygpt/rustygpt/internal/store/enginetest"
)

var (
	now   = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	admin = chat.Actor{Account: chat.Account{Roles: chat.RoleAdmin}}
)

func begin(t *testing.T, l *audit.Log, action chat.AuditAction) *audit.Record {
	t.Helper()
	r, err := l.Begin(t.Context(), chat.AuditEntry{Origin: chat.AuditRequest, ActorName: "ada", Action: action})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestLog(t *testing.T) {
	t.Parallel()
	l := audit.New(enginetest.Open(t), audit.Options{Now: func() time.Time { return now }})
	r := begin(t, l, "user.delete")
	r.Target("user", "1", "neo\n")
	r.Fact("chats", "3")
	if err := r.End(t.Context(), chat.AuditRefused, "conflict"); err != nil {
		t.Fatal(err)
	}
	list, more, err := l.Entries(t.Context(), admin, store.AuditQuery{Limit: 10})
	if err != nil || more || len(list) != 1 {
		t.Fatalf("%+v, %v", list, err)
	}
	e := list[0]
	if !e.At.Equal(now) || e.Target.Name != "neo " || e.Outcome != chat.AuditRefused || e.Details.Code != "conflict" || e.Details.Facts["chats"] != "3" {
		t.Errorf("%+v", e)
	}
	if _, _, err := l.Entries(t.Context(), chat.Actor{}, store.AuditQuery{Limit: 10}); chat.KindOf(err) != chat.Forbidden {
		t.Errorf("anybody may read the log: %v", err)
	}
	for _, err := range l.All(t.Context(), chat.Actor{}, store.AuditQuery{}) {
		if chat.KindOf(err) != chat.Forbidden {
			t.Errorf("anybody may read all of the log: %v", err)
		}
	}
}

// TestAll reads more than a page, from behind an entry.
func TestAll(t *testing.T) {
	t.Parallel()
	l := audit.New(enginetest.Open(t), audit.Options{})
	const entries = 1203
	for range entries {
		begin(t, l, "server.update")
	}
	last := begin(t, l, "audit.export")
	seen := map[chat.AuditID]bool{}
	for e, err := range l.All(t.Context(), admin, store.AuditQuery{Before: last.Cursor()}) {
		if err != nil {
			t.Fatal(err)
		}
		seen[e.ID] = true
	}
	if len(seen) != entries {
		t.Errorf("%d entries, want %d", len(seen), entries)
	}
	for range l.All(t.Context(), admin, store.AuditQuery{}) {
		break // who has seen enough may leave
	}
}

func TestSweep(t *testing.T) {
	t.Parallel()
	st, clock := enginetest.Open(t), now
	kept := func(keep time.Duration) (removed int) {
		t.Helper()
		removed, err := audit.New(st, audit.Options{Keep: keep, Now: func() time.Time { return clock }}).Sweep(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return removed
	}
	begin(t, audit.New(st, audit.Options{Now: func() time.Time { return clock }}), "server.update")
	clock = clock.Add(48 * time.Hour)
	if n := kept(0); n != 0 {
		t.Errorf("%d entries are gone that are to be kept for ever", n)
	}
	if n := kept(48 * time.Hour); n != 0 {
		t.Errorf("%d entries are gone too early", n)
	}
	if n := kept(47 * time.Hour); n != 1 {
		t.Errorf("%d entries are gone, want one", n)
	}
}

// TestCount: what is refused again and again is one entry for a quarter of an
// hour, whichever instance it is refused by.
func TestCount(t *testing.T) {
	t.Parallel()
	st, clock := enginetest.Open(t), now
	count := func(action chat.AuditAction, key string) {
		t.Helper()
		l := audit.New(st, audit.Options{Now: func() time.Time { return clock }})
		e := chat.AuditEntry{Origin: chat.AuditRequest, Action: action, UserAgent: "a\nb", Details: chat.AuditDetails{Facts: map[string]string{"request": "x"}}}
		if err := l.Count(t.Context(), e, key); err != nil {
			t.Fatal(err)
		}
	}
	count("auth.denied", "a")
	clock = clock.Add(15*time.Minute - time.Second)
	count("auth.denied", "a")
	count("auth.denied", "b")
	count("auth.login_failed", "a")
	clock = clock.Add(time.Second)
	count("auth.denied", "a")

	list, _, err := st.ListAudit(t.Context(), store.AuditQuery{Limit: 10})
	if err != nil || len(list) != 4 {
		t.Fatalf("%+v, %v", list, err)
	}
	first := list[3]
	want := map[string]string{"request": "x", "attempts": "2", "last": "2026-03-01T12:14:59Z"}
	if !first.At.Equal(now) || first.Outcome != chat.AuditRefused || first.UserAgent != "a b" || !maps.Equal(first.Details.Facts, want) {
		t.Errorf("%+v", first)
	}
}
