-- What is unread is kept as counts, by thread and participant and summed up by
-- participant, and every change adds or takes one: the cost depends on how many
-- people take part, not on how much was said. A message counts for everybody
-- but its author, from its counted position on: its own, and for an answer the
-- one where it ended.

-- count_unread: counts a message for everybody but its author. It returns the
-- draft that tells each participant their own number. A message that was
-- posted also moves the conversation up in everybody's list: p_activity is its
-- time, otherwise NULL.
CREATE OR REPLACE FUNCTION rustygpt.count_unread(p_conversation uuid, p_root uuid, p_author uuid, p_activity timestamptz) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
    counts jsonb;
BEGIN
    WITH counted AS (
        INSERT INTO rustygpt.message_read_watermarks AS r (conversation_id, user_id, root_message_id, last_read_position, unread)
        SELECT p.conversation_id, p.user_id, p_root, p.joined_position, (p.user_id IS DISTINCT FROM p_author)::int
        FROM rustygpt.conversation_participants p WHERE p.conversation_id = p_conversation AND p.left_at IS NULL
        ON CONFLICT (conversation_id, user_id, root_message_id) DO UPDATE SET unread = r.unread + excluded.unread
        RETURNING r.user_id, r.unread
    ), summed AS (
        UPDATE rustygpt.conversation_participants p
        SET unread = p.unread + (p.user_id IS DISTINCT FROM p_author)::int,
            last_activity_at = greatest(p.last_activity_at, p_activity)
        WHERE p.conversation_id = p_conversation AND p.left_at IS NULL
    )
    SELECT jsonb_object_agg(c.user_id, c.unread) INTO counts FROM counted c;
    RETURN rustygpt.draft('unread.update', p_root, NULL, coalesce(counts, '{}'));
END
$$;

-- recount_unread: adds p_by to the counts of those who have not read a message
-- that was deleted or restored. It returns no draft when there is nobody.
CREATE OR REPLACE FUNCTION rustygpt.recount_unread(
    p_conversation uuid, p_root uuid, p_author uuid, p_counted bigint, p_by int) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
    counts jsonb;
BEGIN
    WITH counted AS (
        UPDATE rustygpt.message_read_watermarks r SET unread = r.unread + p_by
        FROM rustygpt.conversation_participants p
        WHERE p.conversation_id = p_conversation AND p.left_at IS NULL AND p.user_id IS DISTINCT FROM p_author
          AND r.conversation_id = p_conversation AND r.user_id = p.user_id AND r.root_message_id = p_root
          AND r.last_read_position < p_counted
        RETURNING r.user_id, r.unread
    ), summed AS (
        UPDATE rustygpt.conversation_participants p SET unread = p.unread + p_by
        FROM counted c WHERE p.conversation_id = p_conversation AND p.user_id = c.user_id AND p.left_at IS NULL
    )
    SELECT jsonb_object_agg(c.user_id, c.unread) INTO counts FROM counted c;
    IF counts IS NULL THEN
        RETURN '[]';
    END IF;
    RETURN rustygpt.draft('unread.update', p_root, NULL, counts);
END
$$;

-- position_to_mark: up to where a thread is read when it is read up to a path,
-- or to its end without one. VALIDATION: no message has this path.
CREATE OR REPLACE FUNCTION rustygpt.position_to_mark(p_root uuid, p_path text) RETURNS bigint
LANGUAGE plpgsql STABLE AS $$
DECLARE
    mark bigint;
BEGIN
    IF p_path IS NULL OR p_path = '' THEN
        RETURN (SELECT max(m.counted_position) FROM rustygpt.messages m
                WHERE m.root_message_id = p_root AND m.counted_position IS NOT NULL AND m.deleted_at IS NULL);
    END IF;
    SELECT greatest(m.position, m.counted_position) INTO mark FROM rustygpt.messages m
    WHERE m.root_message_id = p_root AND left(m.path, 2000) = left(p_path, 2000) AND m.path = p_path;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'RGP.VALIDATION: no message of the thread has this path' USING COLUMN = 'path';
    END IF;
    RETURN mark;
END
$$;

-- sp_mark_thread_read: moves a person's read mark of a thread forward, to the
-- message with a path, or to the end; never back. It returns the events, NULL
-- when the count did not change. p_conversation NULL = any. RGP.404;
-- VALIDATION: a thread of another conversation, no such path.
CREATE OR REPLACE FUNCTION rustygpt.sp_mark_thread_read(
    p_conversation uuid, p_root uuid, p_user uuid, p_path text DEFAULT NULL, p_caller uuid DEFAULT NULL,
    p_at timestamptz DEFAULT NULL, p_persist boolean DEFAULT true)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = rustygpt, pg_temp AS $$
DECLARE
    at CONSTANT timestamptz := coalesce(p_at, clock_timestamp());
    room CONSTANT uuid := conversation_of_root(p_root);
    mark bigint;
    before record;
    now_unread bigint;
BEGIN
    PERFORM act_as(p_user, p_caller);
    PERFORM lock_conversation(room);
    PERFORM role_in(room, p_user);
    IF p_conversation <> room THEN
        RAISE EXCEPTION 'RGP.VALIDATION: belongs to another conversation' USING COLUMN = 'root_id';
    END IF;
    mark := position_to_mark(p_root, p_path);
    SELECT r.last_read_position, r.unread INTO before FROM message_read_watermarks r
    WHERE r.conversation_id = room AND r.user_id = p_user AND r.root_message_id = p_root;
    IF NOT FOUND OR mark IS NULL OR mark <= before.last_read_position THEN
        RETURN NULL; -- nothing was posted since they joined, or they have read further
    END IF;
    SELECT count(*) INTO now_unread FROM messages m
    WHERE m.root_message_id = p_root AND m.counted_position > mark AND m.deleted_at IS NULL
      AND m.author_user_id IS DISTINCT FROM p_user;
    UPDATE message_read_watermarks r
    SET last_read_position = mark, last_read_path = coalesce(nullif(p_path, ''), r.last_read_path), last_read_at = at,
        unread = now_unread
    WHERE r.conversation_id = room AND r.user_id = p_user AND r.root_message_id = p_root;
    IF now_unread = before.unread THEN
        RETURN NULL;
    END IF;
    UPDATE conversation_participants p SET unread = p.unread + now_unread - before.unread
    WHERE p.conversation_id = room AND p.user_id = p_user AND p.left_at IS NULL;
    RETURN announce(room, draft('unread.update', p_root, NULL, jsonb_build_object(p_user, now_unread)), at, p_persist);
END
$$;

-- sp_get_unread_summary: a person's count for each thread in which something
-- was posted since they joined. RGP.404 to outsiders.
CREATE OR REPLACE FUNCTION rustygpt.sp_get_unread_summary(p_conversation uuid, p_user uuid, p_caller uuid DEFAULT NULL)
RETURNS TABLE (root_id uuid, unread bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = rustygpt, pg_temp AS $$
BEGIN
    PERFORM act_as(p_user, p_caller);
    PERFORM see_conversation(p_conversation, p_user);
    RETURN QUERY
    SELECT r.root_message_id, r.unread FROM message_read_watermarks r
    WHERE r.conversation_id = p_conversation AND r.user_id = p_user
    ORDER BY r.root_message_id;
END
$$;
