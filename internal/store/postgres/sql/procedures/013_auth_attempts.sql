-- Attempts to log in, counted for all instances together.

CREATE OR REPLACE FUNCTION rustygpt.attempt_key(p_key text) RETURNS bytea
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN sha256(convert_to(p_key, 'UTF8'));

-- The account counts by whichever name it was found; so does a name without an
-- account, or being refused would tell which accounts there are.
CREATE OR REPLACE FUNCTION rustygpt.password_key(p_account uuid, p_login text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN coalesce('account ' || p_account, 'name ' || rustygpt.fold(p_login));

-- attempt_take counts an attempt and returns when the limit has recovered.
-- RGP.429 when it is one too many. p_burst counts the first attempt, unlike
-- that of gcra. The row is locked first: attempts at one time must not all
-- start from the same state.
CREATE OR REPLACE FUNCTION rustygpt.attempt_take(p_key text, p_rate double precision, p_burst int, p_at timestamptz)
RETURNS timestamptz LANGUAGE plpgsql SECURITY DEFINER SET search_path = rustygpt, pg_temp AS $$
DECLARE
    hash CONSTANT bytea := attempt_key(p_key);
    before timestamptz;
    turn record;
BEGIN
    INSERT INTO login_attempts AS l (key, tat) VALUES (hash, p_at)
    ON CONFLICT (key) DO UPDATE SET tat = l.tat
    RETURNING l.tat INTO before;
    turn := gcra(before, p_at, p_rate, p_burst - 1);
    IF turn.wait > 0 THEN
        RAISE EXCEPTION 'RGP.429: too many attempts' USING DETAIL = turn.wait::text;
    END IF;
    UPDATE login_attempts SET tat = turn.tat WHERE key = hash;
    RETURN turn.tat;
END
$$;

-- attempt_forgive gives an attempt back.
CREATE OR REPLACE FUNCTION rustygpt.attempt_forgive(p_key text, p_rate double precision)
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = rustygpt, pg_temp AS $$
    UPDATE login_attempts SET tat = tat - trunc(1e6 / p_rate) * interval '1 microsecond' WHERE key = attempt_key(p_key)
$$;

-- password_attempt counts an attempt at the password of an account, which is
-- given by p_account or else by one of its names, and returns the account. It
-- counts also when there is none. Without a rate nothing counts.
CREATE OR REPLACE FUNCTION rustygpt.password_attempt(
    p_account uuid, p_login text, p_rate double precision, p_burst int, p_at timestamptz
) RETURNS SETOF rustygpt.accounts LANGUAGE plpgsql SECURITY DEFINER SET search_path = rustygpt, pg_temp AS $$
DECLARE
    found_account accounts;
BEGIN
    IF p_account IS NOT NULL THEN
        SELECT * INTO found_account FROM accounts a WHERE a.id = p_account;
    ELSE
        SELECT * INTO found_account FROM accounts a WHERE fold(a.username) = fold(p_login) OR fold(a.email) = fold(p_login);
    END IF;
    IF p_rate IS NOT NULL THEN
        PERFORM attempt_take(password_key(found_account.id, p_login), p_rate, p_burst, p_at);
    END IF;
    IF found_account.id IS NOT NULL THEN
        RETURN NEXT found_account;
    END IF;
END
$$;

-- session_sign_in is sp_auth_login for a password that was right: it gives the
-- attempt back (p_forgive_rate), and replaces the password's hash (p_old_hash)
-- by another one of the same password, unless that was changed meanwhile. The
-- audit log is told p_entry.
CREATE OR REPLACE FUNCTION rustygpt.session_sign_in(
    p_user uuid, p_token_hash bytea, p_user_agent text, p_ip inet, p_client_meta jsonb, p_roles text[], p_max_sessions int,
    p_session uuid, p_kind text, p_at timestamptz, p_expires_at timestamptz, p_absolute_expires_at timestamptz,
    p_forgive_rate double precision, p_old_hash text, p_new_hash text, p_entry jsonb DEFAULT NULL
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = rustygpt, pg_temp AS $$
BEGIN
    IF p_new_hash IS NOT NULL THEN
        UPDATE users SET password_hash = p_new_hash WHERE id = p_user AND password_hash = p_old_hash;
    END IF;
    PERFORM sp_auth_login(p_user, p_token_hash, p_user_agent, p_ip, p_client_meta, p_roles, 0, 0, p_max_sessions, p_session, p_kind,
        p_at, p_expires_at, p_absolute_expires_at);
    IF p_forgive_rate IS NOT NULL THEN
        PERFORM attempt_forgive(password_key(p_user, NULL), p_forgive_rate);
    END IF;
    IF p_entry IS NOT NULL THEN
        PERFORM audit_add(p_entry);
    END IF;
END
$$;
