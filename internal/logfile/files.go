// Package logfile keeps a log in files of its own: a new one each day (UTC) and
// whenever one is large enough. The oldest are removed.
package logfile

import (
	"errors"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// Options say where files are and how many there may be.
type Options struct {
	Dir      string
	MaxBytes int64 // of one file; an entry is never cut
	Keep     int   // files, the one that is written included
	Now      func() time.Time
}

// Files are the files of a log. They are safe for concurrent use.
type Files struct {
	options Options

	mu      sync.Mutex
	file    *os.File // nil = the last try to begin one failed
	current name
	size    int64
	failing bool // the last write did not succeed
}

// Open makes the directory where there is none, and goes on with the newest file
// of today.
func Open(o Options) (*Files, error) {
	f := &Files{options: o}
	if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		return nil, err
	}
	names, err := f.names()
	if err != nil {
		return nil, err
	}
	first := name{day: today(o.Now()), number: 1}
	if len(names) > 0 && names[len(names)-1].day == first.day {
		first = names[len(names)-1]
	}
	return f, f.begin(first)
}

// Write writes an entry. Who logs has nobody to tell of a failure, so there is
// none: Failing tells whether entries are lost.
func (f *Files) Write(entry []byte) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	err := f.turnOver(int64(len(entry)))
	if err == nil {
		var n int
		n, err = f.file.Write(entry)
		f.size += int64(n)
	}
	f.failing = err != nil
	return len(entry), nil
}

// turnOver begins another file when it is due.
func (f *Files) turnOver(more int64) error {
	next := name{day: today(f.options.Now()), number: 1}
	if next.day == f.current.day {
		next = f.current
		if f.size > 0 && f.size+more > f.options.MaxBytes {
			next.number++
		}
	}
	if f.file != nil && next == f.current {
		return nil
	}
	return f.begin(next)
}

// begin opens a file to write to its end, and removes those that are too many.
func (f *Files) begin(n name) error {
	file, err := os.OpenFile(f.path(n), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	info, err := file.Stat()
	if err != nil {
		return errors.Join(err, file.Close())
	}
	if f.file != nil {
		_ = f.file.Close() // what was written is written
	}
	f.file, f.current, f.size = file, n, info.Size()
	f.prune()
	return nil
}

// prune removes the oldest files. Others in the directory are nobody's business.
// What cannot be removed is tried again with the next file.
func (f *Files) prune() {
	names, _ := f.names()
	for _, n := range names[:max(0, len(names)-f.options.Keep)] {
		_ = os.Remove(f.path(n))
	}
}

// Failing reports whether entries are being lost.
func (f *Files) Failing() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.failing
}

// Usage is what there is.
type Usage struct {
	Dir   string
	Files int
	Bytes int64
}

// Usage counts the files.
func (f *Files) Usage() (Usage, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	u := Usage{Dir: f.options.Dir}
	names, err := f.names()
	for _, n := range names {
		info, err := os.Stat(f.path(n))
		if err != nil {
			return u, err
		}
		u.Files++
		u.Bytes += info.Size()
	}
	return u, err
}

// Close closes the file that is written.
func (f *Files) Close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.file == nil {
		return nil
	}
	err := f.file.Close()
	f.file = nil
	return err
}

func (f *Files) path(n name) string { return filepath.Join(f.options.Dir, n.String()) }

func today(now time.Time) string { return now.UTC().Format(time.DateOnly) }
