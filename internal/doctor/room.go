package doctor

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/rustygpt/rustygpt/internal/config"
	"github.com/rustygpt/rustygpt/internal/disk"
)

// checkDisk looks at the room where the data is, by the thresholds of the
// settings.
func checkDisk(_ context.Context, e *examination) []Finding {
	dirs := []string{e.config.Storage.DataDir}
	engine, path := e.config.Database()
	if engine == config.SQLite && !within(path, dirs[0]) {
		dirs = append(dirs, filepath.Dir(path))
	}
	var findings []Finding
	for _, dir := range dirs {
		findings = append(findings, e.room(dir, engine == config.SQLite)...)
	}
	return findings
}

func (e *examination) room(dir string, refuses bool) []Finding {
	space, err := disk.Of(standing(dir))
	if errors.Is(err, errors.ErrUnsupported) {
		return skipped("This system does not tell how much room is left.")
	}
	if err != nil {
		return problem(fmt.Sprintf("How much room is left cannot be told: %v.", err), asOwner)
	}
	text := fmt.Sprintf("%s of %s are free where %s is.", size(space.Free), size(space.Total), dir)
	advice := "Make room: old backups, logs of other programs. Deleted conversations give theirs back after storage.trash_days."
	switch {
	case refuses && space.Free < mega(e.config.Storage.DiskRefuseMB):
		return problem(text+" The server refuses new messages below storage.disk_refuse_mb.", advice)
	case space.Free < mega(e.config.Storage.DiskWarnMB):
		return warning(text, advice)
	default:
		return ok(text)
	}
}

// standing is a directory, or the one above it that there is.
func standing(dir string) string {
	for {
		if _, err := os.Stat(dir); err == nil || filepath.Dir(dir) == dir {
			return dir
		}
		dir = filepath.Dir(dir)
	}
}

func mega(n int) uint64 { return uint64(max(n, 0)) << 20 }

// size is a number of bytes for people.
func size(bytes uint64) string {
	value, units := float64(bytes), strings.Fields("bytes KiB MiB GiB TiB PiB EiB")
	i := 0
	for ; value >= 1024 && i < len(units)-1; i++ {
		value /= 1024
	}
	if i == 0 || value >= 100 {
		return fmt.Sprintf("%.0f %s", value, units[i])
	}
	return fmt.Sprintf("%.1f %s", value, units[i])
}
