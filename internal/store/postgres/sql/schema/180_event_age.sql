-- Which logs of events are to be shortened. events_since is when the first event
-- happened that is kept of a conversation; null = none is. Every event counts in
-- event_rows, so an index of that would need a new entry for each; event_bulk
-- stands still for most.
ALTER TABLE rustygpt.conversations
    ADD COLUMN events_since timestamptz,
    ADD COLUMN event_bulk bigint NOT NULL GENERATED ALWAYS AS (event_rows / 64) STORED;

UPDATE rustygpt.conversations c
SET events_since = (SELECT l.created_at FROM rustygpt.sse_event_log l WHERE l.conversation_id = c.id ORDER BY l.sequence LIMIT 1)
WHERE c.event_rows > 0;
