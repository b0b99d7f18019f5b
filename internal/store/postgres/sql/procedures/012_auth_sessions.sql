-- Login sessions. The server checks passwords and devices and makes the tokens;
-- only their hashes come here.
--
-- A session is live while it was neither revoked nor rotated. Its end by time,
-- expires_at or absolute_expires_at, is the reader's to judge.

-- hold_sessions keeps others from rotating an account's sessions until the
-- transaction ends: who ends them all must not miss one that is being made.
CREATE OR REPLACE FUNCTION rustygpt.hold_sessions(p_user uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = rustygpt, pg_temp
AS $$
BEGIN
    PERFORM FROM users u WHERE u.id = p_user FOR NO KEY UPDATE;
END $$;

-- session_add writes a new row; sp_auth_login and rotation share it.
CREATE OR REPLACE FUNCTION rustygpt.session_add(
    p_id uuid, p_user uuid, p_kind text, p_token_hash bytea, p_user_agent text, p_ip inet, p_client_meta jsonb, p_roles text[],
    p_at timestamptz, p_expires_at timestamptz, p_absolute_expires_at timestamptz, p_note text DEFAULT '', p_line uuid DEFAULT NULL
) RETURNS SETOF rustygpt.user_sessions
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = rustygpt, pg_temp
AS $$
BEGIN
    RETURN QUERY
        INSERT INTO user_sessions (id, user_id, kind, token_hash, roles_snapshot, issued_at, created_at, last_seen_at, expires_at,
            absolute_expires_at, user_agent, ip, client_meta, rotation_reason, lineage)
        VALUES (p_id, p_user, p_kind, p_token_hash, coalesce(p_roles, '{}'), p_at, p_at, p_at, p_expires_at,
            p_absolute_expires_at, coalesce(p_user_agent, ''), p_ip, coalesce(p_client_meta, '{}'), p_note, p_line)
        RETURNING *;
END $$;

-- sp_auth_login signs an account in. Its live sessions beyond the newest
-- p_max_sessions, the new one included, are revoked; null or 0 = no limit. The
-- ends in time follow from the seconds unless they are given.
CREATE OR REPLACE FUNCTION rustygpt.sp_auth_login(
    p_user uuid, p_token_hash bytea, p_user_agent text, p_ip inet, p_client_meta jsonb, p_roles text[],
    p_idle_seconds bigint, p_absolute_seconds bigint, p_max_sessions int DEFAULT NULL,
    p_session uuid DEFAULT gen_random_uuid(), p_kind text DEFAULT 'cookie', p_now timestamptz DEFAULT now(),
    p_expires_at timestamptz DEFAULT NULL, p_absolute_expires_at timestamptz DEFAULT NULL
) RETURNS TABLE (
    session_id uuid, issued_at timestamptz, expires_at timestamptz, absolute_expires_at timestamptz, roles text[]
)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = rustygpt, pg_temp
AS $$
BEGIN
    IF p_max_sessions > 0 THEN
        PERFORM hold_sessions(p_user); -- one login at a time counts
    END IF;
    RETURN QUERY
        SELECT s.id, s.issued_at, s.expires_at, s.absolute_expires_at, s.roles_snapshot
        FROM session_add(p_session, p_user, p_kind, p_token_hash, p_user_agent, p_ip, p_client_meta, p_roles, p_now,
            coalesce(p_expires_at, p_now + make_interval(secs => greatest(p_idle_seconds, 1))),
            coalesce(p_absolute_expires_at, p_now + make_interval(secs => greatest(p_absolute_seconds, 1)))) s;
    IF p_max_sessions > 0 THEN
        UPDATE user_sessions
        SET revoked_at = p_now, revoke_reason = 'max_sessions'
        WHERE user_id = p_user AND revoked_at IS NULL AND coalesce(lineage, id) IN (
            SELECT coalesce(s.lineage, s.id) FROM user_sessions s
            WHERE s.user_id = p_user AND s.revoked_at IS NULL AND s.rotated_at IS NULL AND s.ends_at > p_now
            ORDER BY s.issued_at DESC, s.id DESC OFFSET p_max_sessions);
    END IF;
END $$;

-- session_rotate replaces a live session by its successor, which keeps the
-- absolute end and may carry a note of why it was made (p_next_reason). It
-- returns nothing when the session was not live any more.
CREATE OR REPLACE FUNCTION rustygpt.session_rotate(
    p_old uuid, p_reason text, p_next uuid, p_kind text, p_token_hash bytea, p_user_agent text, p_ip inet, p_client_meta jsonb,
    p_roles text[], p_at timestamptz, p_expires_at timestamptz, p_next_reason text DEFAULT ''
) RETURNS SETOF rustygpt.user_sessions
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = rustygpt, pg_temp
AS $$
DECLARE
    old user_sessions;
BEGIN
    PERFORM hold_sessions(s.user_id) FROM user_sessions s WHERE s.id = p_old;
    UPDATE user_sessions
    SET rotated_at = p_at, rotated_by = user_id, rotation_reason = p_reason
    WHERE id = p_old AND revoked_at IS NULL AND rotated_at IS NULL
    RETURNING * INTO old;
    IF FOUND THEN
        RETURN QUERY SELECT * FROM session_add(p_next, old.user_id, coalesce(p_kind, old.kind), p_token_hash, p_user_agent, p_ip,
            p_client_meta, p_roles, p_at, p_expires_at, old.absolute_expires_at, p_next_reason, coalesce(old.lineage, old.id));
    END IF;
END $$;

-- sp_auth_refresh rotates a session on its owner's wish. 401 when it is not
-- live or has ended in time.
CREATE OR REPLACE FUNCTION rustygpt.sp_auth_refresh(
    p_session uuid, p_token_hash bytea, p_user_agent text, p_ip inet, p_client_meta jsonb, p_roles text[],
    p_idle_seconds bigint, p_now timestamptz DEFAULT now(), p_next uuid DEFAULT gen_random_uuid()
) RETURNS TABLE (
    session_id uuid, user_id uuid, issued_at timestamptz, expires_at timestamptz, absolute_expires_at timestamptz, roles text[]
)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = rustygpt, pg_temp
AS $$
DECLARE
    old user_sessions;
BEGIN
    PERFORM hold_sessions(s.user_id) FROM user_sessions s WHERE s.id = p_session;
    SELECT * INTO old FROM user_sessions s
    WHERE s.id = p_session AND s.revoked_at IS NULL AND s.rotated_at IS NULL
    FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'RGP.401: there is no such session' USING HINT = 'RGP.AUTH.INVALID_SESSION';
    ELSIF p_now >= least(old.expires_at, old.absolute_expires_at) THEN
        RAISE EXCEPTION 'RGP.401: the session has ended' USING HINT = 'RGP.AUTH.EXPIRED';
    END IF;
    RETURN QUERY
        SELECT s.id, s.user_id, s.issued_at, s.expires_at, s.absolute_expires_at, s.roles_snapshot
        FROM session_rotate(p_session, CASE WHEN old.requires_rotation THEN old.rotation_reason ELSE 'refresh' END, p_next, old.kind, p_token_hash,
            p_user_agent, p_ip, p_client_meta, p_roles, p_now, p_now + make_interval(secs => greatest(p_idle_seconds, 1))) s;
END $$;

-- session_revoke ends a session with its whole lineage; repeating it changes
-- nothing. False when there never was one.
CREATE OR REPLACE FUNCTION rustygpt.session_revoke(p_session uuid, p_reason text, p_revoker uuid, p_at timestamptz) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = rustygpt, pg_temp
AS $$
DECLARE
    session user_sessions;
BEGIN
    SELECT * INTO session FROM user_sessions s WHERE s.id = p_session;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    PERFORM hold_sessions(session.user_id);
    UPDATE user_sessions
    SET revoked_at = p_at, revoked_by = p_revoker, revoke_reason = p_reason
    WHERE user_id = session.user_id AND coalesce(lineage, id) = coalesce(session.lineage, session.id) AND revoked_at IS NULL;
    RETURN true;
END $$;

-- sessions_end ends an account's sessions, all but one with its lineage; NULL =
-- none is kept.
CREATE OR REPLACE FUNCTION rustygpt.sessions_end(p_user uuid, p_keep uuid, p_reason text, p_at timestamptz) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = rustygpt, pg_temp
AS $$
BEGIN
    PERFORM hold_sessions(p_user);
    UPDATE user_sessions
    SET revoked_at = p_at, revoked_by = current_account(), revoke_reason = p_reason
    WHERE user_id = p_user AND revoked_at IS NULL AND coalesce(lineage, id) IS DISTINCT FROM (
        SELECT coalesce(k.lineage, k.id) FROM user_sessions k WHERE k.id = p_keep AND k.user_id = p_user);
END $$;

-- sessions_sweep removes what ended before a time, p_limit rows at most, and keeps
-- when the accounts were seen last; it returns how many rows. The accounts are
-- held first, as everywhere.
CREATE OR REPLACE FUNCTION rustygpt.sessions_sweep(p_before timestamptz, p_limit int) RETURNS int
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = rustygpt, pg_temp
AS $$
DECLARE
    ended CONSTANT uuid[] := ARRAY(SELECT s.id FROM user_sessions s WHERE s.ends_at < p_before ORDER BY s.ends_at LIMIT p_limit);
    swept int;
BEGIN
    PERFORM FROM users u WHERE u.id IN (SELECT s.user_id FROM user_sessions s WHERE s.id = ANY (ended))
    ORDER BY u.id FOR NO KEY UPDATE;
    UPDATE users u SET last_seen_at = greatest(u.last_seen_at, seen.at)
    FROM (SELECT s.user_id, max(s.last_seen_at) AS at FROM user_sessions s WHERE s.id = ANY (ended) GROUP BY s.user_id) seen
    WHERE seen.user_id = u.id;
    DELETE FROM user_sessions s WHERE s.id = ANY (ended);
    GET DIAGNOSTICS swept = ROW_COUNT;
    RETURN swept;
END $$;

CREATE OR REPLACE PROCEDURE rustygpt.sp_auth_logout(p_session uuid, p_reason text DEFAULT 'logout', p_revoker uuid DEFAULT NULL)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = rustygpt, pg_temp
AS $$
BEGIN
    PERFORM session_revoke(p_session, p_reason, p_revoker, now());
END $$;

-- sp_auth_mark_rotation asks an account's live sessions to rotate at their next
-- use, because its rights changed.
CREATE OR REPLACE FUNCTION rustygpt.sp_auth_mark_rotation(p_user uuid, p_reason text) RETURNS int
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = rustygpt, pg_temp
AS $$
DECLARE
    flagged int;
BEGIN
    UPDATE user_sessions
    SET requires_rotation = true, rotation_reason = coalesce(nullif(btrim(p_reason), ''), 'privilege_change')
    WHERE user_id = p_user AND revoked_at IS NULL AND rotated_at IS NULL;
    GET DIAGNOSTICS flagged = ROW_COUNT;
    RETURN flagged;
END $$;
