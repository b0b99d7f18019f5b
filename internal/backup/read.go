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

	"github.com/rustygpt/rustygpt/internal/backup/feltnerai"
	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/secret"
)

// maxDirectory is how much is read of a file to learn what is in it, in bytes:
// the end of an archive is looked for in its last 66 KB, and three entries need
// next to nothing.
const maxDirectory = 256 << 10

// encryptedEntry is the flag of an entry with a password (APPNOTE 4.4.4), which
// the library would read as if it were not set.
const encryptedEntry = 1

// archive is a backup whose manifest was read and whose entries are the expected
// ones. Their content was not looked at.
type archive struct {
	manifest Manifest
	database *zip.File
	key      []byte
}

// openArchive reads everything but the database.
func openArchive(file io.ReaderAt, size int64) (*archive, error) {
	source := &frugal{file: file, left: maxDirectory}
	directory, err := zip.NewReader(source, size)
	if errors.Is(err, errCrowded) {
		return nil, chat.Wrap(chat.Invalid, "the file has more in it than a backup", err)
	}
	if err != nil {
		return nil, chat.Wrap(chat.Invalid, "the file is no ZIP archive, or it is incomplete", err)
	}
	source.unlimited = true
	entries, err := byName(directory.File)
	if err != nil {
		return nil, err
	}
	a := &archive{}
	text, err := readEntry(entries[manifestName], maxManifest)
	if err != nil {
		return nil, err
	}
	if a.manifest, err = parseManifest(text); err != nil {
		return nil, err
	}
	if a.key, err = readEntry(entries[keyName], secret.KeyBytes); err != nil {
		return nil, err
	}
	if len(a.key) != secret.KeyBytes {
		return nil, chat.Errorf(chat.Invalid, "the key in the backup has %d bytes, not %d", len(a.key), secret.KeyBytes)
	}
	if a.database = entries[a.manifest.database()]; a.database == nil {
		return nil, chat.Errorf(chat.Invalid, "there is no %s in the backup", a.manifest.database())
	}
	return a, a.checkKey()
}

// byName wants three plain files, each once. What they are called is only
// compared: nothing is ever written under a name out of the archive.
func byName(files []*zip.File) (map[string]*zip.File, error) {
	entries := map[string]*zip.File{}
	for _, f := range files {
		switch {
		case f.Name != manifestName && f.Name != keyName && f.Name != databaseName && f.Name != feltnerai.DatabaseName:
			return nil, chat.Errorf(chat.Invalid, "the file has something in it that does not belong into a backup")
		case entries[f.Name] != nil:
			return nil, chat.Errorf(chat.Invalid, "%s is in the backup more than once", f.Name)
		case !f.Mode().IsRegular() || f.Flags&encryptedEntry != 0 || f.Method != zip.Store && f.Method != zip.Deflate:
			return nil, chat.Errorf(chat.Invalid, "%s in the backup is no plain file", f.Name)
		}
		entries[f.Name] = f
	}
	if len(entries) != 3 || entries[manifestName] == nil || entries[keyName] == nil {
		return nil, chat.Errorf(chat.Invalid, "the backup has to have exactly three files: the database, %s and %s", keyName, manifestName)
	}
	return entries, nil
}

// readEntry reads a small file, counting: what an archive says about sizes is
// no more than a claim.
func readEntry(f *zip.File, limit int64) ([]byte, error) {
	var content bytes.Buffer
	_, _, err := copyEntry(&content, f, limit)
	return content.Bytes(), err
}

func copyEntry(w io.Writer, f *zip.File, limit int64) (size int64, checksum string, err error) {
	r, err := f.Open()
	if err != nil {
		return 0, "", damaged(f, err)
	}
	defer r.Close()
	hash := sha256.New()
	written := &writeFault{w: w}
	size, err = io.Copy(io.MultiWriter(written, hash), io.LimitReader(r, limit+1))
	if written.err != nil {
		return size, "", written.err
	}
	if err != nil {
		return size, "", damaged(f, err)
	}
	if size > limit {
		return size, "", chat.Errorf(chat.Invalid, "%s in the backup is larger than it may be", f.Name)
	}
	return size, hex.EncodeToString(hash.Sum(nil)), nil
}

func damaged(f *zip.File, err error) error {
	return chat.Wrap(chat.Invalid, chat.Fill("%s in the backup is damaged", f.Name), err)
}

// writeFault tells a full disk from an archive that cannot be read.
type writeFault struct {
	w   io.Writer
	err error
}

func (f *writeFault) Write(b []byte) (int, error) {
	n, err := f.w.Write(b)
	f.err = err
	return n, err
}

func (a *archive) checkKey() error {
	if a.manifest.foreign() {
		return nil
	}
	sum := sha256.Sum256(a.key)
	if want := a.manifest.Files[1]; want.Size != int64(len(a.key)) || want.SHA256 != hex.EncodeToString(sum[:]) {
		return chat.Errorf(chat.Invalid, "%s in the backup is not what its manifest says", keyName)
	}
	return nil
}

// extract writes the database to a new file. It takes no more than limit bytes.
func (a *archive) extract(ctx context.Context, path string, limit int64, report func(Progress)) (err error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if !a.manifest.foreign() {
		if a.manifest.Files[0].Size > limit {
			return chat.Errorf(chat.TooLarge, "the database in the backup has %d bytes, and no more than %d are taken", a.manifest.Files[0].Size, limit)
		}
		limit = a.manifest.Files[0].Size
	}
	counted := &meter{ctx: ctx, report: report, at: Progress{Doing: "unpacking the database", Total: int64(a.database.UncompressedSize64)}}
	size, checksum, err := copyEntry(io.MultiWriter(file, counted), a.database, limit)
	if err != nil || a.manifest.foreign() {
		return err
	}
	if want := a.manifest.Files[0]; size != want.Size || checksum != want.SHA256 {
		return chat.Errorf(chat.Invalid, "%s in the backup is not what its manifest says", databaseName)
	}
	return nil
}

// errCrowded is what ends the reading of a directory that is too long.
var errCrowded = errors.New("too many entries")

// frugal bounds what the library reads, and with it what it keeps in memory,
// until the directory of an archive is known. The number of entries that an
// archive names cannot be relied on.
type frugal struct {
	file      io.ReaderAt
	left      int64
	unlimited bool
}

func (f *frugal) ReadAt(b []byte, at int64) (int, error) {
	if !f.unlimited {
		if f.left -= int64(len(b)); f.left < 0 {
			return 0, errCrowded
		}
	}
	return f.file.ReadAt(b, at)
}
