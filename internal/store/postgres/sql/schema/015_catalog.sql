-- The server's own settings, and the models it offers.

CREATE TABLE rustygpt.server_settings (
    id              boolean     PRIMARY KEY DEFAULT true CHECK (id), -- one row
    server_id       uuid        NOT NULL,
    server_name     text        NOT NULL DEFAULT 'RustyGPT',
    public_url      text        NOT NULL DEFAULT '',
    accent_color    text        NOT NULL DEFAULT '#6d5dfc',
    custom_css      text        NOT NULL DEFAULT '',
    trusted_proxies text[]      NOT NULL DEFAULT '{}',
    setup_complete  boolean     NOT NULL DEFAULT false,
    updated_at      timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE rustygpt.providers (
    id             uuid        PRIMARY KEY,
    name           text        NOT NULL,
    type           text        NOT NULL,
    base_url       text        NOT NULL,
    sealed_key     text        NOT NULL,
    sealed_headers text        NOT NULL,
    enabled        boolean     NOT NULL,
    source         text        NOT NULL,
    created_at     timestamptz NOT NULL,
    updated_at     timestamptz NOT NULL
);

CREATE TABLE rustygpt.models (
    id           uuid        PRIMARY KEY,
    provider_id  uuid        NOT NULL REFERENCES rustygpt.providers ON DELETE CASCADE,
    upstream_id  text        NOT NULL,
    display_name text        NOT NULL,
    enabled      boolean     NOT NULL,
    is_default   boolean     NOT NULL,
    source       text        NOT NULL,
    params       jsonb       NOT NULL,
    created_at   timestamptz NOT NULL,
    updated_at   timestamptz NOT NULL,
    UNIQUE (provider_id, upstream_id)
);

-- A model with its provider's name.
CREATE VIEW rustygpt.offered_models AS
    SELECT m.id, m.provider_id, p.name AS provider_name, m.upstream_id, m.display_name, m.enabled, m.is_default, m.source,
           m.params, m.created_at, m.updated_at
    FROM rustygpt.models m JOIN rustygpt.providers p ON p.id = m.provider_id;
