package postgres_test

import (
	"testing"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store/postgres"
	"github.com/rustygpt/rustygpt/internal/store/storetest"
)

func TestPruneBacklog(t *testing.T) {
	t.Parallel()
	url := database(t)
	storetest.PruneBacklog(t, open(t, postgres.Options{URL: url, PersistEvents: true}), func(c chat.ConversationID, rows int) {
		other := connect(t, url)
		other.do(`INSERT INTO rustygpt.sse_event_log (conversation_id, sequence, event_id, event_type, payload, created_at)
			SELECT $1, i, 'evt_' || i, 'unread.update', '{}', 'epoch' FROM generate_series(1, $2) i`, c.String(), rows)
		other.do(`UPDATE rustygpt.conversations SET position = $2, event_rows = $2 WHERE id = $1`, c.String(), rows)
	})
}
