-- What happened, except for what chunks tell. sequence is the event's position
-- in its conversation. Checking a foreign key costs more than writing the row,
-- so there is none: who removes a conversation removes these first. Rows come
-- in the order of time, which makes the small block range index enough to find
-- old ones.
CREATE TABLE rustygpt.sse_event_log (
    id              bigint           NOT NULL GENERATED ALWAYS AS IDENTITY,
    conversation_id uuid             NOT NULL,
    sequence        bigint           NOT NULL,
    event_id        text COLLATE "C" NOT NULL,
    event_type      text COLLATE "C" NOT NULL CHECK (event_type IN (
                        'thread.new', 'thread.activity', 'message.new', 'message.updated', 'message.delta', 'message.done',
                        'unread.update', 'membership.changed', 'conversation.updated', 'presence.update', 'typing.update',
                        'error')),
    payload         jsonb            NOT NULL,
    root_message_id uuid,
    message_id      uuid,
    created_at      timestamptz      NOT NULL DEFAULT now(),
    PRIMARY KEY (conversation_id, sequence)
);
