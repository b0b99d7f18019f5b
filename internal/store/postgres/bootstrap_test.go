package postgres_test

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store/postgres"
	"github.com/rustygpt/rustygpt/internal/store/postgres/pgtest"
)

func TestStartTogether(t *testing.T) {
	t.Parallel()
	url := pgtest.Shared(t).Database(t)
	var ran counter
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() {
			reg := prometheus.NewRegistry()
			s, err := openRegistered(t.Context(), postgres.Options{URL: url}, reg)
			if err != nil {
				t.Error(err)
				return
			}
			if missing, err := s.Ready(t.Context()); err != nil || len(missing) > 0 {
				t.Errorf("missing %v, error %v", missing, err)
			}
			ran.add(scriptsRun(t, reg))
			s.Close()
		})
	}
	wg.Wait()
	if want := ask[int64](t, url, "SELECT count(*) FROM rustygpt.bootstrap_applied"); ran.total != float64(want) {
		t.Errorf("%v scripts were run, the ledger has %d", ran.total, want)
	}
}

func TestBootstrapMetrics(t *testing.T) {
	t.Parallel()
	reg := prometheus.NewRegistry()
	s, err := openRegistered(t.Context(), postgres.Options{URL: pgtest.Shared(t).Database(t), MaxConnections: 3}, reg)
	if err != nil {
		t.Fatal(err)
	}
	s.Close()
	s.Ready(t.Context())
	want := `
# HELP db_bootstrap_batches_total Folders of database scripts worked through, by folder.
# TYPE db_bootstrap_batches_total counter
db_bootstrap_batches_total{stage="indexes",status="completed"} 1
db_bootstrap_batches_total{stage="indexes",status="started"} 1
db_bootstrap_batches_total{stage="procedures",status="completed"} 1
db_bootstrap_batches_total{stage="procedures",status="started"} 1
db_bootstrap_batches_total{stage="schema",status="completed"} 1
db_bootstrap_batches_total{stage="schema",status="started"} 1
db_bootstrap_batches_total{stage="seed",status="completed"} 1
db_bootstrap_batches_total{stage="seed",status="started"} 1
# HELP db_liveness_checks_total Checks at start whether the database answers, by result.
# TYPE db_liveness_checks_total counter
db_liveness_checks_total{status="error"} 0
db_liveness_checks_total{status="ok"} 1
# HELP db_pool_max_connections Connections to the database kept open at most.
# TYPE db_pool_max_connections gauge
db_pool_max_connections 3
# HELP db_readiness_checks_total Checks whether the database has everything it needs, by result.
# TYPE db_readiness_checks_total counter
db_readiness_checks_total{status="error"} 1
db_readiness_checks_total{status="incomplete"} 0
db_readiness_checks_total{status="ok"} 1
# HELP db_statement_timeout_ms Longest time one statement may take, in milliseconds; 0 = no limit.
# TYPE db_statement_timeout_ms gauge
db_statement_timeout_ms 120000
`
	err = testutil.GatherAndCompare(reg, strings.NewReader(want), "db_bootstrap_batches_total", "db_liveness_checks_total",
		"db_pool_max_connections", "db_readiness_checks_total", "db_statement_timeout_ms")
	if err != nil {
		t.Error(err)
	}
	durations, err := testutil.GatherAndCount(reg, "db_bootstrap_script_duration_seconds")
	if err != nil || float64(durations) != scriptsRun(t, reg) {
		t.Errorf("%d durations of %v scripts, error %v", durations, scriptsRun(t, reg), err)
	}
}

// TestScriptsChange starts on scripts from a directory and changes them.
func TestScriptsChange(t *testing.T) {
	t.Parallel()
	url, directory := pgtest.Shared(t).Database(t), t.TempDir()
	write := func(name, text string) {
		path := filepath.Join(directory, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	start := func() (scripts float64, err error) {
		reg := prometheus.NewRegistry()
		s, err := openRegistered(t.Context(), postgres.Options{URL: url, BootstrapPath: directory}, reg)
		if err == nil {
			s.Close()
		}
		return scriptsRun(t, reg), err
	}
	wantRun := func(what string, want float64) {
		t.Helper()
		if got, err := start(); err != nil || got != want {
			t.Errorf("%s: %v scripts were run, want %v; error %v", what, got, want, err)
		}
	}
	wantRefused := func(what, text string) {
		t.Helper()
		if _, err := start(); chat.KindOf(err) != chat.Unavailable || !strings.Contains(err.Error(), text) {
			t.Errorf("%s: %v", what, err)
		}
	}

	wantRefused("no scripts", "no scripts in a folder")
	const state = "CREATE TABLE rustygpt.restore_state AS SELECT gen_random_uuid() AS epoch" // which every start reads
	write("schema/1.sql", "CREATE TABLE rustygpt.marks (n int); "+state)
	write("procedures/1.sql", "CREATE OR REPLACE FUNCTION rustygpt.a() RETURNS int LANGUAGE sql AS 'SELECT 1'")
	write("procedures/2.sql", "CREATE OR REPLACE FUNCTION rustygpt.b() RETURNS int LANGUAGE sql AS 'SELECT rustygpt.a()'")
	write("procedures/3.sql", "CREATE OR REPLACE FUNCTION rustygpt.c() RETURNS int LANGUAGE sql AS 'SELECT rustygpt.b()'")
	write("seed/1.sql", "INSERT INTO rustygpt.marks SELECT rustygpt.c()")
	wantRun("first start", 5)
	wantRun("second start", 0)

	write("procedures/2.sql", "CREATE OR REPLACE FUNCTION rustygpt.b() RETURNS int LANGUAGE sql AS 'SELECT 2'")
	wantRun("a changed procedure, and the one behind it", 2)
	if got := ask[int32](t, url, "SELECT rustygpt.c()"); got != 2 {
		t.Errorf("the procedure returns %d", got)
	}

	write("procedures/2.sql", "CREATE OR REPLACE FUNCTION rustygpt.b(n int DEFAULT 4) RETURNS int LANGUAGE sql AS 'SELECT n'")
	wantRun("a procedure with one more argument", 2)
	if got := ask[int32](t, url, "SELECT rustygpt.c()"); got != 4 {
		t.Errorf("the procedure returns %d", got)
	}

	write("schema/2.sql", "CREATE TABLE rustygpt.more (n int);\n\nCREATE TABLE rustygpt.more (n int)")
	wantRefused("a broken script", "script schema/2.sql, line 1")
	if ask[bool](t, url, "SELECT to_regclass('rustygpt.more') IS NOT NULL") {
		t.Error("half a script was applied")
	}
	write("schema/2.sql", "CREATE TABLE rustygpt.more (n int);\n\nSELECT nothing")
	wantRefused("a broken script", "script schema/2.sql, line 3")
	write("schema/2.sql", "CREATE TABLE rustygpt.more (n int)")
	wantRun("a new schema script", 1)

	write("seed/1.sql", "INSERT INTO rustygpt.marks VALUES (3)")
	wantRefused("a changed seed script", "another seed/1.sql")
	write("seed/1.sql", "INSERT INTO rustygpt.marks SELECT rustygpt.c()")
	write("schema/1.sql", "CREATE TABLE rustygpt.marks (n bigint)")
	wantRefused("a changed schema script", "another schema/1.sql")
	if err := os.Remove(filepath.Join(directory, "schema", "2.sql")); err != nil {
		t.Fatal(err)
	}
	wantRefused("scripts of an older program", "newer program")
}

func TestAnotherProgramsDatabase(t *testing.T) {
	t.Parallel()
	for _, table := range []string{"users (id uuid)", "bootstrap_applied (stage text, applied_at timestamptz)"} {
		url := pgtest.Shared(t).Database(t)
		do(t, url, "CREATE SCHEMA rustygpt")
		do(t, url, "CREATE TABLE rustygpt."+table)
		_, err := openRegistered(t.Context(), postgres.Options{URL: url}, nil)
		if chat.KindOf(err) != chat.Unavailable || !strings.Contains(err.Error(), "another program") {
			t.Errorf("%s: %v", table, err)
		}
	}
}

func TestNewerDatabase(t *testing.T) {
	t.Parallel()
	url := database(t)
	do(t, url, "UPDATE rustygpt.bootstrap_applied SET version = 1000 WHERE stage = 'procedures/000_access.sql'")
	_, err := openRegistered(t.Context(), postgres.Options{URL: url}, nil)
	if chat.KindOf(err) != chat.Unavailable || !strings.Contains(err.Error(), "newer program") {
		t.Error(err)
	}
}

func TestReadyNamesWhatIsMissing(t *testing.T) {
	t.Parallel()
	url := database(t)
	reg := prometheus.NewRegistry()
	s, err := openRegistered(t.Context(), postgres.Options{URL: url}, reg)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	do(t, url, "DELETE FROM rustygpt.bootstrap_applied WHERE stage = 'seed/002_rate_limits.sql'")
	missing, err := s.Ready(t.Context())
	if err != nil || len(missing) != 1 || missing[0] != "seed/002_rate_limits.sql" {
		t.Errorf("missing %v, error %v", missing, err)
	}
	do(t, url, "ALTER TABLE rustygpt.bootstrap_applied RENAME TO hidden")
	if missing, err = s.Ready(t.Context()); err == nil || len(missing) == 0 {
		t.Errorf("missing %v, error %v", missing, err)
	}
}

// TestRoleOfTheApplicationIsAdded starts as a user who may not make roles, on a
// server without the role, and adds it as the script says.
func TestRoleOfTheApplicationIsAdded(t *testing.T) {
	t.Parallel()
	server := pgtest.Start(t)
	server.Exec(t, "ALTER ROLE rustygpt NOCREATEROLE")
	url := server.Database(t)
	open(t, postgres.Options{URL: url})
	if ask[bool](t, url, "SELECT to_regrole('rustygpt_app') IS NOT NULL") {
		t.Fatal("the role is there already")
	}
	server.Exec(t, "CREATE ROLE rustygpt_app NOLOGIN")
	do(t, url, "DELETE FROM rustygpt.bootstrap_applied WHERE stage = 'procedures/990_grants.sql'")
	open(t, postgres.Options{URL: url})
	if !ask[bool](t, url, "SELECT has_table_privilege('rustygpt_app', 'rustygpt.messages', 'SELECT')") {
		t.Error("the role may not read")
	}
}

// TestScriptsCanReplaceThemselves starts from a copy of the program's own
// scripts, which operators take as their start.
func TestScriptsCanReplaceThemselves(t *testing.T) {
	t.Parallel()
	directory := t.TempDir()
	if err := os.CopyFS(directory, os.DirFS("sql")); err != nil {
		t.Fatal(err)
	}
	s := open(t, postgres.Options{URL: pgtest.Shared(t).Database(t), BootstrapPath: directory})
	if missing, err := s.Ready(t.Context()); err != nil || len(missing) > 0 {
		t.Errorf("missing %v, error %v", missing, err)
	}
}

// counter adds up what many find.
type counter struct {
	mu    sync.Mutex
	total float64
}

func (c *counter) add(n float64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.total += n
}

// scriptsRun is the total of db_bootstrap_scripts_total.
func scriptsRun(t *testing.T, reg *prometheus.Registry) (total float64) {
	t.Helper()
	families, err := reg.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		if f.GetName() == "db_bootstrap_scripts_total" {
			for _, m := range f.GetMetric() {
				total += m.GetCounter().GetValue()
			}
		}
	}
	return total
}
