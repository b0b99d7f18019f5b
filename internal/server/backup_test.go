package server_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/api"
	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/servertest"
	"github.com/rustygpt/rustygpt/internal/store/enginetest"
)

// download fetches a backup.
func download(t *testing.T, person *servertest.Client, method string) []byte {
	t.Helper()
	resp, err := person.Send(t.Context(), method, "/api/v1/admin/data/export", nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	h := resp.Header
	if h.Get("Content-Type") != "application/zip" || h.Get("Cache-Control") != "no-store" ||
		!strings.HasPrefix(h.Get("Content-Disposition"), `attachment; filename="rustygpt-backup-`) {
		t.Errorf("headers %v", h)
	}
	file, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// send uploads a backup.
func send(ctx context.Context, person *servertest.Client, file []byte, out any) error {
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	part, _ := w.CreateFormFile("backup", "backup.zip")
	_, _ = part.Write(file)
	_ = w.Close()
	return person.Upload(ctx, "/api/v1/admin/data/import", w.FormDataContentType(), &form, out)
}

func titles(t *testing.T, person *servertest.Client) (list []string) {
	t.Helper()
	var chats []api.Chat
	if err := person.Do(t.Context(), http.MethodGet, "/api/v1/chats", nil, &chats); err != nil {
		t.Fatal(err)
	}
	for _, c := range chats {
		list = append(list, c.Title)
	}
	return list
}

func addChat(t *testing.T, person *servertest.Client, title string) {
	t.Helper()
	if err := person.Do(t.Context(), http.MethodPost, "/api/v1/chats", map[string]string{"title": title}, nil); err != nil {
		t.Fatal(err)
	}
}

// status is that of a refused request, 0 for one that was not.
func status(err error) int {
	if refused, ok := errors.AsType[*servertest.StatusError](err); ok {
		return refused.Status
	}
	return 0
}

// TestBackup restores a backup over HTTP: the server starts again in its
// process, with the data of the backup and without anybody logged in.
func TestBackup(t *testing.T) {
	t.Parallel()
	p := servertest.StartProcess(t, "RUSTYGPT__LIMITS__ENABLED=false")
	person := servertest.NewClient(p.URL)
	person.Setup(t)
	addChat(t, person, "Before")
	file := download(t, person, http.MethodGet)
	if again := download(t, person, http.MethodPost); len(again) == 0 {
		t.Error("POST exports nothing")
	}
	addChat(t, person, "After")

	if err := send(t.Context(), person, file[:len(file)/2], nil); status(err) != http.StatusBadRequest {
		t.Errorf("half a file: %v", err)
	}
	var answer api.ImportDataResponse
	if err := send(t.Context(), person, file, &answer); err != nil || !answer.RestartRequired || answer.Message == "" {
		t.Fatalf("answer %+v, %v", answer, err)
	}
	wantRestored(t, person)
	for _, pattern := range []string{".backup-*", ".restore-*", "*pending*", "*applied*"} {
		if left, _ := filepath.Glob(filepath.Join(p.DataDir, pattern)); len(left) > 0 {
			t.Errorf("left behind: %q", left)
		}
	}
	kept := "rustygpt.db.restore-rollback/rustygpt.db"
	if enginetest.Postgres() {
		kept = "postgresql.restore-rollback.zip"
	}
	if _, err := os.Stat(filepath.Join(p.DataDir, kept)); err != nil {
		t.Errorf("the old data: %v", err)
	}
	if err := p.Stop(); err != nil {
		t.Errorf("the server ended with %v", err)
	}
}

// wantRestored waits for a server that has started again with a backup.
func wantRestored(t *testing.T, person *servertest.Client) {
	t.Helper()
	awaitSignedOut(t, person)
	person.Login(t, servertest.AdminName, servertest.AdminPassword)
	if got := titles(t, person); len(got) != 1 || got[0] != "Before" {
		t.Errorf("chats %q", got)
	}
	var report api.RestoreReport
	if err := person.Do(t.Context(), http.MethodGet, "/api/v1/admin/data/restore", nil, &report); err != nil || !report.Restored {
		t.Errorf("report %+v, %v", report, err)
	}
	// The log is the backup's; who restored it is in it, once.
	var log api.AuditPage
	if err := person.Do(t.Context(), http.MethodGet, "/api/v1/admin/audit?action=data", nil, &log); err != nil {
		t.Fatal(err)
	}
	restored := slices.DeleteFunc(log.Entries, func(e api.AuditEntry) bool { return e.Action == "data.export" })
	if len(restored) != 1 || restored[0].Action != api.AuditAction(chat.AuditRestore) || restored[0].Outcome != chat.AuditOK || restored[0].Address == nil ||
		restored[0].Actor == nil || restored[0].Actor.Username != servertest.AdminName || restored[0].Details.Facts["backup"] == "" {
		t.Errorf("audit log %+v", log.Entries)
	}
}

// TestOthersNotice restores a backup while people write at two instances on one
// database, and follow what happens there. Both start again with the data of the
// backup; nothing of what was written is in it.
func TestOthersNotice(t *testing.T) {
	t.Parallel()
	if !enginetest.Postgres() {
		t.Skip("SQLite has one instance")
	}
	here := servertest.StartProcess(t, "RUSTYGPT__LIMITS__ENABLED=false")
	there := here.StartAnother(t)
	admin := servertest.NewClient(here.URL)
	admin.Setup(t)
	addChat(t, admin, "Before")
	file := download(t, admin, http.MethodGet)

	person := servertest.NewClient(there.URL)
	person.Login(t, servertest.AdminName, servertest.AdminPassword)
	stream, err := person.Send(t.Context(), http.MethodGet, "/api/stream/me", nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Body.Close()
	ended := make(chan error, 1)
	go func() {
		_, err := io.Copy(io.Discard, stream.Body)
		ended <- err
	}()
	ctx, stop := context.WithCancel(t.Context())
	wrote, gone := make(chan struct{}, 1), make(chan struct{})
	go func() {
		defer close(gone)
		for ctx.Err() == nil {
			if person.Do(ctx, http.MethodPost, "/api/v1/chats", map[string]string{"title": "Meanwhile"}, nil) == nil {
				select {
				case wrote <- struct{}{}:
				default:
				}
			}
		}
	}()
	<-wrote
	if err := send(t.Context(), admin, file, nil); err != nil {
		t.Fatal(err)
	}
	wantRestored(t, admin)
	<-ended // at the latest the start after a restore ends streams
	stop()
	<-gone
	wantRestored(t, person)
	addChat(t, admin, "Afterwards")
	if got := titles(t, person); !slices.Equal(got, []string{"Afterwards", "Before"}) {
		t.Errorf("chats %q", got)
	}
}

// TestOthersGoOn kills an instance in the middle of a restore. The other one goes
// on with the old data, until the first is started again.
func TestOthersGoOn(t *testing.T) {
	t.Parallel()
	if !enginetest.Postgres() {
		t.Skip("SQLite has one instance")
	}
	there := servertest.StartProcess(t, "RUSTYGPT__LIMITS__ENABLED=false")
	person := servertest.NewClient(there.URL)
	person.Setup(t)
	addChat(t, person, "Before")
	file := download(t, person, http.MethodGet)
	addChat(t, person, "After")
	here := there.StartAnother(t, servertest.DieVariable+"=checking messages")
	admin := servertest.NewClient(here.URL)
	admin.Login(t, servertest.AdminName, servertest.AdminPassword)
	if err := send(t.Context(), admin, file, nil); err != nil {
		t.Fatal(err)
	}
	here.Died(t, servertest.DieVariable+"=")
	ctx, cancel := context.WithTimeout(t.Context(), patienceFor)
	defer cancel()
	for person.Do(ctx, http.MethodPost, "/api/v1/chats", map[string]string{"title": "Still"}, nil) != nil {
		if ctx.Err() != nil {
			t.Fatal("the other instance does not go on")
		}
	}
	if got := titles(t, person); !slices.Equal(got, []string{"Still", "After", "Before"}) {
		t.Errorf("chats %q", got)
	}
	here.Restart(t)
	wantRestored(t, admin)
	wantRestored(t, person)
}

// TestRestoreKilled kills the whole server on its way to a restored backup, or
// back. The next start has one or the other and tells the administrator.
func TestRestoreKilled(t *testing.T) {
	t.Parallel()
	if enginetest.Postgres() {
		for _, step := range []string{"keep everybody out", "remove the old data", "checking messages", "finish"} {
			t.Run(step, func(t *testing.T) {
				t.Parallel()
				restoreKilled(t, step, false)
			})
		}
		return
	}
	for step, obstacle := range map[string]bool{
		"begin":                         false,
		"put the new database in place": false,
		"put the new key in place":      false,
		"finish":                        false,
		"withdraw the new database":     true,
		"put the old database back":     true,
		"report the failure":            true,
	} {
		t.Run(step, func(t *testing.T) {
			t.Parallel()
			restoreKilled(t, step, obstacle)
		})
	}
}

// restoreKilled kills a server before a step. With the obstacle the key cannot be
// replaced.
func restoreKilled(t *testing.T, step string, obstacle bool) {
	p := servertest.StartProcess(t, "RUSTYGPT__LIMITS__ENABLED=false", servertest.DieVariable+"="+step)
	person := servertest.NewClient(p.URL)
	person.Setup(t)
	addChat(t, person, "Before")
	file := download(t, person, http.MethodGet)
	addChat(t, person, "After")
	if obstacle {
		if err := os.MkdirAll(filepath.Join(p.DataDir, "encryption.key.importing", "x"), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if err := send(t.Context(), person, file, nil); err != nil {
		t.Fatal(err)
	}
	p.Died(t, servertest.DieVariable+"=")
	p.Restart(t)
	person.Login(t, servertest.AdminName, servertest.AdminPassword)
	if got := titles(t, person); !slices.Contains(got, "Before") || slices.Contains(got, "After") != obstacle {
		t.Errorf("chats %q", got)
	}
	var report api.RestoreReport
	err := person.Do(t.Context(), http.MethodGet, "/api/v1/admin/data/restore", nil, &report)
	if err != nil || report.Restored == obstacle || (report.Failure != nil) != obstacle {
		t.Errorf("report %+v, %v", report, err)
	}
}

// awaitSignedOut waits for the start after a restore, which ends all sessions.
func awaitSignedOut(t *testing.T, person *servertest.Client) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patienceFor)
	defer cancel()
	for {
		err := person.Do(ctx, http.MethodGet, "/api/v1/auth/session", nil, nil)
		if status(err) == http.StatusUnauthorized {
			break
		}
		select {
		case <-ctx.Done():
			t.Fatalf("the server did not start again: %v", err)
		case <-time.After(20 * time.Millisecond):
		}
	}
	if err := servertest.WaitReady(ctx, person.URL); err != nil {
		t.Fatal(err)
	}
}
