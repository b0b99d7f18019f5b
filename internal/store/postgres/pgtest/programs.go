package pgtest

import (
	"cmp"
	"errors"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
)

// oldest is the first version that the product runs on.
const oldest = 15

// programs are the ones of one PostgreSQL installation.
type programs struct{ initdb, postgres string }

// ErrNotInstalled says what is missing, and how to get it.
var ErrNotInstalled = errors.New(`PostgreSQL 15 or newer was not found:
install it (Debian: apt-get install postgresql; macOS: brew install postgresql@15; its service need not run),
or, for tests, set ` + existingServer + `=postgres://user@host/database to use a server that runs already`)

// findPrograms prefers what is in PATH, then the newest version where systems
// put them outside of it.
func findPrograms() (programs, error) {
	var directories []string
	if path, err := exec.LookPath("initdb"); err == nil {
		directories = append(directories, filepath.Dir(path))
	}
	for _, pattern := range []string{
		"/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin", "/usr/local/opt/postgresql@*/bin",
		"/Applications/Postgres.app/Contents/Versions/*/bin",
	} {
		found, _ := filepath.Glob(pattern) // fails for a malformed pattern only
		slices.SortFunc(found, func(a, b string) int { return cmp.Compare(pathVersion(b), pathVersion(a)) })
		directories = append(directories, found...)
	}
	for _, d := range directories {
		p := programs{filepath.Join(d, "initdb"), filepath.Join(d, "postgres")}
		if p.version() >= oldest {
			return p, nil
		}
	}
	return programs{}, ErrNotInstalled
}

var number = regexp.MustCompile(`\d+`)

func pathVersion(path string) int {
	n, _ := strconv.Atoi(number.FindString(path))
	return n
}

// version is the major version, 0 when the server cannot be run.
func (p programs) version() int {
	out, err := exec.Command(p.postgres, "--version").Output()
	if err != nil {
		return 0
	}
	n, _ := strconv.Atoi(number.FindString(string(out)))
	return n
}
