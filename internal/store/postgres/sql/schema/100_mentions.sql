-- Whom a message names, and how many of the unread messages name a participant,
-- beside how many are unread.

ALTER TABLE rustygpt.messages ADD COLUMN mentions uuid[]; -- accounts; null = none
ALTER TABLE rustygpt.message_read_watermarks ADD COLUMN mentions bigint NOT NULL DEFAULT 0;
ALTER TABLE rustygpt.conversation_participants ADD COLUMN mentions bigint NOT NULL DEFAULT 0; -- sum over message_read_watermarks
