package autostart

import (
	"os"
	"strconv"
)

// System is the list of the operating system that the server runs on.
func System() Entry {
	dir, err := os.UserConfigDir()
	if err != nil {
		dir = ""
	}
	return Systemd{ConfigDir: dir, Session: "/run/user/" + strconv.Itoa(os.Getuid()) + "/systemd"}
}
