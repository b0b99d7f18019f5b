package lmstudio

import (
	"os/exec"
	"syscall"
)

// detach keeps a console from showing.
func detach(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{HideWindow: true} }
