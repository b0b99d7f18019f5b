-- How often somebody tried to log in lately: the state of a limit, for an
-- address, an account or a name. The key is a SHA-256, since people enter
-- passwords where a name is asked for.
CREATE TABLE rustygpt.login_attempts (
    key bytea       PRIMARY KEY,
    tat timestamptz NOT NULL -- see gcra; once it is past, the row says nothing any more
) WITH (fillfactor = 50);
