-- Accounts and their login sessions.
--
-- No extension is needed anywhere: names are compared without ASCII case by
-- folding them, on every server and in every locale alike.

CREATE TYPE rustygpt.user_role AS ENUM ('admin', 'member', 'read_only');

CREATE FUNCTION rustygpt.fold(name text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN lower(name COLLATE "C");

CREATE TABLE rustygpt.users (
    id                   uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
    email                text,
    username             text        NOT NULL,
    display_name         text        NOT NULL DEFAULT '',
    password_hash        text        NOT NULL,
    theme                text        NOT NULL DEFAULT 'system',
    must_change_password boolean     NOT NULL DEFAULT false,
    disabled_at          timestamptz,
    created_at           timestamptz NOT NULL DEFAULT now(),
    updated_at           timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE rustygpt.user_roles (
    user_id    uuid               NOT NULL REFERENCES rustygpt.users ON DELETE CASCADE,
    role       rustygpt.user_role NOT NULL,
    granted_at timestamptz        NOT NULL DEFAULT now(),
    granted_by uuid,
    PRIMARY KEY (user_id, role)
);

-- An account as the server knows it.
CREATE VIEW rustygpt.accounts AS
    SELECT u.id, u.username, u.email, u.display_name, u.theme, u.must_change_password, u.disabled_at, u.created_at, u.updated_at,
           u.password_hash, ARRAY(SELECT r.role::text FROM rustygpt.user_roles r WHERE r.user_id = u.id) AS roles
    FROM rustygpt.users u;

-- Only the hash of a token is kept. Rotation ends a row with rotated_at and
-- leaves it until it is swept, so that requests under way still find it.
CREATE TABLE rustygpt.user_sessions (
    id                  uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id             uuid        NOT NULL REFERENCES rustygpt.users ON DELETE CASCADE,
    kind                text        NOT NULL DEFAULT 'cookie' CHECK (kind IN ('cookie', 'bearer')),
    token_hash          bytea       NOT NULL UNIQUE,
    roles_snapshot      text[]      NOT NULL DEFAULT '{}',
    issued_at           timestamptz NOT NULL DEFAULT now(),
    created_at          timestamptz NOT NULL DEFAULT now(),
    last_seen_at        timestamptz NOT NULL DEFAULT now(),
    expires_at          timestamptz NOT NULL,
    absolute_expires_at timestamptz NOT NULL,
    rotated_at          timestamptz,
    rotated_by          uuid,
    revoked_at          timestamptz,
    revoked_by          uuid,
    revoke_reason       text        NOT NULL DEFAULT '',
    requires_rotation   boolean     NOT NULL DEFAULT false,
    rotation_reason     text        NOT NULL DEFAULT '',
    user_agent          text        NOT NULL DEFAULT '',
    ip                  inet,
    client_meta         jsonb       NOT NULL DEFAULT '{}', -- user_agent, ip, fingerprint
    ends_at             timestamptz NOT NULL GENERATED ALWAYS AS
                            (least(expires_at, absolute_expires_at, rotated_at, revoked_at)) STORED
) WITH (fillfactor = 80);
