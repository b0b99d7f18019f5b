-- Pictures that the server shows itself with.
CREATE TABLE rustygpt.branding_images (
    kind       text        PRIMARY KEY CHECK (kind IN ('logo', 'favicon')),
    media_type text        NOT NULL,
    version    text        NOT NULL, -- another one for other content
    content    bytea       NOT NULL,
    updated_at timestamptz NOT NULL
);
