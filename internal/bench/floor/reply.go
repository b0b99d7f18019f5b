package floor

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Reply posts replies the way it is done by hand: a transaction of four
// statements, each prepared and sent when the one before it was answered. It
// changes the same rows of the same tables as the product does, whose schema
// the database has.
type Reply struct{ pool *pgxpool.Pool }

// NewReply opens a database that the product made.
func NewReply(ctx context.Context, url string, connections int) (*Reply, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, err
	}
	config.MaxConns = int32(connections)
	for name, value := range map[string]string{"jit": "off", "plan_cache_mode": "force_generic_plan", "timezone": "UTC"} {
		config.ConnConfig.RuntimeParams[name] = value // as the product has them
	}
	pool, err := pgxpool.NewWithConfig(ctx, config)
	return &Reply{pool}, err
}

// Close ends the connections.
func (r *Reply) Close() { r.pool.Close() }

// The four statements. The first one also locks the conversation.
const (
	sqlTakePositions = `
		UPDATE rustygpt.conversations
		SET position = position + 3, event_rows = event_rows + 3, newest_message = $2, last_activity_at = $3
		WHERE id = $1 RETURNING position`
	sqlInsertMessage = `
		WITH parent AS (
			UPDATE rustygpt.messages SET children = children + 1 WHERE id = $2
			RETURNING root_message_id, path, depth, children)
		INSERT INTO rustygpt.messages
			(id, conversation_id, parent_message_id, root_message_id, author_user_id, role, path, depth, position, counted_position,
			 created_at, content)
		SELECT $1, $3, $2, root_message_id, $4, 'user', path || lpad(children::text, 6, '0'), depth + 1, $5, $5, $6, $7 FROM parent
		RETURNING path, depth`
	sqlInsertEvents = `
		INSERT INTO rustygpt.sse_event_log
			(conversation_id, sequence, event_id, event_type, payload, root_message_id, message_id, created_at)
		VALUES ($1, $2::bigint, 'evt_' || $2::bigint, 'message.new', $3::jsonb, $4, $5, $6),
		       ($1, $2::bigint + 1, 'evt_' || $2::bigint + 1, 'thread.activity', $7::jsonb, $4, NULL, $6),
		       ($1, $2::bigint + 2, 'evt_' || $2::bigint + 2, 'unread.update', $8::jsonb, $4, NULL, $6)`
	sqlCount = `
		WITH thread AS (
			UPDATE rustygpt.threads SET message_count = message_count + 1, last_activity_at = $4 WHERE root_message_id = $2
		), marks AS (
			INSERT INTO rustygpt.message_read_watermarks AS m (conversation_id, user_id, root_message_id, unread)
			SELECT $1, p.user_id, $2, (p.user_id <> $3)::int FROM rustygpt.conversation_participants p
			WHERE p.conversation_id = $1 AND p.left_at IS NULL
			ON CONFLICT (conversation_id, user_id, root_message_id) DO UPDATE SET unread = m.unread + excluded.unread)
		UPDATE rustygpt.conversation_participants SET unread = unread + (user_id <> $3)::int, last_activity_at = $4
		WHERE conversation_id = $1 AND left_at IS NULL`
)

// Post replies to the first message of a thread.
func (r *Reply) Post(ctx context.Context, conversation, root, author uuid.UUID) error {
	return pgx.BeginFunc(ctx, r.pool, func(tx pgx.Tx) error {
		id, now := uuid.New(), time.Now()
		var top int64
		if err := tx.QueryRow(ctx, sqlTakePositions, conversation, id, now).Scan(&top); err != nil {
			return err
		}
		first := top - 2
		var path string
		var depth int
		err := tx.QueryRow(ctx, sqlInsertMessage, id, root, conversation, author, first, now, MessageText).Scan(&path, &depth)
		if err != nil {
			return err
		}
		head := fmt.Sprintf(`"conversation_id":%q,"root_id":%q`, conversation, root)
		message := fmt.Sprintf(`{%s,"message":{"id":%q,"author_user_id":%q,"path":%q,"depth":%d,"content":%q,"position":%d}}`,
			head, id, author, path, depth, MessageText, first)
		activity := fmt.Sprintf(`{%s,"last_activity_at":%q}`, head, now.Format(time.RFC3339Nano))
		unread := fmt.Sprintf(`{%q:1}`, author)
		if _, err := tx.Exec(ctx, sqlInsertEvents, conversation, first, message, root, id, now, activity, unread); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, sqlCount, conversation, root, author, now)
		return err
	})
}
