//go:build unix

package pgtest

import (
	"errors"
	"os"
	"os/exec"
	account "os/user"
	"strconv"
	"syscall"
)

// user is who the server runs as: it refuses to run as root.
type user struct{ credential *syscall.Credential } // nil = who runs the tests

func serverUser() (user, error) {
	if os.Geteuid() != 0 {
		return user{}, nil
	}
	found, err := account.Lookup("postgres")
	if err != nil {
		return user{}, errors.Join(ErrNotInstalled, err)
	}
	uid, _ := strconv.ParseUint(found.Uid, 10, 32)
	gid, _ := strconv.ParseUint(found.Gid, 10, 32)
	return user{&syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}, nil
}

func (u user) own(directory string) error {
	if u.credential == nil {
		return nil
	}
	return os.Chown(directory, int(u.credential.Uid), int(u.credential.Gid))
}

// runs makes a command run as the user, out of reach of the terminal's keys.
func (u user) runs(c *exec.Cmd) {
	c.SysProcAttr = &syscall.SysProcAttr{Credential: u.credential, Setpgid: true}
}
