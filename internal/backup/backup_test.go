package backup_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"filippo.io/age"

	"github.com/rustygpt/rustygpt/internal/backup"
	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
	"github.com/rustygpt/rustygpt/internal/store/enginetest"
	"github.com/rustygpt/rustygpt/internal/store/storetest"
)

// TestRoundTrip restores a backup elsewhere: everything is there, but nobody is
// logged in.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emptyPlace(t), "Here")
	path := w.backup(backup.WriteOptions{})
	wantNothingLeft(t, w.place.DataDir)
	want := digests(t, w.place)

	there := emptyPlace(t)
	done := mustRestore(t, there, path)
	if done.Manifest.Version != "v1" || !done.Manifest.CreatedAt.Equal(noon) || done.OldData != "" {
		t.Errorf("restored %+v", done)
	}
	wantNothingLeft(t, there.DataDir)
	got := digests(t, there)
	if !strings.HasPrefix(want["sessions"], "1 rows") || !strings.HasPrefix(got["sessions"], "0 rows") {
		t.Errorf("sessions: %q became %q", want["sessions"], got["sessions"])
	}
	for _, table := range []string{"sessions", "accounts"} {
		delete(want, table)
		delete(got, table)
	}
	if !maps.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	wantSameKey(t, w.place, there)
	if r := reportOf(t, there); r == nil || r.Entry.Origin != chat.AuditCommandLine || r.Entry.Outcome != chat.AuditOK || r.Entry.ID.IsZero() {
		t.Errorf("report %+v", r)
	}

	// When somebody was seen last, their sessions do not tell any more.
	copied := *w
	copied.place = there
	people := w.people()
	for i := range people {
		people[i].Sessions = 0
	}
	if got := copied.people(); !reflect.DeepEqual(got, people) || got[0].LastSeenAt.IsZero() {
		t.Errorf("got  %+v\nwant %+v", got, people)
	}
	copied.with(func(st storetest.Store) { w.must(copied.post(t.Context(), st, "It goes on")) })
}

func (w *world) people() (list []store.AccountUse) {
	w.t.Helper()
	w.with(func(st storetest.Store) {
		var err error
		list, err = st.ListAccountUse(w.t.Context(), noon)
		w.must(err)
	})
	return list
}

func wantSameKey(t testing.TB, a, b backup.Place) {
	t.Helper()
	first, err := os.ReadFile(filepath.Join(a.DataDir, "encryption.key"))
	second, err2 := os.ReadFile(filepath.Join(b.DataDir, "encryption.key"))
	if err := errors.Join(err, err2); err != nil || !bytes.Equal(first, second) {
		t.Errorf("the keys differ (%v)", err)
	}
}

// TestOtherEngine restores what one engine wrote on the other one.
func TestOtherEngine(t *testing.T) {
	t.Parallel()
	if !enginetest.Postgres() {
		t.Skip("needs both engines")
	}
	w := newWorld(t, emptyPlace(t), "Here")
	there, back := sqlitePlace(t), emptyPlace(t)
	mustRestore(t, there, w.backup(backup.WriteOptions{}))
	onSQLite := *w
	onSQLite.place = there
	mustRestore(t, back, onSQLite.backup(backup.WriteOptions{}))
	if got, want := digests(t, back), digests(t, there); !maps.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

// TestWritersGoOn makes backups while people post. What was posted before is in
// every one of them, and each is whole in itself.
func TestWritersGoOn(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emptyPlace(t), "Busy")
	w.with(func(st storetest.Store) {
		ctx, stop := context.WithCancel(t.Context())
		posted := make(chan int)
		go func() {
			count := 0
			for ctx.Err() == nil {
				if err := w.post(context.WithoutCancel(ctx), st, strings.Repeat("Meanwhile. ", 50)); err != nil {
					t.Error(err)
					break
				}
				count++
			}
			posted <- count
		}()
		for range 3 {
			before, err := st.FindConversation(t.Context(), w.room, w.admin.ID)
			w.must(err)
			there := sqlitePlace(t)
			mustRestore(t, there, w.backup(backup.WriteOptions{}))
			restored := *w
			restored.place = there
			restored.with(func(copied storetest.Store) {
				after, err := copied.FindConversation(t.Context(), w.room, w.admin.ID)
				w.must(err)
				if after.Position < before.Position {
					t.Errorf("position %d, but %d before the backup", after.Position, before.Position)
				}
			})
			// Every post made a message and a thread, in one transaction.
			found := digests(t, there)
			if messages, threads := rowsOf(found["messages"]), rowsOf(found["threads"]); messages != threads {
				t.Errorf("%s messages, %s threads", messages, threads)
			}
		}
		stop()
		if <-posted == 0 {
			t.Error("nobody posted meanwhile")
		}
	})
}

func rowsOf(digest string) string { rows, _, _ := strings.Cut(digest, " "); return rows }

// TestEncrypted makes an encrypted backup and takes it back.
func TestEncrypted(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sqlitePlace(t), "Sealed")
	s, err := backup.New(backup.Options{Place: w.place, MaxUpload: 1 << 20, Restart: func() {}, Now: now}, quiet)
	w.must(err)
	var file bytes.Buffer
	w.must(s.Export(t.Context(), "open sesame", func(name string) io.Writer {
		if name != "rustygpt-backup-20260301-120000.zip.age" {
			t.Errorf("name %q", name)
		}
		return &file
	}))
	if sealed, err := backup.IsEncrypted(fileOf(t, file.Bytes())); err != nil || !sealed {
		t.Errorf("encrypted: %v, %v", sealed, err)
	}
	if bytes.Contains(file.Bytes(), []byte("manifest.json")) {
		t.Error("the file can be read without the passphrase")
	}
	w.must(s.Import(t.Context(), &file, chat.AuditEntry{}, func() (string, error) { return "open sesame", nil }))
}

// TestSealedFaults uploads encrypted files that do not open. They are cheap to try.
func TestSealedFaults(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sqlitePlace(t), "Sealed")
	content, err := os.ReadFile(w.backup(backup.WriteOptions{}))
	w.must(err)
	var file bytes.Buffer
	recipient, err := age.NewScryptRecipient("open sesame")
	w.must(err)
	recipient.SetWorkFactor(1)
	sealed, err := age.Encrypt(&file, recipient)
	w.must(err)
	_, err = sealed.Write(content)
	w.must(errors.Join(err, sealed.Close()))
	damaged := bytes.Clone(file.Bytes())
	damaged[len(damaged)-100] ^= 1
	dear := bytes.Replace(file.Bytes(), []byte(" 1\n"), []byte(" 19\n"), 1)

	s, err := backup.New(backup.Options{Place: w.place, MaxUpload: 1 << 20, Restart: func() {}, Now: now}, quiet)
	w.must(err)
	for name, test := range map[string]struct {
		file             []byte
		passphrase, want string
	}{
		"no passphrase":      {file.Bytes(), "", "its passphrase is needed"},
		"another passphrase": {file.Bytes(), "guess", "does not open"},
		"damaged":            {damaged, "open sesame", "is damaged"},
		"cut off":            {file.Bytes()[:file.Len()-100], "open sesame", "is damaged"},
		// Half a gigabyte of memory to find out whether the passphrase is right.
		"too dear": {dear, "open sesame", "the usual cost"},
	} {
		err := s.Import(t.Context(), bytes.NewReader(test.file), chat.AuditEntry{}, func() (string, error) { return test.passphrase, nil })
		if chat.KindOf(err) != chat.Invalid || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v", name, err)
		}
		wantNothingLeft(t, w.place.DataDir)
	}
	w.must(s.Import(t.Context(), &file, chat.AuditEntry{}, func() (string, error) { return "open sesame", nil }))
}

// TestRestoreIsAlone refuses to replace the files of a server that runs.
func TestRestoreIsAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sqlitePlace(t), "Here")
	path := w.backup(backup.WriteOptions{})
	w.with(func(storetest.Store) {
		if _, err := restore(t, w.place, path); chat.KindOf(err) != chat.Unavailable {
			t.Errorf("beside a server: %v", err)
		}
	})
}

// leaver is a receiver that leaves in the middle.
type leaver struct{ leave func() }

func (l leaver) Write(b []byte) (int, error) {
	l.leave()
	return 0, errors.New("the client left")
}

// TestService covers what the server does for administrators.
func TestService(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sqlitePlace(t), "Here")
	restarts := 0
	s, err := backup.New(backup.Options{Place: w.place, Version: "v1", MaxUpload: 1 << 20, Restart: func() { restarts++ }, Now: now}, quiet)
	w.must(err)

	var file bytes.Buffer
	w.must(s.Export(t.Context(), "", func(name string) io.Writer {
		if name != "rustygpt-backup-20260301-120000.zip" {
			t.Errorf("name %q", name)
		}
		busy := s.Export(t.Context(), "", nil)
		if chat.KindOf(busy) != chat.Conflict || !strings.Contains(busy.Error(), "wait") {
			t.Errorf("a second one meanwhile: %v", busy)
		}
		return &file
	}))
	for name, export := range map[string]func(ctx context.Context, leave func()) error{
		"while it is sent": func(ctx context.Context, leave func()) error {
			return s.Export(ctx, "", func(string) io.Writer { return leaver{leave} })
		},
		"before": func(ctx context.Context, leave func()) error {
			leave()
			return s.Export(ctx, "", func(string) io.Writer { t.Error("it was sent"); return io.Discard })
		},
	} {
		ctx, leave := context.WithCancel(t.Context())
		if err := export(ctx, leave); chat.KindOf(err) != chat.Canceled {
			t.Errorf("left %s: %v", name, err)
		}
		leave()
		wantNothingLeft(t, w.place.DataDir)
	}

	none := func() (string, error) { return "", nil }
	by := chat.AuditEntry{ActorName: "ada", Action: "data.import", Outcome: chat.AuditBegun}
	if err := s.Import(t.Context(), strings.NewReader("no backup"), by, none); chat.KindOf(err) != chat.Invalid {
		t.Errorf("no backup: %v", err)
	}
	wantNothingLeft(t, w.place.DataDir)
	w.must(s.Import(t.Context(), &file, by, none))
	if err := s.Import(t.Context(), &file, by, none); restarts != 1 || chat.KindOf(err) != chat.Conflict {
		t.Errorf("%d restarts; once more: %v", restarts, err)
	}
	if r, err := s.LastRestore(t.Context()); r != nil || err != nil {
		t.Errorf("report %v, %v before the start", r, err)
	}
	w.must(backup.Apply(t.Context(), w.place, backup.ApplyOptions{Log: quiet, Now: now}))
	if r, err := s.LastRestore(t.Context()); err != nil || r == nil || r.Failure != "" || r.Backup.Version != "v1" {
		t.Errorf("report %+v, %v", r, err)
	} else if e := r.Entry; e.ID.IsZero() || e.ActorName != "ada" || e.Action != chat.AuditRestore || e.Outcome != chat.AuditOK || !e.At.Equal(r.At) ||
		e.Details.Facts["backup"] != r.Backup.String() {
		t.Errorf("for the audit log: %+v", e)
	}
	wantNothingLeft(t, w.place.DataDir)
}

// TestSweep removes what a job left that was killed, and nothing of one that
// goes on.
func TestSweep(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sqlitePlace(t), "Here")
	dead := filepath.Join(w.place.DataDir, ".backup-123")
	w.must(os.Mkdir(dead, 0o700))
	w.must(os.WriteFile(filepath.Join(dead, "rustygpt.db"), []byte("half"), 0o600))
	s, err := backup.New(backup.Options{Place: w.place, Now: now}, quiet)
	w.must(err)
	w.must(s.Export(t.Context(), "", func(string) io.Writer {
		w.must(backup.Apply(t.Context(), w.place, backup.ApplyOptions{Log: quiet, Now: now})) // as a start does
		return io.Discard
	}))
	wantNothingLeft(t, w.place.DataDir)
}
