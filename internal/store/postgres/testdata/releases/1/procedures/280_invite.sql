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

-- sp_create_invite: makes an invitation that lasts p_ttl seconds, NULL = a day.
-- VALIDATION: blank address, unknown role, no time. RGP.403: only owners and
-- admins invite, and only owners invite owners. RGP.409: there is one for the
-- address and role already.
CREATE OR REPLACE FUNCTION rustygpt.sp_create_invite(
    p_conversation uuid, p_email text, p_role text, p_ttl int DEFAULT NULL, p_caller uuid DEFAULT NULL, p_at timestamptz DEFAULT NULL)
RETURNS TABLE (token text, expires_at timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = rustygpt, pg_temp AS $$
DECLARE
    actor CONSTANT uuid := actor(p_caller);
    at CONSTANT timestamptz := coalesce(p_at, clock_timestamp());
    secret CONSTANT text := new_token();
    ends CONSTANT timestamptz := at + make_interval(secs => coalesce(p_ttl, 86400));
    by_role text;
BEGIN
    PERFORM lock_conversation(p_conversation);
    by_role := role_in(p_conversation, actor);
    PERFORM check_role(p_role);
    IF coalesce(btrim(p_email), '') = '' THEN
        RAISE EXCEPTION 'RGP.VALIDATION: must not be blank' USING COLUMN = 'email';
    END IF;
    IF p_ttl <= 0 THEN
        RAISE EXCEPTION 'RGP.VALIDATION: must be positive' USING COLUMN = 'ttl_seconds';
    END IF;
    IF by_role NOT IN ('owner', 'admin') OR p_role = 'owner' AND by_role <> 'owner' THEN
        RAISE EXCEPTION 'RGP.403: your role does not allow to invite somebody with this role';
    END IF;
    IF EXISTS (
        SELECT FROM conversation_invites i
        WHERE i.conversation_id = p_conversation AND fold(i.invited_email) = fold(btrim(p_email))
          AND i.role = p_role::conversation_role
          AND i.accepted_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > at) THEN
        RAISE EXCEPTION 'RGP.409: there is an invitation for this address and role already';
    END IF;
    INSERT INTO conversation_invites (conversation_id, invited_email, role, invited_by, token, expires_at, created_at)
    VALUES (p_conversation, btrim(p_email), p_role::conversation_role, actor, hash_token(secret), ends, at);
    RETURN QUERY SELECT secret, ends;
END
$$;

-- lock_invite: an invitation, with its conversation locked. RGP.404.
CREATE OR REPLACE FUNCTION rustygpt.lock_invite(p_token text, OUT invite rustygpt.conversation_invites, OUT room rustygpt.conversations)
LANGUAGE plpgsql AS $$
BEGIN
    SELECT i.* INTO invite FROM rustygpt.conversation_invites i WHERE i.token = rustygpt.hash_token(p_token);
    SELECT c.* INTO room FROM rustygpt.conversations c
    WHERE c.id = invite.conversation_id AND c.deleted_at IS NULL FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'RGP.404: there is no such invitation';
    END IF;
    SELECT i.* INTO invite FROM rustygpt.conversation_invites i WHERE i.id = invite.id;
END
$$;

-- sp_accept_invite: lets whoever has the token in. Who is in already keeps the
-- stronger role. To repeat it changes nothing. RGP.404; RGP.410 when it was
-- withdrawn or has expired; RGP.409 when somebody else used it.
CREATE OR REPLACE FUNCTION rustygpt.sp_accept_invite(
    p_token text, p_user uuid, p_caller uuid DEFAULT NULL, p_at timestamptz DEFAULT NULL, p_persist boolean DEFAULT true)
RETURNS TABLE (conversation_id uuid, role text, events jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = rustygpt, pg_temp AS $$
#variable_conflict use_column
DECLARE
    at CONSTANT timestamptz := coalesce(p_at, clock_timestamp());
    held record;
    before conversation_role;
    drafts jsonb;
BEGIN
    PERFORM act_as(p_user, p_caller);
    PERFORM hold_account(p_user);
    held := lock_invite(p_token);
    before := find_role((held.room).id, p_user)::conversation_role;
    conversation_id := (held.room).id;
    role := least(before, (held.invite).role); -- the strongest comes first
    IF (held.invite).revoked_at IS NOT NULL THEN
        RAISE EXCEPTION 'RGP.410: the invitation was withdrawn';
    END IF;
    IF (held.invite).accepted_at IS NOT NULL THEN
        IF (held.invite).accepted_by = p_user AND before IS NOT NULL THEN
            role := before;
            RETURN NEXT;
            RETURN;
        END IF;
        RAISE EXCEPTION 'RGP.409: the invitation was used already';
    END IF;
    IF (held.invite).expires_at <= at THEN
        RAISE EXCEPTION 'RGP.410: the invitation has expired';
    END IF;
    UPDATE conversation_invites i SET accepted_by = p_user, accepted_at = at WHERE i.id = (held.invite).id;
    IF before IS NULL THEN
        drafts := admit(held.room, p_user, role, at);
    ELSIF role <> before::text THEN
        PERFORM set_role(conversation_id, p_user, role);
        drafts := membership_draft(conversation_id, p_user, role, 'role_updated');
    END IF;
    IF drafts IS NOT NULL THEN
        events := announce(conversation_id, drafts, at, p_persist);
    END IF;
    RETURN NEXT;
END
$$;

-- sp_revoke_invite: withdraws an invitation; to repeat it changes nothing.
-- RGP.403, RGP.404; RGP.409 when it was used.
CREATE OR REPLACE FUNCTION rustygpt.sp_revoke_invite(p_token text, p_caller uuid DEFAULT NULL, p_at timestamptz DEFAULT NULL)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = rustygpt, pg_temp AS $$
DECLARE
    actor CONSTANT uuid := actor(p_caller);
    held record;
BEGIN
    held := lock_invite(p_token);
    IF coalesce(find_role((held.room).id, actor), 'none') NOT IN ('owner', 'admin') THEN
        RAISE EXCEPTION 'RGP.403: only an owner or admin of the conversation can do this';
    END IF;
    IF (held.invite).accepted_at IS NOT NULL THEN
        RAISE EXCEPTION 'RGP.409: the invitation was used already';
    END IF;
    UPDATE conversation_invites i SET revoked_at = coalesce(i.revoked_at, p_at, clock_timestamp()) WHERE i.id = (held.invite).id;
END
$$;
