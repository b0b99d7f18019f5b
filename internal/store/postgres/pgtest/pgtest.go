// Package pgtest gives tests a real PostgreSQL: one server for each test
// binary, started by the first test that asks, and a database of its own for
// every test, owned by a user without special rights, as the product's users
// have it.
//
// The server ends with the test binary, however that ends: a shell waits for
// the other end of a pipe to go away, stops the server and removes its files.
// When PostgreSQL is not installed the tests fail and say what to do. With
// RUSTYGPT_TEST_POSTGRES=postgres://… they use a server that runs already, as
// a user who may create databases.
//
// Programs that are no tests, such as the measurements, use Run and Make.
package pgtest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// existingServer names the variable with the address of a server to use.
const existingServer = "RUSTYGPT_TEST_POSTGRES"

// Server is a running PostgreSQL server.
type Server struct {
	address  url.URL       // of its maintenance database, for an administrator
	owner    *url.Userinfo // of the databases made here
	prefix   string        // of the databases made here
	count    atomic.Int64
	template func(Prepare) (string, error)
	process  *process // nil = not ours
}

// Prepare fills a new database.
type Prepare func(ctx context.Context, url string) error

var shared = sync.OnceValues(func() (*Server, error) {
	if address := os.Getenv(existingServer); address != "" {
		u, err := url.Parse(address)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", existingServer, err)
		}
		return newServer(*u, u.User, nil), nil
	}
	return start(nil)
})

// Shared is the server that all tests of this binary use.
func Shared(t testing.TB) *Server {
	t.Helper()
	s, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Start starts a server for one test that wants to stop it, or needs settings
// of its own, such as "fsync=on". It is stopped when the test ends.
func Start(t testing.TB, settings ...string) *Server {
	t.Helper()
	s, err := Run(settings...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Remove)
	return s
}

// Run is Start for a program that is no test. It calls Remove in the end.
func Run(settings ...string) (*Server, error) { return start(settings) }

// Remove ends a server that Run has started, and removes its files.
func (s *Server) Remove() { s.process.remove() }

func newServer(address url.URL, owner *url.Userinfo, p *process) *Server {
	s := &Server{address: address, owner: owner, prefix: fmt.Sprintf("rustygpt_test_%d_%d", os.Getpid(), time.Now().UnixNano()), process: p}
	var once sync.Once
	var name string
	var err error
	s.template = func(prepare Prepare) (string, error) {
		once.Do(func() { name, err = s.makeTemplate(prepare) })
		return name, err
	}
	return s
}

// Database makes an empty database and returns its address. It is dropped when
// the test ends.
func (s *Server) Database(t testing.TB) string {
	t.Helper()
	return s.create(t, "template0")
}

// Copy makes a database that prepare has filled. Only the first call on a
// server runs prepare; every call gets a copy of what that made.
func (s *Server) Copy(t testing.TB, prepare Prepare) string {
	t.Helper()
	template, err := s.template(prepare)
	if err != nil {
		t.Fatal(err)
	}
	return s.create(t, template)
}

// Clone makes a copy of another database of the server, to which nothing is
// connected.
func (s *Server) Clone(t testing.TB, address string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return s.create(t, path.Base(u.Path))
}

func (s *Server) create(t testing.TB, template string) string {
	t.Helper()
	name, err := s.make(t.Context(), template)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		// A server that the test has stopped, or stops next, takes it along.
		_ = s.exec(context.Background(), "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)")
	})
	return s.URL(name)
}

// Make makes an empty database and returns its address. It stays.
func (s *Server) Make(ctx context.Context) (string, error) {
	name, err := s.make(ctx, "template0")
	return s.URL(name), err
}

func (s *Server) make(ctx context.Context, template string) (name string, err error) {
	name = fmt.Sprintf("%s_%d", s.prefix, s.count.Add(1))
	for start := time.Now(); ; {
		err = s.exec(ctx, s.createDatabase(name, template))
		if !isInUse(err) || time.Since(start) > startTimeout {
			return name, err
		}
	}
}

// isInUse: the server has waited for seconds for connections to the template to
// end. Their clients have hung up, but on a machine that stalls that takes time.
func isInUse(err error) bool {
	e, ok := errors.AsType[*pgconn.PgError](err)
	return ok && e.Code == "55006" // object_in_use
}

func (s *Server) makeTemplate(prepare Prepare) (string, error) {
	ctx := context.Background()
	name := s.prefix + "_template"
	if err := s.exec(ctx, s.createDatabase(name, "template0")); err != nil {
		return "", err
	}
	return name, prepare(ctx, s.URL(name))
}

func (s *Server) createDatabase(name, template string) string {
	return fmt.Sprintf("CREATE DATABASE %s TEMPLATE %s OWNER %s", name, template, pgx.Identifier{s.owner.Username()}.Sanitize())
}

// URL is the address of a database on the server, for its owner.
func (s *Server) URL(database string) string {
	u := s.address
	u.User, u.Path = s.owner, "/"+database
	return u.String()
}

// Exec runs SQL in the maintenance database.
func (s *Server) Exec(t testing.TB, sql string) {
	t.Helper()
	if err := s.exec(context.WithoutCancel(t.Context()), sql); err != nil { // also when the test cleans up
		t.Fatal(err)
	}
}

func (s *Server) exec(ctx context.Context, sql string) error {
	conn, err := pgx.Connect(ctx, s.address.String())
	if err != nil {
		return fmt.Errorf("connect to the test server: %w", err)
	}
	_, err = conn.Exec(ctx, sql)
	return cmp.Or(err, conn.Close(ctx))
}

// Stop ends the server with all its connections; its databases stay. Crash
// gives it no time to write anything, as a power cut would.
func (s *Server) Stop(t testing.TB) {
	t.Helper()
	s.end(t, "stop")
}

// Crash is Stop without a goodbye.
func (s *Server) Crash(t testing.TB) {
	t.Helper()
	s.end(t, "crash")
}

func (s *Server) end(t testing.TB, how string) {
	t.Helper()
	if s.process == nil {
		t.Fatal("this server is not the test's own to stop")
	}
	if err := s.process.end(how); err != nil {
		t.Fatal(err)
	}
}

// Restart brings a stopped server back at the same address.
func (s *Server) Restart(t testing.TB) {
	t.Helper()
	if err := s.process.run(); err != nil {
		t.Fatal(err)
	}
}
