-- What the role rustygpt_app may do.
--
-- Procedures trust whoever may call them. The server owns them; everybody else
-- gets only those that look at who asks.
--
-- Where the role was missing when this ran, an administrator makes it, has the
-- script forgotten, and restarts an instance:
--
--     CREATE ROLE rustygpt_app NOLOGIN;
--     DELETE FROM rustygpt.bootstrap_applied WHERE stage = 'procedures/990_grants.sql';

REVOKE ALL ON ALL ROUTINES IN SCHEMA rustygpt FROM PUBLIC;

DO $$
BEGIN
    IF to_regrole('rustygpt_app') IS NULL THEN
        RETURN;
    END IF;
    REVOKE ALL ON ALL TABLES IN SCHEMA rustygpt FROM rustygpt_app;
    REVOKE ALL ON ALL ROUTINES IN SCHEMA rustygpt FROM rustygpt_app;

    GRANT USAGE ON SCHEMA rustygpt TO rustygpt_app;
    GRANT SELECT ON
        rustygpt.conversations, rustygpt.conversation_participants, rustygpt.conversation_invites, rustygpt.messages,
        rustygpt.threads, rustygpt.answers, rustygpt.message_chunks, rustygpt.sse_event_log, rustygpt.typing_states,
        rustygpt.message_read_watermarks, rustygpt.message_rate_limits
    TO rustygpt_app;
    GRANT INSERT, UPDATE, DELETE ON rustygpt.message_read_watermarks TO rustygpt_app;
    GRANT EXECUTE ON ROUTINE
        rustygpt.current_account(),
        rustygpt.is_participant(uuid),
        rustygpt.sp_require_session_user(),
        rustygpt.refuse_others(uuid),
        rustygpt.sp_user_can_access(uuid, uuid),
        rustygpt.sp_healthz(),
        rustygpt.is_setup()
    TO rustygpt_app;
END $$;
