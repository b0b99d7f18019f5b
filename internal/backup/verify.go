package backup

import (
	"context"
	"errors"
	"os"
	"time"
)

// ReadOptions are what a backup is read with.
type ReadOptions struct {
	Passphrase string // of an encrypted file
	Report     func(Progress)
	Now        func() time.Time
}

// Verify makes sure that a file could be restored. It needs room for what is in
// the file, in a temporary directory below in.
func Verify(ctx context.Context, in, path string, o ReadOptions) (m Manifest, err error) {
	file, err := os.Open(path)
	if err != nil {
		return m, err
	}
	defer func() { _ = file.Close() }()
	dir, err := makeWorkDir(in, stagingPrefix)
	if err != nil {
		return m, err
	}
	defer func() { err = errors.Join(err, dir.remove()) }()
	return unpacking{dir, o.Passphrase, unlimited, orIgnore(o.Report), o.Now}.run(ctx, file)
}

// IsEncrypted reports whether a file needs a passphrase.
func IsEncrypted(path string) (bool, error) {
	file, err := os.Open(path)
	if err != nil {
		return false, err
	}
	defer func() { _ = file.Close() }()
	return isSealed(file), nil
}
