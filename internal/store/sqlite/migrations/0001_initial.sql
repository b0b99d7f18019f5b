-- Ids are the 16 bytes of a UUID. Times are microseconds since 1970, UTC.
-- Every foreign key has an index whose first column it is, so that no delete
-- scans a table.

CREATE TABLE settings (
    id              INTEGER PRIMARY KEY CHECK (id = 1),
    server_id       TEXT    NOT NULL,
    server_name     TEXT    NOT NULL DEFAULT 'RustyGPT',
    public_url      TEXT    NOT NULL DEFAULT '',
    accent_color    TEXT    NOT NULL DEFAULT '#6d5dfc',
    custom_css      TEXT    NOT NULL DEFAULT '',
    trusted_proxies TEXT    NOT NULL DEFAULT '[]',
    setup_complete  INTEGER NOT NULL DEFAULT 0,
    updated_at      INTEGER NOT NULL
) STRICT;

CREATE TABLE accounts (
    id                   BLOB    PRIMARY KEY NOT NULL,
    username             TEXT    NOT NULL COLLATE NOCASE UNIQUE,
    email                TEXT    COLLATE NOCASE UNIQUE,
    display_name         TEXT    NOT NULL,
    roles                INTEGER NOT NULL, -- the bits of chat.Roles
    password_hash        TEXT    NOT NULL,
    theme                TEXT    NOT NULL,
    must_change_password INTEGER NOT NULL,
    disabled_at          INTEGER,
    created_at           INTEGER NOT NULL,
    updated_at           INTEGER NOT NULL
) STRICT;

CREATE TABLE sessions (
    id                  BLOB    PRIMARY KEY NOT NULL,
    account_id          BLOB    NOT NULL REFERENCES accounts ON DELETE CASCADE,
    kind                TEXT    NOT NULL,
    token_hash          BLOB    NOT NULL UNIQUE,
    roles               INTEGER NOT NULL,
    issued_at           INTEGER NOT NULL,
    last_seen_at        INTEGER NOT NULL,
    expires_at          INTEGER NOT NULL,
    absolute_expires_at INTEGER NOT NULL,
    rotated_at          INTEGER,
    revoked_at          INTEGER,
    revoke_reason       TEXT    NOT NULL DEFAULT '',
    requires_rotation   INTEGER NOT NULL DEFAULT 0,
    rotation_reason     TEXT    NOT NULL DEFAULT '',
    user_agent          TEXT    NOT NULL,
    ip                  TEXT    NOT NULL,
    fingerprint         TEXT    NOT NULL,
    ends_at             INTEGER GENERATED ALWAYS AS (min(expires_at, absolute_expires_at,
                            coalesce(rotated_at, expires_at), coalesce(revoked_at, expires_at))) VIRTUAL
) STRICT;
CREATE INDEX sessions_by_account ON sessions (account_id, issued_at);
CREATE INDEX sessions_by_end ON sessions (ends_at);

CREATE TABLE providers (
    id             BLOB    PRIMARY KEY NOT NULL,
    name           TEXT    NOT NULL COLLATE NOCASE UNIQUE,
    type           TEXT    NOT NULL,
    base_url       TEXT    NOT NULL,
    sealed_key     TEXT    NOT NULL,
    sealed_headers TEXT    NOT NULL,
    enabled        INTEGER NOT NULL,
    source         TEXT    NOT NULL,
    created_at     INTEGER NOT NULL,
    updated_at     INTEGER NOT NULL
) STRICT;

CREATE TABLE models (
    id           BLOB    PRIMARY KEY NOT NULL,
    provider_id  BLOB    NOT NULL REFERENCES providers ON DELETE CASCADE,
    upstream_id  TEXT    NOT NULL,
    display_name TEXT    NOT NULL COLLATE NOCASE,
    enabled      INTEGER NOT NULL,
    is_default   INTEGER NOT NULL,
    source       TEXT    NOT NULL,
    params       TEXT    NOT NULL, -- JSON
    created_at   INTEGER NOT NULL,
    updated_at   INTEGER NOT NULL,
    UNIQUE (provider_id, upstream_id)
) STRICT;
CREATE UNIQUE INDEX models_default ON models (is_default) WHERE is_default = 1;

CREATE TABLE conversations (
    id               BLOB    PRIMARY KEY NOT NULL,
    kind             TEXT    NOT NULL,
    title            TEXT    NOT NULL,
    auto_title       INTEGER NOT NULL,
    assistant_mode   TEXT    NOT NULL,
    system_prompt    TEXT    NOT NULL DEFAULT '',
    model_id         BLOB    REFERENCES models ON DELETE SET NULL,
    active_leaf      BLOB,
    newest_message   BLOB,
    position         INTEGER NOT NULL DEFAULT 0, -- of the newest event
    event_rows       INTEGER NOT NULL DEFAULT 0, -- how many rows events has for it
    created_at       INTEGER NOT NULL,
    last_activity_at INTEGER NOT NULL,
    archived_at      INTEGER,
    deleted_at       INTEGER
) STRICT;
CREATE INDEX conversations_by_model ON conversations (model_id) WHERE model_id IS NOT NULL;
CREATE INDEX conversations_deleted ON conversations (deleted_at) WHERE deleted_at IS NOT NULL;

CREATE TABLE participants (
    conversation_id  BLOB    NOT NULL REFERENCES conversations ON DELETE CASCADE,
    account_id       BLOB    NOT NULL REFERENCES accounts ON DELETE CASCADE,
    role             TEXT    NOT NULL,
    joined_at        INTEGER NOT NULL,
    joined_position  INTEGER NOT NULL, -- what is not newer does not count as unread
    unread           INTEGER NOT NULL DEFAULT 0, -- sum over thread_reads
    posting_tat      INTEGER, -- state of the posting limit
    last_activity_at INTEGER NOT NULL, -- the conversation's, for the order of a person's list
    PRIMARY KEY (conversation_id, account_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX participants_by_account ON participants (account_id, last_activity_at, conversation_id);

CREATE TABLE threads (
    root_id          BLOB    PRIMARY KEY NOT NULL, -- its first message
    conversation_id  BLOB    NOT NULL REFERENCES conversations ON DELETE CASCADE,
    author_id        BLOB,
    excerpt          TEXT    NOT NULL,
    message_count    INTEGER NOT NULL,
    created_at       INTEGER NOT NULL,
    last_activity_at INTEGER NOT NULL
) STRICT;
CREATE INDEX threads_by_activity ON threads (conversation_id, last_activity_at, root_id);

-- One row for each thread in which something was posted since a participant
-- joined.
CREATE TABLE thread_reads (
    conversation_id    BLOB    NOT NULL,
    account_id         BLOB    NOT NULL,
    root_id            BLOB    NOT NULL,
    last_read_position INTEGER NOT NULL,
    unread             INTEGER NOT NULL,
    PRIMARY KEY (conversation_id, account_id, root_id),
    FOREIGN KEY (conversation_id, account_id) REFERENCES participants ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- The author outlives the account: the messages of somebody who left stay
-- apart from the model's. The content comes last, so that rows can be judged
-- without reading it.
CREATE TABLE messages (
    id               BLOB    PRIMARY KEY NOT NULL,
    root_id          BLOB    NOT NULL REFERENCES threads ON DELETE CASCADE,
    parent_id        BLOB,
    conversation_id  BLOB    NOT NULL,
    author_id        BLOB,
    role             TEXT    NOT NULL,
    status           TEXT    NOT NULL,
    path             TEXT    NOT NULL,
    depth            INTEGER NOT NULL,
    children         INTEGER NOT NULL DEFAULT 0,
    position         INTEGER NOT NULL,
    counted_position INTEGER, -- from where it counts as unread; NULL while an answer is streaming
    request_id       TEXT,
    created_at       INTEGER NOT NULL,
    edited_at        INTEGER,
    edit_reason      TEXT    NOT NULL DEFAULT '',
    deleted_at       INTEGER,
    delete_reason    TEXT    NOT NULL DEFAULT '',
    content          TEXT    NOT NULL
) STRICT;
CREATE UNIQUE INDEX messages_in_order ON messages (root_id, path);
CREATE INDEX messages_by_parent ON messages (parent_id, position) WHERE parent_id IS NOT NULL;
CREATE INDEX messages_counted ON messages (root_id, counted_position, author_id)
    WHERE counted_position IS NOT NULL AND deleted_at IS NULL;
CREATE UNIQUE INDEX messages_by_request ON messages (conversation_id, request_id) WHERE request_id IS NOT NULL;
CREATE INDEX messages_streaming ON messages (conversation_id) WHERE status = 'streaming';

-- What only a model's answer has. The names outlive the model.
CREATE TABLE answers (
    message_id        BLOB    PRIMARY KEY NOT NULL REFERENCES messages ON DELETE CASCADE,
    started_by        BLOB,
    model_id          BLOB    REFERENCES models ON DELETE SET NULL,
    model_name        TEXT    NOT NULL,
    provider_name     TEXT    NOT NULL,
    instance          TEXT    NOT NULL,
    lease_until       INTEGER,
    deadline          INTEGER,
    started_at        INTEGER NOT NULL,
    first_token_at    INTEGER,
    finished_at       INTEGER,
    finish_reason     TEXT    NOT NULL DEFAULT '',
    fault_code        TEXT,
    fault_message     TEXT,
    prompt_tokens     INTEGER,
    completion_tokens INTEGER,
    total_tokens      INTEGER,
    chunk_count       INTEGER NOT NULL DEFAULT 0, -- set at the end
    instruction       TEXT    NOT NULL,
    reasoning         TEXT    NOT NULL DEFAULT '' -- set at the end
) STRICT;
CREATE INDEX answers_by_model ON answers (model_id) WHERE model_id IS NOT NULL;
CREATE INDEX answers_running ON answers (instance) WHERE finished_at IS NULL;

-- A table in the order of writing: the pieces that many answers get at one time
-- share pages, which a table in the order of its key would scatter.
CREATE TABLE chunks (
    message_id      BLOB    NOT NULL REFERENCES answers ON DELETE CASCADE,
    idx             INTEGER NOT NULL,
    conversation_id BLOB    NOT NULL,
    position        INTEGER NOT NULL,
    created_at      INTEGER NOT NULL,
    content         TEXT    NOT NULL,
    reasoning       TEXT    NOT NULL,
    PRIMARY KEY (message_id, idx)
) STRICT;
CREATE UNIQUE INDEX chunks_by_position ON chunks (conversation_id, position);

-- What happened, except for what chunks tell.
CREATE TABLE events (
    conversation_id BLOB    NOT NULL REFERENCES conversations ON DELETE CASCADE,
    position        INTEGER NOT NULL,
    type            TEXT    NOT NULL,
    root_id         BLOB,
    message_id      BLOB,
    created_at      INTEGER NOT NULL,
    payload         TEXT    NOT NULL, -- JSON
    PRIMARY KEY (conversation_id, position)
) STRICT, WITHOUT ROWID;
