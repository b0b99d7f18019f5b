-- How answers grow and end.

-- save_progress: commits the new pieces and the ends of many answers at once.
-- The arrays have one element for each; a piece with neither content nor
-- reasoning is none. Pieces that are there already, and those of answers that
-- have ended or are gone, change nothing. p_ends is an array of objects; see
-- finish_answer.
--
-- saved lists the elements whose pieces were new, in order and counted from 1,
-- and positions where those went; events are the events of the ends. All are
-- NULL when there are none. In each conversation the pieces come first.
CREATE OR REPLACE FUNCTION rustygpt.save_progress(
    p_messages uuid[], p_conversations uuid[], p_indexes int[], p_contents text[], p_reasonings text[], p_times timestamptz[],
    p_ends jsonb DEFAULT NULL, p_persist boolean DEFAULT true,
    OUT saved int[], OUT positions bigint[], OUT events jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = rustygpt, pg_temp SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    ending jsonb;
BEGIN
    PERFORM FROM conversations c WHERE c.id = ANY (p_conversations) ORDER BY c.id FOR NO KEY UPDATE;
    SELECT * INTO saved, positions FROM save_chunks(p_messages, p_conversations, p_indexes, p_contents, p_reasonings, p_times);
    FOR ending IN SELECT e FROM jsonb_array_elements(p_ends) AS ends (e) LOOP
        events := coalesce(events, '[]') || coalesce(finish_answer(ending, p_persist), '[]');
    END LOOP;
END
$$;

-- save_chunks: appends pieces to streaming answers whose conversations are
-- locked. n numbers the elements of the arrays, from 1. It fails when there is
-- a piece that does not follow what is there.
--
-- How many pieces there will be is unknown when this is planned. So that it
-- suits one and a thousand, nothing here is joined but by primary keys, and the
-- plan is made once, for a few (see save_progress).
CREATE OR REPLACE FUNCTION rustygpt.save_chunks(
    p_messages uuid[], p_conversations uuid[], p_indexes int[], p_contents text[], p_reasonings text[], p_times timestamptz[],
    OUT saved int[], OUT positions bigint[])
LANGUAGE plpgsql AS $$
DECLARE
    in_order boolean;
BEGIN
    WITH fresh AS MATERIALIZED (
        SELECT g.n::int AS n,
               p_indexes[g.n::int] - have.chunks = row_number() OVER (PARTITION BY g.message_id ORDER BY g.n) - 1 AS follows
        FROM unnest(p_messages) WITH ORDINALITY AS g (message_id, n)
        JOIN rustygpt.messages m ON m.id = g.message_id AND m.status = 'streaming'
        CROSS JOIN LATERAL (
            SELECT coalesce(max(k.idx) + 1, 0) AS chunks FROM rustygpt.message_chunks k WHERE k.message_id = g.message_id) have
        WHERE (p_contents[g.n::int] <> '' OR p_reasonings[g.n::int] <> '') AND p_indexes[g.n::int] >= have.chunks
    ), rooms AS (
        SELECT p_conversations[f.n] AS id, array_agg(f.n ORDER BY f.n) AS pieces FROM fresh f GROUP BY 1
    ), taken AS (
        UPDATE rustygpt.conversations c SET position = c.position + cardinality(r.pieces)
        FROM rooms r WHERE c.id = r.id
        RETURNING c.position - cardinality(r.pieces) AS top, r.pieces
    ), placed AS (
        SELECT u.n, t.top + u.step AS position FROM taken t, unnest(t.pieces) WITH ORDINALITY AS u (n, step)
    ), added AS (
        INSERT INTO rustygpt.message_chunks (message_id, idx, conversation_id, position, created_at, content, reasoning)
        SELECT p_messages[p.n], p_indexes[p.n], p_conversations[p.n], p.position, p_times[p.n], p_contents[p.n], p_reasonings[p.n]
        FROM placed p
    )
    SELECT array_agg(p.n ORDER BY p.n), array_agg(p.position ORDER BY p.n), (SELECT bool_and(f.follows) FROM fresh f)
    INTO saved, positions, in_order FROM placed p;
    IF NOT in_order THEN
        RAISE EXCEPTION 'a piece of an answer does not follow the ones before it';
    END IF;
END
$$;

-- finish_answer: ends an answer whose conversation is locked. The first end
-- wins; later ones, and those of messages that are gone, yield no events. The
-- text is made of the pieces, once. It counts as unread from the position of
-- its message.done.
--
-- p_end has message_id, status, finish_reason, at and keep_chunks, and where
-- they apply fault (code, message), usage (prompt_tokens, completion_tokens,
-- total_tokens), dropped_messages and first_token_at. The events: message.done, with a fault
-- error, thread.activity, and unread.update unless it is deleted.
CREATE OR REPLACE FUNCTION rustygpt.finish_answer(p_end jsonb, p_persist boolean) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
    message CONSTANT uuid := p_end ->> 'message_id';
    at CONSTANT timestamptz := p_end ->> 'at';
    fault CONSTANT jsonb := p_end -> 'fault';
    token_usage CONSTANT jsonb := p_end -> 'usage';
    m rustygpt.messages;
    text record;
    drafts jsonb;
BEGIN
    SELECT coalesce(string_agg(k.content, '' ORDER BY k.idx), '') AS content,
           coalesce(string_agg(k.reasoning, '' ORDER BY k.idx), '') AS reasoning,
           coalesce(max(k.idx) + 1, 0) AS chunks
    INTO text FROM rustygpt.message_chunks k WHERE k.message_id = message;
    UPDATE rustygpt.messages o
    SET status = p_end ->> 'status', content = text.content,
        counted_position = (SELECT c.position + 1 FROM rustygpt.conversations c WHERE c.id = o.conversation_id)
    WHERE o.id = message AND o.status = 'streaming' RETURNING * INTO m;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    UPDATE rustygpt.answers a
    SET finished_at = at, first_token_at = (p_end ->> 'first_token_at')::timestamptz,
        finish_reason = coalesce(p_end ->> 'finish_reason', ''),
        fault_code = fault ->> 'code', fault_message = fault ->> 'message',
        prompt_tokens = (token_usage -> 'prompt_tokens')::bigint,
        completion_tokens = (token_usage -> 'completion_tokens')::bigint,
        total_tokens = (token_usage -> 'total_tokens')::bigint,
        chunk_count = text.chunks, reasoning = text.reasoning,
        dropped_messages = coalesce((p_end -> 'dropped_messages')::int, 0)
    WHERE a.message_id = message;
    IF NOT (p_end -> 'keep_chunks')::boolean THEN
        DELETE FROM rustygpt.message_chunks k WHERE k.message_id = message;
    END IF;
    drafts := rustygpt.done_draft(m, p_end, text.chunks);
    IF fault IS NOT NULL THEN
        drafts := drafts || rustygpt.draft('error', m.root_message_id, message, fault || jsonb_build_object(
            'conversation_id', m.conversation_id, 'root_id', m.root_message_id, 'message_id', message));
    END IF;
    drafts := drafts || rustygpt.unmoved_activity(m.conversation_id, m.root_message_id);
    IF m.deleted_at IS NULL THEN
        drafts := drafts || rustygpt.count_unread(m.conversation_id, m.root_message_id, NULL, NULL, NULL);
    END IF;
    RETURN rustygpt.announce(m.conversation_id, drafts, at, p_persist);
END
$$;

-- done_draft: tells that an answer has ended, and how many pieces it has.
CREATE OR REPLACE FUNCTION rustygpt.done_draft(m rustygpt.messages, p_end jsonb, p_chunks int) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT rustygpt.draft('message.done', m.root_message_id, m.id, jsonb_strip_nulls(jsonb_build_object(
        'conversation_id', m.conversation_id,
        'root_id', m.root_message_id,
        'message_id', m.id,
        'finish_reason', nullif(p_end ->> 'finish_reason', ''),
        'status', m.status,
        'chunks', p_chunks,
        'usage', p_end -> 'usage',
        'dropped_messages', p_end -> 'dropped_messages',
        'error', p_end -> 'fault')))
$$;

-- sp_append_message_chunk: appends a piece to a streaming answer; one that is
-- there already is left as it is. RGP.403, RGP.404; RGP.409 when the answer
-- has ended; VALIDATION: no content, an index that is negative or leaves a gap.
CREATE OR REPLACE FUNCTION rustygpt.sp_append_message_chunk(p_message uuid, p_idx int, p_content text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = rustygpt, pg_temp AS $$
DECLARE
    held record;
    chunks int;
BEGIN
    IF p_idx < 0 OR p_idx IS NULL THEN
        RAISE EXCEPTION 'RGP.VALIDATION: must not be negative' USING COLUMN = 'idx';
    END IF;
    IF p_content IS NULL THEN
        RAISE EXCEPTION 'RGP.VALIDATION: must be given' USING COLUMN = 'content';
    END IF;
    SELECT * INTO held FROM lock_message(p_message, actor(NULL));
    PERFORM check_change(held.role, held.own);
    IF (held.m).status <> 'streaming' THEN
        RAISE EXCEPTION 'RGP.409: the answer has ended';
    END IF;
    chunks := (SELECT coalesce(max(k.idx) + 1, 0) FROM message_chunks k WHERE k.message_id = p_message);
    IF p_idx > chunks THEN
        RAISE EXCEPTION 'RGP.VALIDATION: the next one is %', chunks USING COLUMN = 'idx';
    END IF;
    PERFORM save_chunks(ARRAY[p_message], ARRAY[(held.m).conversation_id], ARRAY[p_idx], ARRAY[p_content], ARRAY[''],
        ARRAY[clock_timestamp()]);
END
$$;
