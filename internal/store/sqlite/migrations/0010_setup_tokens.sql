-- What proves access to the console while there is no account yet. Each instance
-- has one; all go with the first account.
CREATE TABLE setup_tokens (
    instance    TEXT    PRIMARY KEY NOT NULL,
    hash        BLOB    NOT NULL UNIQUE, -- SHA-256
    valid_until INTEGER NOT NULL         -- its instance puts it off for as long as it lives
) STRICT, WITHOUT ROWID;
