CREATE INDEX IF NOT EXISTS audit_entries_by_time ON rustygpt.audit_entries (at, id);
