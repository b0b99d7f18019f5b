-- Passing signs of people.

CREATE TYPE rustygpt.presence_status AS ENUM ('online', 'away', 'offline');

CREATE TABLE rustygpt.presence (
    user_id      uuid                     PRIMARY KEY,
    last_seen_at timestamptz              NOT NULL DEFAULT now(),
    status       rustygpt.presence_status NOT NULL DEFAULT 'offline'
) WITH (fillfactor = 50);

CREATE TABLE rustygpt.typing_states (
    conversation_id uuid        NOT NULL REFERENCES rustygpt.conversations ON DELETE CASCADE,
    root_message_id uuid        NOT NULL,
    user_id         uuid        NOT NULL,
    started_at      timestamptz NOT NULL DEFAULT now(),
    expires_at      timestamptz NOT NULL,
    PRIMARY KEY (conversation_id, root_message_id, user_id)
) WITH (fillfactor = 50);
