-- Who is in a conversation.

-- hold_account: keeps an account from being removed until the transaction
-- ends. RGP.404 when there is none.
CREATE OR REPLACE FUNCTION rustygpt.hold_account(p_user uuid) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM rustygpt.users u WHERE u.id = p_user FOR KEY SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'RGP.404: there is no such account';
    END IF;
END
$$;

-- membership_draft: tells that somebody came, went or changed role.
CREATE OR REPLACE FUNCTION rustygpt.membership_draft(p_conversation uuid, p_user uuid, p_role text, p_action text) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT rustygpt.draft('membership.changed', NULL, NULL, jsonb_build_object(
        'conversation_id', p_conversation, 'user_id', p_user, 'role', p_role, 'action', p_action))
$$;

-- admit: lets an account in; a second participant makes a chat a group, where
-- the assistant answers when it is mentioned, unless somebody chose otherwise.
-- It returns the drafts that tell so.
CREATE OR REPLACE FUNCTION rustygpt.admit(room rustygpt.conversations, p_user uuid, p_role text, p_at timestamptz) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
    drafts jsonb := '[]';
    position bigint := room.position; -- before which nothing counts as unread
BEGIN
    IF NOT room.is_group THEN
        UPDATE rustygpt.conversations c
        SET is_group = true,
            assistant_mode = CASE WHEN c.assistant_mode = 'auto' AND NOT c.mode_chosen THEN 'mention' ELSE c.assistant_mode END
        WHERE c.id = room.id RETURNING * INTO room;
        drafts := rustygpt.conversation_draft(room);
        position := position + 1;
    END IF;
    INSERT INTO rustygpt.conversation_participants AS p
        (conversation_id, user_id, role, joined_at, joined_position, last_activity_at)
    VALUES (room.id, p_user, p_role::rustygpt.conversation_role, p_at, position, room.last_activity_at)
    ON CONFLICT (conversation_id, user_id, joined_at) DO UPDATE -- went and came back at one instant
        SET left_at = NULL, role = excluded.role, joined_position = excluded.joined_position, unread = 0, mentions = 0,
            last_activity_at = excluded.last_activity_at;
    RETURN drafts || rustygpt.membership_draft(room.id, p_user, p_role, 'added');
END
$$;

-- guard_owner: keeps admins from touching owners, and the last owner in place.
-- RGP.403, RGP.409.
CREATE OR REPLACE FUNCTION rustygpt.guard_owner(p_conversation uuid, p_by_role text, p_user uuid, p_role text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF p_role <> 'owner' THEN
        RETURN;
    END IF;
    IF p_by_role <> 'owner' THEN
        RAISE EXCEPTION 'RGP.403: only an owner can change an owner''s membership';
    END IF;
    IF NOT EXISTS (
        SELECT FROM rustygpt.conversation_participants p
        WHERE p.conversation_id = p_conversation AND p.user_id <> p_user AND p.role = 'owner' AND p.left_at IS NULL) THEN
        RAISE EXCEPTION 'RGP.409: the last owner has to stay';
    END IF;
END
$$;

CREATE OR REPLACE FUNCTION rustygpt.set_role(p_conversation uuid, p_user uuid, p_role text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    UPDATE rustygpt.conversation_participants p SET role = p_role::rustygpt.conversation_role
    WHERE p.conversation_id = p_conversation AND p.user_id = p_user AND p.left_at IS NULL;
END
$$;

-- add_participant: lets an account in, or changes its role. It returns the
-- events, NULL when nothing changed. RGP.403: only owners and admins may, and
-- only owners where owners are made or changed. VALIDATION: a disabled account.
-- The account's login sessions rotate with the change of its rights.
CREATE OR REPLACE FUNCTION rustygpt.add_participant(
    p_conversation uuid, p_user uuid, p_role text, p_caller uuid, p_at timestamptz, p_persist boolean)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = rustygpt, pg_temp AS $$
DECLARE
    actor CONSTANT uuid := actor(p_caller);
    room conversations;
    by_role text;
    before text;
    drafts jsonb;
BEGIN
    PERFORM check_role(p_role);
    PERFORM see_conversation(p_conversation, actor);
    PERFORM hold_account(p_user);
    room := lock_conversation(p_conversation);
    by_role := role_in(p_conversation, actor);
    before := find_role(p_conversation, p_user);
    IF by_role NOT IN ('owner', 'admin') THEN
        RAISE EXCEPTION 'RGP.403: only an owner or admin of the conversation can do this';
    END IF;
    IF before = p_role THEN
        RETURN NULL;
    END IF;
    IF p_role = 'owner' AND by_role <> 'owner' THEN
        RAISE EXCEPTION 'RGP.403: only an owner can make somebody an owner';
    END IF;
    IF before IS NULL THEN
        PERFORM check_enabled(p_user);
        drafts := admit(room, p_user, p_role, p_at);
    ELSE
        PERFORM guard_owner(p_conversation, by_role, p_user, before);
        PERFORM set_role(p_conversation, p_user, p_role);
        PERFORM withdraw_invites(p_conversation, p_user, p_role, p_at);
        drafts := membership_draft(p_conversation, p_user, p_role, 'role_updated');
    END IF;
    PERFORM sp_auth_mark_rotation(p_user, 'membership_change');
    RETURN announce(p_conversation, drafts, p_at, p_persist);
END
$$;

-- check_enabled: VALIDATION for an account that cannot be used.
CREATE OR REPLACE FUNCTION rustygpt.check_enabled(p_user uuid) RETURNS void
LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF EXISTS (SELECT FROM rustygpt.users u WHERE u.id = p_user AND u.disabled_at IS NOT NULL) THEN
        RAISE EXCEPTION 'RGP.VALIDATION: the account is disabled' USING COLUMN = 'user_id';
    END IF;
END
$$;

-- check_role: VALIDATION for what is no role in a conversation.
CREATE OR REPLACE FUNCTION rustygpt.check_role(p_role text) RETURNS void
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF p_role IS NULL OR p_role NOT IN ('owner', 'admin', 'member', 'viewer') THEN
        RAISE EXCEPTION 'RGP.VALIDATION: one of owner, admin, member, viewer' USING COLUMN = 'role';
    END IF;
END
$$;

-- remove_participant: takes an account out: itself, or by an owner or admin.
-- RGP.403, RGP.404, RGP.409 for the last owner.
CREATE OR REPLACE FUNCTION rustygpt.remove_participant(
    p_conversation uuid, p_user uuid, p_caller uuid, p_at timestamptz, p_persist boolean,
    OUT role text, OUT events jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = rustygpt, pg_temp AS $$
DECLARE
    actor CONSTANT uuid := actor(p_caller);
    by_role text;
BEGIN
    PERFORM lock_conversation(p_conversation);
    by_role := role_in(p_conversation, actor);
    IF p_user <> actor AND by_role NOT IN ('owner', 'admin') THEN
        RAISE EXCEPTION 'RGP.403: only an owner or admin of the conversation can do this';
    END IF;
    role := find_role(p_conversation, p_user);
    IF role IS NULL THEN
        RAISE EXCEPTION 'RGP.404: there is no such participant';
    END IF;
    PERFORM guard_owner(p_conversation, by_role, p_user, role);
    PERFORM leave(p_conversation, p_user, p_at);
    PERFORM withdraw_invites(p_conversation, p_user, NULL, p_at);
    PERFORM sp_auth_mark_rotation(p_user, 'membership_change');
    events := announce(p_conversation, membership_draft(p_conversation, p_user, role, 'removed'), p_at, p_persist);
END
$$;

-- leave: ends a stay, and what was remembered for it.
CREATE OR REPLACE FUNCTION rustygpt.leave(p_conversation uuid, p_user uuid, p_at timestamptz) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    UPDATE rustygpt.conversation_participants p SET left_at = greatest(p_at, p.joined_at)
    WHERE p.conversation_id = p_conversation AND p.user_id = p_user AND p.left_at IS NULL;
    DELETE FROM rustygpt.message_read_watermarks r WHERE r.conversation_id = p_conversation AND r.user_id = p_user;
    DELETE FROM rustygpt.message_rate_limits l WHERE l.user_id = p_user AND l.conversation_id = p_conversation;
END
$$;

-- sp_add_participant: lets an account in, or changes its role; returns the role.
CREATE OR REPLACE FUNCTION rustygpt.sp_add_participant(p_conversation uuid, p_user uuid, p_role text DEFAULT 'member')
RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = rustygpt, pg_temp AS $$
BEGIN
    PERFORM add_participant(p_conversation, p_user, p_role, NULL, clock_timestamp(), true);
    RETURN p_role;
END
$$;

-- sp_remove_participant: takes an account out; returns the role it had.
CREATE OR REPLACE FUNCTION rustygpt.sp_remove_participant(p_conversation uuid, p_user uuid)
RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = rustygpt, pg_temp AS $$
BEGIN
    RETURN (SELECT r.role FROM remove_participant(p_conversation, p_user, NULL, clock_timestamp(), true) r);
END
$$;
