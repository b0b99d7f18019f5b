-- Accounts. What compares accounts with each other takes a lock on all of them:
-- names must differ from every other account's name and address, and one
-- enabled administrator has to stay. Such changes are rare and short.

-- account_check refuses what is not allowed about an account as it is now.
CREATE OR REPLACE FUNCTION rustygpt.account_check(p_id uuid) RETURNS void
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = rustygpt, pg_temp
AS $$
BEGIN
    -- Both log in, so a name may not be somebody else's address either.
    IF EXISTS (
        SELECT FROM users mine JOIN users other ON other.id <> mine.id
        WHERE mine.id = p_id AND (
            fold(other.username) IN (fold(mine.username), fold(mine.email))
            OR fold(other.email) IN (fold(mine.username), fold(mine.email)))
    ) THEN
        RAISE EXCEPTION 'RGP.409: the username or e-mail address is taken';
    END IF;
END $$;

CREATE OR REPLACE FUNCTION rustygpt.administered() RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = rustygpt, pg_temp
AS $$
    SELECT EXISTS (
        SELECT FROM users u JOIN user_roles r ON r.user_id = u.id WHERE r.role = 'admin' AND u.disabled_at IS NULL)
$$;

-- administers: whether an account is an enabled administrator.
CREATE OR REPLACE FUNCTION rustygpt.administers(p_id uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = rustygpt, pg_temp
AS $$
    SELECT EXISTS (
        SELECT FROM users u JOIN user_roles r ON r.user_id = u.id WHERE u.id = p_id AND r.role = 'admin' AND u.disabled_at IS NULL)
$$;

-- withdraw_account_invites closes the open invitations to make an account of
-- somebody who may not make any more.
CREATE OR REPLACE FUNCTION rustygpt.withdraw_account_invites(p_id uuid, p_at timestamptz) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = rustygpt, pg_temp
AS $$
    UPDATE account_invites SET revoked_at = p_at
    WHERE invited_by = p_id AND accepted_at IS NULL AND revoked_at IS NULL AND NOT administers(p_id)
$$;

CREATE OR REPLACE FUNCTION rustygpt.account_set_roles(p_id uuid, p_roles text[], p_at timestamptz) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = rustygpt, pg_temp
AS $$
    DELETE FROM user_roles WHERE user_id = p_id AND role::text <> ALL (p_roles);
    INSERT INTO user_roles (user_id, role, granted_at, granted_by)
    SELECT p_id, r::user_role, p_at, current_account() FROM unnest(p_roles) r
    ON CONFLICT DO NOTHING
$$;

CREATE OR REPLACE FUNCTION rustygpt.account_add(
    p_id uuid, p_username text, p_email text, p_display_name text, p_roles text[], p_theme text, p_must_change_password boolean,
    p_disabled_at timestamptz, p_created_at timestamptz, p_updated_at timestamptz, p_password_hash text
) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = rustygpt, pg_temp
AS $$
BEGIN
    LOCK TABLE users IN SHARE ROW EXCLUSIVE MODE;
    INSERT INTO users (id, username, email, display_name, theme, must_change_password, disabled_at, created_at, updated_at,
        password_hash)
    VALUES (p_id, p_username, p_email, p_display_name, p_theme, p_must_change_password, p_disabled_at, p_created_at,
        p_updated_at, p_password_hash);
    PERFORM account_check(p_id);
    PERFORM account_set_roles(p_id, p_roles, p_created_at);
END $$;

-- account_update changes what is not null; an empty address means none. With a
-- reason it ends the account's sessions, all but p_keep_session. It returns the
-- account as it is now, and after that as it was.
CREATE OR REPLACE FUNCTION rustygpt.account_update(
    p_id uuid, p_username text, p_email text, p_display_name text, p_roles text[], p_disabled boolean, p_theme text,
    p_password_hash text, p_must_change_password boolean, p_revoke_reason text, p_keep_session uuid, p_at timestamptz
) RETURNS SETOF rustygpt.accounts
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = rustygpt, pg_temp
AS $$
DECLARE
    was_administered boolean;
    former accounts;
BEGIN
    LOCK TABLE users IN SHARE ROW EXCLUSIVE MODE;
    was_administered := administered();
    SELECT * INTO former FROM accounts a WHERE a.id = p_id;
    UPDATE users
    SET username = coalesce(p_username, username),
        email = nullif(coalesce(p_email, email), ''),
        display_name = coalesce(p_display_name, display_name),
        theme = coalesce(p_theme, theme),
        password_hash = coalesce(p_password_hash, password_hash),
        must_change_password = coalesce(p_must_change_password, must_change_password),
        disabled_at = CASE p_disabled WHEN true THEN coalesce(disabled_at, p_at) WHEN false THEN NULL ELSE disabled_at END,
        updated_at = p_at
    WHERE id = p_id;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'RGP.404: there is no such account';
    END IF;
    IF p_username IS NOT NULL OR p_email IS NOT NULL THEN
        PERFORM account_check(p_id);
    END IF;
    IF p_roles IS NOT NULL THEN
        PERFORM account_set_roles(p_id, p_roles, p_at);
    END IF;
    IF was_administered AND NOT administered() THEN
        RAISE EXCEPTION 'RGP.409: the last enabled administrator has to stay';
    END IF;
    PERFORM withdraw_account_invites(p_id, p_at);
    IF p_revoke_reason <> '' THEN
        UPDATE user_sessions
        SET revoked_at = p_at, revoked_by = current_account(), revoke_reason = p_revoke_reason
        WHERE user_id = p_id AND id IS DISTINCT FROM p_keep_session AND revoked_at IS NULL;
    END IF;
    RETURN QUERY SELECT * FROM accounts a WHERE a.id = p_id;
    RETURN NEXT former;
END $$;
