CREATE INDEX answers_by_model ON rustygpt.answers (model_id) WHERE model_id IS NOT NULL;
CREATE INDEX answers_running ON rustygpt.answers (instance) WHERE finished_at IS NULL;
CREATE UNIQUE INDEX chunks_by_position ON rustygpt.message_chunks (conversation_id, position);
