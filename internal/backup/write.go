package backup

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"time"

	"github.com/klauspost/compress/flate"

	"github.com/rustygpt/rustygpt/internal/store/transfer"
)

// WriteOptions are what a backup is made with.
type WriteOptions struct {
	Version    string // of this program
	Passphrase string // empty = not encrypted
	Report     func(Progress)
	Now        func() time.Time
}

// Written is a backup that was made.
type Written struct {
	Manifest Manifest
	Left     []transfer.Remnant // what it has no place for
}

// Write makes a backup of a place beside servers that go on.
func Write(ctx context.Context, p Place, w io.Writer, o WriteOptions) (done Written, err error) {
	report := orIgnore(o.Report)
	if p, err = p.absolute(); err != nil {
		return done, err
	}
	created := o.Now()
	s, err := p.take(ctx, report)
	if err != nil {
		return done, err
	}
	defer func() { err = errors.Join(err, s.remove()) }()
	done.Left = s.left
	done.Manifest, err = s.send(ctx, w, o.Passphrase, o.Version, created, report)
	return done, err
}

// send writes the snapshot, encrypted if there is a passphrase. What breaks off is
// left without the end that an encrypted file has.
func (s *snapshot) send(ctx context.Context, w io.Writer, passphrase, version string, created time.Time, report func(Progress)) (Manifest, error) {
	if passphrase == "" {
		return s.write(ctx, w, version, created, report)
	}
	sealed, err := seal(w, passphrase)
	if err != nil {
		return Manifest{}, err
	}
	m, err := s.write(ctx, sealed, version, created, report)
	if err != nil {
		return m, err
	}
	return m, sealed.Close()
}

// write sends the snapshot as an archive. It is compressed as fast as possible:
// a better rate would hold up the one who waits for it.
func (s *snapshot) write(ctx context.Context, w io.Writer, version string, created time.Time, report func(Progress)) (Manifest, error) {
	m := Manifest{Application: application, Format: formatVersion, Version: version, CreatedAt: created.UTC().Truncate(time.Second), SchemaVersion: s.schema}
	database, err := os.Open(s.dir.file(databaseName))
	if err != nil {
		return m, err
	}
	defer func() { _ = database.Close() }()
	info, err := database.Stat()
	if err != nil {
		return m, err
	}
	a := zip.NewWriter(w)
	a.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
	counted := io.TeeReader(database, &meter{ctx: ctx, report: report, at: Progress{Doing: "writing the backup", Total: info.Size()}})
	for _, file := range []struct {
		name    string
		content io.Reader
	}{{databaseName, counted}, {keyName, bytes.NewReader(s.key)}} {
		entry, err := addEntry(a, file.name, created, file.content)
		if err != nil {
			return m, err
		}
		m.Files = append(m.Files, entry)
	}
	text, err := m.encode()
	if err != nil {
		return m, err
	}
	if _, err := addEntry(a, manifestName, created, bytes.NewReader(text)); err != nil {
		return m, err
	}
	return m, a.Close()
}

func addEntry(a *zip.Writer, name string, at time.Time, content io.Reader) (FileEntry, error) {
	header := &zip.FileHeader{Name: name, Method: zip.Deflate, Modified: at.UTC()}
	header.SetMode(0o600)
	w, err := a.CreateHeader(header)
	if err != nil {
		return FileEntry{}, err
	}
	hash := sha256.New()
	size, err := io.Copy(io.MultiWriter(w, hash), content)
	return FileEntry{Name: name, Size: size, SHA256: hex.EncodeToString(hash.Sum(nil))}, err
}
