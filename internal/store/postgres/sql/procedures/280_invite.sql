-- Invitations. Of a token only the hash is kept: who reads the table, or a
-- backup of it, can join nowhere.

CREATE OR REPLACE FUNCTION rustygpt.hash_token(p_token text) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT encode(sha256(convert_to(p_token, 'UTF8')), 'hex')
$$;

-- new_token: 24 random bytes in base64 for addresses, 32 characters. A UUID
-- has 122 random bits; hashing two spreads more than enough of them.
CREATE OR REPLACE FUNCTION rustygpt.new_token() RETURNS text
LANGUAGE sql VOLATILE AS $$
    SELECT translate(
        encode(substr(sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())), 1, 24), 'base64'), '+/', '-_')
$$;

-- add_invite: makes an invitation. VALIDATION: blank address, unknown role, no
-- time. RGP.403: only owners and admins invite, and only owners invite owners.
-- RGP.409: there is one for the address and role already.
CREATE OR REPLACE FUNCTION rustygpt.add_invite(
    p_invite uuid, p_conversation uuid, p_email text, p_role text, p_token_hash text, p_expires_at timestamptz, p_caller uuid,
    p_at timestamptz)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = rustygpt, pg_temp AS $$
DECLARE
    actor CONSTANT uuid := actor(p_caller);
    by_role text;
BEGIN
    PERFORM lock_conversation(p_conversation);
    by_role := role_in(p_conversation, actor);
    PERFORM check_role(p_role);
    IF coalesce(btrim(p_email), '') = '' THEN
        RAISE EXCEPTION 'RGP.VALIDATION: must not be blank' USING COLUMN = 'email';
    END IF;
    IF p_expires_at <= p_at THEN
        RAISE EXCEPTION 'RGP.VALIDATION: must be positive' USING COLUMN = 'ttl_seconds';
    END IF;
    IF by_role NOT IN ('owner', 'admin') OR p_role = 'owner' AND by_role <> 'owner' THEN
        RAISE EXCEPTION 'RGP.403: your role does not allow to invite somebody with this role';
    END IF;
    IF EXISTS (
        SELECT FROM conversation_invites i
        WHERE i.conversation_id = p_conversation AND fold(i.invited_email) = fold(btrim(p_email))
          AND i.role = p_role::conversation_role
          AND i.accepted_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > p_at) THEN
        RAISE EXCEPTION 'RGP.409: there is an invitation for this address and role already';
    END IF;
    INSERT INTO conversation_invites (id, conversation_id, invited_email, role, invited_by, token, expires_at, created_at)
    VALUES (p_invite, p_conversation, btrim(p_email), p_role::conversation_role, actor, p_token_hash, p_expires_at, p_at);
END
$$;

-- sp_create_invite: makes an invitation that lasts p_ttl seconds, NULL = a day,
-- and its token. Refuses as add_invite does.
CREATE OR REPLACE FUNCTION rustygpt.sp_create_invite(
    p_conversation uuid, p_email text, p_role text, p_ttl int DEFAULT NULL, p_caller uuid DEFAULT NULL, p_at timestamptz DEFAULT NULL)
RETURNS TABLE (token text, expires_at timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = rustygpt, pg_temp AS $$
DECLARE
    at CONSTANT timestamptz := coalesce(p_at, clock_timestamp());
    secret CONSTANT text := new_token();
    ends CONSTANT timestamptz := at + make_interval(secs => coalesce(p_ttl, 86400));
BEGIN
    PERFORM add_invite(gen_random_uuid(), p_conversation, p_email, p_role, hash_token(secret), ends, p_caller, at);
    RETURN QUERY SELECT secret, ends;
END
$$;

-- list_invites: a conversation's newest invitations, newest first. RGP.404 to
-- outsiders; RGP.403 to all but owners and admins.
CREATE OR REPLACE FUNCTION rustygpt.list_invites(p_conversation uuid, p_caller uuid, p_limit int)
RETURNS SETOF rustygpt.conversation_invites
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = rustygpt, pg_temp AS $$
BEGIN
    IF see_conversation(p_conversation, actor(p_caller)) NOT IN ('owner', 'admin') THEN
        RAISE EXCEPTION 'RGP.403: only an owner or admin of the conversation can do this';
    END IF;
    RETURN QUERY
    SELECT * FROM conversation_invites i WHERE i.conversation_id = p_conversation
    ORDER BY i.created_at DESC, i.id DESC LIMIT p_limit;
END
$$;

DROP FUNCTION IF EXISTS rustygpt.lock_invite(text);

-- hold_invite: an invitation, with its conversation locked. RGP.404.
CREATE OR REPLACE FUNCTION rustygpt.hold_invite(
    p_invite uuid, OUT invite rustygpt.conversation_invites, OUT room rustygpt.conversations)
LANGUAGE plpgsql AS $$
BEGIN
    SELECT c.* INTO room
    FROM rustygpt.conversation_invites i JOIN rustygpt.conversations c ON c.id = i.conversation_id
    WHERE i.id = p_invite AND c.deleted_at IS NULL FOR NO KEY UPDATE OF c;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'RGP.404: there is no such invitation';
    END IF;
    SELECT i.* INTO invite FROM rustygpt.conversation_invites i WHERE i.id = p_invite;
END
$$;

CREATE OR REPLACE FUNCTION rustygpt.invite_of(p_token_hash text) RETURNS uuid
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT i.id FROM rustygpt.conversation_invites i WHERE i.token = p_token_hash);
END
$$;

-- accept_invite: lets an account in by an invitation. Who is in already keeps
-- the stronger role. To repeat it changes nothing. RGP.404; RGP.410 when it was
-- withdrawn or has expired; RGP.409 when somebody else used it; with
-- p_match_email, RGP.403 unless the account has the address that was invited.
CREATE OR REPLACE FUNCTION rustygpt.accept_invite(
    p_token_hash text, p_user uuid, p_match_email boolean, p_at timestamptz, p_persist boolean,
    OUT conversation_id uuid, OUT role text, OUT events jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = rustygpt, pg_temp AS $$
DECLARE
    held record;
    before conversation_role;
    drafts jsonb;
BEGIN
    PERFORM actor(p_user);
    PERFORM hold_account(p_user);
    held := hold_invite(invite_of(p_token_hash));
    conversation_id := (held.room).id;
    before := find_role(conversation_id, p_user)::conversation_role;
    IF before IS NOT NULL AND (held.invite).accepted_by = p_user THEN
        role := before;
        RETURN;
    END IF;
    PERFORM check_invite(held.invite, p_user, p_match_email, p_at);
    role := least(before, (held.invite).role); -- the strongest comes first
    UPDATE conversation_invites i SET accepted_by = p_user, accepted_at = p_at WHERE i.id = (held.invite).id;
    IF before IS NULL THEN
        drafts := admit(held.room, p_user, role, p_at);
    ELSIF role <> before::text THEN
        PERFORM set_role(conversation_id, p_user, role);
        drafts := membership_draft(conversation_id, p_user, role, 'role_updated');
    END IF;
    IF drafts IS NOT NULL THEN
        PERFORM sp_auth_mark_rotation(p_user, 'membership_change');
        events := announce(conversation_id, drafts, p_at, p_persist);
    END IF;
END
$$;

-- check_invite: refuses an invitation that cannot be accepted, or not by this
-- account.
CREATE OR REPLACE FUNCTION rustygpt.check_invite(
    p_invite rustygpt.conversation_invites, p_user uuid, p_match_email boolean, p_at timestamptz)
RETURNS void LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF p_invite.accepted_at IS NOT NULL THEN
        RAISE EXCEPTION 'RGP.409: the invitation was used already';
    ELSIF p_invite.revoked_at IS NOT NULL THEN
        RAISE EXCEPTION 'RGP.410: the invitation was withdrawn';
    ELSIF p_invite.expires_at <= p_at THEN
        RAISE EXCEPTION 'RGP.410: the invitation has expired';
    END IF;
    IF p_match_email AND NOT EXISTS (
        SELECT FROM rustygpt.users u WHERE u.id = p_user AND rustygpt.fold(u.email) = rustygpt.fold(p_invite.invited_email)) THEN
        RAISE EXCEPTION 'RGP.403: the invitation is for another e-mail address';
    END IF;
END
$$;

-- sp_accept_invite: accept_invite with the token itself.
CREATE OR REPLACE FUNCTION rustygpt.sp_accept_invite(
    p_token text, p_user uuid, p_caller uuid DEFAULT NULL, p_at timestamptz DEFAULT NULL, p_persist boolean DEFAULT true)
RETURNS TABLE (conversation_id uuid, role text, events jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = rustygpt, pg_temp AS $$
BEGIN
    PERFORM act_as(p_user, p_caller);
    RETURN QUERY SELECT * FROM accept_invite(hash_token(p_token), p_user, false, coalesce(p_at, clock_timestamp()), p_persist);
END
$$;

-- sign_up: makes an account, a member of the server, and lets it in by an
-- invitation. RGP.409 when its name or address is taken; else as accept_invite.
CREATE OR REPLACE FUNCTION rustygpt.sign_up(
    p_id uuid, p_username text, p_email text, p_display_name text, p_roles text[], p_theme text, p_password_hash text,
    p_token_hash text, p_match_email boolean, p_at timestamptz, p_persist boolean,
    OUT conversation_id uuid, OUT role text, OUT events jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = rustygpt, pg_temp AS $$
BEGIN
    PERFORM account_add(p_id, p_username, p_email, p_display_name, p_roles, p_theme, false, NULL, p_at, p_at, p_password_hash);
    SELECT a.conversation_id, a.role, a.events INTO conversation_id, role, events
    FROM accept_invite(p_token_hash, p_id, p_match_email, p_at, p_persist) a;
END
$$;

-- revoke_invite: withdraws an invitation; to repeat it changes nothing. RGP.404,
-- also to outsiders; RGP.403 to all but owners and admins; RGP.409 when it was
-- used.
CREATE OR REPLACE FUNCTION rustygpt.revoke_invite(p_invite uuid, p_caller uuid, p_at timestamptz)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = rustygpt, pg_temp AS $$
DECLARE
    actor CONSTANT uuid := actor(p_caller);
    held record;
BEGIN
    held := hold_invite(p_invite);
    IF role_in((held.room).id, actor) NOT IN ('owner', 'admin') THEN
        RAISE EXCEPTION 'RGP.403: only an owner or admin of the conversation can do this';
    END IF;
    IF (held.invite).accepted_at IS NOT NULL THEN
        RAISE EXCEPTION 'RGP.409: the invitation was used already';
    END IF;
    UPDATE conversation_invites i SET revoked_at = coalesce(i.revoked_at, p_at) WHERE i.id = p_invite;
END
$$;

-- sp_revoke_invite: revoke_invite by the token.
CREATE OR REPLACE FUNCTION rustygpt.sp_revoke_invite(p_token text, p_caller uuid DEFAULT NULL, p_at timestamptz DEFAULT NULL)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = rustygpt, pg_temp AS $$
BEGIN
    PERFORM revoke_invite(invite_of(hash_token(p_token)), p_caller, coalesce(p_at, clock_timestamp()));
END
$$;

-- withdraw_invites: closes the open invitations that somebody made and, with
-- this role or without any, could not make any more.
CREATE OR REPLACE FUNCTION rustygpt.withdraw_invites(p_conversation uuid, p_user uuid, p_role text, p_at timestamptz) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    UPDATE rustygpt.conversation_invites i SET revoked_at = p_at
    WHERE i.conversation_id = p_conversation AND i.invited_by = p_user AND i.accepted_at IS NULL AND i.revoked_at IS NULL
      AND (coalesce(p_role, 'none') NOT IN ('owner', 'admin') OR i.role = 'owner' AND p_role <> 'owner');
END
$$;

-- sweep_invites: removes invitations that expired before a time, whatever became
-- of them, at most p_limit, and says how many. Those that somebody has in hand
-- stay for the next call.
CREATE OR REPLACE FUNCTION rustygpt.sweep_invites(p_before timestamptz, p_limit int) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = rustygpt, pg_temp AS $$
DECLARE
    gone int;
BEGIN
    DELETE FROM conversation_invites WHERE id = ANY (ARRAY(
        SELECT i.id FROM conversation_invites i WHERE i.expires_at < p_before LIMIT p_limit FOR UPDATE SKIP LOCKED));
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END
$$;
