package backup_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/backup"
	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/secret"
	"github.com/rustygpt/rustygpt/internal/store"
	"github.com/rustygpt/rustygpt/internal/store/enginetest"
	"github.com/rustygpt/rustygpt/internal/store/postgres"
	"github.com/rustygpt/rustygpt/internal/store/sqlite"
	"github.com/rustygpt/rustygpt/internal/store/storetest"
	"github.com/rustygpt/rustygpt/internal/store/transfer"
)

var (
	quiet = slog.New(slog.DiscardHandler)
	noon  = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
)

func now() time.Time { return noon }

// world is a server's data, with the means to change it.
type world struct {
	t     testing.TB
	place backup.Place
	admin chat.Account
	room  chat.ConversationID
}

// sqlitePlace is an empty place on SQLite.
func sqlitePlace(t testing.TB) backup.Place {
	dir := t.TempDir()
	return backup.Place{DataDir: dir, Path: filepath.Join(dir, "rustygpt.db")}
}

// emptyPlace is one on the engine that the run is about.
func emptyPlace(t testing.TB) backup.Place {
	if enginetest.Postgres() {
		return backup.Place{DataDir: t.TempDir(), URL: enginetest.URL(t)}
	}
	return sqlitePlace(t)
}

func open(t testing.TB, p backup.Place) storetest.Store {
	t.Helper()
	if p.Path == "" {
		st, err := postgresOpen(t, p)
		if err != nil {
			t.Fatal(err)
		}
		return st
	}
	enginetest.Prepare(t, p.Path)
	st, err := sqlite.Open(t.Context(), sqlite.Options{Path: p.Path, PersistEvents: true}, quiet)
	if err != nil {
		t.Fatal(err)
	}
	return st
}

func postgresOpen(t testing.TB, p backup.Place) (*postgres.Store, error) {
	return postgres.Open(t.Context(), postgres.Options{URL: p.URL, PersistEvents: true}, quiet, nil)
}

// newWorld sets a server up in a place, with one conversation.
func newWorld(t testing.TB, p backup.Place, name string) *world {
	t.Helper()
	w := &world{t: t, place: p, admin: chat.Account{ID: chat.NewID[chat.Account](), Username: "ada", Roles: chat.RoleAdmin | chat.RoleMember,
		Theme: "system", CreatedAt: noon, UpdatedAt: noon}}
	box, err := secret.LoadOrCreate(filepath.Join(p.DataDir, "encryption.key"))
	w.must(err)
	provider := chat.Provider{ID: chat.NewID[chat.Provider](), Name: "Local", Type: chat.ProviderOpenAI, BaseURL: "http://127.0.0.1:1/v1",
		Enabled: true, Source: chat.SourceAdmin, CreatedAt: noon, UpdatedAt: noon}
	provider.SealedKey, err = box.Seal("sk-very-secret", chat.KeyPlace(provider.ID))
	w.must(err)
	provider.SealedHeaders, err = box.Seal(`{"X-Team":"blue"}`, chat.HeadersPlace(provider.ID))
	w.must(err)
	w.with(func(st storetest.Store) {
		w.must(st.Setup(t.Context(), store.Setup{Account: w.admin, PasswordHash: "hash", ServerName: name, Provider: &provider}))
		_, err := st.ClaimKey(t.Context(), box.Fingerprint())
		w.must(err)
		w.must(st.AddSession(t.Context(), store.NewSession{Max: 9, Session: chat.LoginSession{ID: chat.NewID[chat.LoginSession](), AccountID: w.admin.ID,
			Kind: chat.BearerSession, TokenHash: []byte("token"), IssuedAt: noon, LastSeenAt: noon, ExpiresAt: noon.Add(time.Hour),
			AbsoluteExpiresAt: noon.Add(time.Hour)}}))
		made, err := st.AddConversation(t.Context(), store.NewConversation{ID: chat.NewID[chat.Conversation](), Kind: chat.KindChat,
			Title: "A chat", AssistantMode: chat.AssistantOff, Owner: w.admin.ID, At: noon})
		w.must(err)
		w.room = made.ID
		for i := range 20 {
			w.must(w.post(t.Context(), st, fmt.Sprint("Message ", i, " 🦀")))
		}
	})
	return w
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) with(do func(storetest.Store)) {
	w.t.Helper()
	st := open(w.t, w.place)
	do(st)
	w.must(st.Close())
}

func (w *world) post(ctx context.Context, st storetest.Store, text string) error {
	_, err := st.PostMessage(ctx, store.NewMessage{ID: chat.NewID[chat.Message](), ConversationID: w.room, Author: w.admin.ID, Role: chat.RoleUser,
		Content: text, At: time.Now()})
	return err
}

// backup writes one to a file.
func (w *world) backup(o backup.WriteOptions) string {
	w.t.Helper()
	o.Version, o.Now = "v1", now
	var file bytes.Buffer
	_, err := backup.Write(w.t.Context(), w.place, &file, o)
	w.must(err)
	return fileOf(w.t, file.Bytes())
}

func fileOf(t testing.TB, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "backup.zip")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func restore(t testing.TB, p backup.Place, path string) (backup.Restored, error) {
	t.Helper()
	return backup.Restore(t.Context(), p, path, backup.ReadOptions{Now: now}, backup.ApplyOptions{Log: quiet, Now: now})
}

func mustRestore(t testing.TB, p backup.Place, path string) backup.Restored {
	t.Helper()
	done, err := restore(t, p, path)
	if err != nil {
		t.Fatal(err)
	}
	return done
}

// digests are what a place holds, table by table.
func digests(t testing.TB, p backup.Place) map[string]string {
	t.Helper()
	type source interface {
		transfer.Source
		Close() error
	}
	var from source
	var err error
	if p.Path == "" {
		from, err = postgres.OpenSource(t.Context(), p.URL)
	} else {
		from, err = sqlite.OpenSource(t.Context(), p.Path)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer from.Close()
	found := map[string]string{}
	for _, table := range transfer.Tables() {
		var d transfer.Digest
		for row, err := range from.Rows(t.Context(), table) {
			if err == nil {
				err = d.Add(table, row)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		found[table.Name] = fmt.Sprint(d.Rows, " rows ", d.String())
	}
	return found
}

// wantNothingLeft looks for what jobs should have removed.
func wantNothingLeft(t testing.TB, dir string) {
	t.Helper()
	for _, pattern := range []string{".backup-*", ".restore-*", "*.restore-pending", "*.restore-applied", "*-new", "*.importing", "*.part"} {
		if left, _ := filepath.Glob(filepath.Join(dir, pattern)); len(left) > 0 {
			t.Errorf("left behind: %q", left)
		}
	}
}
