-- Somebody wants the answer to end: its writer finds this when it renews its
-- lease, should the notice that says so get lost.
ALTER TABLE rustygpt.answers ADD COLUMN cancel_requested boolean NOT NULL DEFAULT false;
