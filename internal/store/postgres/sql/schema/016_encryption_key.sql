-- Tells the key that the database's secrets are sealed with from any other,
-- without helping to find it. Empty until a server has started.
ALTER TABLE rustygpt.server_settings ADD COLUMN key_fingerprint text NOT NULL DEFAULT '';
