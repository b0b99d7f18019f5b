CREATE INDEX sse_event_log_by_time ON rustygpt.sse_event_log USING brin (created_at);
