package server

import (
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/config"
	"github.com/rustygpt/rustygpt/internal/secret"
	"github.com/rustygpt/rustygpt/internal/store"
	"github.com/rustygpt/rustygpt/internal/store/enginetest"
)

// refusesKey wants a refusal that names the file and what to do.
func refusesKey(t *testing.T, st keyStore, path, problem string) {
	t.Helper()
	_, err := openBox(t.Context(), st, path)
	if err == nil || !strings.HasPrefix(err.Error(), path+" "+problem) || !strings.Contains(err.Error(), "rustygpt db accept-key") {
		t.Errorf("got %v, want a refusal because %s %s", err, path, problem)
	}
}

func TestADatabaseHasOneKey(t *testing.T) {
	t.Parallel()
	st := enginetest.Open(t)
	first, copied := filepath.Join(t.TempDir(), "first.key"), filepath.Join(t.TempDir(), "copied.key")
	box, err := openBox(t.Context(), st, first)
	if err != nil {
		t.Fatal(err)
	}
	refusesKey(t, st, copied, "is missing")
	if _, err := os.Stat(copied); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a key was made that does not go with the database: %v", err)
	}
	if _, err := secret.LoadOrCreate(copied); err != nil {
		t.Fatal(err)
	}
	refusesKey(t, st, copied, "is not the key")

	key, err := os.ReadFile(first)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(copied, key, 0o600); err != nil {
		t.Fatal(err)
	}
	again, err := openBox(t.Context(), st, copied)
	if err != nil || again.Fingerprint() != box.Fingerprint() {
		t.Errorf("with the right key: %v", err)
	}
}

func TestALostKeyCanBeReplaced(t *testing.T) {
	t.Parallel()
	var cfg config.Config
	cfg.Storage.DataDir = t.TempDir()
	if enginetest.Postgres() {
		cfg.DB.URL = enginetest.URL(t)
	}
	quiet := slog.New(slog.DiscardHandler)
	open := func(work func(st storage)) {
		t.Helper()
		st, err := openStorage(t.Context(), cfg, Options{Log: quiet, Now: time.Now}, nil)
		if err != nil {
			t.Fatal(err)
		}
		work(st)
		if err := st.Close(); err != nil {
			t.Fatal(err)
		}
	}
	open(func(st storage) {
		box, err := openBox(t.Context(), st, keyFile(cfg))
		if err != nil {
			t.Fatal(err)
		}
		sealed, err := box.Seal("sk-1234", "here")
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range []chat.Provider{
			{Name: "Lost", SealedKey: sealed, Source: chat.SourceAdmin},
			{Name: "Headers lost", SealedHeaders: sealed, Source: chat.SourceAdmin},
			{Name: "Without a key", Source: chat.SourceAdmin},
			{Name: "In the settings", SealedKey: sealed, Source: chat.SourceConfig},
		} {
			p.ID, p.Type, p.CreatedAt, p.UpdatedAt = chat.NewID[chat.Provider](), chat.ProviderOpenAI, time.Now(), time.Now()
			if err := st.AddProvider(t.Context(), p); err != nil {
				t.Fatal(err)
			}
		}
	})
	if lost, err := AcceptKey(t.Context(), cfg, quiet); err != nil || len(lost) != 0 {
		t.Errorf("with the right key: lost %v, %v", lost, err)
	}
	if err := os.Remove(keyFile(cfg)); err != nil {
		t.Fatal(err)
	}
	open(func(st storage) { refusesKey(t, st, keyFile(cfg), "is missing") })
	if lost, err := AcceptKey(t.Context(), cfg, quiet); err != nil || !slices.Equal(lost, []string{"Headers lost", "Lost"}) {
		t.Errorf("with a new key: lost %v, %v", lost, err)
	}
	open(func(st storage) {
		if _, err := openBox(t.Context(), st, keyFile(cfg)); err != nil {
			t.Errorf("after the replacement: %v", err)
		}
		list, _, err := st.ListAudit(t.Context(), store.AuditQuery{Action: chat.AuditAcceptKey, Limit: 10})
		if err != nil || len(list) != 2 || list[0].Origin != chat.AuditCommandLine || list[0].Outcome != chat.AuditOK ||
			list[0].Details.Facts["providers"] != "Headers lost, Lost" {
			t.Errorf("in the audit log: %+v, %v", list, err)
		}
	})
}
