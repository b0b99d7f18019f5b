package postgres

import (
	"crypto/sha256"
	"embed"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"
)

//go:embed sql
var embeddedScripts embed.FS

// scriptsVersion is raised by every release that changes a script.
const scriptsVersion = 2

// The folders of the scripts, in the order in which they are run.
var folders = []string{"schema", procedures, "indexes", "seed"}

// procedures is the folder whose scripts can be repeated.
const procedures = "procedures"

// script is one file.
type script struct {
	folder   string
	name     string
	text     string
	checksum [sha256.Size]byte
}

// stage is the script's name in the ledger.
func (s script) stage() string { return s.folder + "/" + s.name }

// loadScripts reads the scripts of the program, or the ones that replace them.
func loadScripts(replacement string) ([]script, error) {
	files, err := fs.Sub(embeddedScripts, "sql")
	if replacement != "" {
		files = os.DirFS(replacement)
	}
	if err != nil {
		return nil, err
	}
	var list []script
	for _, folder := range folders {
		names, err := fs.Glob(files, folder+"/*.sql") // sorted
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			text, err := fs.ReadFile(files, name)
			if err != nil {
				return nil, err
			}
			list = append(list, script{folder, path.Base(name), string(text), sha256.Sum256(text)})
		}
	}
	if len(list) == 0 || list[0].folder != folders[0] {
		return nil, fmt.Errorf("%s has no scripts in a folder %q", replacement, folders[0])
	}
	return list, nil
}

// line is where in the script a position (in characters, from 1) is.
func (s script) line(position int32) int {
	before := []rune(s.text)
	if int(position) <= len(before) {
		before = before[:max(position-1, 0)]
	}
	return 1 + strings.Count(string(before), "\n")
}
