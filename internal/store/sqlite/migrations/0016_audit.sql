-- Administrative actions. An entry is added, ends once and is never changed
-- again. It refers to nothing: what it is about may be gone.
CREATE TABLE audit_entries (
    id          BLOB    PRIMARY KEY NOT NULL,
    at          INTEGER NOT NULL,
    origin      TEXT    NOT NULL,
    actor_id    BLOB,
    actor_name  TEXT    NOT NULL COLLATE NOCASE,
    action      TEXT    NOT NULL,
    target_type TEXT    NOT NULL,
    target_id   TEXT    NOT NULL,
    target_name TEXT    NOT NULL,
    address     TEXT    NOT NULL,
    user_agent  TEXT    NOT NULL,
    request_id  TEXT    NOT NULL,
    outcome     TEXT    NOT NULL,
    details     TEXT    NOT NULL -- JSON
) STRICT, WITHOUT ROWID;
CREATE INDEX audit_entries_by_time ON audit_entries (at, id);
