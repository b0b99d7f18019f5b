-- Limits of routes, as administrators set them. Only the server calls these;
-- it has checked that it is an administrator who asks.

CREATE OR REPLACE FUNCTION rustygpt.sp_limits_list_profiles() RETURNS SETOF rustygpt.rate_limit_profiles
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = rustygpt, pg_temp
AS $$
    SELECT * FROM rate_limit_profiles ORDER BY name COLLATE "C"
$$;

CREATE OR REPLACE FUNCTION rustygpt.sp_limits_create_profile(
    p_name text, p_algorithm text DEFAULT 'gcra', p_params jsonb DEFAULT '{}', p_description text DEFAULT NULL
) RETURNS SETOF rustygpt.rate_limit_profiles
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = rustygpt, pg_temp
AS $$
BEGIN
    IF btrim(coalesce(p_name, '')) = '' THEN
        RAISE EXCEPTION 'RGP.422: a profile needs a name' USING HINT = 'invalid_profile';
    ELSIF coalesce(p_algorithm, '') NOT IN ('gcra', 'token_bucket', 'fixed_window') THEN
        RAISE EXCEPTION 'RGP.422: the algorithm is one of gcra, token_bucket, fixed_window' USING HINT = 'invalid_profile';
    ELSIF EXISTS (SELECT FROM rate_limit_profiles WHERE name = btrim(p_name)) THEN
        RAISE EXCEPTION 'RGP.409: there is a profile of this name already';
    END IF;
    RETURN QUERY
        INSERT INTO rate_limit_profiles (name, algorithm, params, description)
        VALUES (btrim(p_name), p_algorithm, coalesce(p_params, '{}'), p_description)
        RETURNING *;
END $$;

-- sp_limits_update_profile changes what is not null; name and algorithm stay.
CREATE OR REPLACE FUNCTION rustygpt.sp_limits_update_profile(p_id uuid, p_params jsonb DEFAULT NULL, p_description text DEFAULT NULL)
    RETURNS SETOF rustygpt.rate_limit_profiles
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = rustygpt, pg_temp
AS $$
BEGIN
    RETURN QUERY
        UPDATE rate_limit_profiles
        SET params = coalesce(p_params, params), description = coalesce(p_description, description), updated_at = now()
        WHERE id = p_id
        RETURNING *;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'RGP.404: there is no such profile';
    END IF;
END $$;

CREATE OR REPLACE FUNCTION rustygpt.sp_limits_delete_profile(p_id uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = rustygpt, pg_temp
AS $$
BEGIN
    PERFORM FROM rate_limit_profiles WHERE id = p_id FOR UPDATE; -- keeps new assignments out
    IF NOT FOUND THEN
        RAISE EXCEPTION 'RGP.404: there is no such profile';
    ELSIF EXISTS (SELECT FROM rate_limit_assignments WHERE profile_id = p_id) THEN
        RAISE EXCEPTION 'RGP.409: routes are assigned to the profile';
    END IF;
    DELETE FROM rate_limit_profiles WHERE id = p_id;
    RETURN true;
END $$;

CREATE OR REPLACE FUNCTION rustygpt.sp_limits_list_assignments() RETURNS TABLE (
    id uuid, profile_id uuid, profile_name text, method text, path_pattern text, created_at timestamptz, updated_at timestamptz
)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = rustygpt, pg_temp
AS $$
    SELECT a.id, a.profile_id, p.name, a.method, a.path_pattern, a.created_at, a.updated_at
    FROM rate_limit_assignments a JOIN rate_limit_profiles p ON p.id = a.profile_id
    ORDER BY a.method, a.path_pattern
$$;

-- sp_limits_assign_route puts a route under a profile, taking it from another.
CREATE OR REPLACE FUNCTION rustygpt.sp_limits_assign_route(p_profile uuid, p_method text, p_path text) RETURNS TABLE (
    id uuid, profile_id uuid, profile_name text, method text, path_pattern text, created_at timestamptz, updated_at timestamptz
)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = rustygpt, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    verb CONSTANT text := upper(btrim(coalesce(p_method, '')));
BEGIN
    IF verb NOT IN ('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD') THEN
        RAISE EXCEPTION 'RGP.422: the method is one of GET, POST, PUT, PATCH, DELETE, OPTIONS, HEAD' USING HINT = 'invalid_assignment';
    ELSIF coalesce(p_path, '') !~ '^/\S*$' THEN
        RAISE EXCEPTION 'RGP.422: the path begins with / and has no spaces' USING HINT = 'invalid_assignment';
    END IF;
    PERFORM FROM rate_limit_profiles p WHERE p.id = p_profile FOR KEY SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'RGP.404: there is no such profile';
    END IF;
    INSERT INTO rate_limit_assignments (profile_id, method, path_pattern) VALUES (p_profile, verb, p_path)
    ON CONFLICT (method, path_pattern) DO UPDATE SET profile_id = excluded.profile_id, updated_at = now();
    RETURN QUERY SELECT * FROM sp_limits_list_assignments() a WHERE a.method = verb AND a.path_pattern = p_path;
END $$;

CREATE OR REPLACE FUNCTION rustygpt.sp_limits_delete_assignment(p_id uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = rustygpt, pg_temp
AS $$
BEGIN
    DELETE FROM rate_limit_assignments WHERE id = p_id;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'RGP.404: there is no such assignment';
    END IF;
    RETURN true;
END $$;
