package account_test

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/account"
	"github.com/rustygpt/rustygpt/internal/audit"
	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

// newRecorded is a server that writes down who signs in, and lets three wrong
// passwords a minute pass.
func newRecorded(t *testing.T) *fixture {
	t.Helper()
	log := &auditOf{}
	f := newServer(t, account.Options{Audit: log, Attempts: &store.AttemptLimit{PerSecond: 1. / 60, Burst: 3}})
	log.Log = audit.New(f.store, audit.Options{Now: f.now})
	return f
}

// auditOf is a log that is made after its fixture, whose clock it needs.
type auditOf struct{ *audit.Log }

func (f *fixture) from(address, login, secret string) error {
	f.t.Helper()
	_, err := f.Login(f.t.Context(), account.LoginInput{
		Login: login, Password: secret, Kind: chat.CookieSession, RequestID: "r-1",
		Device: chat.Device{IP: address, UserAgent: "Firefox\n"},
	})
	return err
}

// entries are those of an action, newest first.
func (f *fixture) entries(action chat.AuditAction) []chat.AuditEntry {
	f.t.Helper()
	list, _, err := f.store.ListAudit(f.t.Context(), store.AuditQuery{Action: action, Limit: 100})
	if err != nil {
		f.t.Fatal(err)
	}
	return list
}

func TestSignInsAreRecorded(t *testing.T) {
	t.Parallel()
	f := newRecorded(t)
	if err := f.from("192.0.2.1", "ROOT", password); err != nil {
		t.Fatal(err)
	}
	f.signIn("root", chat.BearerSession)
	list := f.entries("auth")
	if len(list) != 2 {
		t.Fatalf("entries %+v", list)
	}
	e := list[1]
	if e.Action != chat.AuditLogin || e.ActorName != "root" || e.ActorID.IsZero() || e.Address != "192.0.2.1" || e.UserAgent != "Firefox " ||
		e.RequestID != "r-1" || e.Outcome != chat.AuditOK || !e.At.Equal(f.now()) || e.Origin != chat.AuditRequest || e.Target != (chat.AuditTarget{}) {
		t.Errorf("a browser: %+v", e)
	}
	if list[0].Details.Facts["program"] != "true" {
		t.Errorf("a program: %+v", list[0])
	}
}

// TestFailedSignInsAreCounted, those of an account from one address together.
func TestFailedSignInsAreCounted(t *testing.T) {
	t.Parallel()
	f := newRecorded(t)
	anna := f.member("anna")
	for _, address := range []string{"192.0.2.1", "192.0.2.1", "192.0.2.2"} {
		f.advance(time.Second)
		refused(t, f.from(address, "anna", "wrong"), chat.Unauthenticated, account.CodeWrongLogin)
	}
	f.advance(time.Second)
	for i := range 5 { // is locked, from wherever
		if err := f.from("192.0.2."+strconv.Itoa(10+i), "anna", password); chat.KindOf(err) != chat.RateLimited {
			t.Fatal(err)
		}
	}
	list := f.entries(chat.AuditLoginFailed)
	if len(list) != 3 {
		t.Fatalf("entries %+v", list)
	}
	target := chat.AuditTarget{Type: "user", ID: anna.ID.String(), Name: "anna"}
	for i, want := range []struct{ address, reason, attempts string }{
		{"192.0.2.10", "too_many_attempts", "5"}, {"192.0.2.2", "wrong_password", "1"}, {"192.0.2.1", "wrong_password", "2"},
	} {
		e := list[i]
		if e.Address != want.address || e.Details.Code != want.reason || e.Details.Facts[chat.AuditAttempts] != want.attempts ||
			e.Target != target || e.ActorName != "" || !e.ActorID.IsZero() || e.Outcome != chat.AuditRefused {
			t.Errorf("entry %d: %+v, want %+v", i, e, want)
		}
	}
	if first := list[2]; first.Details.Facts[chat.AuditLast] != first.At.Add(time.Second).Format(time.RFC3339) {
		t.Errorf("the last of %+v", first)
	}
	f.advance(15 * time.Minute)
	refused(t, f.from("192.0.2.1", "anna", "wrong"), chat.Unauthenticated, account.CodeWrongLogin)
	if list := f.entries(chat.AuditLoginFailed); len(list) != 4 || list[0].Details.Facts[chat.AuditAttempts] != "1" {
		t.Errorf("later: %+v", list)
	}
}

// TestWhoIsNobodyIsNotNamed: what was entered as a name may be a password.
func TestWhoIsNobodyIsNotNamed(t *testing.T) {
	t.Parallel()
	f := newRecorded(t)
	for i := range 8 {
		address := "2001:db8::" + strconv.Itoa(i) // all one customer's
		if err := f.from(address, "my secret "+strconv.Itoa(i%2), "wrong"); err == nil {
			t.Fatal("signed in")
		}
	}
	if err := f.from("2001:db8:0:1::1", "my secret", "wrong"); err == nil {
		t.Fatal("signed in")
	}
	list := f.entries(chat.AuditLoginFailed)
	text, err := json.Marshal(list)
	if err != nil || strings.Contains(string(text), "secret") {
		t.Errorf("%v: %s", err, text)
	}
	counted := map[string]string{}
	for _, e := range list {
		counted[e.Details.Code+" "+e.Address] = e.Details.Facts[chat.AuditAttempts]
	}
	if len(list) != 3 || counted["unknown_account 2001:db8::0"] != "6" || counted["too_many_attempts 2001:db8::6"] != "2" ||
		counted["unknown_account 2001:db8:0:1::1"] != "1" {
		t.Errorf("entries %v", counted)
	}
}

func TestADisabledAccountsSignInIsRecorded(t *testing.T) {
	t.Parallel()
	f := newRecorded(t)
	anna := f.member("anna")
	if _, err := f.UpdateAccount(t.Context(), f.root(), account.UpdateInput{ID: anna.ID, Disabled: new(true)}); err != nil {
		t.Fatal(err)
	}
	if err := f.from("192.0.2.1", "anna", password); chat.KindOf(err) != chat.Disabled {
		t.Fatal(err)
	}
	list := f.entries(chat.AuditLoginFailed)
	if len(list) != 1 || list[0].Details.Code != "account_disabled" || list[0].Target.Name != "anna" {
		t.Errorf("entries %+v", list)
	}
}

// TestWhatIsNoSignInIsNotRecorded: a form that is not filled in.
func TestWhatIsNoSignInIsNotRecorded(t *testing.T) {
	t.Parallel()
	f := newRecorded(t)
	if err := f.from("192.0.2.1", " ", "x"); chat.KindOf(err) != chat.Unprocessable {
		t.Fatal(err)
	}
	if list := f.entries("auth"); len(list) > 0 {
		t.Errorf("entries %+v", list)
	}
}
