-- Invitations to make an account. Of a token only the hash is kept.

-- add_account_invite: RGP.403 unless an enabled administrator makes it. Their
-- row is held, so that nobody is left with an open invitation who ceases to be
-- one at the same time.
CREATE OR REPLACE FUNCTION rustygpt.add_account_invite(
    p_invite uuid, p_roles text[], p_email text, p_display_name text, p_token_hash text, p_expires_at timestamptz, p_caller uuid,
    p_at timestamptz) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = rustygpt, pg_temp
AS $$
BEGIN
    PERFORM FROM users u WHERE u.id = p_caller FOR SHARE;
    IF NOT administers(p_caller) THEN
        RAISE EXCEPTION 'RGP.403: only an administrator may invite people to this server';
    END IF;
    INSERT INTO account_invites (id, roles, email, display_name, invited_by, token, created_at, expires_at)
    VALUES (p_invite, p_roles, p_email, p_display_name, p_caller, p_token_hash, p_at, p_expires_at);
END $$;

-- accept_account_invite: makes an account with the roles of an invitation, which
-- it returns. RGP.404; RGP.410 when it was withdrawn or has expired; RGP.409
-- when it was used, or when the name or address is taken.
CREATE OR REPLACE FUNCTION rustygpt.accept_account_invite(
    p_token_hash text, p_id uuid, p_username text, p_email text, p_display_name text, p_theme text, p_password_hash text,
    p_at timestamptz) RETURNS text[]
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = rustygpt, pg_temp
AS $$
DECLARE
    invite account_invites;
BEGIN
    LOCK TABLE users IN SHARE ROW EXCLUSIVE MODE; -- before what belongs to them
    SELECT * INTO invite FROM account_invites i WHERE i.token = p_token_hash FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'RGP.404: there is no such invitation';
    ELSIF invite.accepted_at IS NOT NULL THEN
        RAISE EXCEPTION 'RGP.409: the invitation was used already';
    ELSIF invite.revoked_at IS NOT NULL THEN
        RAISE EXCEPTION 'RGP.410: the invitation was withdrawn';
    ELSIF invite.expires_at <= p_at THEN
        RAISE EXCEPTION 'RGP.410: the invitation has expired';
    END IF;
    PERFORM account_add(p_id, p_username, p_email, p_display_name, invite.roles, p_theme, false, NULL, p_at, p_at, p_password_hash);
    UPDATE account_invites i SET accepted_by = p_id, accepted_at = p_at WHERE i.id = invite.id;
    RETURN invite.roles;
END $$;

-- revoke_account_invite: withdraws an invitation; to repeat it changes nothing.
-- RGP.404; RGP.409 when it was used.
CREATE OR REPLACE FUNCTION rustygpt.revoke_account_invite(p_invite uuid, p_at timestamptz) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = rustygpt, pg_temp
AS $$
DECLARE
    invite account_invites;
BEGIN
    SELECT * INTO invite FROM account_invites i WHERE i.id = p_invite FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'RGP.404: there is no such invitation';
    ELSIF invite.accepted_at IS NOT NULL THEN
        RAISE EXCEPTION 'RGP.409: the invitation was used already';
    END IF;
    UPDATE account_invites i SET revoked_at = coalesce(i.revoked_at, p_at) WHERE i.id = p_invite;
END $$;
