//go:build !unix

package pgtest

import (
	"errors"
	"os/exec"
)

// user is who the server runs as.
type user struct{}

func serverUser() (user, error) {
	return user{}, errors.New("on this system, set " + existingServer + " to the address of a server")
}

func (user) own(string) error { return nil }

func (user) runs(*exec.Cmd) {}
