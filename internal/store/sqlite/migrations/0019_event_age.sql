-- When the first event happened that is kept of a conversation; null = none is.
-- It and event_rows tell which logs are to be shortened.
ALTER TABLE conversations ADD COLUMN events_since INTEGER;
UPDATE conversations
SET events_since = (SELECT e.created_at FROM events e WHERE e.conversation_id = conversations.id ORDER BY e.position LIMIT 1)
WHERE event_rows > 0;
CREATE INDEX conversations_by_event_age ON conversations (events_since) WHERE events_since IS NOT NULL;
CREATE INDEX conversations_by_event_rows ON conversations (event_rows) WHERE event_rows > 0;
