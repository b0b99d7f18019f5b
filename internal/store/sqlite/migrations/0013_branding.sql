-- Pictures that the server shows itself with.
CREATE TABLE branding_images (
    kind       TEXT    PRIMARY KEY CHECK (kind IN ('logo', 'favicon')),
    media_type TEXT    NOT NULL,
    version    TEXT    NOT NULL, -- another one for other content
    content    BLOB    NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
