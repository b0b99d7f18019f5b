-- Conversations and their settings.

-- sp_create_conversation: makes a conversation with its owner in it.
-- VALIDATION: blank title. RGP.404: no such account.
CREATE OR REPLACE FUNCTION rustygpt.sp_create_conversation(
    p_title text, p_is_group boolean, p_creator uuid, p_caller uuid DEFAULT NULL, p_conversation uuid DEFAULT NULL,
    p_auto_title boolean DEFAULT false, p_assistant_mode text DEFAULT 'auto', p_model uuid DEFAULT NULL,
    p_at timestamptz DEFAULT NULL, p_mode_chosen boolean DEFAULT false)
RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER SET search_path = rustygpt, pg_temp AS $$
DECLARE
    conversation CONSTANT uuid := coalesce(p_conversation, gen_random_uuid());
    at CONSTANT timestamptz := coalesce(p_at, clock_timestamp());
BEGIN
    PERFORM act_as(p_creator, p_caller);
    IF p_conversation IS NULL AND coalesce(btrim(p_title), '') = '' THEN
        RAISE EXCEPTION 'RGP.VALIDATION: must not be blank' USING COLUMN = 'title';
    END IF;
    PERFORM hold_account(p_creator);
    INSERT INTO conversations
        (id, title, is_group, created_by, auto_title, assistant_mode, mode_chosen, model_id, created_at, last_activity_at)
    VALUES (conversation, p_title, p_is_group, p_creator, p_auto_title, p_assistant_mode, p_mode_chosen, p_model, at, at);
    INSERT INTO conversation_participants (conversation_id, user_id, role, joined_at, last_activity_at)
    VALUES (conversation, p_creator, 'owner', at, at);
    RETURN conversation;
END
$$;

-- conversation_draft: tells everybody the settings they share.
CREATE OR REPLACE FUNCTION rustygpt.conversation_draft(room rustygpt.conversations) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT rustygpt.draft('conversation.updated', NULL, NULL, jsonb_strip_nulls(jsonb_build_object(
        'conversation_id', room.id,
        'title', room.title,
        'assistant_mode', room.assistant_mode,
        'system_prompt', room.system_prompt,
        'model_id', room.model_id,
        'active_leaf', room.active_leaf,
        'is_group', room.is_group,
        'archived_at', rustygpt.wire_time(room.archived_at),
        'deleted_at', rustygpt.wire_time(room.deleted_at))))
$$;

-- update_conversation: changes what p_patch has of title, assistant_mode,
-- system_prompt, model_id, archived and active_leaf; null there means none. It
-- returns the events, NULL when everything was so before.
-- RGP.403: only owners and admins may, and for the active leaf whoever may
-- post. RGP.404: no such message. VALIDATION: no such model.
CREATE OR REPLACE FUNCTION rustygpt.update_conversation(
    p_conversation uuid, p_caller uuid, p_patch jsonb, p_at timestamptz, p_persist boolean)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = rustygpt, pg_temp AS $$
DECLARE
    actor CONSTANT uuid := actor(p_caller);
    room conversations := lock_conversation(p_conversation);
    role CONSTANT text := role_in(p_conversation, actor);
    patched conversations;
BEGIN
    IF role = 'viewer' OR role = 'member' AND p_patch - 'active_leaf' <> '{}' THEN
        RAISE EXCEPTION 'RGP.403: your role does not allow to change this conversation';
    END IF;
    patched := jsonb_populate_record(room, p_patch - 'archived');
    IF patched.model_id IS DISTINCT FROM room.model_id AND NOT EXISTS (SELECT FROM models m WHERE m.id = patched.model_id) THEN
        IF patched.model_id IS NOT NULL THEN
            RAISE EXCEPTION 'RGP.VALIDATION: there is no such model' USING COLUMN = 'model_id';
        END IF;
    END IF;
    IF (p_patch ->> 'active_leaf') IS NOT NULL AND NOT EXISTS (
        SELECT FROM messages m WHERE m.id = patched.active_leaf AND m.conversation_id = p_conversation) THEN
        RAISE EXCEPTION 'RGP.404: there is no such message in the conversation';
    END IF;
    IF p_patch ? 'archived' THEN
        patched.archived_at := CASE WHEN (p_patch -> 'archived')::boolean THEN coalesce(room.archived_at, p_at) END;
    END IF;
    patched.auto_title := room.auto_title AND NOT p_patch ? 'title';
    patched.mode_chosen := room.mode_chosen OR p_patch ? 'assistant_mode';
    IF patched IS NOT DISTINCT FROM room THEN
        RETURN NULL;
    END IF;
    UPDATE conversations c
    SET title = patched.title, auto_title = patched.auto_title, assistant_mode = patched.assistant_mode,
        mode_chosen = patched.mode_chosen, system_prompt = patched.system_prompt, model_id = patched.model_id,
        active_leaf = patched.active_leaf, archived_at = patched.archived_at
    WHERE c.id = p_conversation;
    RETURN announce(p_conversation, conversation_draft(patched), p_at, p_persist);
END
$$;

-- set_deleted: hides a conversation from everybody, or brings it back. Only its
-- owner may, who still finds it while it is hidden. Nothing happens when it is
-- so already. running are the answers that are being written in it.
CREATE OR REPLACE FUNCTION rustygpt.set_deleted(
    p_conversation uuid, p_caller uuid, p_deleted boolean, p_at timestamptz, p_persist boolean,
    OUT running uuid[], OUT events jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = rustygpt, pg_temp AS $$
DECLARE
    actor CONSTANT uuid := actor(p_caller);
    room conversations;
    role text;
BEGIN
    SELECT * INTO room FROM conversations c WHERE c.id = p_conversation FOR NO KEY UPDATE;
    role := role_in(p_conversation, actor);
    IF role <> 'owner' THEN
        IF room.deleted_at IS NOT NULL THEN
            RAISE EXCEPTION 'RGP.404: there is no such conversation';
        END IF;
        RAISE EXCEPTION 'RGP.403: only the owner can do this';
    END IF;
    IF p_deleted = (room.deleted_at IS NOT NULL) THEN
        RETURN;
    END IF;
    running := ARRAY(
        SELECT m.id FROM messages m WHERE m.conversation_id = p_conversation AND m.status = 'streaming' ORDER BY m.position);
    UPDATE conversations c SET deleted_at = CASE WHEN p_deleted THEN p_at END WHERE c.id = p_conversation RETURNING * INTO room;
    events := announce(p_conversation, conversation_draft(room), p_at, p_persist);
END
$$;

-- purge_some: removes the next rows of the conversation that has been deleted
-- longest, before p_before, and at last the conversation itself. One that is
-- begun has no participants any more, so nobody can restore half of it. left
-- is false when there is nothing to purge.
--
-- One call works for a moment only: a whole conversation may take longer than
-- a statement is allowed to.
CREATE OR REPLACE FUNCTION rustygpt.purge_some(p_before timestamptz, OUT purged boolean, OUT more boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = rustygpt, pg_temp AS $$
DECLARE
    rows_at_once CONSTANT int := 2000;
    room uuid;
BEGIN
    SELECT c.id INTO room FROM conversations c WHERE c.deleted_at < p_before ORDER BY c.deleted_at LIMIT 1 FOR UPDATE SKIP LOCKED;
    more := FOUND;
    purged := false;
    IF NOT more THEN
        RETURN;
    END IF;
    DELETE FROM conversation_participants p WHERE p.conversation_id = room;
    DELETE FROM message_chunks k WHERE k.conversation_id = room AND k.position IN (
        SELECT o.position FROM message_chunks o WHERE o.conversation_id = room ORDER BY o.position LIMIT rows_at_once);
    IF FOUND THEN
        RETURN;
    END IF;
    DELETE FROM messages m WHERE m.id IN (
        SELECT o.id FROM messages o WHERE o.conversation_id = room LIMIT rows_at_once);
    IF FOUND THEN
        RETURN;
    END IF;
    DELETE FROM sse_event_log l WHERE l.conversation_id = room AND l.sequence IN (
        SELECT o.sequence FROM sse_event_log o WHERE o.conversation_id = room ORDER BY o.sequence LIMIT rows_at_once);
    IF FOUND THEN
        RETURN;
    END IF;
    DELETE FROM conversations c WHERE c.id = room;
    purged := true;
END
$$;
