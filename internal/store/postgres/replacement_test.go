package postgres

import (
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/rustygpt/rustygpt/internal/store/postgres/pgtest"
)

// TestEveryTableIsReplacedOrKept: of a new table somebody has to say what becomes
// of it when a backup is restored.
func TestEveryTableIsReplacedOrKept(t *testing.T) {
	t.Parallel()
	scripts, err := loadScripts("")
	if err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.Connect(t.Context(), pgtest.Shared(t).Database(t))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	exec(t, conn, sqlMakeLedger)
	for _, s := range scripts {
		exec(t, conn, s.text)
	}
	there, err := all(t.Context(), conn, value[string], `
		SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'rustygpt' AND table_type = 'BASE TABLE'`)
	if err != nil {
		t.Fatal(err)
	}
	known := slices.Clone(tablesToKeep)
	for _, table := range tablesToReplace() {
		known = append(known, strings.TrimPrefix(table, "rustygpt."))
	}
	slices.Sort(there)
	slices.Sort(known)
	if !slices.Equal(there, known) {
		t.Errorf("there are the tables %q, and known is what becomes of %q", there, known)
	}
}
