package sqlite_test

import (
	"database/sql"
	"path/filepath"
	"testing"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store/sqlite"
	"github.com/rustygpt/rustygpt/internal/store/storetest"
)

func TestPruneBacklog(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "test.db")
	storetest.PruneBacklog(t, open(t, sqlite.Options{Path: path, PersistEvents: true}), func(c chat.ConversationID, rows int) {
		db, err := sql.Open("sqlite", path)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		for _, statement := range []string{
			`INSERT INTO events (conversation_id, position, type, created_at, payload)
			 WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?2)
			 SELECT ?1, i, 'unread.update', 0, '{}' FROM n`,
			`UPDATE conversations SET position = ?2, event_rows = ?2 WHERE id = ?1`,
		} {
			if _, err := db.ExecContext(t.Context(), statement, c, rows); err != nil {
				t.Fatal(err)
			}
		}
	})
}
