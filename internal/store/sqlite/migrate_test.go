package sqlite

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Before chunks were kept in the order of their replay: two answers that are
// written at the same time in one conversation, the ids shortened.
const oldTalk = `
	INSERT INTO conversations (id, kind, title, auto_title, assistant_mode, position, created_at, last_activity_at)
	VALUES (x'0c', 'chat', 'Old', 0, 'auto', 6, 1, 1);
	INSERT INTO threads (root_id, conversation_id, excerpt, created_at, last_activity_at, message_count)
	VALUES (x'0a', x'0c', '', 1, 1, 2);
	INSERT INTO messages (id, root_id, conversation_id, role, status, path, depth, position, created_at, content)
	VALUES (x'0a', x'0a', x'0c', 'assistant', 'streaming', 'a', 1, 1, 1, ''),
	       (x'0b', x'0a', x'0c', 'assistant', 'streaming', 'b', 1, 2, 1, '');
	INSERT INTO answers (message_id, model_name, provider_name, instance, started_at, instruction)
	VALUES (x'0a', 'm', 'p', 'i', 1, ''), (x'0b', 'm', 'p', 'i', 1, '');
	INSERT INTO chunks (message_id, idx, conversation_id, position, created_at, content, reasoning)
	VALUES (x'0a', 0, x'0c', 3, 1, 'one', ''), (x'0b', 0, x'0c', 4, 1, 'other', ''), (x'0a', 1, x'0c', 5, 1, ' two', '');`

func TestMigrateKeepsChunks(t *testing.T) {
	t.Parallel()
	conn, err := open(t.Context(), filepath.Join(t.TempDir(), "old.db"), basePragmas())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.close()
	steps, err := migrations(migrationFiles)
	if err != nil {
		t.Fatal(err)
	}
	if err := migrate(conn, steps[:2], noon); err != nil {
		t.Fatal(err)
	}
	if err := conn.script(oldTalk); err != nil {
		t.Fatal(err)
	}
	if err := migrate(conn, steps, noon); err != nil {
		t.Fatal(err)
	}
	texts, err := all(conn, value[string], `SELECT `+messageContent+` FROM messages m ORDER BY m.id`, nil)
	if err != nil || !slices.Equal(texts, []string{"one two", "other"}) {
		t.Errorf("texts %q, %v", texts, err)
	}
	replay, err := all(conn, value[string], `SELECT content FROM chunks WHERE conversation_id = x'0c' ORDER BY position`, nil)
	if err != nil || strings.Join(replay, "|") != "one|other| two" {
		t.Errorf("replay %q, %v", replay, err)
	}
}
