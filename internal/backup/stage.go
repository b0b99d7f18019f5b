package backup

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/uuid"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// originName is the file that describes what is staged.
const originName = "origin.json"

// origin is what is known of a staged backup.
type origin struct {
	ID       string            `json:"id"` // of the restore, a UUID
	StagedAt time.Time         `json:"staged_at"`
	Manifest Manifest          `json:"manifest"`
	SHA256   map[string]string `json:"sha256"` // of the files as they were staged
	Entry    chat.AuditEntry   `json:"entry"`  // what the audit log is told of it
}

// verify makes sure that files are what was staged.
func (o origin) verify(path func(name string) string) error {
	for _, name := range []string{databaseName, keyName} {
		checksum, err := checksumOf(path(name))
		if err != nil {
			return err
		}
		if checksum != o.SHA256[name] {
			return fmt.Errorf("the file %s has changed since it was uploaded", name)
		}
	}
	return nil
}

// stage makes what was unpacked the restore that the next start applies. An
// earlier one that was not applied is given up.
func (p Place) stage(dir *workDir, m Manifest, at time.Time, by chat.AuditEntry) error {
	by.ID, by.Action = chat.NewID[chat.AuditEntry](), chat.AuditRestore
	o := origin{uuid.NewString(), at.UTC(), m, map[string]string{}, by}
	for _, name := range []string{databaseName, keyName} {
		checksum, err := checksumOf(dir.file(name))
		if err != nil {
			return err
		}
		o.SHA256[name] = checksum
		if err := syncFile(dir.file(name)); err != nil {
			return err
		}
	}
	if err := writeJSON(dir.file(originName), o); err != nil {
		return err
	}
	if err := errors.Join(dir.unlock(), syncDir(dir.path), os.RemoveAll(p.pending())); err != nil {
		return err
	}
	if err := os.Rename(dir.path, p.pending()); err != nil {
		return err
	}
	return syncDir(p.staging())
}

func checksumOf(path string) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer func() { _ = file.Close() }()
	hash := sha256.New()
	_, err = io.Copy(hash, file)
	return hex.EncodeToString(hash.Sum(nil)), err
}

// writeJSON writes a file that is there as a whole or not at all.
func writeJSON(path string, v any) error {
	part := path + ".part"
	file, err := os.OpenFile(part, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	err = json.MarshalWrite(file, v, json.Deterministic(true))
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	return os.Rename(part, path)
}

func readJSON(path string, v any) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, v)
}
