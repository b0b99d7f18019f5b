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
-- reason it ends the account's sessions, all but p_keep_session.
CREATE OR REPLACE FUNCTION rustygpt.account_update(
    p_id uuid, p_username text, p_email text, p_display_name text, p_roles text[], p_disabled boolean, p_theme text,
    p_password_hash text, p_must_change_password boolean, p_revoke_reason text, p_keep_session uuid, p_at timestamptz
) RETURNS SETOF rustygpt.accounts
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = rustygpt, pg_temp
AS $$
DECLARE
    was_administered boolean;
BEGIN
    LOCK TABLE users IN SHARE ROW EXCLUSIVE MODE;
    was_administered := administered();
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
    IF p_revoke_reason <> '' THEN
        UPDATE user_sessions
        SET revoked_at = p_at, revoked_by = current_account(), revoke_reason = p_revoke_reason
        WHERE user_id = p_id AND id IS DISTINCT FROM p_keep_session AND revoked_at IS NULL;
    END IF;
    RETURN QUERY SELECT * FROM accounts a WHERE a.id = p_id;
END $$;

-- account_leave takes an account that is about to go out of all its
-- conversations. Its chats, and groups that nobody is left in, go the way of
-- the trash at once; a group it alone owned passes to the participant with the
-- strongest role who has been in it longest. Nobody can join by an invitation
-- that it made any more.
CREATE OR REPLACE FUNCTION rustygpt.account_leave(p_id uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = rustygpt, pg_temp
AS $$
DECLARE
    left_conversations uuid[];
BEGIN
    SELECT array_agg(c.id) INTO left_conversations
    FROM (
        SELECT c.id FROM conversations c
        WHERE c.id IN (SELECT p.conversation_id FROM conversation_participants p WHERE p.user_id = p_id AND p.left_at IS NULL)
        ORDER BY c.id
        FOR UPDATE
    ) c;

    UPDATE conversation_participants heir SET role = 'owner'
    FROM conversation_participants mine,
         LATERAL (
             SELECT p.user_id FROM conversation_participants p
             WHERE p.conversation_id = mine.conversation_id AND p.user_id <> p_id AND p.left_at IS NULL
             ORDER BY p.role, p.joined_at LIMIT 1
         ) strongest
    WHERE mine.conversation_id = ANY (left_conversations) AND mine.user_id = p_id AND mine.left_at IS NULL AND mine.role = 'owner'
      AND heir.conversation_id = mine.conversation_id AND heir.user_id = strongest.user_id AND heir.left_at IS NULL;

    UPDATE conversation_participants SET left_at = now(), unread = 0 WHERE user_id = p_id AND left_at IS NULL;
    UPDATE conversations c SET deleted_at = 'epoch'
    WHERE c.id = ANY (left_conversations) AND (NOT c.is_group OR NOT EXISTS (
        SELECT FROM conversation_participants p WHERE p.conversation_id = c.id AND p.left_at IS NULL));

    DELETE FROM conversation_invites
    WHERE conversation_id = ANY (left_conversations) AND invited_by = p_id AND accepted_at IS NULL;
    DELETE FROM message_read_watermarks WHERE conversation_id = ANY (left_conversations) AND user_id = p_id;
    DELETE FROM typing_states WHERE conversation_id = ANY (left_conversations) AND user_id = p_id;
    DELETE FROM message_rate_limits WHERE user_id = p_id;
    DELETE FROM presence WHERE user_id = p_id;
END $$;

CREATE OR REPLACE FUNCTION rustygpt.account_delete(p_id uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = rustygpt, pg_temp
AS $$
DECLARE
    was_administered boolean;
BEGIN
    LOCK TABLE users IN SHARE ROW EXCLUSIVE MODE;
    was_administered := administered();
    PERFORM FROM users WHERE id = p_id FOR UPDATE; -- who lets it in somewhere holds it, and is waited for; see hold_account
    PERFORM account_leave(p_id);
    DELETE FROM users WHERE id = p_id;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'RGP.404: there is no such account';
    END IF;
    IF was_administered AND NOT administered() THEN
        RAISE EXCEPTION 'RGP.409: the last enabled administrator has to stay';
    END IF;
END $$;
