-- What becomes of an account's conversations when it goes.

-- is_alone: whether nobody but a participant sees a conversation.
CREATE OR REPLACE FUNCTION rustygpt.is_alone(p_conversation uuid, p_user uuid) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT NOT EXISTS (
        SELECT FROM rustygpt.conversation_participants o
        WHERE o.conversation_id = p_conversation AND o.user_id <> p_user AND o.left_at IS NULL)
$$;

-- has_other_owner: whether somebody else owns a conversation.
CREATE OR REPLACE FUNCTION rustygpt.has_other_owner(p_conversation uuid, p_user uuid) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM rustygpt.conversation_participants o
        WHERE o.conversation_id = p_conversation AND o.user_id <> p_user AND o.left_at IS NULL AND o.role = 'owner')
$$;

-- strongest_other: whoever else has the strongest role in a conversation and has
-- been in it longest; NULL for nobody.
CREATE OR REPLACE FUNCTION rustygpt.strongest_other(p_conversation uuid, p_user uuid) RETURNS uuid
LANGUAGE sql STABLE AS $$
    SELECT o.user_id FROM rustygpt.conversation_participants o
    WHERE o.conversation_id = p_conversation AND o.user_id <> p_user AND o.left_at IS NULL
    ORDER BY o.role, o.joined_at, o.user_id LIMIT 1
$$;

-- belongings counts what deleting an account is about. RGP.404.
CREATE OR REPLACE FUNCTION rustygpt.belongings(p_id uuid, OUT chats bigint, OUT groups_alone bigint, OUT groups_owned bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = rustygpt, pg_temp
AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM users u WHERE u.id = p_id) THEN
        RAISE EXCEPTION 'RGP.404: there is no such account';
    END IF;
    SELECT count(*) FILTER (WHERE NOT c.is_group),
           count(*) FILTER (WHERE c.is_group AND is_alone(c.id, p_id)),
           count(*) FILTER (WHERE c.is_group AND NOT is_alone(c.id, p_id) AND p.role = 'owner' AND NOT has_other_owner(c.id, p_id))
    INTO chats, groups_alone, groups_owned
    FROM conversation_participants p JOIN conversations c ON c.id = p.conversation_id
    WHERE p.user_id = p_id AND p.left_at IS NULL AND c.deleted_at IS NULL;
END $$;

-- hand_chats_over gives an heir the chats of an account. Nobody else sees them,
-- so there is nobody to tell by an event.
CREATE OR REPLACE FUNCTION rustygpt.hand_chats_over(p_id uuid, p_heir uuid, p_rooms uuid[], p_at timestamptz) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = rustygpt, pg_temp
AS $$
BEGIN
    INSERT INTO conversation_participants AS p (conversation_id, user_id, role, joined_at, joined_position, last_activity_at)
    SELECT c.id, p_heir, 'owner', p_at, c.position, c.last_activity_at
    FROM conversations c WHERE c.id = ANY (p_rooms) AND NOT c.is_group AND c.deleted_at IS NULL
    ON CONFLICT (conversation_id, user_id, joined_at) DO UPDATE -- went at the same instant
        SET left_at = NULL, role = 'owner', joined_position = excluded.joined_position, unread = 0, mentions = 0,
            last_activity_at = excluded.last_activity_at;
    PERFORM sp_auth_mark_rotation(p_heir, 'membership_change');
END $$;

-- inherit_group makes somebody the owner of a group; it returns the drafts that
-- tell so.
CREATE OR REPLACE FUNCTION rustygpt.inherit_group(room rustygpt.conversations, p_owner uuid, p_at timestamptz) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = rustygpt, pg_temp
AS $$
BEGIN
    PERFORM sp_auth_mark_rotation(p_owner, 'membership_change');
    IF find_role(room.id, p_owner) IS NULL THEN
        RETURN admit(room, p_owner, 'owner', p_at);
    END IF;
    PERFORM set_role(room.id, p_owner, 'owner');
    RETURN membership_draft(room.id, p_owner, 'owner', 'role_updated');
END $$;

-- leave_groups takes an account that is about to go out of the groups that
-- remain: with others in them, or with an heir to come.
CREATE OR REPLACE FUNCTION rustygpt.leave_groups(
    p_id uuid, p_heir uuid, p_rooms uuid[], p_at timestamptz, p_persist boolean, OUT owners uuid[], OUT events jsonb)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = rustygpt, pg_temp
AS $$
DECLARE
    seat record;
    heir uuid;
    drafts jsonb;
BEGIN
    owners := '{}';
    events := '[]';
    FOR seat IN
        SELECT c AS room, c.id, p.role::text AS role, p.role = 'owner' AND NOT has_other_owner(c.id, p_id) AS only_owner
        FROM conversations c JOIN conversation_participants p ON p.conversation_id = c.id
        WHERE c.id = ANY (p_rooms) AND c.is_group AND c.deleted_at IS NULL AND p.user_id = p_id AND p.left_at IS NULL
          AND (NOT is_alone(c.id, p_id) OR p_heir IS NOT NULL AND p.role = 'owner')
        ORDER BY c.id
    LOOP
        drafts := '[]';
        IF seat.only_owner THEN
            heir := coalesce(p_heir, strongest_other(seat.id, p_id));
            drafts := inherit_group(seat.room, heir, p_at);
            owners := array_remove(owners, heir) || heir;
        END IF;
        PERFORM leave(seat.id, p_id, p_at);
        events := events || announce(seat.id, drafts || membership_draft(seat.id, p_id, seat.role, 'removed'), p_at, p_persist);
    END LOOP;
END $$;

-- account_leave takes an account that is about to go out of all its
-- conversations. What is not handed over and nobody else is in goes the way of
-- the trash at once. Nobody can join by an invitation that it made any more.
CREATE OR REPLACE FUNCTION rustygpt.account_leave(
    p_id uuid, p_heir uuid, p_at timestamptz, p_persist boolean, OUT running uuid[], OUT owners uuid[], OUT events jsonb)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = rustygpt, pg_temp
AS $$
DECLARE
    rooms uuid[];
BEGIN
    SELECT array_agg(c.id) INTO rooms
    FROM (
        SELECT c.id FROM conversations c
        WHERE c.id IN (SELECT p.conversation_id FROM conversation_participants p WHERE p.user_id = p_id AND p.left_at IS NULL)
        ORDER BY c.id
        FOR UPDATE
    ) c;
    SELECT coalesce(array_agg(m.id ORDER BY m.conversation_id, m.position), '{}') INTO running
    FROM messages m JOIN answers r ON r.message_id = m.id
    WHERE m.conversation_id = ANY (rooms) AND m.status = 'streaming'
      AND (r.started_by = p_id OR is_alone(m.conversation_id, p_id));
    DELETE FROM conversation_invites
    WHERE conversation_id = ANY (rooms) AND invited_by = p_id AND accepted_at IS NULL;

    IF p_heir IS NOT NULL THEN
        PERFORM hand_chats_over(p_id, p_heir, rooms, p_at);
    END IF;
    SELECT g.owners, g.events INTO owners, events FROM leave_groups(p_id, p_heir, rooms, p_at, p_persist) g;

    -- What is left are deleted groups, which whoever owns them now can restore.
    UPDATE conversation_participants heir SET role = 'owner'
    FROM conversation_participants mine
    WHERE mine.conversation_id = ANY (rooms) AND mine.user_id = p_id AND mine.left_at IS NULL AND mine.role = 'owner'
      AND heir.conversation_id = mine.conversation_id AND heir.left_at IS NULL
      AND heir.user_id = strongest_other(mine.conversation_id, p_id);
    UPDATE conversation_participants SET left_at = greatest(p_at, joined_at), unread = 0 WHERE user_id = p_id AND left_at IS NULL;
    UPDATE conversations c SET deleted_at = 'epoch' WHERE c.id = ANY (rooms) AND is_alone(c.id, p_id);

    DELETE FROM message_read_watermarks WHERE conversation_id = ANY (rooms) AND user_id = p_id;
    DELETE FROM typing_states WHERE conversation_id = ANY (rooms) AND user_id = p_id;
    DELETE FROM message_rate_limits WHERE user_id = p_id;
    DELETE FROM presence WHERE user_id = p_id;
END $$;

-- check_heir: VALIDATION for who cannot be given an account's conversations.
CREATE OR REPLACE FUNCTION rustygpt.check_heir(p_id uuid, p_heir uuid) RETURNS void
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = rustygpt, pg_temp
AS $$
BEGIN
    IF p_heir = p_id THEN
        RAISE EXCEPTION 'RGP.VALIDATION: must be another account' USING COLUMN = 'to';
    ELSIF p_heir IS NOT NULL AND NOT EXISTS (SELECT FROM users u WHERE u.id = p_heir) THEN
        RAISE EXCEPTION 'RGP.VALIDATION: there is no such account' USING COLUMN = 'to';
    ELSIF EXISTS (SELECT FROM users u WHERE u.id = p_heir AND u.disabled_at IS NOT NULL) THEN
        RAISE EXCEPTION 'RGP.VALIDATION: the account is disabled' USING COLUMN = 'to';
    END IF;
END $$;

-- account_remove removes an account and gives what it owned to an heir, NULL =
-- to nobody. It returns the answers that are to be cancelled, whose rights in a
-- conversation changed, and the events. RGP.404; RGP.409 for the last enabled
-- administrator; VALIDATION for an heir who cannot be one.
CREATE OR REPLACE FUNCTION rustygpt.account_remove(
    p_id uuid, p_heir uuid, p_at timestamptz, p_persist boolean,
    OUT running uuid[], OUT changed uuid[], OUT events jsonb)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = rustygpt, pg_temp
AS $$
DECLARE
    was_administered boolean;
BEGIN
    LOCK TABLE users IN SHARE ROW EXCLUSIVE MODE;
    was_administered := administered();
    PERFORM FROM users WHERE id = p_id FOR UPDATE; -- who lets it in somewhere holds it, and is waited for; see hold_account
    IF NOT FOUND THEN
        RAISE EXCEPTION 'RGP.404: there is no such account';
    END IF;
    PERFORM check_heir(p_id, p_heir);
    SELECT l.running, array_remove(p_heir || array_remove(l.owners, p_heir), NULL), l.events INTO running, changed, events
    FROM account_leave(p_id, p_heir, p_at, p_persist) l;
    DELETE FROM users WHERE id = p_id;
    PERFORM withdraw_account_invites(p_id, p_at);
    IF was_administered AND NOT administered() THEN
        RAISE EXCEPTION 'RGP.409: the last enabled administrator has to stay';
    END IF;
END $$;

-- account_delete: account_remove without an heir.
CREATE OR REPLACE FUNCTION rustygpt.account_delete(p_id uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = rustygpt, pg_temp
AS $$
BEGIN
    PERFORM account_remove(p_id, NULL, clock_timestamp(), true);
END $$;
