package backup

import (
	"archive/zip"
	"bytes"
	"io"
	"testing"

	"github.com/rustygpt/rustygpt/internal/chat"
)

const (
	ourManifest   = `{"application":"RustyGPT","format":1,"version":"v1","files":[{"name":"rustygpt.db","size":2},{"name":"encryption.key","size":32}]}`
	theirManifest = `{"application":"FeltnerAI","format":1,"api_major":1,"version":"0.1.0","created_at":"2026-02-01T13:00:00+00:00"}`
)

// small is an archive with next to nothing in it, for a fuzzer to spoil.
func small(f *testing.F, manifest, database string, method uint16) []byte {
	f.Helper()
	var file bytes.Buffer
	w := zip.NewWriter(&file)
	for name, content := range map[string]string{manifestName: manifest, database: "db", keyName: "0123456789abcdef0123456789abcdef"} {
		part, err := w.CreateHeader(&zip.FileHeader{Name: name, Method: method})
		if err != nil {
			f.Fatal(err)
		}
		_, _ = io.WriteString(part, content)
	}
	if err := w.Close(); err != nil {
		f.Fatal(err)
	}
	return file.Bytes()
}

// FuzzArchive reads what is nearly an archive: it is taken with exactly what a
// backup has, or it is the sender's fault.
func FuzzArchive(f *testing.F) {
	for _, method := range []uint16{zip.Store, zip.Deflate} {
		f.Add(small(f, ourManifest, databaseName, method))
		f.Add(small(f, theirManifest, "feltnerai.db", method))
	}
	f.Add([]byte("PK\x05\x06" + string(make([]byte, 18))))
	f.Fuzz(func(t *testing.T, file []byte) {
		a, err := openArchive(bytes.NewReader(file), int64(len(file)))
		if err != nil {
			if chat.KindOf(err) != chat.Invalid {
				t.Errorf("kind %d: %v", chat.KindOf(err), err)
			}
			return
		}
		if len(a.key) != 32 || a.database == nil {
			t.Errorf("taken with a key of %d bytes and database %v", len(a.key), a.database)
		}
		const limit = 1 << 20
		if size, _, err := copyEntry(io.Discard, a.database, limit); size > limit+1 || err != nil && chat.KindOf(err) != chat.Invalid {
			t.Errorf("%d bytes, %v", size, err)
		}
	})
}

// FuzzManifest reads manifests of every kind.
func FuzzManifest(f *testing.F) {
	f.Add([]byte(ourManifest))
	f.Add([]byte(theirManifest))
	f.Add([]byte(`{"application":"RustyGPT","format":1,"files":[{},{}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		m, err := parseManifest(text)
		if err != nil {
			if chat.KindOf(err) != chat.Invalid {
				t.Errorf("kind %d: %v", chat.KindOf(err), err)
			}
			return
		}
		if !m.foreign() && (len(m.Files) != 2 || m.Files[1].Name != keyName) {
			t.Errorf("taken: %+v", m)
		}
	})
}
