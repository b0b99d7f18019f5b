-- How often somebody tried to log in lately: the state of a limit, for an
-- address, an account or a name. The key is a SHA-256, since people enter
-- passwords where a name is asked for.
CREATE TABLE login_attempts (
    key BLOB    PRIMARY KEY NOT NULL,
    tat INTEGER NOT NULL -- see chat.GCRA; once it is past, the row says nothing any more
) STRICT, WITHOUT ROWID;
CREATE INDEX login_attempts_by_end ON login_attempts (tat);
