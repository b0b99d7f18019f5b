-- Changing what was said.

-- lock_message: locks the conversation of a message for somebody in it. RGP.404
-- when there is no such message, or not for them.
CREATE OR REPLACE FUNCTION rustygpt.lock_message(p_message uuid, p_user uuid, OUT m rustygpt.messages, OUT role text, OUT own boolean)
LANGUAGE plpgsql AS $$
DECLARE
    room CONSTANT uuid := (SELECT o.conversation_id FROM rustygpt.messages o WHERE o.id = p_message);
BEGIN
    PERFORM FROM rustygpt.conversations c WHERE c.id = room AND c.deleted_at IS NULL FOR NO KEY UPDATE;
    role := CASE WHEN FOUND THEN rustygpt.find_role(room, p_user) END;
    IF role IS NULL THEN
        RAISE EXCEPTION 'RGP.404: there is no such message';
    END IF;
    SELECT * INTO m FROM rustygpt.messages o WHERE o.id = p_message;
    own := m.author_user_id = p_user
        OR EXISTS (SELECT FROM rustygpt.answers a WHERE a.message_id = p_message AND a.started_by = p_user);
END
$$;

-- check_change: RGP.403 unless they may change a message: owners and admins,
-- and who wrote it or asked for the answer, while they may post.
CREATE OR REPLACE FUNCTION rustygpt.check_change(p_role text, p_own boolean) RETURNS void
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF p_role = 'viewer' OR p_role = 'member' AND p_own IS NOT TRUE THEN
        RAISE EXCEPTION 'RGP.403: your role in the conversation does not allow to change this message';
    END IF;
END
$$;

-- change_drafts: tells what a message is now, and that its thread changed,
-- which does not move it in its list: only new messages do.
CREATE OR REPLACE FUNCTION rustygpt.change_drafts(m rustygpt.messages) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN rustygpt.message_draft('message.updated', m.conversation_id, m.root_message_id, m.id)
        || rustygpt.unmoved_activity(m.conversation_id, m.root_message_id);
END
$$;

CREATE OR REPLACE FUNCTION rustygpt.unmoved_activity(p_conversation uuid, p_root uuid) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN rustygpt.thread_activity(p_conversation, p_root,
        (SELECT t.last_activity_at FROM rustygpt.threads t WHERE t.root_message_id = p_root));
END
$$;

-- sp_edit_message: replaces a message's text, and whom it names. It returns the
-- events. RGP.403, RGP.404; RGP.409 when it is deleted or still being written;
-- VALIDATION: blank content.
CREATE OR REPLACE FUNCTION rustygpt.sp_edit_message(
    p_message uuid, p_actor uuid, p_content text, p_reason text DEFAULT NULL, p_caller uuid DEFAULT NULL,
    p_at timestamptz DEFAULT NULL, p_persist boolean DEFAULT true, p_mentions uuid[] DEFAULT NULL)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = rustygpt, pg_temp AS $$
DECLARE
    at CONSTANT timestamptz := coalesce(p_at, clock_timestamp());
    held record;
BEGIN
    PERFORM act_as(p_actor, p_caller);
    IF coalesce(excerpt(p_content), '') = '' THEN
        RAISE EXCEPTION 'RGP.VALIDATION: must not be blank' USING COLUMN = 'content';
    END IF;
    SELECT * INTO held FROM lock_message(p_message, p_actor);
    PERFORM check_change(held.role, held.own);
    IF (held.m).deleted_at IS NOT NULL THEN
        RAISE EXCEPTION 'RGP.409: the message is deleted';
    END IF;
    IF (held.m).status = 'streaming' THEN
        RAISE EXCEPTION 'RGP.409: the answer is still being written';
    END IF;
    UPDATE messages m
    SET content = p_content, mentions = p_mentions, edited_at = at, edited_by = p_actor, edit_reason = coalesce(p_reason, '')
    WHERE m.id = p_message;
    IF (held.m).parent_message_id IS NULL THEN
        UPDATE threads t SET excerpt = excerpt(p_content) WHERE t.root_message_id = p_message;
    END IF;
    RETURN announce((held.m).conversation_id,
        change_drafts(held.m) || recount_unread(held.m, 0, (held.m).mentions, p_mentions), at, p_persist);
END
$$;

-- sp_update_message_content: replaces a message's text, as the caller.
CREATE OR REPLACE FUNCTION rustygpt.sp_update_message_content(p_message uuid, p_content text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = rustygpt, pg_temp AS $$
BEGIN
    RETURN sp_edit_message(p_message, actor(NULL), p_content);
END
$$;

-- set_message_deleted: hides a message or brings it back, and corrects the
-- counts of those for whom it is unread.
CREATE OR REPLACE FUNCTION rustygpt.set_message_deleted(
    m rustygpt.messages, p_by uuid, p_deleted boolean, p_reason text, p_at timestamptz, p_persist boolean) RETURNS jsonb
LANGUAGE plpgsql AS $$
BEGIN
    IF p_deleted = (m.deleted_at IS NOT NULL) THEN
        RETURN NULL;
    END IF;
    UPDATE rustygpt.messages o
    SET deleted_at = CASE WHEN p_deleted THEN p_at END, deleted_by = CASE WHEN p_deleted THEN p_by END,
        delete_reason = CASE WHEN p_deleted THEN coalesce(p_reason, '') ELSE '' END
    WHERE o.id = m.id;
    RETURN rustygpt.announce(m.conversation_id,
        rustygpt.change_drafts(m) || CASE
            WHEN p_deleted THEN rustygpt.recount_unread(m, -1, m.mentions, NULL)
            ELSE rustygpt.recount_unread(m, 1, NULL, m.mentions) END,
        p_at, p_persist);
END
$$;

-- sp_soft_delete_message: hides a message's text; it keeps its place. It
-- returns the events, NULL when it was deleted already. RGP.403, RGP.404.
CREATE OR REPLACE FUNCTION rustygpt.sp_soft_delete_message(
    p_message uuid, p_actor uuid, p_reason text DEFAULT NULL, p_caller uuid DEFAULT NULL, p_at timestamptz DEFAULT NULL,
    p_persist boolean DEFAULT true)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = rustygpt, pg_temp AS $$
DECLARE
    held record;
BEGIN
    PERFORM act_as(p_actor, p_caller);
    SELECT * INTO held FROM lock_message(p_message, p_actor);
    PERFORM check_change(held.role, held.own);
    RETURN set_message_deleted(held.m, p_actor, true, p_reason, coalesce(p_at, clock_timestamp()), p_persist);
END
$$;

-- sp_restore_message: brings a deleted message back; owners and admins may. It
-- returns the events, NULL when it was not deleted. RGP.403, RGP.404.
CREATE OR REPLACE FUNCTION rustygpt.sp_restore_message(
    p_message uuid, p_actor uuid, p_caller uuid DEFAULT NULL, p_at timestamptz DEFAULT NULL, p_persist boolean DEFAULT true)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = rustygpt, pg_temp AS $$
DECLARE
    held record;
BEGIN
    PERFORM act_as(p_actor, p_caller);
    SELECT * INTO held FROM lock_message(p_message, p_actor);
    PERFORM check_change(held.role, false);
    RETURN set_message_deleted(held.m, p_actor, false, NULL, coalesce(p_at, clock_timestamp()), p_persist);
END
$$;
