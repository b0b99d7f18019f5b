-- Administrative actions. An entry is added, ends once and is never changed
-- again. It refers to nothing: what it is about may be gone.
CREATE TABLE rustygpt.audit_entries (
    id          uuid        PRIMARY KEY,
    at          timestamptz NOT NULL,
    origin      text        NOT NULL,
    actor_id    uuid,
    actor_name  text        NOT NULL,
    action      text        NOT NULL,
    target_type text        NOT NULL,
    target_id   text        NOT NULL,
    target_name text        NOT NULL,
    address     text        NOT NULL,
    user_agent  text        NOT NULL,
    request_id  text        NOT NULL,
    outcome     text        NOT NULL,
    details     jsonb       NOT NULL
);
