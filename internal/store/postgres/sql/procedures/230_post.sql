-- Posting, and starting answers.

-- find_request: the message that a request made before, NULL when it is new.
CREATE OR REPLACE FUNCTION rustygpt.find_request(p_conversation uuid, p_request text) RETURNS uuid
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT m.id FROM rustygpt.messages m WHERE m.conversation_id = p_conversation AND m.request_id = p_request);
END
$$;

-- refuse_while_generating: RGP.409 while an answer is being written.
CREATE OR REPLACE FUNCTION rustygpt.refuse_while_generating(p_conversation uuid) RETURNS void
LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF EXISTS (SELECT FROM rustygpt.messages m WHERE m.conversation_id = p_conversation AND m.status = 'streaming') THEN
        RAISE EXCEPTION 'RGP.409: an answer is being written already';
    END IF;
END
$$;

-- posting_limit: the profile conversation.post; what it does not say, or says
-- to be 0, is 5 a second and 10 at once.
CREATE OR REPLACE FUNCTION rustygpt.posting_limit(OUT rate double precision, OUT burst int)
LANGUAGE plpgsql STABLE AS $$
BEGIN
    SELECT (p.params ->> 'requests_per_second')::double precision, (p.params ->> 'burst')::int INTO rate, burst
    FROM rustygpt.rate_limit_profiles p WHERE p.name = 'conversation.post';
    rate := coalesce(nullif(rate, 0), 5);
    burst := coalesce(nullif(burst, 0), 10);
END
$$;

-- take_turn: counts a post of somebody in a conversation that the caller has
-- locked. It returns 0, or for how many nanoseconds they have to wait.
CREATE OR REPLACE FUNCTION rustygpt.take_turn(p_conversation uuid, p_user uuid, p_at timestamptz, p_rate double precision, p_burst int)
RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    before timestamptz;
    turn record;
BEGIN
    SELECT l.tat INTO before FROM rustygpt.message_rate_limits l WHERE l.user_id = p_user AND l.conversation_id = p_conversation;
    turn := rustygpt.gcra(before, p_at, p_rate, p_burst);
    IF turn.wait > 0 THEN
        RETURN turn.wait;
    END IF;
    INSERT INTO rustygpt.message_rate_limits (user_id, conversation_id, tat, last_seen_at)
    VALUES (p_user, p_conversation, turn.tat, p_at)
    ON CONFLICT (user_id, conversation_id) DO UPDATE SET tat = excluded.tat, last_seen_at = excluded.last_seen_at;
    RETURN 0;
END
$$;

-- sp_user_can_post: whether somebody may post in a conversation now; if so it
-- counts as a post. False for those who do not take part or only look on.
CREATE OR REPLACE FUNCTION rustygpt.sp_user_can_post(p_user uuid, p_conversation uuid, p_caller uuid DEFAULT NULL, p_at timestamptz DEFAULT NULL)
RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = rustygpt, pg_temp AS $$
DECLARE
    allowed record;
BEGIN
    PERFORM act_as(p_user, p_caller);
    PERFORM FROM conversations c WHERE c.id = p_conversation AND c.deleted_at IS NULL FOR NO KEY UPDATE;
    IF NOT FOUND OR coalesce(find_role(p_conversation, p_user), 'viewer') = 'viewer' THEN
        RETURN false;
    END IF;
    SELECT * INTO allowed FROM posting_limit();
    RETURN take_turn(p_conversation, p_user, coalesce(p_at, clock_timestamp()), allowed.rate, allowed.burst) = 0;
END
$$;

-- check_speaker: RGP.403 unless somebody with a role in a conversation may speak
-- as p_as there. Messages of the system and of tools steer the model for
-- everybody.
CREATE OR REPLACE FUNCTION rustygpt.check_speaker(p_role text, p_as text) RETURNS void
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF p_role = 'viewer' OR p_role = 'member' AND p_as IN ('system', 'tool') THEN
        RAISE EXCEPTION 'RGP.403: your role in the conversation does not allow to post this';
    END IF;
END
$$;

-- admit_post: what may refuse a post that is allowed in principle. RGP.409,
-- RGP.429 with the nanoseconds to wait.
CREATE OR REPLACE FUNCTION rustygpt.admit_post(
    p_conversation uuid, p_user uuid, p_at timestamptz, p_alone boolean, p_rate double precision, p_burst int) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    wait bigint;
BEGIN
    IF p_alone THEN
        PERFORM rustygpt.refuse_while_generating(p_conversation);
    END IF;
    IF p_rate IS NULL THEN
        SELECT l.rate, l.burst INTO p_rate, p_burst FROM rustygpt.posting_limit() l;
    END IF;
    IF p_rate > 0 THEN
        wait := rustygpt.take_turn(p_conversation, p_user, p_at, p_rate, p_burst);
        IF wait > 0 THEN
            RAISE EXCEPTION 'RGP.429: you are posting too fast' USING DETAIL = wait;
        END IF;
    END IF;
END
$$;

-- insert_answer: adds an empty answer as the newest child of a message, and its
-- generation. p_answer has id, model_name, provider_name and instance, and
-- where they apply started_by, model_id, lease_until, deadline and
-- instruction. The model may have been removed since it was chosen.
CREATE OR REPLACE FUNCTION rustygpt.insert_answer(
    p_conversation uuid, p_root uuid, p_parent uuid, p_path text, p_depth int, p_position bigint, p_request text,
    p_answer jsonb, p_at timestamptz) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO rustygpt.messages
        (id, conversation_id, parent_message_id, root_message_id, role, status, path, depth, position, request_id, created_at, content)
    VALUES ((p_answer ->> 'id')::uuid, p_conversation, p_parent, p_root, 'assistant', 'streaming', p_path, p_depth, p_position,
        p_request, p_at, '');
    INSERT INTO rustygpt.answers
        (message_id, started_by, model_id, model_name, provider_name, instance, lease_until, deadline, started_at, instruction)
    SELECT a.id, a.started_by, (SELECT m.id FROM rustygpt.models m WHERE m.id = a.model_id FOR KEY SHARE), a.model_name,
           a.provider_name, a.instance, a.lease_until, a.deadline, p_at, coalesce(a.instruction, '')
    FROM jsonb_to_record(p_answer) AS a (id uuid, started_by uuid, model_id uuid, model_name text, provider_name text,
        instance text, lease_until timestamptz, deadline timestamptz, instruction text);
END
$$;

-- post: a root when p_parent is NULL, else a reply; see sp_post_root_message.
--
-- The events, in this order: message.new, for a root thread.new,
-- thread.activity, unread.update; for each answer its message.new; with a new
-- title conversation.updated. A chat goes on at the first answer.
CREATE OR REPLACE FUNCTION rustygpt.post(
    p_conversation uuid, p_parent uuid, p_author uuid, p_actor uuid, p_role text, p_content text, p_message uuid,
    p_at timestamptz, p_request text, p_title_from text, p_alone boolean, p_rate double precision, p_burst int, p_answer jsonb,
    p_persist boolean, p_mentions uuid[],
    OUT message_id uuid, OUT root_id uuid, OUT conversation_id uuid, OUT depth int, OUT parent_id uuid, OUT path text,
    OUT "position" bigint, OUT answer_path text, OUT answer_position bigint, OUT duplicate boolean, OUT events jsonb)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    room rustygpt.conversations;
    parent rustygpt.messages;
    ordinal int;
    answers CONSTANT jsonb := CASE jsonb_typeof(p_answer) WHEN 'object' THEN jsonb_build_array(p_answer) ELSE p_answer END;
    count CONSTANT int := coalesce(jsonb_array_length(answers), 0);
    answer jsonb;
    newest uuid;
    retitle boolean;
    drafts jsonb;
BEGIN
    IF p_parent IS NOT NULL THEN
        SELECT * INTO parent FROM rustygpt.messages m WHERE m.id = p_parent;
        IF NOT FOUND OR p_conversation <> parent.conversation_id THEN
            RAISE EXCEPTION 'RGP.404: there is no such message';
        END IF;
    END IF;
    conversation_id := coalesce(parent.conversation_id, p_conversation);
    room := rustygpt.lock_conversation(conversation_id);
    PERFORM rustygpt.check_speaker(rustygpt.role_in(conversation_id, p_actor), p_role);
    IF p_request IS NOT NULL THEN
        message_id := rustygpt.find_request(conversation_id, p_request);
        duplicate := message_id IS NOT NULL;
        IF duplicate THEN
            RETURN;
        END IF;
    END IF;
    PERFORM rustygpt.admit_post(conversation_id, p_actor, p_at, p_alone, p_rate, p_burst);

    message_id := p_message;
    parent_id := p_parent;
    duplicate := false;
    position := room.position + 1;
    IF p_parent IS NULL THEN
        root_id := message_id;
        path := '00';
        depth := 1;
        INSERT INTO rustygpt.threads (root_message_id, conversation_id, author_user_id, excerpt, message_count, created_at, last_activity_at)
        VALUES (root_id, conversation_id, p_author, rustygpt.excerpt(p_content), 1 + count, p_at, p_at);
    ELSE
        UPDATE rustygpt.messages m SET children = m.children + 1 WHERE m.id = p_parent RETURNING m.children INTO ordinal;
        root_id := parent.root_message_id;
        path := rustygpt.path_child(parent.path, ordinal);
        depth := parent.depth + 1;
        UPDATE rustygpt.threads t
        SET message_count = t.message_count + 1 + count, last_activity_at = greatest(t.last_activity_at, p_at)
        WHERE t.root_message_id = root_id;
    END IF;
    INSERT INTO rustygpt.messages
        (id, conversation_id, parent_message_id, root_message_id, author_user_id, role, path, depth, children, position,
         counted_position, request_id, created_at, content, mentions)
    VALUES (message_id, conversation_id, p_parent, root_id, p_author, p_role::rustygpt.message_role, path, depth, count,
        position, position, p_request, p_at, p_content, p_mentions);

    drafts := rustygpt.message_draft('message.new', conversation_id, root_id, message_id);
    IF p_parent IS NULL THEN
        drafts := drafts || rustygpt.thread_draft(root_id);
    END IF;
    drafts := drafts || rustygpt.thread_activity(conversation_id, root_id, p_at)
        || rustygpt.count_unread(conversation_id, root_id, p_author, p_mentions, p_at);
    newest := message_id;
    answer_path := CASE WHEN count > 0 THEN rustygpt.path_child(path, 1) END;
    answer_position := position + jsonb_array_length(drafts);
    FOR n IN 1 .. count LOOP
        answer := answers -> n - 1;
        newest := (answer ->> 'id')::uuid;
        PERFORM rustygpt.insert_answer(conversation_id, root_id, message_id, rustygpt.path_child(path, n), depth + 1,
            answer_position + n - 1, NULL, answer, p_at);
        drafts := drafts || rustygpt.message_draft('message.new', conversation_id, root_id, newest);
    END LOOP;

    retitle := room.auto_title AND room.newest_message IS NULL AND p_title_from <> '';
    room.title := CASE WHEN retitle THEN p_title_from ELSE room.title END;
    room.active_leaf := CASE WHEN room.is_group THEN room.active_leaf ELSE coalesce((answers -> 0 ->> 'id')::uuid, message_id) END;
    IF retitle THEN
        drafts := drafts || rustygpt.conversation_draft(room);
    END IF;
    events := rustygpt.log_events(conversation_id, room.position, drafts, p_at, p_persist);
    UPDATE rustygpt.conversations c
    SET title = room.title, active_leaf = room.active_leaf, newest_message = newest,
        last_activity_at = greatest(c.last_activity_at, p_at), position = room.position + jsonb_array_length(drafts),
        event_rows = c.event_rows + CASE WHEN p_persist THEN jsonb_array_length(drafts) ELSE 0 END,
        events_since = coalesce(c.events_since, CASE WHEN p_persist THEN p_at END)
    WHERE c.id = conversation_id;
END
$$;

-- thread_draft: tells of a new thread, as its list will show it.
CREATE OR REPLACE FUNCTION rustygpt.thread_draft(p_root uuid) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
    t rustygpt.threads;
BEGIN
    SELECT * INTO t FROM rustygpt.threads o WHERE o.root_message_id = p_root;
    RETURN rustygpt.draft('thread.new', p_root, NULL, jsonb_build_object(
        'conversation_id', t.conversation_id,
        'root_id', p_root,
        'summary', jsonb_build_object(
            'root_id', p_root,
            'root_excerpt', t.excerpt,
            'root_author', t.author_user_id,
            'created_at', rustygpt.wire_time(t.created_at),
            'last_activity_at', rustygpt.wire_time(t.last_activity_at),
            'message_count', 1, -- an answer is told of behind it
            'participant_count', rustygpt.count_participants(t.conversation_id))));
END
$$;

CREATE OR REPLACE FUNCTION rustygpt.count_participants(p_conversation uuid) RETURNS bigint
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT count(*) FROM rustygpt.conversation_participants p
            WHERE p.conversation_id = p_conversation AND p.left_at IS NULL);
END
$$;

-- check_post: whose rights count for a post. VALIDATION: blank content,
-- unknown role.
CREATE OR REPLACE FUNCTION rustygpt.check_post(p_author uuid, p_caller uuid, p_role text, p_content text) RETURNS uuid
LANGUAGE plpgsql AS $$
BEGIN
    IF p_role IS NULL OR p_role NOT IN ('user', 'assistant', 'system', 'tool') THEN
        RAISE EXCEPTION 'RGP.VALIDATION: one of user, assistant, system, tool' USING COLUMN = 'role';
    END IF;
    IF coalesce(rustygpt.excerpt(p_content), '') = '' THEN
        RAISE EXCEPTION 'RGP.VALIDATION: must not be blank' USING COLUMN = 'content';
    END IF;
    IF p_author IS NULL THEN
        RETURN rustygpt.actor(p_caller);
    END IF;
    RETURN rustygpt.act_as(p_author, p_caller);
END
$$;

-- sp_post_root_message: posts the first message of a thread, in the same
-- transaction with its events and with what the arguments behind the fourth
-- ask for:
--
--   p_message     the message's id
--   p_request     a name that makes repeating harmless: when it is taken
--                 nothing is written and duplicate is true
--   p_title_from  becomes the title, when the conversation waits for one
--   p_alone       RGP.409 while an answer is being written
--   p_rate        posts a second, and p_burst more at once, RGP.429 beyond;
--                 NULL = as the profile conversation.post says, 0 = no limit
--   p_answer      also start an answer, or an array of them; see insert_answer.
--                 The first one is at answer_position, the others follow
--   p_mentions    the accounts that the text names
--
-- Without an author it is the assistant's, posted with the caller's rights.
-- RGP.403, RGP.404; VALIDATION: blank content, unknown role.
CREATE OR REPLACE FUNCTION rustygpt.sp_post_root_message(
    p_conversation uuid, p_author uuid, p_role text, p_content text, p_caller uuid DEFAULT NULL, p_message uuid DEFAULT NULL,
    p_at timestamptz DEFAULT NULL, p_request text DEFAULT NULL, p_title_from text DEFAULT NULL, p_alone boolean DEFAULT false,
    p_rate double precision DEFAULT NULL, p_burst int DEFAULT NULL, p_answer jsonb DEFAULT NULL, p_persist boolean DEFAULT true,
    p_mentions uuid[] DEFAULT NULL)
RETURNS TABLE (message_id uuid, root_id uuid, conversation_id uuid, depth int, parent_id uuid, path text, "position" bigint,
    answer_path text, answer_position bigint, duplicate boolean, events jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = rustygpt, pg_temp AS $$
BEGIN
    RETURN QUERY SELECT * FROM post(p_conversation, NULL, p_author, check_post(p_author, p_caller, p_role, p_content), p_role,
        p_content, coalesce(p_message, gen_random_uuid()), coalesce(p_at, clock_timestamp()), p_request, p_title_from, p_alone,
        p_rate, p_burst, p_answer, p_persist, p_mentions);
END
$$;

-- sp_reply_message: posts a reply, also to a message that is deleted; the rest
-- is as for sp_post_root_message. RGP.404 when the parent is not in
-- p_conversation; NULL = any.
CREATE OR REPLACE FUNCTION rustygpt.sp_reply_message(
    p_parent uuid, p_author uuid, p_role text, p_content text, p_caller uuid DEFAULT NULL, p_message uuid DEFAULT NULL,
    p_at timestamptz DEFAULT NULL, p_request text DEFAULT NULL, p_title_from text DEFAULT NULL, p_alone boolean DEFAULT false,
    p_rate double precision DEFAULT NULL, p_burst int DEFAULT NULL, p_answer jsonb DEFAULT NULL, p_persist boolean DEFAULT true,
    p_conversation uuid DEFAULT NULL, p_mentions uuid[] DEFAULT NULL)
RETURNS TABLE (message_id uuid, root_id uuid, conversation_id uuid, depth int, parent_id uuid, path text, "position" bigint,
    answer_path text, answer_position bigint, duplicate boolean, events jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = rustygpt, pg_temp AS $$
BEGIN
    IF p_parent IS NULL THEN
        RAISE EXCEPTION 'RGP.VALIDATION: must be given' USING COLUMN = 'parent_id';
    END IF;
    RETURN QUERY SELECT * FROM post(p_conversation, p_parent, p_author, check_post(p_author, p_caller, p_role, p_content), p_role,
        p_content, coalesce(p_message, gen_random_uuid()), coalesce(p_at, clock_timestamp()), p_request, p_title_from, p_alone,
        p_rate, p_burst, p_answer, p_persist, p_mentions);
END
$$;

-- start_answer: answers a stored message once more; p_request and p_alone as
-- for sp_post_root_message. The events: message.new, thread.activity.
CREATE OR REPLACE FUNCTION rustygpt.start_answer(
    p_to uuid, p_caller uuid, p_answer jsonb, p_at timestamptz, p_request text, p_alone boolean, p_persist boolean)
RETURNS TABLE (message_id uuid, root_id uuid, conversation_id uuid, depth int, parent_id uuid, path text, "position" bigint,
    duplicate boolean, events jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = rustygpt, pg_temp AS $$
#variable_conflict use_column
DECLARE
    actor CONSTANT uuid := actor(p_caller);
    parent messages;
    room conversations;
    drafts jsonb;
BEGIN
    SELECT * INTO parent FROM messages m WHERE m.id = p_to;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'RGP.404: there is no such message';
    END IF;
    room := lock_conversation(parent.conversation_id);
    PERFORM check_speaker(role_in(room.id, actor), 'user');
    message_id := (p_answer ->> 'id')::uuid;
    root_id := parent.root_message_id;
    conversation_id := room.id;
    depth := parent.depth + 1;
    parent_id := p_to;
    position := room.position + 1;
    duplicate := false;
    IF p_request IS NOT NULL AND find_request(room.id, p_request) IS NOT NULL THEN
        message_id := find_request(room.id, p_request);
        duplicate := true;
        RETURN NEXT;
        RETURN;
    END IF;
    IF p_alone THEN
        PERFORM refuse_while_generating(room.id);
    END IF;
    UPDATE messages m SET children = m.children + 1 WHERE m.id = p_to RETURNING path_child(m.path, m.children) INTO path;
    PERFORM insert_answer(room.id, root_id, p_to, path, depth, position, p_request, p_answer, p_at);
    UPDATE threads t SET message_count = t.message_count + 1, last_activity_at = greatest(t.last_activity_at, p_at)
    WHERE t.root_message_id = root_id;
    UPDATE conversation_participants p SET last_activity_at = greatest(p.last_activity_at, p_at)
    WHERE p.conversation_id = room.id AND p.left_at IS NULL;
    drafts := message_draft('message.new', room.id, root_id, message_id) || thread_activity(room.id, root_id, p_at);
    UPDATE conversations c
    SET newest_message = message_id, active_leaf = CASE WHEN c.is_group THEN c.active_leaf ELSE message_id END,
        last_activity_at = greatest(c.last_activity_at, p_at)
    WHERE c.id = room.id;
    events := announce(room.id, drafts, p_at, p_persist);
    RETURN NEXT;
END
$$;
