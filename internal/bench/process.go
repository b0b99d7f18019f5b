package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/rustygpt/rustygpt/internal/porttest"
)

// child is a server in a process of its own, the product or a floor.
type child struct {
	url     string
	address string
	started time.Duration // from its start to its first answer
	cmd     *exec.Cmd
	stdin   io.Closer // a floor ends when this is closed
	log     *os.File
}

// startServer runs the product on a data directory until it is ready, with
// settings of the form RUSTYGPT__SECTION__KEY=value.
func (l *lab) startServer(ctx context.Context, dir string, environ ...string) (*child, error) {
	taken, err := porttest.Take() // until this program ends
	if err != nil {
		return nil, err
	}
	port := strconv.Itoa(taken.Number)
	c := &child{address: taken.Address(), url: "http://" + taken.Address()}
	c.cmd = exec.CommandContext(ctx, l.server, "serve", "--port", port, "--data-dir", dir)
	c.cmd.Dir = l.dir // no configuration file there
	c.cmd.Env = append(os.Environ(),
		"GOMAXPROCS="+strconv.Itoa(l.processors),
		"RUSTYGPT__SERVER__HOST=127.0.0.1",
		"RUSTYGPT__LIMITS__ENABLED=false")
	c.cmd.Env = append(c.cmd.Env, environ...)
	if c.log, err = os.Create(filepath.Join(l.dir, "server-"+port+".log")); err != nil {
		return nil, err
	}
	c.cmd.Stdout, c.cmd.Stderr = c.log, c.log
	l.children = append(l.children, c)
	return c, c.start(ctx, "/readyz")
}

// startFloor runs this program as a floor.
func (l *lab) startFloor(ctx context.Context, args ...string) (*child, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	c := &child{}
	c.cmd = exec.CommandContext(ctx, self, append([]string{floorCommand}, args...)...)
	c.cmd.Env = append(os.Environ(), "GOMAXPROCS="+strconv.Itoa(l.processors))
	c.cmd.Stderr = os.Stderr
	l.children = append(l.children, c)
	if c.stdin, err = c.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := c.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := c.cmd.Start(); err != nil {
		return nil, err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return nil, errors.Join(fmt.Errorf("floor %v: %w", args, err), c.stop())
	}
	c.address = strings.TrimSpace(line)
	c.url = "http://" + c.address
	return c, nil
}

// start runs the process and asks for a path until it is answered.
func (c *child) start(ctx context.Context, path string) error {
	began := time.Now()
	if err := c.cmd.Start(); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for {
		if answers(ctx, c.url+path) {
			c.started = time.Since(began)
			return nil
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			text, _ := os.ReadFile(c.log.Name())
			return errors.Join(fmt.Errorf("the server did not become ready:\n%s", text), c.stop())
		}
	}
}

func answers(ctx context.Context, url string) bool {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		return false
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return false
	}
	defer func() { _ = res.Body.Close() }()
	return res.StatusCode == http.StatusOK
}

// kill ends the process at once. It can be called after stop.
func (c *child) kill() {
	if c.cmd.Process == nil || c.cmd.ProcessState != nil {
		return
	}
	_ = c.cmd.Process.Kill() // it may have ended by itself
	_ = c.cmd.Wait()         // with the status of a killed process
	c.closeLog()
}

func (c *child) closeLog() {
	if c.log != nil {
		_ = c.log.Close()
	}
}

// stop lets the process end and waits for it.
func (c *child) stop() error {
	defer c.closeLog()
	if c.stdin != nil {
		_ = c.stdin.Close() // it may have ended already
	} else {
		_ = c.cmd.Process.Signal(syscall.SIGTERM)
	}
	impatient := time.AfterFunc(15*time.Second, func() { _ = c.cmd.Process.Kill() })
	defer impatient.Stop()
	return c.cmd.Wait()
}
