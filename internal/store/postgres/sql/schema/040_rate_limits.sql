-- Limits of routes, which administrators set, and the state of the limit on
-- posting.

CREATE TABLE rustygpt.rate_limit_profiles (
    id          uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
    name        text        NOT NULL UNIQUE CHECK (btrim(name) <> ''),
    algorithm   text        NOT NULL DEFAULT 'gcra',
    params      jsonb       NOT NULL DEFAULT '{}', -- requests_per_second, burst
    description text,
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE rustygpt.rate_limit_assignments (
    id           uuid             PRIMARY KEY DEFAULT gen_random_uuid(),
    profile_id   uuid             NOT NULL REFERENCES rustygpt.rate_limit_profiles,
    method       text COLLATE "C" NOT NULL CHECK (method = upper(method)),
    path_pattern text COLLATE "C" NOT NULL,
    created_at   timestamptz      NOT NULL DEFAULT now(),
    updated_at   timestamptz      NOT NULL DEFAULT now(),
    UNIQUE (method, path_pattern)
);

-- tat is the theoretical arrival time of chat.GCRA, one row for each person
-- and conversation.
CREATE TABLE rustygpt.message_rate_limits (
    user_id         uuid        NOT NULL,
    conversation_id uuid        NOT NULL REFERENCES rustygpt.conversations ON DELETE CASCADE,
    tat             timestamptz NOT NULL,
    last_seen_at    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, conversation_id)
) WITH (fillfactor = 50);
