-- Whether somebody chose the assistant mode. One that nobody chose is that of the
-- conversation's kind, also when a chat becomes a group.
ALTER TABLE conversations ADD COLUMN mode_chosen INTEGER NOT NULL DEFAULT 0;
