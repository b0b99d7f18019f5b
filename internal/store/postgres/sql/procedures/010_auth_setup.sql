-- The first account.

CREATE OR REPLACE FUNCTION rustygpt.is_setup() RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = rustygpt, pg_temp
AS $$
    SELECT EXISTS (SELECT FROM users)
$$;

-- init_setup makes the first account, an administrator. False when there is an
-- account already. Null for the address means that there is none.
CREATE OR REPLACE FUNCTION rustygpt.init_setup(
    p_username text, p_email text, p_password_hash text,
    p_id uuid DEFAULT gen_random_uuid(), p_display_name text DEFAULT '', p_theme text DEFAULT 'system',
    p_server_name text DEFAULT NULL, p_public_url text DEFAULT NULL, p_accent_color text DEFAULT NULL,
    p_at timestamptz DEFAULT now()
) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = rustygpt, pg_temp
AS $$
BEGIN
    IF btrim(coalesce(p_username, '')) = '' OR btrim(p_email) = '' OR btrim(coalesce(p_password_hash, '')) = '' THEN
        RAISE EXCEPTION 'RGP.VALIDATION: username, e-mail address and password must not be blank';
    END IF;
    LOCK TABLE users IN SHARE ROW EXCLUSIVE MODE; -- one setup at a time
    IF is_setup() THEN
        RETURN false;
    END IF;
    PERFORM account_add(p_id, p_username, p_email, p_display_name, ARRAY['admin', 'member'], p_theme, false, NULL, p_at, p_at,
        p_password_hash);
    DELETE FROM setup_tokens;
    UPDATE server_settings
    SET server_name = coalesce(p_server_name, server_name), public_url = coalesce(p_public_url, public_url),
        accent_color = coalesce(p_accent_color, accent_color), setup_complete = true, updated_at = p_at;
    RETURN true;
END $$;
