-- Reading threads. These procedures only read: everything they say is of one
-- instant.

-- conversation_of_root: RGP.404 for what is no root.
CREATE OR REPLACE FUNCTION rustygpt.conversation_of_root(p_root uuid) RETURNS uuid
LANGUAGE plpgsql STABLE AS $$
DECLARE
    conversation CONSTANT uuid := (SELECT t.conversation_id FROM rustygpt.threads t WHERE t.root_message_id = p_root);
BEGIN
    IF conversation IS NULL THEN
        RAISE EXCEPTION 'RGP.404: there is no such thread';
    END IF;
    RETURN conversation;
END
$$;

-- thread_rows: threads as lists show them.
CREATE OR REPLACE VIEW rustygpt.thread_rows AS
    SELECT t.conversation_id, t.root_message_id AS root_id, CASE WHEN m.deleted_at IS NULL THEN t.excerpt ELSE '' END AS root_excerpt,
           t.author_user_id AS root_author, t.created_at, t.last_activity_at, t.message_count
    FROM rustygpt.threads t JOIN rustygpt.messages m ON m.id = t.root_message_id;

-- sp_list_threads: a conversation's threads, newest activity first. p_after
-- selects those begun later than it. p_before and p_before_root are the place
-- in the list where the page begins; without the root everything of that
-- instant is left out. RGP.404 to outsiders.
CREATE OR REPLACE FUNCTION rustygpt.sp_list_threads(
    p_conversation uuid, p_after timestamptz DEFAULT NULL, p_limit int DEFAULT 50, p_caller uuid DEFAULT NULL,
    p_before timestamptz DEFAULT NULL, p_before_root uuid DEFAULT NULL)
RETURNS TABLE (root_id uuid, root_excerpt text, root_author uuid, created_at timestamptz, last_activity_at timestamptz,
    message_count bigint, participant_count bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = rustygpt, pg_temp AS $$
DECLARE
    participants bigint;
BEGIN
    PERFORM see_conversation(p_conversation, actor(p_caller));
    participants := count_participants(p_conversation);
    RETURN QUERY
    SELECT t.root_id, t.root_excerpt, t.root_author, t.created_at, t.last_activity_at, t.message_count, participants
    FROM thread_rows t
    WHERE t.conversation_id = p_conversation AND (p_after IS NULL OR t.created_at > p_after)
      AND (t.last_activity_at, t.root_id)
        < (coalesce(p_before, 'infinity'), coalesce(p_before_root, '00000000-0000-0000-0000-000000000000'))
    ORDER BY t.last_activity_at DESC, t.root_id DESC LIMIT p_limit;
END
$$;

-- sp_get_thread_summary: one thread, as its list shows it. RGP.404.
CREATE OR REPLACE FUNCTION rustygpt.sp_get_thread_summary(p_root uuid, p_caller uuid DEFAULT NULL)
RETURNS TABLE (conversation_id uuid, root_id uuid, root_excerpt text, root_author uuid, created_at timestamptz,
    last_activity_at timestamptz, message_count bigint, participant_count bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = rustygpt, pg_temp AS $$
BEGIN
    PERFORM see_conversation(conversation_of_root(p_root), actor(p_caller));
    RETURN QUERY SELECT t.*, count_participants(t.conversation_id) FROM thread_rows t WHERE t.root_id = p_root;
END
$$;

-- sp_get_thread_subtree: a thread's messages in depth-first order, behind the
-- path p_cursor. RGP.404 for what is no root; VALIDATION for what is no path.
CREATE OR REPLACE FUNCTION rustygpt.sp_get_thread_subtree(
    p_root uuid, p_cursor text DEFAULT NULL, p_limit int DEFAULT 200, p_caller uuid DEFAULT NULL)
RETURNS SETOF rustygpt.message_rows
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = rustygpt, pg_temp AS $$
DECLARE
    place CONSTANT text := coalesce(p_cursor, '');
BEGIN
    PERFORM see_conversation(conversation_of_root(p_root), actor(p_caller));
    IF place !~ '^[0-9a-w]*$' THEN
        RAISE EXCEPTION 'RGP.VALIDATION: not a message path' USING COLUMN = 'cursor_path';
    END IF;
    RETURN QUERY
    SELECT * FROM message_rows m
    WHERE m.root_id = p_root AND (left(m.path, 2000), m.path) > (left(place, 2000), place)
    ORDER BY left(m.path, 2000), m.path LIMIT p_limit;
END
$$;

-- sp_list_message_chunks: an answer's saved pieces from an index on. A deleted
-- answer has none. RGP.404.
CREATE OR REPLACE FUNCTION rustygpt.sp_list_message_chunks(
    p_message uuid, p_from int DEFAULT 0, p_limit int DEFAULT 500, p_caller uuid DEFAULT NULL)
RETURNS TABLE (message_id uuid, idx int, content text, created_at timestamptz, reasoning text, "position" bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = rustygpt, pg_temp AS $$
DECLARE
    m messages;
BEGIN
    SELECT * INTO m FROM messages o WHERE o.id = p_message;
    PERFORM see_conversation(m.conversation_id, actor(p_caller));
    RETURN QUERY
    SELECT k.message_id, k.idx, k.content, k.created_at, k.reasoning, k.position FROM message_chunks k
    WHERE k.message_id = p_message AND k.idx >= p_from AND m.deleted_at IS NULL
    ORDER BY k.idx LIMIT p_limit;
END
$$;
