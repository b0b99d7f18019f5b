-- Whom a message names, as a JSON array of account ids, and how many of the
-- unread messages name a participant, beside how many are unread.
ALTER TABLE messages ADD COLUMN mentions TEXT;
ALTER TABLE thread_reads ADD COLUMN mentions INTEGER NOT NULL DEFAULT 0;
ALTER TABLE participants ADD COLUMN mentions INTEGER NOT NULL DEFAULT 0; -- sum over thread_reads

CREATE INDEX messages_mentioning ON messages (root_id, counted_position, author_id, mentions)
    WHERE mentions IS NOT NULL AND deleted_at IS NULL;
