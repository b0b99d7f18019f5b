package httpapi_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/api"
	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/httpapi"
)

// shelf keeps one backup. It stands for a package that has tests of its own.
type shelf struct {
	fails      error // before anything is sent
	breaks     bool  // in the middle
	taken      string
	passphrase string
	by         chat.AuditEntry
	report     *api.RestoreReport
}

func (s *shelf) Export(_ context.Context, passphrase string, send func(string) io.Writer) error {
	if s.fails != nil {
		return s.fails
	}
	s.passphrase = passphrase
	w := send("rustygpt-backup-20260301-120000.zip")
	_, err := io.WriteString(w, "PK everything")
	if s.breaks {
		return errors.New("the disk is gone")
	}
	return err
}

func (s *shelf) Import(_ context.Context, upload io.Reader, by chat.AuditEntry, passphrase func() (string, error)) error {
	text, err := io.ReadAll(upload)
	if err != nil {
		return err
	}
	s.taken, s.by = string(text), by
	if s.passphrase, err = passphrase(); err != nil {
		return err
	}
	return s.fails
}

func (s *shelf) LastRestore(context.Context) (*api.RestoreReport, error) { return s.report, nil }

func newShelfWorld(t *testing.T, s *shelf) *browser {
	t.Helper()
	_, admin := newSetUpWorld(t, func(d *httpapi.Deps) { d.Backups, d.Config.MaxImport = s, 4096 })
	return admin
}

// form makes a body of parts: name, content, name, content.
func form(parts ...string) (contentType, body string) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		part, _ := w.CreateFormFile(parts[i], "file")
		_, _ = io.WriteString(part, parts[i+1])
	}
	_ = w.Close()
	return w.FormDataContentType(), b.String()
}

func (b *browser) uploadBackup(contentType, body string) reply {
	r := b.sign(b.world.request("POST", "/api/v1/admin/data/import", body))
	r.Header.Set("Content-Type", contentType)
	return b.world.send(r)
}

func TestExportData(t *testing.T) {
	t.Parallel()
	s := &shelf{}
	admin := newShelfWorld(t, s)
	for _, method := range []string{"GET", "POST"} {
		answer := admin.send(method, "/api/v1/admin/data/export", nil).status(http.StatusOK)
		h := answer.Header()
		if answer.Body.String() != "PK everything" || h.Get("Content-Type") != "application/zip" || h.Get("Cache-Control") != "no-store" ||
			h.Get("Content-Disposition") != `attachment; filename="rustygpt-backup-20260301-120000.zip"` || h.Get("Content-Encoding") != "" {
			t.Errorf("%s: %q with %v", method, answer.Body, h)
		}
	}
	s.fails = chat.Errorf(chat.Conflict, "A backup is being made at this moment.")
	if code := admin.send("GET", "/api/v1/admin/data/export", nil).status(http.StatusConflict).code(); code != "conflict" {
		t.Errorf("code %q", code)
	}
	// Who only asks about the file does not have one made.
	answer := admin.send("HEAD", "/api/v1/admin/data/export", nil).status(http.StatusOK)
	if answer.Header().Get("Content-Type") != "application/zip" {
		t.Errorf("HEAD: %v", answer.Header())
	}
}

// TestExportEncrypted: only what the request says decides whether the file is
// encrypted, and no mistake in it leads to one that is not.
func TestExportEncrypted(t *testing.T) {
	t.Parallel()
	s := &shelf{}
	admin := newShelfWorld(t, s)
	const url = "/api/v1/admin/data/export"
	for body, want := range map[string]string{
		`{"passphrase":"open sesame"}`: "open sesame",
		`{"passphrase":null}`:          "",
		`{}`:                           "",
	} {
		media := map[bool]string{true: "application/zip", false: "application/octet-stream"}[want == ""]
		answer := admin.send("POST", url, body).status(http.StatusOK)
		if s.passphrase != want || answer.Header().Get("Content-Type") != media {
			t.Errorf("%s: passphrase %q, %s", body, s.passphrase, answer.Header().Get("Content-Type"))
		}
	}
	for body, status := range map[string]int{
		`{"passphrase":""}`: http.StatusBadRequest,
		`{"passphrase":"` + strings.Repeat("x", 1025) + `"}`: http.StatusBadRequest,
		`{"passphrase":7}`: http.StatusUnprocessableEntity,
		`{"passphrase`:     http.StatusBadRequest,
	} {
		admin.send("POST", url, body).status(status)
	}
	r := admin.sign(admin.world.request("POST", url, `{"passphrase":"open sesame"}`))
	r.Header.Set("Content-Type", "text/plain")
	admin.world.send(r).status(http.StatusUnsupportedMediaType)
}

// TestPassphrasesAreCounted: an upload may be a try.
func TestPassphrasesAreCounted(t *testing.T) {
	t.Parallel()
	s := &shelf{fails: &chat.Error{Kind: chat.Invalid, Code: "passphrase_wrong", Message: "the passphrase does not open the backup"}}
	_, admin := newSetUpWorld(t, func(d *httpapi.Deps) {
		d.Backups, d.Config.MaxImport = s, 4096
		d.Config.Rates = httpapi.RateConfig{Enabled: true, PerSecond: 1000, Burst: 1000, LoginPerMinute: 10}
	})
	media, body := form("backup", "PK", "passphrase", "sesame")
	for range 10 {
		if answer := admin.uploadBackup(media, body).status(http.StatusBadRequest); !strings.Contains(answer.Body.String(), `"passphrase_wrong"`) {
			t.Errorf("the answer does not tell a program what was wrong: %s", answer.Body)
		}
	}
	admin.uploadBackup(media, body).status(http.StatusTooManyRequests)
}

// TestExportBreaks: half a file must not look like a whole one.
func TestExportBreaks(t *testing.T) {
	t.Parallel()
	admin := newShelfWorld(t, &shelf{breaks: true})
	server := httptest.NewServer(admin.world.edge)
	defer server.Close()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+"/api/v1/admin/data/export", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := server.Client().Do(admin.sign(r))
	if err != nil {
		return // broken off before the client saw anything
	}
	defer resp.Body.Close()
	if body, err := io.ReadAll(resp.Body); err == nil {
		t.Errorf("the client takes %q for the whole file", body)
	}
}

func TestImportData(t *testing.T) {
	t.Parallel()
	for name, parts := range map[string][]string{
		"as clients do":     {"backup", "PK"},
		"under any name":    {"file", "PK"},
		"passphrase behind": {"backup", "PK", "passphrase", "sesame"},
		"passphrase before": {"passphrase", "sesame", "backup", "PK"},
		"more parts":        {"backup", "PK", "other", "ignored", "passphrase", "sesame"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &shelf{}
			var answer api.ImportDataResponse
			newShelfWorld(t, s).uploadBackup(form(parts...)).status(http.StatusOK).into(&answer)
			if !answer.RestartRequired || !strings.Contains(string(answer.Message), "log in again") {
				t.Errorf("answer %+v", answer)
			}
			want := ""
			if len(parts) > 2 {
				want = "sesame"
			}
			if s.taken != "PK" || s.passphrase != want {
				t.Errorf("took %q with passphrase %q", s.taken, s.passphrase)
			}
		})
	}
}

func TestImportRefusals(t *testing.T) {
	t.Parallel()
	s := &shelf{}
	admin := newShelfWorld(t, s)
	media, large := form("backup", strings.Repeat("x", 5000))
	mediaOfCut, cut := form("backup", "PK")
	for name, test := range map[string]struct {
		media, body string
		status      int
	}{
		"no form":           {"application/json", "{}", http.StatusBadRequest},
		"no boundary":       {"multipart/form-data", "x", http.StatusBadRequest},
		"no parts":          {media, "", http.StatusBadRequest},
		"ends early":        {mediaOfCut, cut[:len(cut)-30], http.StatusBadRequest},
		"too large":         {media, large, http.StatusRequestEntityTooLarge},
		"a long passphrase": {"", "", http.StatusBadRequest},
	} {
		if name == "a long passphrase" {
			test.media, test.body = form("passphrase", strings.Repeat("x", 2000), "backup", "PK")
		}
		admin.uploadBackup(test.media, test.body).status(test.status)
	}
	unannounced := admin.sign(admin.world.request("POST", "/api/v1/admin/data/import", large))
	unannounced.Header.Set("Content-Type", media)
	unannounced.ContentLength = -1
	admin.world.send(unannounced).status(http.StatusRequestEntityTooLarge)

	s.fails = chat.Errorf(chat.Invalid, "the file is no ZIP archive")
	var refused struct{ Code, Message string }
	admin.uploadBackup(form("backup", "PK")).status(http.StatusBadRequest).into(&refused)
	if refused.Code != "bad_request" || refused.Message != "The file is no ZIP archive." {
		t.Errorf("refused with %+v", refused)
	}
}

func TestLastRestore(t *testing.T) {
	t.Parallel()
	s := &shelf{}
	admin := newShelfWorld(t, s)
	admin.send("GET", "/api/v1/admin/data/restore", nil).status(http.StatusNotFound)
	why := chat.Sentence("the disk is full")
	s.report = &api.RestoreReport{At: time.Now(), Failure: &why, BackupApplication: "RustyGPT"}
	var report api.RestoreReport
	admin.send("GET", "/api/v1/admin/data/restore", nil).status(http.StatusOK).into(&report)
	if report.Restored || report.Failure == nil || *report.Failure != why {
		t.Errorf("report %+v", report)
	}
}
