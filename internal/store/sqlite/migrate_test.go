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

// migrated is a database of today, into which a script wrote when it had so many
// versions.
func migrated(t *testing.T, versions int, script string) *connection {
	t.Helper()
	conn, err := open(t.Context(), filepath.Join(t.TempDir(), "old.db"), basePragmas())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.close() })
	steps, err := migrations(migrationFiles)
	if err != nil {
		t.Fatal(err)
	}
	if err := migrate(conn, steps[:versions], noon); err != nil {
		t.Fatal(err)
	}
	if err := conn.script(script); err != nil {
		t.Fatal(err)
	}
	if err := migrate(conn, steps, noon); err != nil {
		t.Fatal(err)
	}
	return conn
}

func TestMigrateKeepsChunks(t *testing.T) {
	t.Parallel()
	conn := migrated(t, 2, oldTalk)
	texts, err := all(conn, value[string], `SELECT `+messageContent+` FROM messages m ORDER BY m.id`, nil)
	if err != nil || !slices.Equal(texts, []string{"one two", "other"}) {
		t.Errorf("texts %q, %v", texts, err)
	}
	replay, err := all(conn, value[string], `SELECT content FROM chunks WHERE conversation_id = x'0c' ORDER BY position`, nil)
	if err != nil || strings.Join(replay, "|") != "one|other| two" {
		t.Errorf("replay %q, %v", replay, err)
	}
}

// Before the size of its context was a fact about a model, it was one of its
// parameters.
const oldModels = `
	INSERT INTO providers (id, name, type, base_url, sealed_key, sealed_headers, enabled, source, created_at, updated_at)
	VALUES (x'0a', 'One', 'openai', '', '', '', 1, 'config', 1, 1);
	INSERT INTO models (id, provider_id, upstream_id, display_name, enabled, is_default, source, params, created_at, updated_at)
	VALUES (x'01', x'0a', 'a', 'A', 1, 0, 'config', '{"max_tokens":7,"context_size":4096}', 1, 1),
	       (x'02', x'0a', 'b', 'B', 1, 0, 'config', '{"max_tokens":8}', 1, 1);`

func TestMigrateKeepsContextSizes(t *testing.T) {
	t.Parallel()
	conn := migrated(t, 14, oldModels)
	rows, err := all(conn, value[string], `SELECT params || ' ' || coalesce(context_size, '') || ' ' || reported FROM models ORDER BY id`, nil)
	if err != nil || strings.Join(rows, "; ") != `{"max_tokens":7} 4096 {}; {"max_tokens":8}  {}` {
		t.Errorf("models %q, %v", rows, err)
	}
}
