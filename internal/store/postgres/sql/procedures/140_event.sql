-- Events take their conversation's next positions in the transaction that
-- makes the change. Until they have one they are drafts: an array of objects
-- with type, payload and, where they apply, root_id and message_id.

CREATE OR REPLACE FUNCTION rustygpt.draft(p_type text, p_root uuid, p_message uuid, p_payload jsonb) RETURNS jsonb
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT jsonb_build_array(jsonb_build_object('type', p_type, 'root_id', p_root, 'message_id', p_message, 'payload', p_payload))
$$;

-- log_events: writes drafts to the log, behind position p_top, and returns them
-- with their positions. The positions were taken by the caller.
CREATE OR REPLACE FUNCTION rustygpt.log_events(p_conversation uuid, p_top bigint, p_drafts jsonb, p_at timestamptz, p_persist boolean)
RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    events jsonb;
BEGIN
    WITH placed AS (
        SELECT p_top + n AS position, d AS draft FROM jsonb_array_elements(p_drafts) WITH ORDINALITY AS drafts (d, n)
    ), kept AS (
        INSERT INTO rustygpt.sse_event_log
            (conversation_id, sequence, event_id, event_type, payload, root_message_id, message_id, created_at)
        SELECT p_conversation, position, 'evt_' || position, draft ->> 'type', draft -> 'payload', (draft ->> 'root_id')::uuid,
               (draft ->> 'message_id')::uuid, p_at
        FROM placed WHERE p_persist
    )
    SELECT jsonb_agg(draft || jsonb_build_object('conversation_id', p_conversation, 'position', position,
        'created_at', rustygpt.wire_time(p_at)) ORDER BY position) INTO events FROM placed;
    RETURN events;
END
$$;

-- announce: takes positions for drafts and writes them to the log.
CREATE OR REPLACE FUNCTION rustygpt.announce(p_conversation uuid, p_drafts jsonb, p_at timestamptz, p_persist boolean)
RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    count CONSTANT int := jsonb_array_length(p_drafts);
    top bigint;
BEGIN
    UPDATE rustygpt.conversations c
    SET position = c.position + count, event_rows = c.event_rows + CASE WHEN p_persist THEN count ELSE 0 END,
        events_since = coalesce(c.events_since, CASE WHEN p_persist THEN p_at END)
    WHERE c.id = p_conversation
    RETURNING c.position - count INTO top;
    RETURN rustygpt.log_events(p_conversation, top, p_drafts, p_at, p_persist);
END
$$;

-- thread_activity: the draft that tells that something in a thread changed.
CREATE OR REPLACE FUNCTION rustygpt.thread_activity(p_conversation uuid, p_root uuid, p_last timestamptz) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT rustygpt.draft('thread.activity', p_root, NULL, jsonb_build_object(
        'conversation_id', p_conversation, 'root_id', p_root, 'last_activity_at', rustygpt.wire_time(p_last)))
$$;

-- message_draft: the draft of an event that carries a whole message.
CREATE OR REPLACE FUNCTION rustygpt.message_draft(p_type text, p_conversation uuid, p_root uuid, p_message uuid) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN rustygpt.draft(p_type, p_root, p_message, jsonb_build_object(
        'conversation_id', p_conversation, 'root_id', p_root, 'message', rustygpt.message_json(p_message)));
END
$$;

-- as_told: the payload of an event whose message was deleted meanwhile, without
-- what was said in it.
CREATE OR REPLACE FUNCTION rustygpt.as_told(p_type text, p_payload jsonb, p_deleted_at timestamptz) RETURNS jsonb
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN p_deleted_at IS NULL THEN p_payload
        WHEN p_type = 'thread.new' THEN jsonb_set(p_payload, '{summary,root_excerpt}', '""')
        ELSE jsonb_set(p_payload #- '{message,mentions}' #- '{message,answer,reasoning}', '{message,content}', '""') END
$$;

-- told_message: the message whose text an event carries, NULL for most events.
CREATE OR REPLACE FUNCTION rustygpt.told_message(p_type text, p_root uuid, p_message uuid) RETURNS uuid
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN p_type = 'thread.new' THEN p_root WHEN p_type IN ('message.new', 'message.updated') THEN p_message END
$$;

-- events_after: what happened after a position, the first p_limit of it: rows
-- of the log and pieces of answers, in one order. top is the conversation's
-- newest position; a conversation without anything newer yields one row that
-- has only that, one that does not exist none.
CREATE OR REPLACE FUNCTION rustygpt.events_after(p_conversation uuid, p_after bigint, p_limit int)
RETURNS TABLE (top bigint, "position" bigint, event_type text, root_id uuid, message_id uuid, created_at timestamptz,
    payload text, idx int, content text, reasoning text, parent_id uuid, depth int)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = rustygpt, pg_temp AS $$
BEGIN
    RETURN QUERY
    SELECT c.position, e.*
    FROM conversations c LEFT JOIN LATERAL (
        SELECT * FROM (
            (SELECT l.sequence, l.event_type, l.root_message_id, l.message_id, l.created_at,
                    as_told(l.event_type, l.payload, m.deleted_at)::text, NULL::int, NULL::text, NULL::text, NULL::uuid, NULL::int
             FROM (SELECT * FROM sse_event_log l WHERE l.conversation_id = p_conversation AND l.sequence > p_after
                   ORDER BY l.sequence LIMIT p_limit) l
             LEFT JOIN messages m ON m.id = told_message(l.event_type, l.root_message_id, l.message_id))
            UNION ALL
            SELECT k.position, 'message.delta', m.root_message_id, k.message_id, k.created_at, NULL,
                   k.idx, CASE WHEN m.deleted_at IS NULL THEN k.content END, CASE WHEN m.deleted_at IS NULL THEN k.reasoning END,
                   m.parent_message_id, m.depth
            FROM (SELECT * FROM message_chunks k WHERE k.conversation_id = p_conversation AND k.position > p_after
                  ORDER BY k.position LIMIT p_limit) k
            JOIN messages m ON m.id = k.message_id) happened
        ORDER BY 1 LIMIT p_limit) e ON true
    WHERE c.id = p_conversation;
END
$$;

-- sp_sse_replay: what happened in a conversation since a time, oldest first; a
-- limit that is not positive means 500.
CREATE OR REPLACE FUNCTION rustygpt.sp_sse_replay(p_conversation uuid, p_since timestamptz, p_limit int DEFAULT 500)
RETURNS TABLE (sequence bigint, event_id text, event_type text, payload jsonb, root_message_id uuid, created_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = rustygpt, pg_temp AS $$
BEGIN
    RETURN QUERY
    SELECT * FROM (
        SELECT l.sequence, l.event_id, l.event_type, as_told(l.event_type, l.payload, m.deleted_at), l.root_message_id, l.created_at
        FROM sse_event_log l LEFT JOIN messages m ON m.id = told_message(l.event_type, l.root_message_id, l.message_id)
        WHERE l.conversation_id = p_conversation AND l.created_at > p_since
        UNION ALL
        SELECT k.position, 'evt_' || k.position, 'message.delta', delta_json(m, k), m.root_message_id, k.created_at
        FROM message_chunks k JOIN messages m ON m.id = k.message_id
        WHERE k.conversation_id = p_conversation AND k.created_at > p_since) happened
    ORDER BY 1 LIMIT CASE WHEN p_limit > 0 THEN p_limit ELSE 500 END;
END
$$;

-- delta_json: a piece of an answer in the shape of an OpenAI chunk; of one that
-- is deleted, without the text.
CREATE OR REPLACE FUNCTION rustygpt.delta_json(m rustygpt.messages, k rustygpt.message_chunks) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT jsonb_strip_nulls(jsonb_build_object(
        'id', k.message_id || ':' || k.idx,
        'object', 'chat.completion.chunk',
        'conversation_id', k.conversation_id,
        'root_id', m.root_message_id,
        'message_id', k.message_id,
        'parent_id', m.parent_message_id,
        'depth', m.depth,
        'choices', jsonb_build_array(jsonb_build_object('index', 0, 'delta', jsonb_build_object(
            'role', CASE k.idx WHEN 0 THEN 'assistant' END,
            'content', CASE WHEN m.deleted_at IS NULL THEN nullif(k.content, '') END,
            'reasoning_content', CASE WHEN m.deleted_at IS NULL THEN nullif(k.reasoning, '') END)))))
$$;

-- sp_record_sse_event: writes an event to the log. Without a sequence it takes
-- the conversation's next position; one that is taken already is overwritten.
-- RGP.404 without such a conversation; VALIDATION for a sequence that would
-- leave a gap.
CREATE OR REPLACE FUNCTION rustygpt.sp_record_sse_event(
    p_conversation uuid, p_sequence bigint, p_event_id text, p_event_type text, p_payload jsonb, p_root uuid DEFAULT NULL,
    p_created_at timestamptz DEFAULT NULL, p_message uuid DEFAULT NULL)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = rustygpt, pg_temp AS $$
DECLARE
    room CONSTANT conversations := lock_conversation(p_conversation);
    place CONSTANT bigint := coalesce(p_sequence, room.position + 1);
    at CONSTANT timestamptz := coalesce(p_created_at, clock_timestamp());
    added boolean;
BEGIN
    IF place < 1 OR place > room.position + 1 THEN
        RAISE EXCEPTION 'RGP.VALIDATION: sequence: the next one is %', room.position + 1;
    END IF;
    INSERT INTO sse_event_log AS l
        (conversation_id, sequence, event_id, event_type, payload, root_message_id, message_id, created_at)
    VALUES (p_conversation, place, coalesce(p_event_id, 'evt_' || place), p_event_type, p_payload, p_root, p_message, at)
    ON CONFLICT (conversation_id, sequence) DO UPDATE
        SET event_id = excluded.event_id, event_type = excluded.event_type, payload = excluded.payload,
            root_message_id = excluded.root_message_id, message_id = excluded.message_id
    RETURNING xmax = 0 INTO added;
    UPDATE conversations c
    SET position = greatest(c.position, place), event_rows = c.event_rows + added::int,
        events_since = CASE WHEN added THEN least(c.events_since, at) ELSE c.events_since END
    WHERE c.id = p_conversation;
    RETURN place;
END
$$;

-- sp_prune_sse_events: removes rows of the log that are older than p_oldest
-- (NULL = no limit by age) or too many in their conversation, oldest first, at
-- most p_batch of them, and says how many. Pieces of answers stay.
--
-- Events are in the order of time, so a conversation's first one tells whether
-- any is too old. A call looks at 128 conversations at most and locks those.
CREATE OR REPLACE FUNCTION rustygpt.sp_prune_sse_events(p_max_events int, p_oldest timestamptz, p_batch int)
RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = rustygpt, pg_temp AS $$
DECLARE
    room record;
    gone int;
    removed int := 0;
BEGIN
    FOR room IN
        SELECT c.id, c.event_rows FROM conversations c
        WHERE c.id IN (
            SELECT o.id FROM conversations o WHERE o.event_bulk >= p_max_events / 64 AND o.event_rows > p_max_events
            UNION ALL
            SELECT o.id FROM conversations o WHERE o.events_since < p_oldest AND o.event_rows <= p_max_events
            LIMIT 128)
        ORDER BY c.id FOR NO KEY UPDATE
    LOOP
        gone := prune_conversation(room.id, room.event_rows - p_max_events, p_oldest, p_batch - removed);
        removed := removed + gone;
        EXIT WHEN removed >= p_batch;
    END LOOP;
    RETURN removed;
END
$$;

-- prune_conversation: removes the first p_surplus rows of a conversation and
-- those older than p_oldest, at most p_limit. A purge does not count what it
-- removes, so what is left is looked at here.
CREATE OR REPLACE FUNCTION rustygpt.prune_conversation(p_conversation uuid, p_surplus bigint, p_oldest timestamptz, p_limit int)
RETURNS int LANGUAGE plpgsql AS $$
DECLARE
    gone int;
    since timestamptz;
BEGIN
    DELETE FROM rustygpt.sse_event_log l USING (
        SELECT f.sequence, f.created_at, row_number() OVER (ORDER BY f.sequence) AS n
        FROM (SELECT e.sequence, e.created_at FROM rustygpt.sse_event_log e WHERE e.conversation_id = p_conversation
              ORDER BY e.sequence LIMIT p_limit) f) first
    WHERE l.conversation_id = p_conversation AND l.sequence = first.sequence
      AND (first.n <= p_surplus OR first.created_at < p_oldest);
    GET DIAGNOSTICS gone = ROW_COUNT;
    SELECT e.created_at INTO since FROM rustygpt.sse_event_log e WHERE e.conversation_id = p_conversation ORDER BY e.sequence LIMIT 1;
    UPDATE rustygpt.conversations c
    SET event_rows = CASE WHEN since IS NULL THEN 0 ELSE c.event_rows - gone END, events_since = since
    WHERE c.id = p_conversation;
    RETURN gone;
END
$$;
