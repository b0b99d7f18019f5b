-- A line is a branch of messages everywhere else.
ALTER TABLE sessions RENAME COLUMN line TO lineage;
