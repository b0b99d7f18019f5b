package httpapi_test

import (
	"bufio"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/api"
	"github.com/rustygpt/rustygpt/internal/audit"
	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/httpapi"
	"github.com/rustygpt/rustygpt/internal/store"
)

func (b *browser) auditLog(query string) api.AuditPage {
	b.world.t.Helper()
	var page api.AuditPage
	b.send("GET", "/api/v1/admin/audit?"+query, nil).status(http.StatusOK).into(&page)
	return page
}

func TestListAudit(t *testing.T) {
	t.Parallel()
	w, admin := newSetUpWorld(t)
	gus := w.member("gus")
	w.forgetAudit()
	if page := admin.auditLog(""); page.Entries == nil || len(page.Entries) > 0 || page.Next != nil {
		t.Errorf("an empty log: %+v", page)
	}
	user := "/api/v1/admin/users/" + gus.account.ID.String()
	admin.send("PUT", "/api/v1/admin/branding", `{"server_name":"Aviary"}`).status(http.StatusOK)
	middle := time.Now()
	admin.send("PATCH", user, `{"role":"admin"}`).status(http.StatusOK)
	gus.send("DELETE", user, nil).status(http.StatusConflict)
	admin.send("DELETE", user, nil).status(http.StatusNoContent)

	all := admin.auditLog("").Entries
	if len(all) != 4 || all[0].Action != "user.delete" || all[3].Action != "branding.update" {
		t.Fatalf("%+v", all)
	}
	// Whoever is gone is still named.
	if e := all[1]; e.Actor == nil || e.Actor.ID != gus.account.ID || e.Actor.Username != "gus" || e.Outcome != chat.AuditRefused || *e.Details.Code != "conflict" {
		t.Errorf("%+v", e)
	}
	if e := all[2]; e.Target.Name != "gus" || *e.Target.ID != gus.account.ID.String() || e.Details.Changes[0] != (api.AuditChange{Field: "role", Old: "user", New: "admin"}) {
		t.Errorf("%+v", e)
	}
	if e := all[3]; e.Target != nil || e.Address == nil || e.Details.Facts == nil || e.Details.Code != nil {
		t.Errorf("%+v", e)
	}
	for query, want := range map[string]int{
		"actor=GUS":                        1,
		"actor=" + gus.account.ID.String(): 1,
		"actor=nobody":                     0,
		"action=user":                      3,
		"action=user.delete":               2,
		"action=use":                       0,
		"until=" + url.QueryEscape(stamp(middle)):                           1,
		"since=" + url.QueryEscape(stamp(middle)):                           3,
		"limit=3&since=" + url.QueryEscape(stamp(middle)):                   3,
		"limit=3&action=branding&actor=ada&since=" + "2000-01-01T00:00:00Z": 1,
	} {
		if got := admin.auditLog(query).Entries; len(got) != want {
			t.Errorf("%s: %d entries, want %d", query, len(got), want)
		}
	}
	first := admin.auditLog("limit=3")
	if first.Next == nil {
		t.Fatal("there is one more")
	}
	last := admin.auditLog("limit=3&before=" + *first.Next)
	if len(last.Entries) != 1 || last.Entries[0].ID != all[3].ID || last.Next != nil {
		t.Errorf("the second page: %+v", last)
	}
	for _, query := range []string{"before=x", "before=12-x", "before=x-" + nobody, "action=User%2525", "since=yesterday", "limit=-1", "limit=1000"} {
		if got := admin.send("GET", "/api/v1/admin/audit?"+query, nil).Code; got != http.StatusBadRequest {
			t.Errorf("%s: status %d", query, got)
		}
	}
}

func stamp(at time.Time) string { return at.UTC().Format(time.RFC3339Nano) }

// hostile are names that a spreadsheet could take for formulas, and such as
// break tables.
var hostile = map[string]string{
	`=cmd|' /C calc'!A0`:     `'=cmd|' /C calc'!A0`,
	`+1`:                     `'+1`,
	`-2+3`:                   `'-2+3`,
	`@SUM(A1)`:               `'@SUM(A1)`,
	"\t=1":                   ` '=1`,
	`＝1`:                     `'＝1`,
	`a;=1+1; @x`:             `a;'=1+1; '@x`,
	`quote " comma , = done`: `quote " comma , = done`,
	"two\r\n=lines":          `two  =lines`,
	`日本語 – naïve`:            `日本語 – naïve`,
}

// fileToday is the header that names the file of an export made now.
func fileToday() string {
	return `attachment; filename="rustygpt-audit-` + time.Now().UTC().Format("20060102") + `.csv"`
}

func TestExportAudit(t *testing.T) {
	t.Parallel()
	w, admin := newSetUpWorld(t)
	l := audit.New(w.db, audit.Options{})
	for name := range hostile {
		_, err := l.Begin(t.Context(), chat.AuditEntry{Origin: chat.AuditRequest, ActorName: name, Action: "user.create", Target: chat.AuditTarget{Type: "user", Name: name}})
		w.must(err)
	}
	days := []string{fileToday()}
	answer := admin.send("GET", "/api/v1/admin/audit/export?action=user&format=csv", nil).status(http.StatusOK)
	days = append(days, fileToday()) // it may be midnight
	h := answer.Header()
	if h.Get("Content-Type") != "text/csv; charset=utf-8" || !slices.Contains(days, h.Get("Content-Disposition")) ||
		h.Get("Cache-Control") != "no-store" {
		t.Errorf("headers %v", h)
	}
	rows, err := csv.NewReader(answer.Body).ReadAll()
	w.must(err)
	if len(rows) != len(hostile)+1 || rows[0][3] != "actor" || rows[0][7] != "target" {
		t.Fatalf("%d rows, %v", len(rows), rows[0])
	}
	safe := map[string]bool{}
	for _, row := range rows[1:] {
		safe[row[3]] = true
		if row[3] != row[7] {
			t.Errorf("%q and %q", row[3], row[7])
		}
	}
	for name, want := range hostile {
		if !safe[want] {
			t.Errorf("%q did not become %q", name, want)
		}
	}

	// The other form has the entries as they are listed.
	answer = admin.send("GET", "/api/v1/admin/audit/export?format=jsonl&action=user", nil).status(http.StatusOK)
	if answer.Header().Get("Content-Type") != "application/x-ndjson" {
		t.Errorf("headers %v", answer.Header())
	}
	listed, lines := admin.auditLog("action=user").Entries, bufio.NewScanner(answer.Body)
	for i := 0; lines.Scan(); i++ {
		var e api.AuditEntry
		w.must(json.Unmarshal(lines.Bytes(), &e))
		if e.ID != listed[i].ID || e.Target.Name != listed[i].Target.Name {
			t.Errorf("line %d: %+v", i, e)
		}
		listed[i].ID = chat.AuditID{}
	}
	if !listed[len(listed)-1].ID.IsZero() {
		t.Error("the last entry is missing")
	}

	// Both exports are in the log, but not in themselves.
	if exports := admin.auditLog("action=audit.export").Entries; len(exports) != 2 || exports[0].Outcome != chat.AuditOK ||
		exports[0].Details.Facts["format"] != "jsonl" || exports[0].Details.Facts["entries"] != "10" {
		t.Errorf("exports: %+v", exports)
	}
	body := admin.send("GET", "/api/v1/admin/audit/export?action=audit.export&until=2000-01-01T00:00:00Z", nil).status(http.StatusOK).Body.String()
	if strings.Count(body, "\r\n") != 1 {
		t.Errorf("an empty export: %q", body)
	}
	admin.send("HEAD", "/api/v1/admin/audit/export", nil).status(http.StatusOK)
	admin.send("GET", "/api/v1/admin/audit/export?format=xls", nil).status(http.StatusBadRequest)
	w.member("mia").send("GET", "/api/v1/admin/audit/export", nil).status(http.StatusForbidden)
	if n := len(admin.auditLog("action=audit.export").Entries); n != 3 {
		t.Errorf("%d exports, want 3", n)
	}
}

// shaky is a store that fails to read the log after some pages.
type shaky struct {
	audit.Store

	pages int
}

func (s *shaky) ListAudit(ctx context.Context, q store.AuditQuery) ([]chat.AuditEntry, bool, error) {
	if s.pages--; s.pages < 0 {
		return nil, false, errors.New("the disk is gone")
	}
	return s.Store.ListAudit(ctx, q)
}

// TestExportAuditBreaks: a failure is told while it can be, and half a log does
// not look like a whole one.
func TestExportAuditBreaks(t *testing.T) {
	t.Parallel()
	st := &shaky{}
	w, admin := newSetUpWorld(t, func(d *httpapi.Deps) { d.Audit = audit.New(st, audit.Options{}) })
	st.Store = w.db
	answer := admin.send("GET", "/api/v1/admin/audit/export", nil).status(http.StatusInternalServerError)
	if answer.Header().Get("Content-Disposition") != "" {
		t.Error("a failure is no download")
	}
	for range 600 {
		w.must(w.db.AddAudit(t.Context(), chat.AuditEntry{ID: chat.NewID[chat.AuditEntry](), At: time.Now().Add(-time.Hour), Action: "user.create", Outcome: chat.AuditOK}))
	}
	st.pages = 1
	broken(admin, "/api/v1/admin/audit/export?format=jsonl")
	if e := w.audited()[0]; e.Action != "audit.export" || e.Outcome != chat.AuditFailed {
		t.Errorf("%+v", e)
	}
}
