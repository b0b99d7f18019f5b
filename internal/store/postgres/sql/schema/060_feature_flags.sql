-- Documented, for tools that look here. The server goes by its configuration.
CREATE TABLE rustygpt.feature_flags (
    name       text        PRIMARY KEY,
    enabled    boolean     NOT NULL DEFAULT false,
    updated_at timestamptz NOT NULL DEFAULT now()
);
