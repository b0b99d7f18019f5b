package secret

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// LoadOrCreate opens the key file, or makes one with a fresh key where there is
// none. The file holds KeyBytes raw bytes and nothing else; any other length is
// refused, because guessing would make every stored secret unreadable.
func LoadOrCreate(path string) (*Box, error) {
	box, err := load(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return box, err
	}
	if err := create(path); err != nil {
		return nil, fmt.Errorf("make the key file %s: %w", path, err)
	}
	return load(path)
}

func load(path string) (*Box, error) {
	key, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the key file: %w", err)
	}
	box, err := New(key)
	if err != nil {
		return nil, fmt.Errorf("key file %s: %w; restore it from a backup or, if it is lost, remove it and run 'rustygpt db accept-key'", path, err)
	}
	box.tightened, err = tighten(path)
	if err != nil {
		return nil, fmt.Errorf("key file %s: take other accounts' access away: %w", path, err)
	}
	return box, nil
}

// tighten takes other accounts' access to the file away and reports whether
// they had any. Windows keeps access in lists that the mode does not show.
func tighten(path string) (bool, error) {
	info, err := os.Stat(path)
	if err != nil || runtime.GOOS == "windows" || info.Mode().Perm()&0o077 == 0 {
		return false, err
	}
	return true, os.Chmod(path, 0o600)
}

// create writes a fresh key so that the file appears whole or not at all, also
// when the machine stops in the middle, and never over an existing one.
func create(path string) error {
	temp, err := os.CreateTemp(filepath.Dir(path), ".key-*") // mode 0600
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(temp.Name()) }() // gone already after a rename
	if err := write(temp); err != nil {
		return err
	}
	// A hard link, unlike a rename, fails when the name is taken: of two
	// processes that start together one wins and both read its key.
	err = os.Link(temp.Name(), path)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil { // a file system without hard links
		err = os.Rename(temp.Name(), path)
	}
	return err
}

func write(file *os.File) error {
	key := make([]byte, KeyBytes)
	rand.Read(key) // never fails: the runtime would end the process instead
	_, err := file.Write(key)
	return errors.Join(err, file.Sync(), file.Close())
}
