package servertest

import (
	"context"
	"io"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/cli"
	"github.com/rustygpt/rustygpt/internal/config"
	"github.com/rustygpt/rustygpt/internal/porttest"
	"github.com/rustygpt/rustygpt/internal/secrettest"
	"github.com/rustygpt/rustygpt/internal/server"
	"github.com/rustygpt/rustygpt/internal/store/enginetest"
	"github.com/rustygpt/rustygpt/internal/store/storetest"
)

// serveVariable makes a test binary become the server instead of running tests.
const serveVariable = "RUSTYGPT_SERVERTEST_SERVE"

// databaseVariable, with the address of a database after it, names the database.
const databaseVariable = "RUSTYGPT__DB__URL="

// patience is how long a server may take for what it has to do at all.
const patience = 2 * time.Minute

// patiently has a server wait for PostgreSQL longer than it does for people: all
// servers of a run share one database server with a busy machine.
var patiently = []string{"RUSTYGPT__DB__STATEMENT_TIMEOUT_MS=60000", "PGCONNECT_TIMEOUT=60"}

// Main is the TestMain of packages that use Process: the server they start is
// their own test binary, so it is built with the same flags, race detector
// included.
func Main(m *testing.M) {
	ServeIfAsked()
	os.Exit(m.Run())
}

// ServeIfAsked is Main for packages whose TestMain does more than run the tests:
// it does not return where the binary is to be the server.
func ServeIfAsked() {
	if os.Getenv(serveVariable) != "" {
		os.Exit(serve())
	}
}

// DieVariable names the step of a restore before which a server kills itself.
const DieVariable = "RUSTYGPT_SERVERTEST_DIE_BEFORE"

func dieBefore(step string) func(string) {
	return func(name string) {
		if name == step {
			self, _ := os.FindProcess(os.Getpid())
			_ = self.Kill()
			select {}
		}
	}
}

func serve() int {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	var environ []string
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, serveVariable+"=") && !strings.HasPrefix(v, DieVariable+"=") {
			environ = append(environ, v)
		}
	}
	dir, err := os.Getwd()
	if err != nil {
		return 1
	}
	return cli.Run(ctx, os.Args[1:], cli.Env{
		Stdout: os.Stdout, Stderr: os.Stderr, Environ: environ, WorkDir: dir,
		Serve: func(ctx context.Context, cfg config.Config, opts cli.ServeOptions) error {
			return server.Run(ctx, cfg, server.Options{
				Console: opts.Console, Log: opts.Log, LogFiles: opts.LogFiles, Version: "test", RestoreStep: dieBefore(os.Getenv(DieVariable)),
			})
		},
	})
}

// Process is a server in a process of its own. Its address and data directory
// stay the same through restarts, as they would for people.
type Process struct {
	URL     string
	DataDir string

	environ []string
	address string
	log     *os.File
	cmd     *exec.Cmd
	ended   chan error
}

// StartProcess starts a server with an empty data directory, on an empty
// database of the engine that the run is about, with settings in the form
// RUSTYGPT__SECTION__KEY=value. It is ready when this returns, and stopped at
// the end of the test.
func StartProcess(t testing.TB, environ ...string) *Process {
	t.Helper()
	if enginetest.Postgres() {
		environ = append([]string{databaseVariable + enginetest.URL(t)}, environ...)
	}
	p := newProcess(t, environ)
	if !enginetest.Postgres() {
		enginetest.Prepare(t, filepath.Join(p.DataDir, "rustygpt.db"))
	}
	p.Restart(t)
	return p
}

// StartAnother starts another instance on the same database, with the same
// settings and more, and the same encryption key.
func (p *Process) StartAnother(t testing.TB, environ ...string) *Process {
	t.Helper()
	another := newProcess(t, slices.Concat(p.environ, environ))
	p.copyKey(t, another)
	another.Restart(t)
	return another
}

func (p *Process) copyKey(t testing.TB, to *Process) {
	t.Helper()
	const name = "encryption.key"
	key, err := os.ReadFile(filepath.Join(p.DataDir, name))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(to.DataDir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(to.DataDir, name), key, 0o600); err != nil {
		t.Fatal(err)
	}
}

func newProcess(t testing.TB, environ []string) *Process {
	t.Helper()
	address, dir := freeAddress(t), t.TempDir()
	log, err := os.Create(filepath.Join(dir, "server.log"))
	if err != nil {
		t.Fatal(err)
	}
	p := &Process{
		URL: "http://" + address, DataDir: filepath.Join(dir, "data"),
		environ: environ, address: address, log: log,
	}
	t.Cleanup(func() {
		p.Kill()
		p.checkLog(t)
		if t.Failed() {
			p.dumpLog(t)
		}
		log.Close()
	})
	return p
}

// Restart starts the server again after Kill or Stop and waits until it is
// ready.
func (p *Process) Restart(t testing.TB) {
	t.Helper()
	_, port, err := net.SplitHostPort(p.address)
	if err != nil {
		t.Fatal(err)
	}
	p.cmd = exec.Command(os.Args[0], "serve", "--port", port, "--data-dir", p.DataDir)
	p.cmd.Env = slices.Concat(os.Environ(), patiently, []string{serveVariable + "=1"}, p.environ)
	p.cmd.Dir = filepath.Dir(p.DataDir)
	p.cmd.Stdout, p.cmd.Stderr = p.log, p.log
	if err := p.cmd.Start(); err != nil {
		t.Fatalf("start the server: %v", err)
	}
	p.ended = make(chan error, 1)
	go func(cmd *exec.Cmd, ended chan<- error) { ended <- cmd.Wait() }(p.cmd, p.ended)

	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if err := WaitReady(ctx, p.URL); err != nil {
		p.dumpLog(t)
		t.Fatal(err)
	}
}

// SetupToken waits for the nth greeting that asks for a setup token, from 1, and
// returns the token.
func (p *Process) SetupToken(t testing.TB, n int) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	for {
		console, err := os.ReadFile(p.log.Name())
		if err != nil {
			t.Fatal(err)
		}
		if parts := strings.SplitAfter(string(console), "setup token: "); len(parts) > n {
			if token, _, whole := strings.Cut(parts[n], "\n"); whole {
				return token
			}
		}
		select {
		case <-ctx.Done():
			t.Fatalf("the console has not shown %d setup tokens", n)
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// Died waits for the end of a server that kills itself. It can then be started
// again, with further settings.
func (p *Process) Died(t testing.TB, environ ...string) {
	t.Helper()
	select {
	case <-p.ended:
		p.cmd = nil
	case <-time.After(patience):
		t.Fatal("the server goes on")
	}
	p.environ = append(p.environ, environ...)
}

// Kill ends the process as a power cut would, without any warning.
func (p *Process) Kill() {
	if p.cmd == nil {
		return
	}
	_ = p.cmd.Process.Kill() // it may have ended by itself
	<-p.ended
	p.cmd = nil
}

// Stop asks the server to stop and waits for it; the error is its exit status.
func (p *Process) Stop() error {
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	err := <-p.ended
	p.cmd = nil
	return err
}

// OpenDatabase opens the database of a server that was stopped. It is closed at
// the end of the test.
func (p *Process) OpenDatabase(t testing.TB) storetest.Store {
	t.Helper()
	if enginetest.Postgres() {
		return enginetest.OpenAt(t, strings.TrimPrefix(p.environ[0], databaseVariable))
	}
	return enginetest.OpenAt(t, filepath.Join(p.DataDir, "rustygpt.db"))
}

// checkLog looks for secrets in what the server wrote. The setup token belongs on
// the console, which the process shares with its log.
func (p *Process) checkLog(t testing.TB) {
	t.Helper()
	text, err := os.ReadFile(p.log.Name())
	if err != nil {
		t.Error(err)
	}
	for line := range strings.Lines(string(text)) {
		if !strings.Contains(line, "setup token: ") {
			secrettest.CheckLog(t, "the server's log", []byte(line))
		}
	}
}

func (p *Process) dumpLog(t testing.TB) {
	t.Helper()
	const last = 8 << 10
	if info, err := p.log.Stat(); err == nil {
		if _, err := p.log.Seek(max(0, info.Size()-last), io.SeekStart); err == nil {
			text, _ := io.ReadAll(p.log)
			t.Logf("the server's last words:\n%s", text)
		}
	}
}

// freeAddress is one that stays the test's own while its server is down.
func freeAddress(t testing.TB) string {
	t.Helper()
	port, err := porttest.Take()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(port.Free)
	return port.Address()
}
