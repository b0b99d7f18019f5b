package client

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// The machine codes of failures that come from this machine, not from a server.
const (
	CodeNotLoggedIn = "not_logged_in" // there is no login in the jar
	CodeOtherServer = "other_server"  // there is one, for another server
	CodeUnreachable = "unreachable"   // no connection, or no answer
	CodeNoServer    = "no_server"     // something answered that is no rustygpt server
)

// Jar keeps one login in a file: one line in the form of a Cookie header. Which
// server it is for stands in a second file beside it, whose name ends in
// .server, and no other server is ever sent it. That file is also the lock:
// several processes can use a jar at the same time. It stays when the login
// goes, because a lock that is removed is none.
type Jar struct{ path string }

// NewJar names a jar. Nothing is opened or made before it is used.
func NewJar(path string) *Jar { return &Jar{path} }

// Path is the file with the login.
func (j *Jar) Path() string { return j.path }

// Server is the server that the login is for, empty when there is none.
func (j *Jar) Server() (server string, err error) {
	err = j.locked(0, func(label *os.File) error {
		if _, err := os.Stat(j.path); err != nil {
			return ignoreMissing(err)
		}
		server, err = readLabel(label)
		return err
	})
	return server, ignoreMissing(err)
}

// read returns the login for a server. Unauthenticated with CodeNotLoggedIn or
// CodeOtherServer when there is none.
func (j *Jar) read(server string) (login cookies, err error) {
	err = j.locked(0, func(label *os.File) error {
		login, err = j.readLocked(label, server)
		return err
	})
	if errors.Is(err, fs.ErrNotExist) {
		if _, statErr := os.Stat(j.path); statErr == nil {
			return nil, chat.WithCode(chat.Unauthenticated, CodeNotLoggedIn, chat.Fill("It is not known which server the session in %s is for.", j.path))
		}
		return nil, errNotLoggedIn(server)
	}
	return login, err
}

func (j *Jar) readLocked(label *os.File, server string) (cookies, error) {
	line, err := os.ReadFile(j.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errNotLoggedIn(server)
	}
	if err != nil {
		return nil, err
	}
	made, err := readLabel(label)
	if err != nil {
		return nil, err
	}
	if made != server {
		return nil, chat.WithCode(chat.Unauthenticated, CodeOtherServer,
			chat.Fill("The session in %s is for %s. It is not sent to %s.", j.path, made, server))
	}
	login := parseCookies(string(line))
	if len(login) == 0 {
		return nil, errNotLoggedIn(server)
	}
	return login, nil
}

func errNotLoggedIn(server string) error {
	return chat.WithCode(chat.Unauthenticated, CodeNotLoggedIn, chat.Fill("You are not logged in to %s.", server))
}

// replace keeps a new login in place of whatever was there, and makes the
// directory that it is in.
func (j *Jar) replace(server string, login cookies) error {
	if err := os.MkdirAll(filepath.Dir(j.path), 0o700); err != nil {
		return err
	}
	return j.locked(os.O_CREATE, func(label *os.File) error {
		made, err := readLabel(label)
		if err != nil {
			return err
		}
		if made != server {
			// In this order, no crash leaves a session beside the name of a
			// server that it is not for.
			err := ignoreMissing(os.Remove(j.path))
			if err == nil {
				err = writeLabel(label, server)
			}
			if err != nil {
				return err
			}
		}
		return j.write(login)
	})
}

// swap keeps what became of a login, unless the jar holds another one by now:
// that is newer.
func (j *Jar) swap(server string, old, login cookies) error {
	return ignoreMissing(j.locked(0, func(label *os.File) error {
		held, err := j.readLocked(label, server)
		if chat.KindOf(err) == chat.Unauthenticated || err == nil && held.String() != old.String() {
			return nil
		}
		if err != nil {
			return err
		}
		return j.write(login)
	}))
}

// renew returns the login to use in place of a stale one: the one that another
// process has put into the jar meanwhile, or what fresh makes of the stale one.
// Other processes wait until it is written.
func (j *Jar) renew(server string, stale cookies, fresh func() (cookies, error)) (login cookies, err error) {
	err = j.locked(0, func(label *os.File) error {
		login, err = j.readLocked(label, server)
		if err != nil || login.String() != stale.String() {
			return err
		}
		if login, err = fresh(); err != nil {
			return err
		}
		return j.write(login)
	})
	return login, err
}

// Remove forgets the login and reports whether there was one.
func (j *Jar) Remove() (existed bool, err error) {
	err = j.locked(0, func(label *os.File) error {
		if err := os.Remove(j.path); err != nil {
			return err
		}
		existed = true
		return writeLabel(label, "")
	})
	if errors.Is(err, fs.ErrNotExist) && !existed {
		err = os.Remove(j.path) // one that has no label
		existed = err == nil
	}
	return existed, ignoreMissing(err)
}

// locked runs do while no other process touches the jar. The operating system
// frees the lock when a process ends in whatever way. An error that is
// fs.ErrNotExist means that there is no label, unless flag is os.O_CREATE.
func (j *Jar) locked(flag int, do func(label *os.File) error) error {
	label, err := os.OpenFile(j.path+".server", os.O_RDWR|flag, 0o600)
	if err != nil {
		return err
	}
	defer func() { _ = label.Close() }() // it was read, or written in place
	if err := lock(label); err != nil {
		return fmt.Errorf("lock %s: %w", label.Name(), err)
	}
	return do(label)
}

func readLabel(label *os.File) (string, error) {
	text, err := io.ReadAll(io.NewSectionReader(label, 0, 4096))
	return strings.TrimSpace(string(text)), err
}

func writeLabel(label *os.File, server string) error {
	if err := label.Truncate(0); err != nil || server == "" {
		return err
	}
	_, err := label.WriteAt([]byte(server+"\n"), 0)
	return err
}

// write replaces the file as a whole: who reads it sees the old line or the new
// one. CreateTemp makes files for their owner only.
func (j *Jar) write(login cookies) (err error) {
	file, err := os.CreateTemp(filepath.Dir(j.path), filepath.Base(j.path)+".*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(file.Name())
		}
	}()
	_, err = file.WriteString(login.String() + "\n")
	err = errors.Join(err, file.Sync(), file.Close())
	if err != nil {
		return err
	}
	return os.Rename(file.Name(), j.path)
}

func ignoreMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
