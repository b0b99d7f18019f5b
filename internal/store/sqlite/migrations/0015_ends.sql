-- Sweeps find what is over by its end.
CREATE INDEX invites_by_end ON invites (expires_at);
