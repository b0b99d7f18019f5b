CREATE UNIQUE INDEX users_username ON rustygpt.users (rustygpt.fold(username));
CREATE UNIQUE INDEX users_email ON rustygpt.users (rustygpt.fold(email));
CREATE INDEX user_sessions_by_user ON rustygpt.user_sessions (user_id, issued_at);
CREATE INDEX user_sessions_by_end ON rustygpt.user_sessions (ends_at);
