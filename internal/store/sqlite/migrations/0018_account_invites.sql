-- What people are asked to make an account by. Used and withdrawn ones stay, to
-- say so. Who made one and who used it outlive the accounts.
CREATE TABLE account_invites (
    id           BLOB    PRIMARY KEY NOT NULL,
    roles        INTEGER NOT NULL, -- the bits of chat.Roles
    email        TEXT    NOT NULL,
    display_name TEXT    NOT NULL,
    invited_by   BLOB    NOT NULL,
    token_hash   BLOB    NOT NULL UNIQUE,
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    accepted_by  BLOB,
    accepted_at  INTEGER,
    revoked_at   INTEGER
) STRICT;
CREATE INDEX account_invites_by_time ON account_invites (created_at, id);
CREATE INDEX account_invites_by_end ON account_invites (expires_at);
CREATE INDEX account_invites_by_inviter ON account_invites (invited_by);

-- When somebody was seen last by a login session that was swept since.
ALTER TABLE accounts ADD COLUMN last_seen_at INTEGER;
