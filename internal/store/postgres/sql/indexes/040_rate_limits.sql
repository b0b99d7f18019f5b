CREATE INDEX assignments_by_profile ON rustygpt.rate_limit_assignments (profile_id);
CREATE INDEX message_rate_limits_by_conversation ON rustygpt.message_rate_limits (conversation_id);
