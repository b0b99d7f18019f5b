-- A line is a branch of messages everywhere else.
ALTER TABLE rustygpt.user_sessions RENAME COLUMN line TO lineage;
