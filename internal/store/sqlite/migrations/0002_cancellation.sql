-- Somebody wants the answer to end: its writer finds this when it renews its
-- lease. Among instances that share a database a message may get lost.
ALTER TABLE answers ADD COLUMN cancel_requested INTEGER NOT NULL DEFAULT 0;
