package autostart

import (
	"os"
	"path/filepath"
	"strconv"
)

// System is the list of the operating system that the server runs on.
func System() Entry {
	dir, err := os.UserConfigDir()
	if err != nil {
		dir = ""
	}
	return Systemd{ConfigDir: dir, Session: filepath.Join("/run", "user", strconv.Itoa(os.Getuid()), "systemd")}
}
