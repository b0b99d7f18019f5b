package postgres

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/rustygpt/rustygpt/internal/store/postgres/pgtest"
)

var record = flag.Bool("record", false, "keep the present scripts and statements as those of a release")

// release is what is kept of one: the names and checksums of its scripts, its
// procedures, and the statements of its program. The other scripts never
// change.
type release struct {
	version    int
	scripts    []script
	statements map[string]string
}

// TestUpgrade brings a database of each earlier release up to date, while a
// connection of that release's program is open.
func TestUpgrade(t *testing.T) {
	t.Parallel()
	if *record {
		recordRelease(t)
	}
	fresh := routines(t, upgraded(t, nil))
	for _, r := range releases(t) {
		t.Run(strconv.Itoa(r.version), func(t *testing.T) {
			t.Parallel()
			url := upgraded(t, &r)
			for name, text := range routines(t, url) {
				if want, kept := fresh[name]; kept && text != want {
					t.Errorf("%s is another than in a new database", name)
				}
			}
		})
	}
}

// upgraded is a database with the present scripts, which had those of a release
// before (nil = nothing). The statements of that release still work.
func upgraded(t *testing.T, from *release) string {
	t.Helper()
	url := pgtest.Shared(t).Database(t)
	if from == nil {
		runScripts(t, url, presentScripts(t))
		return url
	}
	runScripts(t, url, from.scripts)
	running := dial(t, url)
	exec(t, running, "UPDATE rustygpt.bootstrap_applied SET version = "+strconv.Itoa(from.version))
	exec(t, running, "SET plan_cache_mode = force_generic_plan")
	prepared := prepareAll(t, running, from.statements)
	runScripts(t, url, presentScripts(t))
	for name, params := range prepared {
		if _, err := explain(t, running, name, params); err != nil {
			t.Errorf("%s of a running instance: %v", name, err)
		}
	}
	prepareAll(t, dial(t, url), from.statements) // as a connection of its pool that is new
	return url
}

// TestUpgradeKeepsContextSizes moves what was one of a model's parameters to the
// facts about it.
func TestUpgradeKeepsContextSizes(t *testing.T) {
	t.Parallel()
	url := pgtest.Shared(t).Database(t)
	runScripts(t, url, releases(t)[0].scripts)
	conn := dial(t, url)
	exec(t, conn, `
		INSERT INTO rustygpt.providers VALUES ('00000000-0000-0000-0000-00000000000a', 'One', 'openai', '', '', '', true, 'config', now(), now())`)
	for id, params := range map[string]string{"1": `{"max_tokens": 7, "context_size": 4096}`, "2": `{"max_tokens": 8}`} {
		exec(t, conn, `
			INSERT INTO rustygpt.models
			VALUES ('00000000-0000-0000-0000-00000000000`+id+`', '00000000-0000-0000-0000-00000000000a', 'm`+id+`', 'M', true, false, 'config',
				'`+params+`', now(), now())`)
	}
	runScripts(t, url, presentScripts(t))
	var found string
	if err := conn.QueryRow(t.Context(), `
		SELECT string_agg(concat_ws(' ', params, context_size, reported), '; ' ORDER BY upstream_id) FROM rustygpt.models`).Scan(&found); err != nil {
		t.Fatal(err)
	}
	if found != `{"max_tokens": 7} 4096 {}; {"max_tokens": 8} {}` {
		t.Errorf("models %s", found)
	}
}

func dial(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

func runScripts(t *testing.T, url string, scripts []script) {
	t.Helper()
	conn := dial(t, url)
	b := bootstrap{conn, scripts, slog.New(slog.DiscardHandler), newMetrics(prometheus.NewRegistry(), 1, 0)}
	if err := errors.Join(b.run(t.Context()), conn.Close(t.Context())); err != nil {
		t.Fatal(err)
	}
}

// prepareAll returns how many parameters each statement has.
func prepareAll(t *testing.T, conn *pgx.Conn, statements map[string]string) map[string]int {
	t.Helper()
	params := map[string]int{}
	for name, sql := range statements {
		prepared, err := conn.Prepare(t.Context(), name, sql)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		params[name] = len(prepared.ParamOIDs)
	}
	return params
}

// routines are the definitions of all procedures, by name. There is one of each
// name.
func routines(t *testing.T, url string) map[string]string {
	t.Helper()
	rows, err := dial(t, url).Query(t.Context(), `
		SELECT proname, pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'rustygpt'::regnamespace`)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	var name, text string
	if _, err := pgx.ForEachRow(rows, []any{&name, &text}, func() error {
		if _, twice := found[name]; twice {
			t.Errorf("there are two procedures %s", name)
		}
		found[name] = text
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return found
}

// TestReleasedScripts: what a database may have been made with stays, and what
// is new raises the version, by which older programs know that it is.
func TestReleasedScripts(t *testing.T) {
	t.Parallel()
	present := map[string]script{}
	for _, s := range presentScripts(t) {
		present[s.stage()] = s
	}
	newest := 0
	for _, r := range releases(t) {
		newest = max(newest, r.version)
		for _, s := range r.scripts {
			now, found := present[s.stage()]
			if s.folder != procedures && (!found || now.checksum != s.checksum) {
				t.Errorf("%s was released with version %d and must not be changed", s.stage(), r.version)
			}
			if r.version == scriptsVersion && now.checksum != s.checksum {
				t.Errorf("%s has changed since version %d: raise scriptsVersion", s.stage(), r.version)
			}
		}
	}
	if scriptsVersion != newest && scriptsVersion != newest+1 {
		t.Errorf("the scripts have version %d, the last release had %d", scriptsVersion, newest)
	}
}

func presentScripts(t *testing.T) []script {
	t.Helper()
	scripts, err := loadScripts("")
	if err != nil {
		t.Fatal(err)
	}
	return scripts
}

const releasesDirectory = "testdata/releases"

func releases(t *testing.T) []release {
	t.Helper()
	entries, err := os.ReadDir(releasesDirectory)
	if err != nil {
		t.Fatal(err)
	}
	var list []release
	for _, e := range entries {
		version, err := strconv.Atoi(e.Name())
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, readRelease(t, version))
	}
	return list
}

func readRelease(t *testing.T, version int) release {
	t.Helper()
	r := release{version: version}
	directory := filepath.Join(releasesDirectory, strconv.Itoa(version))
	if err := json.Unmarshal(readFile(t, filepath.Join(directory, "statements.json")), &r.statements); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(readFile(t, filepath.Join(directory, "scripts.txt")))) {
		sum, stage, _ := strings.Cut(strings.TrimSpace(line), "  ")
		var s script
		s.folder, s.name, _ = strings.Cut(stage, "/")
		checksum, err := hex.DecodeString(sum)
		if err != nil || copy(s.checksum[:], checksum) != len(s.checksum) {
			t.Fatalf("%s: the checksum of %s cannot be read", directory, stage)
		}
		path := filepath.Join("sql", stage)
		if s.folder == procedures {
			path = filepath.Join(directory, stage)
		}
		s.text = string(readFile(t, path))
		r.scripts = append(r.scripts, s)
	}
	return r
}

func readFile(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// recordRelease keeps the present scripts and statements.
func recordRelease(t *testing.T) {
	t.Helper()
	directory := filepath.Join(releasesDirectory, strconv.Itoa(scriptsVersion))
	write := func(path string, b []byte) {
		path = filepath.Join(directory, path)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	var list bytes.Buffer
	for _, s := range presentScripts(t) {
		fmt.Fprintf(&list, "%x  %s\n", s.checksum, s.stage())
		if s.folder == procedures {
			write(s.stage(), []byte(s.text))
		}
	}
	write("scripts.txt", list.Bytes())
	statements, err := json.MarshalIndent(planned(sqlConstants(t)), "", "\t")
	if err != nil {
		t.Fatal(err)
	}
	write("statements.json", statements)
}

// planned leaves out the statements that have no plan.
func planned(statements map[string]string) map[string]string {
	verbs := []string{"SELECT", "INSERT", "UPDATE", "DELETE", "WITH"}
	found := maps.Clone(statements)
	maps.DeleteFunc(found, func(_, sql string) bool { return !slices.Contains(verbs, strings.Fields(sql)[0]) })
	return found
}
