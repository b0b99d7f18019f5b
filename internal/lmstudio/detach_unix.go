//go:build unix

package lmstudio

import (
	"os/exec"
	"syscall"
)

// detach makes the command the head of a group of its own, so that what it has
// started is killed with it.
func detach(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}
