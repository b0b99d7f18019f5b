package sqlite

import (
	"database/sql"
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
)

// scans lists statements that may read a whole table or index: small tables,
// and jobs that run once in a while.
var scans = map[string]bool{
	"sqlAnyAccount": true, "sqlListAccounts": true, "sqlListAccountUse": true, "sqlOtherAdmin": true, // accounts
	"sqlListAccountInvites": true,                        // as far as its limit
	"sqlListProviders":      true, "sqlListModels": true, // configuration
	"sqlSettings": true, "sqlSetupComplete": true, "sqlUpdateSettings": true, "sqlNewestMigration": true, // one row
	"sqlCheckReferences":  true,                                                         // everything, when somebody asks whether it is sound
	"sqlSweepSetupTokens": true,                                                         // a row for each instance
	"sqlHasMark":          true, "sqlAnyTable": true, "sqlOurs": true, "sqlInUse": true, // at start, and when the database moves
	"sqlObjects": true, "sqlCountAdmins": true, "sqlSealedByProviders": true, "sqlSetupIsComplete": true, "sqlCopysKey": true, // when a backup is checked
}

// TestStatements prepares every statement of the package and reads its plan.
func TestStatements(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "test.db")
	s, err := Open(t.Context(), Options{Path: path}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	statements := sqlConstants(t)
	if len(statements) < 100 {
		t.Fatalf("only %d statements were found", len(statements))
	}
	for name, query := range statements {
		if !hasPlan(query) {
			continue
		}
		if strings.Contains(query, "LIMIT ?") {
			t.Errorf("%s is planned anew for each limit: write LIMIT +?", name)
		}
		for _, step := range queryPlan(t, db, name, query) {
			if strings.Contains(step, "AUTOMATIC") {
				t.Errorf("%s builds an index each time: %s", name, step)
			}
			if strings.HasPrefix(step, "SCAN ") && !scans[name] && !allowedScan(step) {
				t.Errorf("%s reads a whole table: %s", name, step)
			}
		}
	}
}

// allowedScan tells apart what the plan also calls a scan: a constant row, an
// argument, the queue of a recursion, the index of the answers that are running
// now.
func allowedScan(step string) bool {
	return strings.HasPrefix(step, "SCAN CONSTANT") || strings.HasPrefix(step, "SCAN (") || strings.HasPrefix(step, "SCAN json_each ") || step == "SCAN line" ||
		strings.HasSuffix(step, "answers_running")
}

// hasPlan leaves out transaction control and definitions.
func hasPlan(query string) bool {
	switch strings.Fields(query)[0] {
	case "SELECT", "INSERT", "UPDATE", "DELETE", "WITH":
		return true
	}
	return false
}

func queryPlan(t *testing.T, db *sql.DB, name, query string) (steps []string) {
	t.Helper()
	parameters := strings.Count(query, "?")
	for n := range 20 {
		rows, err := db.Query("EXPLAIN QUERY PLAN "+query, make([]any, n)...)
		if err != nil {
			if n < parameters {
				continue
			}
			t.Fatalf("%s: %v", name, err)
		}
		defer rows.Close()
		for rows.Next() {
			var id, parent, unused int
			var detail string
			if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
				t.Fatal(err)
			}
			steps = append(steps, detail)
		}
		return steps
	}
	return nil
}

// sqlConstants evaluates the constants named sql… in the package's source.
func sqlConstants(t *testing.T) map[string]string {
	t.Helper()
	fset := token.NewFileSet()
	paths, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
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
	// Imports stay unresolved: the constants need none.
	config := types.Config{Error: func(error) {}, Importer: noImports{}}
	pkg, _ := config.Check("sqlite", fset, files, nil)
	found := map[string]string{}
	for _, name := range pkg.Scope().Names() {
		c, ok := pkg.Scope().Lookup(name).(*types.Const)
		if ok && strings.HasPrefix(name, "sql") && c.Val().Kind() == constant.String {
			found[name] = constant.StringVal(c.Val())
		}
	}
	return found
}

type noImports struct{}

func (noImports) Import(path string) (*types.Package, error) { return nil, fs.ErrNotExist }
