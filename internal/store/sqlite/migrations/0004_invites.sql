-- What people are asked to join by. Used and withdrawn ones stay, to say so. Who
-- made one and who used it outlive the accounts.
CREATE TABLE invites (
    id              BLOB    PRIMARY KEY NOT NULL,
    conversation_id BLOB    NOT NULL REFERENCES conversations ON DELETE CASCADE,
    email           TEXT    NOT NULL COLLATE NOCASE,
    role            TEXT    NOT NULL,
    invited_by      BLOB    NOT NULL,
    token_hash      BLOB    NOT NULL UNIQUE,
    created_at      INTEGER NOT NULL,
    expires_at      INTEGER NOT NULL,
    accepted_by     BLOB,
    accepted_at     INTEGER,
    revoked_at      INTEGER
) STRICT;
CREATE INDEX invites_by_conversation ON invites (conversation_id, created_at, id);
