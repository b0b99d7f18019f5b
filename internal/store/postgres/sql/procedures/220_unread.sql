-- What is unread is kept as counts, by thread and participant and summed up by
-- participant, and every change adds or takes one: the cost depends on how many
-- people take part, not on how much was said. A message counts for everybody
-- but its author, from its counted position on: its own, and for an answer the
-- one where it ended. Where it mentions somebody it counts as a mention, too.

-- unread_json: what is unread for one person, as the log keeps it: [unread,
-- mentions, total], or one number when nothing mentions the person and the
-- other threads are read.
CREATE OR REPLACE FUNCTION rustygpt.unread_json(p_unread bigint, p_mentions bigint, p_total bigint) RETURNS jsonb
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN p_mentions = 0 AND p_total = p_unread THEN to_jsonb(p_unread)
                ELSE jsonb_build_array(p_unread, p_mentions, p_total) END
$$;

-- count_unread: counts a message for everybody but its author. It returns the
-- draft that tells each participant their own counts. A message that was
-- posted also moves the conversation up in everybody's list: p_activity is its
-- time, otherwise NULL.
CREATE OR REPLACE FUNCTION rustygpt.count_unread(
    p_conversation uuid, p_root uuid, p_author uuid, p_mentions uuid[], p_activity timestamptz) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
    counts jsonb;
BEGIN
    WITH summed AS (
        UPDATE rustygpt.conversation_participants p
        SET unread = p.unread + (p.user_id IS DISTINCT FROM p_author)::int,
            mentions = p.mentions + rustygpt.is_mentioned(p.user_id, p_author, p_mentions),
            last_activity_at = greatest(p.last_activity_at, p_activity)
        WHERE p.conversation_id = p_conversation AND p.left_at IS NULL
        RETURNING p.user_id, p.joined_position, p.unread
    ), counted AS (
        INSERT INTO rustygpt.message_read_watermarks AS r
            (conversation_id, user_id, root_message_id, last_read_position, unread, mentions)
        SELECT p_conversation, s.user_id, p_root, s.joined_position, (s.user_id IS DISTINCT FROM p_author)::int,
               rustygpt.is_mentioned(s.user_id, p_author, p_mentions)
        FROM summed s
        ON CONFLICT (conversation_id, user_id, root_message_id)
            DO UPDATE SET unread = r.unread + excluded.unread, mentions = r.mentions + excluded.mentions
        RETURNING r.user_id, r.unread, r.mentions
    )
    SELECT jsonb_object_agg(c.user_id, rustygpt.unread_json(c.unread, c.mentions, s.unread)) INTO counts
    FROM counted c JOIN summed s USING (user_id);
    RETURN rustygpt.draft('unread.update', p_root, NULL, coalesce(counts, '{}'));
END
$$;

-- is_mentioned: 1 for whom a message names, 0 for anybody else and its author.
CREATE OR REPLACE FUNCTION rustygpt.is_mentioned(p_user uuid, p_author uuid, p_mentions uuid[]) RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT (p_user IS DISTINCT FROM p_author AND coalesce(p_user = ANY (p_mentions), false))::int
$$;

-- recount_unread: corrects the counts of those who have not read a message
-- that has changed. It counts as p_by messages more, names the accounts p_now
-- and named p_before. It returns no draft when it makes no difference.
CREATE OR REPLACE FUNCTION rustygpt.recount_unread(m rustygpt.messages, p_by int, p_before uuid[], p_now uuid[]) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
    counts jsonb;
BEGIN
    WITH changed AS (
        SELECT p.user_id, p_by AS unread, rustygpt.is_mentioned(p.user_id, m.author_user_id, p_now)
            - rustygpt.is_mentioned(p.user_id, m.author_user_id, p_before) AS mentions
        FROM rustygpt.conversation_participants p
        WHERE p.conversation_id = m.conversation_id AND p.left_at IS NULL AND p.user_id IS DISTINCT FROM m.author_user_id
    ), counted AS (
        UPDATE rustygpt.message_read_watermarks r SET unread = r.unread + c.unread, mentions = r.mentions + c.mentions
        FROM changed c
        WHERE r.conversation_id = m.conversation_id AND r.user_id = c.user_id AND r.root_message_id = m.root_message_id
          AND r.last_read_position < m.counted_position AND (c.unread <> 0 OR c.mentions <> 0)
        RETURNING r.user_id, r.unread, r.mentions
    ), summed AS (
        UPDATE rustygpt.conversation_participants p SET unread = p.unread + c.unread, mentions = p.mentions + c.mentions
        FROM changed c JOIN counted USING (user_id)
        WHERE p.conversation_id = m.conversation_id AND p.user_id = c.user_id AND p.left_at IS NULL
        RETURNING p.user_id, p.unread
    )
    SELECT jsonb_object_agg(c.user_id, rustygpt.unread_json(c.unread, c.mentions, s.unread)) INTO counts
    FROM counted c JOIN summed s USING (user_id);
    IF counts IS NULL THEN
        RETURN '[]';
    END IF;
    RETURN rustygpt.draft('unread.update', m.root_message_id, NULL, counts);
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
    now_mentions bigint;
    total bigint;
BEGIN
    PERFORM act_as(p_user, p_caller);
    PERFORM lock_conversation(room);
    PERFORM role_in(room, p_user);
    IF p_conversation <> room THEN
        RAISE EXCEPTION 'RGP.VALIDATION: belongs to another conversation' USING COLUMN = 'root_id';
    END IF;
    mark := position_to_mark(p_root, p_path);
    SELECT r.last_read_position, r.unread, r.mentions INTO before FROM message_read_watermarks r
    WHERE r.conversation_id = room AND r.user_id = p_user AND r.root_message_id = p_root;
    IF NOT FOUND OR mark IS NULL OR mark <= before.last_read_position THEN
        RETURN NULL; -- nothing was posted since they joined, or they have read further
    END IF;
    SELECT count(*) INTO now_unread FROM messages m
    WHERE m.root_message_id = p_root AND m.counted_position > mark AND m.deleted_at IS NULL
      AND m.author_user_id IS DISTINCT FROM p_user;
    SELECT count(*) INTO now_mentions FROM messages m
    WHERE m.root_message_id = p_root AND m.counted_position > mark AND m.deleted_at IS NULL AND m.mentions IS NOT NULL
      AND is_mentioned(p_user, m.author_user_id, m.mentions) = 1;
    UPDATE message_read_watermarks r
    SET last_read_position = mark, last_read_path = coalesce(nullif(p_path, ''), r.last_read_path), last_read_at = at,
        unread = now_unread, mentions = now_mentions
    WHERE r.conversation_id = room AND r.user_id = p_user AND r.root_message_id = p_root;
    IF now_unread = before.unread THEN
        RETURN NULL; -- mentions are among what is unread
    END IF;
    UPDATE conversation_participants p
    SET unread = p.unread + now_unread - before.unread, mentions = p.mentions + now_mentions - before.mentions
    WHERE p.conversation_id = room AND p.user_id = p_user AND p.left_at IS NULL RETURNING p.unread INTO total;
    RETURN announce(room, draft('unread.update', p_root, NULL,
        jsonb_build_object(p_user, unread_json(now_unread, now_mentions, total))), at, p_persist);
END
$$;

-- sp_get_unread_summary: a person's counts for each thread in which something
-- was posted since they joined. RGP.404 to outsiders.
DROP FUNCTION IF EXISTS rustygpt.sp_get_unread_summary(uuid, uuid, uuid); -- it returned fewer columns
CREATE OR REPLACE FUNCTION rustygpt.sp_get_unread_summary(p_conversation uuid, p_user uuid, p_caller uuid DEFAULT NULL)
RETURNS TABLE (root_id uuid, unread bigint, mentions bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = rustygpt, pg_temp AS $$
BEGIN
    PERFORM act_as(p_user, p_caller);
    PERFORM see_conversation(p_conversation, p_user);
    RETURN QUERY
    SELECT r.root_message_id, r.unread, r.mentions FROM message_read_watermarks r
    WHERE r.conversation_id = p_conversation AND r.user_id = p_user
    ORDER BY r.root_message_id;
END
$$;
