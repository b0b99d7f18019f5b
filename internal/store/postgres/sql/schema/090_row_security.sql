-- Who sees what when they ask the tables themselves.
--
-- The server works through procedures that run with the owner's rights and
-- check for themselves. Reports and other programs are given the role
-- rustygpt_app, name the person they work for, and see what that person may:
--
--     SET ROLE rustygpt_app;
--     SELECT set_config('app.current_user_id', '<account id>', true);
--
-- Row security is forced, so it also holds for the owner of the tables; the
-- owner is let in by a policy of its own. A table that changes hands is closed
-- to its new owner until that one is given such a policy.

-- A user who may not make roles does without this one; procedures/990_grants.sql
-- says how to add it later. Roles belong to the whole server: another database
-- may have made it, or be making it now.
DO $$
BEGIN
    CREATE ROLE rustygpt_app NOLOGIN;
EXCEPTION
    WHEN duplicate_object OR unique_violation OR insufficient_privilege THEN NULL;
END $$;

-- The caller's account; null when nobody was named.
CREATE FUNCTION rustygpt.current_account() RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('app.current_user_id', true), '')::uuid;

-- Runs with the owner's rights: a policy on the participants that asks the
-- participants would never end.
CREATE FUNCTION rustygpt.is_participant(conversation uuid) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = rustygpt, pg_temp
    AS $$
        SELECT EXISTS (
            SELECT FROM conversation_participants p JOIN conversations c ON c.id = p.conversation_id
            WHERE p.conversation_id = conversation AND p.user_id = current_account()
              AND p.left_at IS NULL AND c.deleted_at IS NULL)
    $$;

ALTER TABLE rustygpt.conversations ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE rustygpt.conversation_participants ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE rustygpt.conversation_invites ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE rustygpt.messages ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE rustygpt.threads ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE rustygpt.answers ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE rustygpt.message_chunks ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE rustygpt.sse_event_log ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE rustygpt.typing_states ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE rustygpt.message_read_watermarks ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE rustygpt.message_rate_limits ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY owner ON rustygpt.conversations TO CURRENT_USER USING (true);
CREATE POLICY owner ON rustygpt.conversation_participants TO CURRENT_USER USING (true);
CREATE POLICY owner ON rustygpt.conversation_invites TO CURRENT_USER USING (true);
CREATE POLICY owner ON rustygpt.messages TO CURRENT_USER USING (true);
CREATE POLICY owner ON rustygpt.threads TO CURRENT_USER USING (true);
CREATE POLICY owner ON rustygpt.answers TO CURRENT_USER USING (true);
CREATE POLICY owner ON rustygpt.message_chunks TO CURRENT_USER USING (true);
CREATE POLICY owner ON rustygpt.sse_event_log TO CURRENT_USER USING (true);
CREATE POLICY owner ON rustygpt.typing_states TO CURRENT_USER USING (true);
CREATE POLICY owner ON rustygpt.message_read_watermarks TO CURRENT_USER USING (true);
CREATE POLICY owner ON rustygpt.message_rate_limits TO CURRENT_USER USING (true);

-- Everybody else, as far as they were granted anything.
CREATE POLICY participants ON rustygpt.conversations
    FOR SELECT USING (rustygpt.is_participant(id));
CREATE POLICY participants ON rustygpt.conversation_participants
    FOR SELECT USING (rustygpt.is_participant(conversation_id));
CREATE POLICY participants ON rustygpt.conversation_invites
    FOR SELECT USING (rustygpt.is_participant(conversation_id));
CREATE POLICY participants ON rustygpt.messages
    FOR SELECT USING (rustygpt.is_participant(conversation_id));
CREATE POLICY participants ON rustygpt.threads
    FOR SELECT USING (rustygpt.is_participant(conversation_id));
CREATE POLICY participants ON rustygpt.message_chunks
    FOR SELECT USING (rustygpt.is_participant(conversation_id));
CREATE POLICY participants ON rustygpt.sse_event_log
    FOR SELECT USING (rustygpt.is_participant(conversation_id));
CREATE POLICY participants ON rustygpt.typing_states
    FOR SELECT USING (rustygpt.is_participant(conversation_id));
-- The subquery sees only the messages that the policy above lets through.
CREATE POLICY participants ON rustygpt.answers
    FOR SELECT USING (EXISTS (SELECT FROM rustygpt.messages m WHERE m.id = message_id));

CREATE POLICY own ON rustygpt.message_read_watermarks
    USING (user_id = rustygpt.current_account() AND rustygpt.is_participant(conversation_id))
    WITH CHECK (user_id = rustygpt.current_account() AND rustygpt.is_participant(conversation_id));
CREATE POLICY own ON rustygpt.message_rate_limits
    FOR SELECT USING (user_id = rustygpt.current_account());
