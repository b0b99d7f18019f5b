-- How many messages of the conversation did not fit into what the model read.
ALTER TABLE answers ADD COLUMN dropped_messages INTEGER NOT NULL DEFAULT 0; -- set at the end
