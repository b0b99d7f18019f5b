-- How many messages of the conversation did not fit into what the model read.
ALTER TABLE rustygpt.answers ADD COLUMN dropped_messages integer NOT NULL DEFAULT 0; -- set at the end
