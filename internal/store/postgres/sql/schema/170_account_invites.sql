-- What people are asked to make an account by. Used and withdrawn ones stay, to
-- say so. Who made one and who used it outlive the accounts. Nobody but the
-- server reads it.
CREATE TABLE rustygpt.account_invites (
    id           uuid             PRIMARY KEY,
    roles        text[]           NOT NULL, -- of the account
    email        text             NOT NULL,
    display_name text             NOT NULL,
    invited_by   uuid             NOT NULL,
    token        text COLLATE "C" NOT NULL UNIQUE, -- its hash
    created_at   timestamptz      NOT NULL,
    expires_at   timestamptz      NOT NULL,
    accepted_by  uuid,
    accepted_at  timestamptz,
    revoked_at   timestamptz
);

-- When somebody was seen last by a login session that was swept since.
ALTER TABLE rustygpt.users ADD COLUMN last_seen_at timestamptz;
