package doctor

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/rustygpt/rustygpt/internal/config"
)

// othersAccess is what nobody but the owner should have.
const othersAccess fs.FileMode = 0o077

// maxCommands is how many are shown: the first ones tell of the rest.
const maxCommands = 10

// checkPermissions looks for what other accounts of the machine can read.
func checkPermissions(_ context.Context, e *examination) []Finding {
	if runtime.GOOS == "windows" {
		return skipped("Access is inherited on Windows; keep the data directory in the server account's own profile.")
	}
	open, err := e.openToOthers()
	if err != nil {
		return problem(fmt.Sprintf("What is in the data directory cannot be looked at: %v.", err), asOwner)
	}
	if len(open) == 0 {
		return ok("Nobody but the server's account can read its data.")
	}
	var advice []string
	for _, o := range open[:min(len(open), maxCommands)] {
		advice = append(advice, o.command())
	}
	if more := len(open) - len(advice); more > 0 {
		advice = append(advice, fmt.Sprintf("… and %d more of the kind.", more))
	}
	return warning("Other accounts of this machine can read the server's data.", advice...)
}

// opened is a file or directory that others have access to.
type opened struct {
	path string
	dir  bool
}

func (o opened) command() string {
	if o.dir {
		return "chmod 700 " + quoted(o.path)
	}
	return "chmod 600 " + quoted(o.path)
}

// openToOthers looks into the data directory and, where that is another one, at
// the database.
func (e *examination) openToOthers() (list []opened, err error) {
	err = filepath.WalkDir(e.config.Storage.DataDir, func(path string, _ fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil // it is temporary, or nothing is there yet
		case err != nil:
			return err
		}
		list, err = appendOpen(list, path)
		return err
	})
	if engine, path := e.config.Database(); err == nil && engine == config.SQLite && !within(path, e.config.Storage.DataDir) {
		for _, side := range []string{"", "-wal", "-shm"} {
			if list, err = appendOpen(list, path+side); err != nil {
				return list, err
			}
		}
	}
	return list, err
}

func appendOpen(list []opened, path string) ([]opened, error) {
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return list, nil
	case err != nil:
		return list, err
	case info.Mode().Type() != 0 && !info.IsDir(), info.Mode().Perm()&othersAccess == 0:
		return list, nil
	}
	return append(list, opened{path, info.IsDir()}), nil
}

func within(path, dir string) bool {
	rel, err := filepath.Rel(dir, path)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

// quoted is a path as a shell takes it.
func quoted(path string) string {
	if strings.IndexFunc(path, unusual) < 0 {
		return path
	}
	return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
}

func unusual(r rune) bool {
	plain := 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || strings.ContainsRune("/._-+:@", r)
	return !plain
}
