-- Few messages name anybody.
CREATE INDEX IF NOT EXISTS messages_mentioning ON rustygpt.messages (root_message_id, counted_position)
    WHERE mentions IS NOT NULL AND deleted_at IS NULL;
