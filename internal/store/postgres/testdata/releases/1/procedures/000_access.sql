-- Who asks, and what they may see. The caller's account is in the setting
-- app.current_user_id, for one transaction.

CREATE OR REPLACE FUNCTION rustygpt.sp_require_session_user() RETURNS uuid
    LANGUAGE plpgsql STABLE SET search_path = rustygpt, pg_temp
AS $$
BEGIN
    IF current_account() IS NULL THEN
        RAISE EXCEPTION 'RGP.401: nobody is signed in';
    END IF;
    RETURN current_account();
END $$;

-- refuse_others: what a procedure says that works for the caller alone.
CREATE OR REPLACE FUNCTION rustygpt.refuse_others(p_user uuid) RETURNS void
    LANGUAGE plpgsql STABLE SET search_path = rustygpt, pg_temp
AS $$
BEGIN
    IF p_user IS DISTINCT FROM sp_require_session_user() THEN
        RAISE EXCEPTION 'RGP.403: this is for the account itself';
    END IF;
END $$;

CREATE OR REPLACE FUNCTION rustygpt.sp_user_can_access(p_user uuid, p_conversation uuid) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = rustygpt, pg_temp
AS $$
BEGIN
    PERFORM refuse_others(p_user);
    RETURN is_participant(p_conversation);
END $$;

CREATE OR REPLACE FUNCTION rustygpt.sp_healthz() RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = rustygpt, pg_temp
AS $$
    SELECT EXISTS (SELECT FROM server_settings) AND EXISTS (SELECT FROM bootstrap_applied)
$$;
