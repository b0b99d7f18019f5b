package backup_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rustygpt/rustygpt/internal/backup"
	"github.com/rustygpt/rustygpt/internal/chat"
)

// parts are the entries of a sound backup, to be spoiled.
type parts struct{ manifest, database, key []byte }

func soundParts(t testing.TB) parts {
	t.Helper()
	w := newWorld(t, sqlitePlace(t), "Here")
	file, err := zip.OpenReader(w.backup(backup.WriteOptions{}))
	w.must(err)
	defer file.Close()
	read := func(name string) []byte {
		r, err := file.Open(name)
		w.must(err)
		content, err := io.ReadAll(r)
		w.must(err)
		return content
	}
	return parts{read("manifest.json"), read("rustygpt.db"), read("encryption.key")}
}

func (p parts) entries() []entry {
	return []entry{{"rustygpt.db", p.database}, {"encryption.key", p.key}, {"manifest.json", p.manifest}}
}

// sum makes the manifest say what the files are.
func (p parts) sum(t testing.TB) parts {
	t.Helper()
	return p.say(t, func(m *backup.Manifest) {
		for i, content := range [][]byte{p.database, p.key} {
			sum := sha256.Sum256(content)
			m.Files[i].Size, m.Files[i].SHA256 = int64(len(content)), hex.EncodeToString(sum[:])
		}
	})
}

// say changes the manifest.
func (p parts) say(t testing.TB, change func(*backup.Manifest)) parts {
	t.Helper()
	var m backup.Manifest
	if err := json.Unmarshal(p.manifest, &m); err != nil {
		t.Fatal(err)
	}
	change(&m)
	text, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	p.manifest = text
	return p
}

func (p parts) with(more ...entry) []entry { return append(p.entries(), more...) }

// special makes an archive in which one entry is of another kind.
func special(t testing.TB, p parts, change func(*zip.FileHeader)) []byte {
	t.Helper()
	var file bytes.Buffer
	w := zip.NewWriter(&file)
	for _, e := range p.entries() {
		header := &zip.FileHeader{Name: e.name, Method: zip.Deflate}
		if e.name == "encryption.key" {
			change(header)
		}
		part, err := w.CreateHeader(header)
		if err != nil {
			t.Fatal(err)
		}
		part.Write(e.content)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// bomb is an archive whose database is unpacked to many times its size.
func bomb(t testing.TB, p parts) []byte {
	p.database = make([]byte, 16<<20)
	return zipOf(t, p.entries()...)
}

// crowd is an archive with a directory of many entries of which its end tells
// three.
func crowd(t testing.TB, p parts) []byte {
	t.Helper()
	entries := p.entries()
	for i := range 1 << 16 {
		entries = append(entries, entry{name: fmt.Sprint(i)})
	}
	return zipOf(t, entries...)
}

// hostile are files that are no backups, and what is said of them.
func hostile(t testing.TB) map[string]struct {
	file []byte
	want string
} {
	p := soundParts(t)
	whole := zipOf(t, p.entries()...)
	other := p
	other.key = bytes.Repeat([]byte{9}, 32)
	long := p
	long.key = append(bytes.Clone(p.key), 0)
	damaged := p
	damaged.database = bytes.Clone(p.database)
	copy(damaged.database[8192:], bytes.Repeat([]byte{0xff}, 4096))
	words := p
	words.database = []byte("not a database at all, but long enough to look at it twice")
	type file = struct {
		file []byte
		want string
	}
	return map[string]file{
		"empty":             {nil, "no ZIP"},
		"no archive":        {[]byte(strings.Repeat("words ", 1000)), "no ZIP"},
		"truncated":         {whole[:len(whole)-100], "no ZIP"},
		"cut in the middle": {append(bytes.Clone(whole[:1000]), whole[2000:]...), ""},
		"nothing inside":    {zipOf(t), "exactly three"},
		"no key":            {zipOf(t, p.entries()[0], p.entries()[2]), "exactly three"},
		"no manifest":       {zipOf(t, p.entries()[:2]...), "exactly three"},
		"two manifests":     {zipOf(t, p.with(p.entries()[2])...), "more than once"},
		"two databases":     {zipOf(t, p.with(entry{"feltnerai.db", p.database})...), "exactly three"},
		"one more":          {zipOf(t, p.with(entry{"readme.txt", nil})...), "does not belong"},
		"a path up":         {zipOf(t, p.with(entry{"../../evil", []byte("x")})...), ""},
		"an absolute path":  {zipOf(t, p.with(entry{"/tmp/evil-backup", []byte("x")})...), ""},
		"a Windows path":    {zipOf(t, p.with(entry{`..\evil`, []byte("x")})...), ""},
		"a directory":       {zipOf(t, p.with(entry{"data/", nil})...), "does not belong"},
		"a symlink":         {special(t, p, func(h *zip.FileHeader) { h.SetMode(fs.ModeSymlink | 0o777) }), "no plain file"},
		"a device":          {special(t, p, func(h *zip.FileHeader) { h.SetMode(fs.ModeDevice | 0o666) }), "no plain file"},
		"a password":        {special(t, p, func(h *zip.FileHeader) { h.Flags |= 1 }), "no plain file"},
		"a bomb":            {bomb(t, p), "larger than it may be"},
		"a crowd":           {crowd(t, p), "more in it"},
		"a long key":        {zipOf(t, long.sum(t).entries()...), "larger than it may be"},
		"a long manifest":   {zipOf(t, parts{make([]byte, 1<<20), p.database, p.key}.entries()...), "larger than it may be"},
		"another key":       {zipOf(t, other.sum(t).entries()...), "not that of the database"},
		"a key unlike said": {zipOf(t, other.entries()...), "not what its manifest says"},
		"a database unlike said": {zipOf(t, p.say(t, func(m *backup.Manifest) { m.Files[0].SHA256 = m.Files[1].SHA256 }).entries()...),
			"not what its manifest says"},
		"a database shorter than said": {zipOf(t, p.say(t, func(m *backup.Manifest) { m.Files[0].Size++ }).entries()...), "not what its manifest says"},
		"a negative size":              {zipOf(t, p.say(t, func(m *backup.Manifest) { m.Files[0].Size = -5 }).entries()...), ""},
		"another application":          {zipOf(t, p.say(t, func(m *backup.Manifest) { m.Application = "Other" }).entries()...), "no backup that this program knows"},
		"a later format":               {zipOf(t, p.say(t, func(m *backup.Manifest) { m.Format = 2 }).entries()...), "use the newer program"},
		"another schema version":       {zipOf(t, p.say(t, func(m *backup.Manifest) { m.SchemaVersion = 1 }).entries()...), "as the manifest says"},
		"no files listed":              {zipOf(t, p.say(t, func(m *backup.Manifest) { m.Files = nil }).entries()...), "does not list"},
		"no JSON":                      {zipOf(t, parts{[]byte("{"), p.database, p.key}.entries()...), "cannot be read"},
		"a damaged database":           {zipOf(t, damaged.sum(t).entries()...), "damaged"},
		"no database":                  {zipOf(t, words.sum(t).entries()...), "no SQLite database"},
		"a sealed file":                {[]byte("age-encryption.org/v1\n-> scrypt AAAA 18\nAAAA\n--- AAAA\n"), "passphrase is needed"},
	}
}

// TestHostile: whatever a file is, it is refused with a reason, and nothing is
// written beside or left behind.
func TestHostile(t *testing.T) {
	t.Parallel()
	for name, test := range hostile(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			outside := t.TempDir()
			dir := filepath.Join(outside, "a", "b", "data")
			_, err := restore(t, placeIn(dir), fileOf(t, test.file))
			if chat.KindOf(err) != chat.Invalid || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v, want one with %q", err, test.want)
			}
			wantOnly(t, outside, "a", "a/b", "a/b/data", "a/b/data/rustygpt.db.lock")
		})
	}
}

// wantOnly lists what may be in a directory.
func wantOnly(t testing.TB, dir string, names ...string) {
	t.Helper()
	allowed := map[string]bool{".": true}
	for _, name := range names {
		allowed[name] = true
	}
	err := fs.WalkDir(os.DirFS(dir), ".", func(path string, _ fs.DirEntry, err error) error {
		if !allowed[path] {
			t.Errorf("there is %s now", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Lstat("/tmp/evil-backup"); err == nil {
		t.Error("an absolute path was written to")
	}
}

// TestUploadLimit: an upload may not be unpacked without end, even if its
// manifest says that it is large.
func TestUploadLimit(t *testing.T) {
	t.Parallel()
	p := soundParts(t)
	p.database = make([]byte, 16<<20)
	place := sqlitePlace(t)
	s, err := backup.New(backup.Options{Place: place, MaxUpload: 1 << 20, Restart: func() {}, Now: now}, quiet)
	if err != nil {
		t.Fatal(err)
	}
	err = s.Import(t.Context(), bytes.NewReader(zipOf(t, p.sum(t).entries()...)), chat.AuditEntry{}, func() (string, error) { return "", nil })
	if chat.KindOf(err) != chat.TooLarge {
		t.Errorf("error %v", err)
	}
	wantNothingLeft(t, place.DataDir)
}

// FuzzRead reads files that are nearly backups.
func FuzzRead(f *testing.F) {
	p := soundParts(f)
	f.Add(zipOf(f, p.entries()...))
	f.Add(special(f, p, func(h *zip.FileHeader) { h.Method = zip.Store }))
	f.Add([]byte("PK\x05\x06" + strings.Repeat("\x00", 18)))
	f.Add([]byte("age-encryption.org/v1\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		dir := filepath.Join(t.TempDir(), "data")
		_, err := restore(t, placeIn(dir), fileOf(t, file))
		if kind := chat.KindOf(err); err != nil && kind != chat.Invalid {
			t.Errorf("kind %d: %v", kind, err)
		}
		if err != nil {
			wantOnly(t, dir, "rustygpt.db.lock")
		}
	})
}
