package postgres

import (
	"context"
	"encoding/json"
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/rustygpt/rustygpt/internal/store/postgres/pgtest"
)

// scans lists the tables that statements may read whole: they are small.
var scans = map[string]bool{
	"users": true, "user_roles": true, "server_settings": true, "providers": true, "models": true, "bootstrap_applied": true,
	"setup_tokens": true, "restore_state": true,
}

// TestStatements prepares every statement of the package, and reads the plan
// that it has where sequential scans are dear, as they are in large tables.
func TestStatements(t *testing.T) {
	t.Parallel()
	scripts, err := loadScripts("")
	if err != nil {
		t.Fatal(err)
	}
	url := pgtest.Shared(t).Database(t)
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	exec(t, conn, sqlMakeLedger)
	for _, s := range scripts {
		exec(t, conn, s.text)
	}
	exec(t, conn, "SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off")
	statements := planned(sqlConstants(t))
	if len(statements) < 50 {
		t.Fatalf("only %d statements were found", len(statements))
	}
	for name, params := range prepareAll(t, conn, statements) {
		for _, table := range scanned(t, conn, name, params) {
			if !scans[table] && name != "sqlRemnants" { // a move reads everything
				t.Errorf("%s reads all of %s", name, table)
			}
		}
	}
}

func exec(t *testing.T, conn *pgx.Conn, sql string) {
	t.Helper()
	if _, err := conn.PgConn().Exec(t.Context(), sql).ReadAll(); err != nil {
		t.Fatal(err)
	}
}

// scanned lists the tables that a prepared statement reads from end to end.
func scanned(t *testing.T, conn *pgx.Conn, name string, params int) []string {
	t.Helper()
	plan, err := explain(t, conn, name, params)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return plan.scans(nil)
}

// explain is the plan of a prepared statement.
func explain(t *testing.T, conn *pgx.Conn, name string, params int) (planNode, error) {
	t.Helper()
	call := `EXPLAIN (FORMAT JSON) EXECUTE "` + name + `"`
	if params > 0 {
		call += "(" + strings.TrimSuffix(strings.Repeat("NULL, ", params), ", ") + ")"
	}
	results, err := conn.PgConn().Exec(t.Context(), call).ReadAll()
	if err != nil {
		return planNode{}, err
	}
	var plans []struct{ Plan planNode }
	if err := json.Unmarshal(results[0].Rows[0][0], &plans); err != nil {
		t.Fatal(err)
	}
	return plans[0].Plan, nil
}

// planNode is a step of a plan.
type planNode struct {
	Type     string `json:"Node Type"`
	Relation string `json:"Relation Name"`
	Plans    []planNode
}

func (n planNode) scans(list []string) []string {
	if n.Type == "Seq Scan" {
		list = append(list, n.Relation)
	}
	for _, p := range n.Plans {
		list = p.scans(list)
	}
	return list
}

// sqlConstants are the values of the package's constants whose names begin
// with sql, but for the one that makes the ledger.
func sqlConstants(t *testing.T) map[string]string {
	t.Helper()
	paths, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	fset := token.NewFileSet()
	var files []*ast.File
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(fset, path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	config := types.Config{Error: func(error) {}} // imports stay unresolved: the constants need none
	pkg, _ := config.Check("postgres", fset, files, nil)
	found := map[string]string{}
	for _, name := range pkg.Scope().Names() {
		c, ok := pkg.Scope().Lookup(name).(*types.Const)
		if ok && strings.HasPrefix(name, "sql") && name != "sqlMakeLedger" && c.Val().Kind() == constant.String {
			found[name] = constant.StringVal(c.Val())
		}
	}
	return found
}
