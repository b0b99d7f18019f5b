-- The JSON forms of what events carry: those of package chat of the server.
-- Fields that are not set are absent.
--
-- A function in SQL costs nothing where it is called when the planner can put
-- its body there; it does when the function promises no more than its body
-- keeps. What makes JSON of a value is STABLE, not IMMUTABLE.

-- wire_time: RFC 3339, in UTC.
CREATE OR REPLACE FUNCTION rustygpt.wire_time(p_time timestamptz) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT (to_json(p_time AT TIME ZONE 'UTC') #>> '{}') || 'Z'
$$;

-- unix_micros: microseconds since 1970.
CREATE OR REPLACE FUNCTION rustygpt.unix_micros(p_time timestamptz) RETURNS bigint
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT (extract(epoch FROM p_time) * 1000000)::bigint
$$;

-- excerpt: the start of a text, without the white space around it.
CREATE OR REPLACE FUNCTION rustygpt.excerpt(p_content text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT left(btrim(p_content, E' \t\n\v\f\r\u0085\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u2028\u2029\u202F\u205F\u3000'), 240)
$$;

-- message_rows: messages as they are read, with what only answers have. The
-- text of a streaming answer is what its chunks hold so far; a deleted message
-- has none.
CREATE OR REPLACE VIEW rustygpt.message_rows AS
    SELECT m.id, m.root_message_id AS root_id, m.parent_message_id AS parent_id, m.conversation_id,
           m.author_user_id, m.role::text AS role, m.path, m.depth, m.position, m.status,
           m.created_at, m.edited_at, m.deleted_at,
           CASE WHEN m.deleted_at IS NOT NULL THEN ''
                WHEN m.status = 'streaming' THEN growing.content
                ELSE m.content END AS content,
           a.model_name, a.provider_name, a.model_id, a.started_by, a.finish_reason, a.fault_code, a.fault_message,
           a.prompt_tokens, a.completion_tokens, a.total_tokens, a.started_at, a.first_token_at, a.finished_at,
           CASE WHEN m.status = 'streaming' THEN growing.chunks ELSE a.chunk_count END AS next_chunk,
           CASE WHEN m.deleted_at IS NOT NULL THEN ''
                WHEN m.status = 'streaming' THEN growing.reasoning
                ELSE a.reasoning END AS reasoning,
           CASE WHEN m.deleted_at IS NULL THEN m.mentions END AS mentions,
           a.dropped_messages
    FROM rustygpt.messages m
    LEFT JOIN rustygpt.answers a ON a.message_id = m.id
    LEFT JOIN LATERAL (
        SELECT coalesce(string_agg(k.content, '' ORDER BY k.idx), '') AS content,
               coalesce(string_agg(k.reasoning, '' ORDER BY k.idx), '') AS reasoning,
               coalesce(max(k.idx) + 1, 0) AS chunks
        FROM rustygpt.message_chunks k WHERE k.message_id = m.id AND m.status = 'streaming') growing ON true;

-- message_json: a message as clients see it.
CREATE OR REPLACE FUNCTION rustygpt.message_json(p_message uuid) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
    m rustygpt.message_rows;
    answer jsonb;
BEGIN
    SELECT * INTO m FROM rustygpt.message_rows r WHERE r.id = p_message;
    IF m.model_name IS NOT NULL THEN
        answer := jsonb_build_object(
            'model_id', m.model_id,
            'model_name', m.model_name,
            'provider_name', m.provider_name,
            'finish_reason', nullif(m.finish_reason, ''),
            'error', rustygpt.fault_json(m.fault_code, m.fault_message),
            'usage', rustygpt.usage_json(m.prompt_tokens, m.completion_tokens, m.total_tokens),
            'reasoning', nullif(m.reasoning, ''),
            'dropped_messages', nullif(m.dropped_messages, 0),
            'next_chunk', m.next_chunk,
            'started_at', rustygpt.wire_time(m.started_at),
            'first_token_at', rustygpt.wire_time(m.first_token_at),
            'finished_at', rustygpt.wire_time(m.finished_at));
    END IF;
    RETURN jsonb_strip_nulls(jsonb_build_object(
        'id', m.id,
        'root_id', m.root_id,
        'parent_id', m.parent_id,
        'conversation_id', m.conversation_id,
        'author_user_id', m.author_user_id,
        'role', m.role,
        'content', m.content,
        'path', m.path,
        'depth', m.depth,
        'created_at', rustygpt.wire_time(m.created_at),
        'edited_at', rustygpt.wire_time(m.edited_at),
        'deleted_at', rustygpt.wire_time(m.deleted_at),
        'status', m.status,
        'position', m.position,
        'mentions', to_jsonb(m.mentions),
        'answer', answer));
END
$$;

CREATE OR REPLACE FUNCTION rustygpt.fault_json(p_code text, p_message text) RETURNS jsonb
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN p_code IS NOT NULL THEN jsonb_build_object('code', p_code, 'message', p_message) END
$$;

CREATE OR REPLACE FUNCTION rustygpt.usage_json(p_prompt bigint, p_completion bigint, p_total bigint) RETURNS jsonb
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN p_total IS NOT NULL THEN
        jsonb_build_object('prompt_tokens', p_prompt, 'completion_tokens', p_completion, 'total_tokens', p_total) END
$$;
