//go:build !unix

package pgtest

import (
	"errors"
	"os/exec"
)

// user is who the server runs as.
type user struct{}

func serverUser() (user, error) {
	return user{}, errors.Join(ErrNotInstalled, errors.New("on this system, set "+existingServer))
}

func (user) own(string) error { return nil }

func (user) runs(*exec.Cmd) {}
