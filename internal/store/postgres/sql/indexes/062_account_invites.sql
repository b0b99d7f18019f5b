CREATE INDEX account_invites_by_time ON rustygpt.account_invites (created_at, id);
CREATE INDEX account_invites_by_end ON rustygpt.account_invites (expires_at);
CREATE INDEX account_invites_by_inviter ON rustygpt.account_invites (invited_by);
