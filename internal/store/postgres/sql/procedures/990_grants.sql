-- Procedures trust whoever may call them. The server owns them; everybody else
-- gets only those that look at who asks.

REVOKE ALL ON ALL ROUTINES IN SCHEMA rustygpt FROM PUBLIC, rustygpt_app;

GRANT EXECUTE ON ROUTINE
    rustygpt.current_account(),
    rustygpt.is_participant(uuid),
    rustygpt.sp_require_session_user(),
    rustygpt.refuse_others(uuid),
    rustygpt.sp_user_can_access(uuid, uuid),
    rustygpt.sp_healthz(),
    rustygpt.is_setup()
TO rustygpt_app;
