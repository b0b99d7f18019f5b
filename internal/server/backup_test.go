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

	if err := send(t.Context(), person, file[:len(file)/2], nil); status(err) != http.StatusBadRequest && !enginetest.Postgres() {
		t.Errorf("half a file: %v", err)
	}
	var answer api.ImportDataResponse
	err := send(t.Context(), person, file, &answer)
	if enginetest.Postgres() {
		if status(err) != http.StatusConflict || !strings.Contains(err.Error(), "rustygpt restore") {
			t.Errorf("on PostgreSQL: %v", err)
		}
		return
	}
	if err != nil || !answer.RestartRequired || answer.Message == "" {
		t.Fatalf("answer %+v, %v", answer, err)
	}
	awaitSignedOut(t, person)
	person.Login(t, servertest.AdminName, servertest.AdminPassword)
	if got := titles(t, person); len(got) != 1 || got[0] != "Before" {
		t.Errorf("chats %q", got)
	}
	var report api.RestoreReport
	if err := person.Do(t.Context(), http.MethodGet, "/api/v1/admin/data/restore", nil, &report); err != nil || !report.Restored {
		t.Errorf("report %+v, %v", report, err)
	}
	for _, pattern := range []string{".backup-*", ".restore-*", "*pending*", "*applied*"} {
		if left, _ := filepath.Glob(filepath.Join(p.DataDir, pattern)); len(left) > 0 {
			t.Errorf("left behind: %q", left)
		}
	}
	if _, err := os.Stat(filepath.Join(p.DataDir, "rustygpt.db.restore-rollback", "rustygpt.db")); err != nil {
		t.Errorf("the old data: %v", err)
	}
	if err := p.Stop(); err != nil {
		t.Errorf("the server ended with %v", err)
	}
}

// TestRestoreKilled kills the whole server on its way to a restored backup, or
// back. The next start has one or the other and tells the administrator.
func TestRestoreKilled(t *testing.T) {
	t.Parallel()
	if enginetest.Postgres() {
		t.Skip("servers on PostgreSQL are restored by the command alone")
	}
	for step, test := range map[string]struct {
		obstacle bool // the key cannot be replaced
		want     string
	}{
		"begin":                         {false, "Before"},
		"put the new database in place": {false, "Before"},
		"put the new key in place":      {false, "Before"},
		"finish":                        {false, "Before"},
		"withdraw the new database":     {true, "After"},
		"put the old database back":     {true, "After"},
		"report the failure":            {true, "After"},
	} {
		t.Run(step, func(t *testing.T) {
			t.Parallel()
			p := servertest.StartProcess(t, "RUSTYGPT__LIMITS__ENABLED=false", servertest.DieVariable+"="+step)
			person := servertest.NewClient(p.URL)
			person.Setup(t)
			addChat(t, person, "Before")
			file := download(t, person, http.MethodGet)
			addChat(t, person, "After")
			if test.obstacle {
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
			if got := titles(t, person); !slices.Contains(got, test.want) || slices.Contains(got, "After") != test.obstacle {
				t.Errorf("chats %q", got)
			}
			var report api.RestoreReport
			err := person.Do(t.Context(), http.MethodGet, "/api/v1/admin/data/restore", nil, &report)
			if err != nil || report.Restored == test.obstacle || (report.Failure != nil) != test.obstacle {
				t.Errorf("report %+v, %v", report, err)
			}
		})
	}
}

// awaitSignedOut waits for the start after a restore, which ends all sessions.
func awaitSignedOut(t *testing.T, person *servertest.Client) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
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
