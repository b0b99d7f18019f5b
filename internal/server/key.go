package server

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/rustygpt/rustygpt/internal/audit"
	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/config"
	"github.com/rustygpt/rustygpt/internal/secret"
)

// keyStore remembers which key the secrets of a database are sealed with.
type keyStore interface {
	KeyFingerprint(ctx context.Context) (string, error)
	ClaimKey(ctx context.Context, fingerprint string) (string, error)
	ReplaceKey(ctx context.Context, fingerprint string) error
	ListProviders(ctx context.Context) ([]chat.Provider, error)
}

func keyFile(cfg config.Config) string { return filepath.Join(cfg.Storage.DataDir, "encryption.key") }

// openBox opens the key file. The first one that a database is used with is the
// only one from then on: with another, what one instance seals no other could
// open, and a restored database would fail at its first answer.
func openBox(ctx context.Context, st keyStore, path string) (*secret.Box, error) {
	known, err := st.KeyFingerprint(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(path); known != "" && errors.Is(err, fs.ErrNotExist) {
		return nil, wrongKey(path, "is missing, and the database has been used with one before")
	}
	box, err := secret.LoadOrCreate(path)
	if err != nil {
		return nil, err
	}
	known, err = st.ClaimKey(ctx, box.Fingerprint())
	if err == nil && known != box.Fingerprint() {
		err = wrongKey(path, "is not the key that the database has been used with")
	}
	return box, err
}

func wrongKey(path, problem string) error {
	return fmt.Errorf("%s %s: copy encryption.key to that place, from the data directory of another instance on the database "+
		"or from the backup that the database came from; if that key is lost, stop every instance and run 'rustygpt db accept-key'",
		path, problem)
}

// AcceptKey makes the key file of a data directory that of the database, in
// place of one that is lost; there is a fresh key if there was no file. It
// returns the names of the providers whose keys or headers have to be entered
// again.
func AcceptKey(ctx context.Context, cfg config.Config, log *slog.Logger) (lost []string, err error) {
	st, err := openStorage(ctx, cfg, Options{Log: log}, prometheus.NewRegistry())
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	record, err := audit.New(st, audit.Options{}).Begin(ctx, chat.AuditEntry{Origin: chat.AuditCommandLine, Action: chat.AuditAcceptKey})
	if err != nil {
		return nil, err
	}
	lost, err = acceptKey(ctx, st, keyFile(cfg))
	if err != nil {
		return nil, errors.Join(err, record.End(ctx, chat.AuditFailed, ""))
	}
	if len(lost) > 0 {
		record.Fact("providers", strings.Join(lost, ", "))
	}
	return lost, record.End(ctx, chat.AuditOK, "")
}

func acceptKey(ctx context.Context, st keyStore, path string) (lost []string, err error) {
	box, err := secret.LoadOrCreate(path)
	if err != nil {
		return nil, err
	}
	if err := st.ReplaceKey(ctx, box.Fingerprint()); err != nil {
		return nil, err
	}
	return lostSecrets(ctx, st, box)
}

// lostSecrets names the providers with secrets that another key has sealed. Those
// of the settings are sealed anew by the next start.
func lostSecrets(ctx context.Context, st keyStore, box *secret.Box) (names []string, err error) {
	providers, err := st.ListProviders(ctx)
	for _, p := range providers {
		if p.Source == chat.SourceConfig {
			continue
		}
		if p.SealedKey != "" && !box.Sealed(p.SealedKey) || p.SealedHeaders != "" && !box.Sealed(p.SealedHeaders) {
			names = append(names, p.Name)
		}
	}
	return names, err
}
