-- Pieces of answers are written more often than anything else, a few at a time
-- and each for another answer. Kept in the order in which they are replayed,
-- they need no index beside the table, so that to add one changes one page where
-- it changed three. The pieces of one message lie between the position of the
-- message and the one at which it ended.
ALTER TABLE chunks RENAME TO chunks_in_order_of_writing;

CREATE TABLE chunks (
    conversation_id BLOB    NOT NULL REFERENCES conversations ON DELETE CASCADE,
    position        INTEGER NOT NULL,
    message_id      BLOB    NOT NULL,
    idx             INTEGER NOT NULL,
    created_at      INTEGER NOT NULL,
    content         TEXT    NOT NULL,
    reasoning       TEXT    NOT NULL,
    PRIMARY KEY (conversation_id, position)
) STRICT, WITHOUT ROWID;

INSERT INTO chunks (conversation_id, position, message_id, idx, created_at, content, reasoning)
SELECT conversation_id, position, message_id, idx, created_at, content, reasoning
FROM chunks_in_order_of_writing ORDER BY conversation_id, position;

DROP TABLE chunks_in_order_of_writing;
