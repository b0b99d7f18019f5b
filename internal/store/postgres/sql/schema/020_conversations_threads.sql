-- Conversations, who is in them, and what is said.
--
-- Room is left in the pages of rows that every post changes, so that most of
-- those changes need no new index entries.

CREATE TYPE rustygpt.conversation_role AS ENUM ('owner', 'admin', 'member', 'viewer');
CREATE TYPE rustygpt.message_role AS ENUM ('user', 'assistant', 'system', 'tool');

-- is_group tells the kinds apart: a chat has one participant, a group several.
CREATE TABLE rustygpt.conversations (
    id               uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
    title            text        NOT NULL,
    is_group         boolean     NOT NULL DEFAULT false,
    created_by       uuid        NOT NULL, -- outlives the account
    auto_title       boolean     NOT NULL DEFAULT false,
    assistant_mode   text        NOT NULL DEFAULT 'auto' CHECK (assistant_mode IN ('auto', 'mention', 'off')),
    system_prompt    text        NOT NULL DEFAULT '',
    model_id         uuid        REFERENCES rustygpt.models ON DELETE SET NULL,
    active_leaf      uuid,
    newest_message   uuid,
    position         bigint      NOT NULL DEFAULT 0, -- of the newest event
    event_rows       bigint      NOT NULL DEFAULT 0, -- how many rows sse_event_log has for it
    created_at       timestamptz NOT NULL DEFAULT now(),
    last_activity_at timestamptz NOT NULL DEFAULT now(),
    archived_at      timestamptz,
    deleted_at       timestamptz
) WITH (fillfactor = 70);

-- One row for each stay; left_at is null while it lasts. The account is no
-- foreign key: a stay outlives it.
CREATE TABLE rustygpt.conversation_participants (
    conversation_id  uuid                       NOT NULL REFERENCES rustygpt.conversations ON DELETE CASCADE,
    user_id          uuid                       NOT NULL,
    role             rustygpt.conversation_role NOT NULL DEFAULT 'member',
    joined_at        timestamptz                NOT NULL DEFAULT now(),
    left_at          timestamptz,
    joined_position  bigint                     NOT NULL DEFAULT 0, -- what is not newer does not count as unread
    unread           bigint                     NOT NULL DEFAULT 0, -- sum over message_read_watermarks
    last_activity_at timestamptz                NOT NULL DEFAULT now(), -- the conversation's, for the order of a person's list
    PRIMARY KEY (conversation_id, user_id, joined_at)
) WITH (fillfactor = 70);

-- path is the key of the depth-first order, see chat.Path. Parent and root are
-- no foreign keys: every reply would write a lock into the root's row, and no
-- message is ever removed alone.
CREATE TABLE rustygpt.messages (
    id                uuid                  PRIMARY KEY DEFAULT gen_random_uuid(),
    conversation_id   uuid                  NOT NULL REFERENCES rustygpt.conversations ON DELETE CASCADE,
    parent_message_id uuid,
    root_message_id   uuid                  NOT NULL, -- its own id for roots
    author_user_id    uuid,                           -- outlives the account; null for answers of a model
    role              rustygpt.message_role NOT NULL,
    status            text                  NOT NULL DEFAULT 'complete'
                          CHECK (status IN ('streaming', 'complete', 'cancelled', 'interrupted', 'failed')),
    path              text COLLATE "C"      NOT NULL,
    depth             integer               NOT NULL,
    children          integer               NOT NULL DEFAULT 0,
    position          bigint                NOT NULL,
    counted_position  bigint,                         -- from where it counts as unread; null while an answer is streaming
    request_id        text COLLATE "C",
    created_at        timestamptz           NOT NULL DEFAULT now(),
    edited_at         timestamptz,
    edited_by         uuid,
    edit_reason       text                  NOT NULL DEFAULT '',
    deleted_at        timestamptz,
    deleted_by        uuid,
    delete_reason     text                  NOT NULL DEFAULT '',
    content           text                  NOT NULL
) WITH (fillfactor = 90);

-- What a list of threads shows, so that it reads no messages.
CREATE TABLE rustygpt.threads (
    root_message_id  uuid        PRIMARY KEY,
    conversation_id  uuid        NOT NULL REFERENCES rustygpt.conversations ON DELETE CASCADE,
    author_user_id   uuid,
    excerpt          text        NOT NULL,
    message_count    bigint      NOT NULL DEFAULT 0,
    created_at       timestamptz NOT NULL,
    last_activity_at timestamptz NOT NULL
) WITH (fillfactor = 70);

-- One row for each thread in which something was posted since a participant
-- joined.
CREATE TABLE rustygpt.message_read_watermarks (
    conversation_id    uuid             NOT NULL REFERENCES rustygpt.conversations ON DELETE CASCADE,
    user_id            uuid             NOT NULL,
    root_message_id    uuid             NOT NULL,
    last_read_path     text COLLATE "C" NOT NULL DEFAULT '',
    last_read_position bigint           NOT NULL DEFAULT 0,
    unread             bigint           NOT NULL DEFAULT 0,
    last_read_at       timestamptz,
    PRIMARY KEY (conversation_id, user_id, root_message_id)
) WITH (fillfactor = 70);

-- What people are asked to join by. Used and withdrawn ones stay, to say so.
CREATE TABLE rustygpt.conversation_invites (
    id              uuid                       PRIMARY KEY DEFAULT gen_random_uuid(),
    conversation_id uuid                       NOT NULL REFERENCES rustygpt.conversations ON DELETE CASCADE,
    invited_email   text                       NOT NULL,
    role            rustygpt.conversation_role NOT NULL,
    invited_by      uuid                       NOT NULL,
    token           text COLLATE "C"           NOT NULL UNIQUE,
    expires_at      timestamptz                NOT NULL,
    accepted_by     uuid,
    accepted_at     timestamptz,
    revoked_at      timestamptz,
    created_at      timestamptz                NOT NULL DEFAULT now()
);
