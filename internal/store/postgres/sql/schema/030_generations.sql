-- How the answers of models come about.

-- What only a model's answer has. The names outlive the model.
CREATE TABLE rustygpt.answers (
    message_id        uuid             PRIMARY KEY REFERENCES rustygpt.messages ON DELETE CASCADE,
    started_by        uuid,
    model_id          uuid             REFERENCES rustygpt.models ON DELETE SET NULL,
    model_name        text             NOT NULL,
    provider_name     text             NOT NULL,
    instance          text COLLATE "C" NOT NULL,
    lease_until       timestamptz,
    deadline          timestamptz,
    started_at        timestamptz      NOT NULL,
    first_token_at    timestamptz,
    finished_at       timestamptz,
    finish_reason     text             NOT NULL DEFAULT '',
    fault_code        text,
    fault_message     text,
    prompt_tokens     bigint,
    completion_tokens bigint,
    total_tokens      bigint,
    chunk_count       integer          NOT NULL DEFAULT 0, -- set at the end
    instruction       text             NOT NULL DEFAULT '',
    reasoning         text             NOT NULL DEFAULT '' -- set at the end
) WITH (fillfactor = 80);

-- The text of answers as it came. There are no foreign keys: checking one costs
-- as much as everything else about a piece, and one to the message would write
-- a lock into its row every time. Who removes a conversation removes these
-- first.
CREATE TABLE rustygpt.message_chunks (
    id              bigint      NOT NULL GENERATED ALWAYS AS IDENTITY,
    message_id      uuid        NOT NULL,
    idx             integer     NOT NULL CHECK (idx >= 0),
    conversation_id uuid        NOT NULL,
    position        bigint      NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    content         text        NOT NULL,
    reasoning       text        NOT NULL DEFAULT '',
    PRIMARY KEY (message_id, idx)
);
