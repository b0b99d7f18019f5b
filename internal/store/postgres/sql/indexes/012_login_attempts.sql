CREATE INDEX login_attempts_by_end ON rustygpt.login_attempts (tat);
