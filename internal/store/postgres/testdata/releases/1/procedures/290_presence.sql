-- Passing signs of people.

-- sp_heartbeat: notes that somebody is there. VALIDATION: unknown status.
CREATE OR REPLACE FUNCTION rustygpt.sp_heartbeat(
    p_user uuid, p_status text DEFAULT 'online', p_caller uuid DEFAULT NULL, p_at timestamptz DEFAULT NULL)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = rustygpt, pg_temp AS $$
BEGIN
    PERFORM act_as(p_user, p_caller);
    IF p_status IS NULL OR p_status NOT IN ('online', 'away', 'offline') THEN
        RAISE EXCEPTION 'RGP.VALIDATION: one of online, away, offline' USING COLUMN = 'status';
    END IF;
    INSERT INTO presence (user_id, status, last_seen_at)
    VALUES (p_user, p_status::presence_status, coalesce(p_at, clock_timestamp()))
    ON CONFLICT (user_id) DO UPDATE SET status = excluded.status, last_seen_at = excluded.last_seen_at;
END
$$;

-- sp_set_typing: notes that somebody types in a thread, for 30 seconds at most;
-- without any seconds, that they stopped. It returns until when. RGP.404 to
-- outsiders, and for a thread that is not in the conversation.
CREATE OR REPLACE FUNCTION rustygpt.sp_set_typing(
    p_conversation uuid, p_root uuid, p_user uuid, p_seconds int, p_caller uuid DEFAULT NULL, p_at timestamptz DEFAULT NULL)
RETURNS timestamptz LANGUAGE plpgsql SECURITY DEFINER SET search_path = rustygpt, pg_temp AS $$
DECLARE
    at CONSTANT timestamptz := coalesce(p_at, clock_timestamp());
    until CONSTANT timestamptz := at + make_interval(secs => greatest(0, least(p_seconds, 30)));
BEGIN
    PERFORM act_as(p_user, p_caller);
    PERFORM see_conversation(p_conversation, p_user);
    IF conversation_of_root(p_root) <> p_conversation THEN
        RAISE EXCEPTION 'RGP.404: there is no such thread';
    END IF;
    IF until = at THEN
        DELETE FROM typing_states s WHERE s.conversation_id = p_conversation AND s.root_message_id = p_root AND s.user_id = p_user;
    ELSE
        INSERT INTO typing_states (conversation_id, root_message_id, user_id, started_at, expires_at)
        VALUES (p_conversation, p_root, p_user, at, until)
        ON CONFLICT (conversation_id, root_message_id, user_id) DO UPDATE SET expires_at = excluded.expires_at;
    END IF;
    RETURN until;
END
$$;
