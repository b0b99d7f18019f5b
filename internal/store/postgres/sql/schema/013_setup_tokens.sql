-- What proves access to the console while there is no account yet. Each instance
-- has one; all go with the first account.
CREATE TABLE rustygpt.setup_tokens (
    instance    text        PRIMARY KEY,
    hash        bytea       NOT NULL UNIQUE, -- SHA-256
    valid_until timestamptz NOT NULL         -- its instance puts it off for as long as it lives
);
