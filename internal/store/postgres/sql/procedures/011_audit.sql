-- audit_add adds an entry to the audit log. To repeat it changes nothing.
CREATE OR REPLACE FUNCTION rustygpt.audit_add(p_entry jsonb) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = rustygpt, pg_temp
AS $$
    INSERT INTO audit_entries (id, at, origin, actor_id, actor_name, action, target_type, target_id, target_name, address, user_agent,
        request_id, outcome, details)
    SELECT (p_entry ->> 'id')::uuid, (p_entry ->> 'at')::timestamptz, p_entry ->> 'origin', (p_entry ->> 'actor_id')::uuid,
        p_entry ->> 'actor_name', p_entry ->> 'action', coalesce(p_entry #>> '{target,type}', ''), coalesce(p_entry #>> '{target,id}', ''),
        coalesce(p_entry #>> '{target,name}', ''), p_entry ->> 'address', p_entry ->> 'user_agent', p_entry ->> 'request_id',
        p_entry ->> 'outcome', coalesce(p_entry -> 'details', '{}')
    ON CONFLICT (id) DO NOTHING
$$;
