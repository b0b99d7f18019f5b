package pgtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/rustygpt/rustygpt/internal/porttest"
)

// startTimeout is far more than a start takes, also on a busy machine.
const startTimeout = 2 * time.Minute

// watch runs a server until it is told to end it. When nobody is left to tell,
// the server's files go as well.
const watch = `
"$1" -D "$3/data" -p "$2" >>"$3/log" 2>&1 &
server=$!
read -r word
case $word in
stop) kill -INT $server ;;
*) kill -QUIT $server ;;
esac
wait $server
case $word in
stop | crash) ;;
*) rm -rf "$3" ;;
esac
`

// settings trade the safety of the data, which tests do not need, for speed.
// There are as many tests at once as the machine has cores, with several servers
// each, and every one of these has connections of its own.
// The linguistic default order finds statements that forgot to ask for bytes.
func defaultSettings() []string {
	return []string{
		"listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=1000", "fsync=off",
		"synchronous_commit=off", "full_page_writes=off", "autovacuum=off", "logging_collector=off",
	}
}

// process is a server of ours. Its directory holds data and log.
type process struct {
	programs  programs
	user      user
	directory string
	port      *porttest.Port
	settings  []string

	command *exec.Cmd
	control io.WriteCloser
}

func start(settings []string) (*Server, error) {
	programs, err := findPrograms()
	if err != nil {
		return nil, err
	}
	user, err := serverUser()
	if err != nil {
		return nil, err
	}
	directory, err := os.MkdirTemp("", "pgtest-")
	if err != nil {
		return nil, err
	}
	p := &process{programs: programs, user: user, directory: directory, settings: append(defaultSettings(), settings...)}
	if err := p.initialize(); err != nil {
		return nil, errors.Join(err, os.RemoveAll(directory))
	}
	if err := p.run(); err != nil {
		return nil, errors.Join(err, os.RemoveAll(directory))
	}
	s := newServer(p.address(), url.User("rustygpt"), p)
	return s, s.exec(context.Background(), "CREATE ROLE rustygpt LOGIN CREATEROLE")
}

func (p *process) initialize() error {
	if err := p.user.own(p.directory); err != nil {
		return err
	}
	initdb := exec.Command(p.programs.initdb, "-D", filepath.Join(p.directory, "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8",
		"--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en-US", "--no-sync", "--no-instructions")
	p.user.runs(initdb)
	initdb.Dir = p.directory
	if out, err := initdb.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, out)
	}
	var err error
	if p.port, err = porttest.Take(); err != nil {
		return err
	}
	var lines bytes.Buffer
	for _, s := range p.settings {
		name, value, _ := bytes.Cut([]byte(s), []byte("="))
		fmt.Fprintf(&lines, "%s = '%s'\n", name, value)
	}
	file, err := os.OpenFile(filepath.Join(p.directory, "data", "postgresql.conf"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = file.Write(lines.Bytes())
	return errors.Join(err, file.Close())
}

func (p *process) address() url.URL {
	return url.URL{Scheme: "postgres", User: url.User("postgres"), Host: p.port.Address(), Path: "/postgres"}
}

// run starts the server and returns once it answers.
func (p *process) run() error {
	p.command = exec.Command("/bin/sh", "-c", watch, "sh", p.programs.postgres, strconv.Itoa(p.port.Number), p.directory)
	p.user.runs(p.command)
	p.command.Dir = p.directory
	var err error
	if p.control, err = p.command.StdinPipe(); err != nil {
		return err
	}
	if err := p.command.Start(); err != nil {
		return err
	}
	if err := p.wait(); err != nil {
		log, _ := os.ReadFile(filepath.Join(p.directory, "log"))
		p.remove()
		return fmt.Errorf("the PostgreSQL server did not start: %w\n%s", err, log)
	}
	return nil
}

func (p *process) wait() error {
	ctx, cancel := context.WithTimeout(context.Background(), startTimeout)
	defer cancel()
	address := p.address()
	for {
		conn, err := pgx.Connect(ctx, address.String())
		if err == nil {
			return conn.Close(ctx)
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// end stops the server in one of the ways that watch knows.
func (p *process) end(how string) error {
	_, err := io.WriteString(p.control, how+"\n")
	_ = p.command.Wait() // the status tells how the server ended, which was our wish
	return err
}

// remove ends the server, when it is running, and removes its files.
func (p *process) remove() {
	_ = p.control.Close()
	_ = p.command.Wait()
	_ = os.RemoveAll(p.directory)
	p.port.Free()
}
