-- Tells the key that the database's secrets are sealed with from any other,
-- without helping to find it. Empty until a server has started.
ALTER TABLE settings ADD COLUMN key_fingerprint TEXT NOT NULL DEFAULT '';
