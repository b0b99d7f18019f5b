package autostart

import (
	"os"
	"path/filepath"
)

// System is the list of the operating system that the server runs on.
func System() Entry {
	home, err := os.UserHomeDir()
	if err != nil {
		return Launchd{}
	}
	return Launchd{Dir: filepath.Join(home, "Library", "LaunchAgents")}
}
