package logfile_test

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/logfile"
)

// diary is a log whose day the test turns.
type diary struct {
	*logfile.Files
	t   *testing.T
	dir string
	now time.Time
}

func newDiary(t *testing.T, maxBytes int64, keep int) *diary {
	t.Helper()
	d := &diary{t: t, dir: filepath.Join(t.TempDir(), "data", "logs"), now: time.Date(2026, 3, 1, 23, 0, 0, 0, time.UTC)}
	d.open(maxBytes, keep)
	return d
}

func (d *diary) open(maxBytes int64, keep int) {
	d.t.Helper()
	files, err := logfile.Open(logfile.Options{Dir: d.dir, MaxBytes: maxBytes, Keep: keep, Now: func() time.Time { return d.now }})
	if err != nil {
		d.t.Fatal(err)
	}
	d.Files = files
	d.t.Cleanup(func() { _ = files.Close() })
}

func (d *diary) write(entry string) {
	d.t.Helper()
	if n, err := d.Write([]byte(entry)); n != len(entry) || err != nil {
		d.t.Errorf("Write = %d, %v", n, err)
	}
}

// has wants files with a content, oldest first: name=content.
func (d *diary) has(want ...string) {
	d.t.Helper()
	entries, err := os.ReadDir(d.dir)
	if err != nil {
		d.t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		content, err := os.ReadFile(filepath.Join(d.dir, e.Name()))
		if err != nil {
			d.t.Fatal(err)
		}
		got = append(got, e.Name()+"="+string(content))
	}
	slices.Sort(want)
	if !slices.Equal(got, want) {
		d.t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestAFileForEachDay(t *testing.T) {
	t.Parallel()
	d := newDiary(t, 1000, 3)
	d.write("a\n")
	d.now = d.now.Add(2 * time.Hour)
	d.write("b\n")
	d.write("c\n")
	d.has("rustygpt-2026-03-01.log=a\n", "rustygpt-2026-03-02.log=b\nc\n")
	d.now = d.now.Add(48 * time.Hour)
	d.write("d\n")
	d.now = d.now.Add(24 * time.Hour)
	d.write("e\n")
	d.has("rustygpt-2026-03-02.log=b\nc\n", "rustygpt-2026-03-04.log=d\n", "rustygpt-2026-03-05.log=e\n")
}

func TestALargeFileIsFollowedByAnother(t *testing.T) {
	t.Parallel()
	d := newDiary(t, 10, 12)
	for i := range 14 {
		d.write(fmt.Sprintf("entry %02d\n", i)) // one fits
	}
	usage, err := d.Usage()
	if want := (logfile.Usage{Dir: d.dir, Files: 12, Bytes: 12 * 9}); usage != want || err != nil {
		t.Errorf("usage %+v, %v", usage, err)
	}
	for _, gone := range []string{"rustygpt-2026-03-01.log", "rustygpt-2026-03-01.2.log"} {
		if _, err := os.Stat(filepath.Join(d.dir, gone)); err == nil {
			t.Errorf("%s is still there", gone)
		}
	}
	long := strings.Repeat("x", 100)
	d.write(long)
	content, err := os.ReadFile(filepath.Join(d.dir, "rustygpt-2026-03-01.15.log"))
	if err != nil || string(content) != long {
		t.Errorf("a long entry: %q, %v", content, err)
	}
}

func TestAStartGoesOnWithTodaysNewestFile(t *testing.T) {
	t.Parallel()
	d := newDiary(t, 10, 5)
	d.write("first\n")
	d.write("second\n")
	d.open(20, 5)
	d.write("third\n")
	d.has("rustygpt-2026-03-01.log=first\n", "rustygpt-2026-03-01.2.log=second\nthird\n")
}

func TestOtherFilesAreLeftAlone(t *testing.T) {
	t.Parallel()
	d := newDiary(t, 1000, 1)
	others := []string{"notes.txt", "rustygpt-2026-02-30.log", "rustygpt-2026-03-01.1.log", "rustygpt-2026-03-01.02.log", "rustygpt-.log"}
	for _, name := range others {
		if err := os.WriteFile(filepath.Join(d.dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	d.write("a\n")
	d.now = d.now.Add(24 * time.Hour)
	d.write("b\n")
	want := []string{"rustygpt-2026-03-02.log=b\n"}
	for _, name := range others {
		want = append(want, name+"=")
	}
	d.has(want...)
}

func TestFilesAreTheOwnersAlone(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("permissions are inherited on Windows")
	}
	d := newDiary(t, 1000, 3)
	d.write("a\n")
	for path, want := range map[string]os.FileMode{
		d.dir: 0o700, filepath.Dir(d.dir): 0o700, filepath.Join(d.dir, "rustygpt-2026-03-01.log"): 0o600,
	} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: mode %v, want %v (%v)", path, info.Mode().Perm(), want, err)
		}
	}
}

func TestNoPlaceForTheDirectory(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := logfile.Open(logfile.Options{Dir: filepath.Join(file, "logs"), Keep: 1, Now: time.Now}); err == nil {
		t.Error("a directory below a file was made")
	}
}

// TestALogThatCannotBeWrittenGoesOn takes the directory away when the next file
// is due, and gives it back.
func TestALogThatCannotBeWrittenGoesOn(t *testing.T) {
	t.Parallel()
	d := newDiary(t, 1000, 3)
	if err := os.RemoveAll(d.dir); err != nil {
		t.Skip(err) // Windows keeps what is open
	}
	d.now = d.now.Add(24 * time.Hour)
	d.write("lost\n")
	if !d.Failing() {
		t.Error("nothing is said about lost entries")
	}
	if err := os.Mkdir(d.dir, 0o700); err != nil {
		t.Fatal(err)
	}
	d.write("kept\n")
	d.has("rustygpt-2026-03-02.log=kept\n")
	if d.Failing() {
		t.Error("entries are still said to be lost")
	}
}

func TestWritersAtTheSameTime(t *testing.T) {
	t.Parallel()
	d := newDiary(t, 200, 1000)
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for j := range 50 {
				d.write(fmt.Sprintf("%d %d\n", i, j))
			}
		})
	}
	all.Wait()
	entries, err := os.ReadDir(d.dir)
	if err != nil {
		t.Fatal(err)
	}
	lines := 0
	for _, e := range entries {
		content, err := os.ReadFile(filepath.Join(d.dir, e.Name()))
		if err != nil || len(content) > 200 {
			t.Errorf("%s has %d bytes, %v", e.Name(), len(content), err)
		}
		lines += strings.Count(string(content), "\n")
	}
	if lines != 400 {
		t.Errorf("%d lines", lines)
	}
}
