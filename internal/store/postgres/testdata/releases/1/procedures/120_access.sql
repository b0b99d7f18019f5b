-- Who calls, and what they may do.
--
-- The caller is named by the setting app.current_user_id. The server names it
-- in the call itself, with the argument p_caller that comes behind the others;
-- the setting then lasts until the end of the transaction.
--
-- Order of locks, for everything that changes something: accounts, then
-- conversations by id, then whatever belongs to them. A conversation's row is
-- locked before anything in it is read for a decision: who holds it works
-- alone in that conversation, and takes its positions without a gap.

-- actor: the caller. RGP.401 when nobody is named.
CREATE OR REPLACE FUNCTION rustygpt.actor(p_caller uuid) RETURNS uuid
LANGUAGE plpgsql AS $$
BEGIN
    IF p_caller IS NOT NULL THEN
        PERFORM set_config('app.current_user_id', p_caller::text, true);
        RETURN p_caller;
    END IF;
    RETURN rustygpt.sp_require_session_user();
END
$$;

-- act_as: like actor, for procedures that are told whom they work for.
-- RGP.403 when that is somebody else.
CREATE OR REPLACE FUNCTION rustygpt.act_as(p_user uuid, p_caller uuid) RETURNS uuid
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM rustygpt.actor(p_caller);
    PERFORM rustygpt.refuse_others(p_user);
    RETURN p_user;
END
$$;

-- find_role: the role of somebody who takes part, NULL for anybody else.
CREATE OR REPLACE FUNCTION rustygpt.find_role(p_conversation uuid, p_user uuid) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT p.role FROM rustygpt.conversation_participants p
            WHERE p.conversation_id = p_conversation AND p.user_id = p_user AND p.left_at IS NULL);
END
$$;

-- role_in: the role of a participant. RGP.404 to outsiders.
CREATE OR REPLACE FUNCTION rustygpt.role_in(p_conversation uuid, p_user uuid) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    role CONSTANT text := rustygpt.find_role(p_conversation, p_user);
BEGIN
    IF role IS NULL THEN
        RAISE EXCEPTION 'RGP.404: there is no such conversation';
    END IF;
    RETURN role;
END
$$;

-- lock_conversation: a conversation, to work in it alone. RGP.404 when it is
-- not there or deleted.
CREATE OR REPLACE FUNCTION rustygpt.lock_conversation(p_conversation uuid) RETURNS rustygpt.conversations
LANGUAGE plpgsql AS $$
DECLARE
    room rustygpt.conversations;
BEGIN
    SELECT * INTO room FROM rustygpt.conversations c
    WHERE c.id = p_conversation AND c.deleted_at IS NULL FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'RGP.404: there is no such conversation';
    END IF;
    RETURN room;
END
$$;

-- see_conversation: the role of somebody who may look at a conversation.
-- RGP.404 to outsiders, and when it is deleted.
CREATE OR REPLACE FUNCTION rustygpt.see_conversation(p_conversation uuid, p_user uuid) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF EXISTS (SELECT FROM rustygpt.conversations c WHERE c.id = p_conversation AND c.deleted_at IS NULL) THEN
        RETURN rustygpt.role_in(p_conversation, p_user);
    END IF;
    RAISE EXCEPTION 'RGP.404: there is no such conversation';
END
$$;
