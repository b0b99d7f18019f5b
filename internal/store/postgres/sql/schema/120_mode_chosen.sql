-- Whether somebody chose the assistant mode. One that nobody chose is that of the
-- conversation's kind, also when a chat becomes a group.
ALTER TABLE rustygpt.conversations ADD COLUMN mode_chosen boolean NOT NULL DEFAULT false;
