CREATE UNIQUE INDEX users_username ON rustygpt.users (rustygpt.fold(username));
CREATE UNIQUE INDEX users_email ON rustygpt.users (rustygpt.fold(email));
-- Revoked sessions are many more than live ones until they are swept, so each
-- kind has an index of its own.
CREATE INDEX user_sessions_by_user ON rustygpt.user_sessions (user_id, issued_at DESC, id DESC) WHERE revoked_at IS NULL;
CREATE INDEX user_sessions_revoked ON rustygpt.user_sessions (user_id, revoked_at) WHERE revoked_at IS NOT NULL;
CREATE INDEX user_sessions_by_end ON rustygpt.user_sessions (ends_at);
