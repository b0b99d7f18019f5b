package backup

import (
	"fmt"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/rustygpt/rustygpt/internal/backup/feltnerai"
	"github.com/rustygpt/rustygpt/internal/chat"
)

// The applications whose files can be read, and the formats of theirs.
const (
	application   = "RustyGPT"
	formatVersion = 1
)

// maxManifest is far more than a manifest has, in bytes.
const maxManifest = 64 << 10

// Manifest says what a backup is. It is the last entry of the archive, because
// it has the checksums of the others, which are known once they are written.
type Manifest struct {
	Application   string      `json:"application"`
	Format        int         `json:"format"`
	APIMajor      int         `json:"api_major,omitzero"` // only FeltnerAI says it
	Version       string      `json:"version"`            // of the program that made it
	CreatedAt     time.Time   `json:"created_at"`
	SchemaVersion int         `json:"schema_version,omitzero"` // of the database, the same on every engine
	Files         []FileEntry `json:"files,omitzero"`
}

// FileEntry is a file of a backup.
type FileEntry struct {
	Name   string `json:"name"`
	Size   int64  `json:"size"` // in bytes
	SHA256 string `json:"sha256"`
}

func (m Manifest) encode() ([]byte, error) {
	return json.Marshal(m, jsontext.WithIndent("  "), json.Deterministic(true))
}

// parseManifest reads a manifest and makes sure that this program understands
// the file.
func parseManifest(text []byte) (Manifest, error) {
	var m Manifest
	if err := json.Unmarshal(text, &m); err != nil {
		return m, chat.Wrap(chat.Invalid, "the manifest of the backup cannot be read", err)
	}
	switch {
	case m.Application == application && m.Format > formatVersion:
		return m, chat.Errorf(chat.Invalid, "the backup has format %d, this program knows formats up to %d: use the newer program that made it",
			m.Format, formatVersion)
	case m.Application == application && m.Format == formatVersion:
		return m, m.checkFiles()
	case m.Application == feltnerai.Application && m.Format == feltnerai.Format && m.APIMajor == feltnerai.APIMajor:
		return m, nil
	}
	return m, chat.Errorf(chat.Invalid, "the file is no backup that this program knows")
}

// checkFiles wants the two files, each once.
func (m Manifest) checkFiles() error {
	if len(m.Files) != 2 || m.Files[0].Name != databaseName || m.Files[1].Name != keyName {
		return chat.Errorf(chat.Invalid, "the manifest of the backup does not list %s and %s", databaseName, keyName)
	}
	return nil
}

func (m Manifest) foreign() bool { return m.Application == feltnerai.Application }

// database is the name of the database in the archive.
func (m Manifest) database() string {
	if m.foreign() {
		return feltnerai.DatabaseName
	}
	return databaseName
}

// String is the origin of the backup, for people.
func (m Manifest) String() string {
	return fmt.Sprintf("%s %s, %s", m.Application, m.Version, m.CreatedAt.UTC().Format("2006-01-02 15:04:05 UTC"))
}

// FileName is what a backup made at a time is called.
func FileName(at time.Time) string {
	return "rustygpt-backup-" + at.UTC().Format("20060102-150405") + ".zip"
}
