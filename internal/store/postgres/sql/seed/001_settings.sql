INSERT INTO rustygpt.server_settings (server_id) VALUES (gen_random_uuid()) ON CONFLICT DO NOTHING;
INSERT INTO rustygpt.feature_flags (name) VALUES ('auth_v1'), ('well_known'), ('sse_v1') ON CONFLICT DO NOTHING;
