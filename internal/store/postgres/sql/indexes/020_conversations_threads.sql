CREATE INDEX conversations_by_model ON rustygpt.conversations (model_id) WHERE model_id IS NOT NULL;
CREATE INDEX conversations_deleted ON rustygpt.conversations (deleted_at) WHERE deleted_at IS NOT NULL;

CREATE UNIQUE INDEX participants_active ON rustygpt.conversation_participants (conversation_id, user_id)
    WHERE left_at IS NULL;
CREATE INDEX participants_by_activity ON rustygpt.conversation_participants
    (user_id, last_activity_at DESC, conversation_id DESC) WHERE left_at IS NULL;

-- An index entry has at most 2704 bytes, a path may be longer. Order by
-- left(path, 2000), path; select what follows a path p with
-- (left(path, 2000), path) > (left(p, 2000), p).
CREATE INDEX messages_in_order ON rustygpt.messages (root_message_id, left(path, 2000));
CREATE INDEX messages_by_parent ON rustygpt.messages (parent_message_id, position) WHERE parent_message_id IS NOT NULL;
CREATE INDEX messages_by_conversation ON rustygpt.messages (conversation_id, position);
CREATE INDEX messages_counted ON rustygpt.messages (root_message_id, counted_position, author_user_id)
    WHERE counted_position IS NOT NULL AND deleted_at IS NULL;
CREATE UNIQUE INDEX messages_by_request ON rustygpt.messages (conversation_id, request_id) WHERE request_id IS NOT NULL;
CREATE INDEX messages_streaming ON rustygpt.messages (conversation_id) WHERE status = 'streaming';

CREATE INDEX threads_by_activity ON rustygpt.threads (conversation_id, last_activity_at DESC, root_message_id DESC);
CREATE INDEX invites_by_conversation ON rustygpt.conversation_invites (conversation_id);
