-- Models. Changes take a lock on all of them, because one at most is the
-- default. They return the model as it is now, and after that as it was.

-- model_put adds a model or overwrites the one with the same provider and
-- upstream id, which keeps its id, its date and its default mark. One that was
-- not discovered takes the place of the provider's discovered ones.
CREATE OR REPLACE FUNCTION rustygpt.model_put(
    p_id uuid, p_provider uuid, p_upstream_id text, p_display_name text, p_enabled boolean, p_is_default boolean, p_source text,
    p_params jsonb, p_created_at timestamptz, p_updated_at timestamptz, p_context_size integer DEFAULT NULL,
    p_input_price bigint DEFAULT NULL, p_output_price bigint DEFAULT NULL, p_capabilities jsonb DEFAULT NULL,
    p_reported jsonb DEFAULT '{}'
) RETURNS SETOF rustygpt.offered_models
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = rustygpt, pg_temp
AS $$
DECLARE
    former offered_models;
    stored_id uuid;
BEGIN
    LOCK TABLE models IN SHARE ROW EXCLUSIVE MODE;
    IF NOT EXISTS (SELECT FROM providers WHERE id = p_provider) THEN
        RAISE EXCEPTION 'RGP.404: there is no such provider';
    END IF;
    SELECT * INTO former FROM offered_models o WHERE o.provider_id = p_provider AND o.upstream_id = p_upstream_id;
    stored_id := coalesce(former.id, p_id);
    IF p_is_default THEN
        UPDATE models SET is_default = false WHERE is_default AND id <> stored_id;
    END IF;
    INSERT INTO models AS m (id, provider_id, upstream_id, display_name, enabled, is_default, source, params, context_size,
        input_price, output_price, capabilities, reported, created_at, updated_at)
    VALUES (stored_id, p_provider, p_upstream_id, p_display_name, p_enabled, p_is_default, p_source, p_params, p_context_size,
        p_input_price, p_output_price, p_capabilities, p_reported, p_created_at, p_updated_at)
    ON CONFLICT (id) DO UPDATE
    SET upstream_id = excluded.upstream_id, display_name = excluded.display_name, enabled = excluded.enabled,
        is_default = m.is_default OR excluded.is_default, source = excluded.source, params = excluded.params,
        context_size = excluded.context_size, input_price = excluded.input_price, output_price = excluded.output_price,
        capabilities = excluded.capabilities, reported = excluded.reported, updated_at = excluded.updated_at;
    IF p_source <> 'discovered' THEN
        DELETE FROM models WHERE provider_id = p_provider AND source = 'discovered';
    END IF;
    RETURN QUERY SELECT * FROM offered_models o WHERE o.id = stored_id;
    IF former.id IS NOT NULL THEN
        RETURN NEXT former;
    END IF;
END $$;

-- models_offer makes a provider's discovered models those that it offers, or
-- none where people have made its list. p_offers is an array of objects with
-- id (for a model that was not there), upstream_id and reported.
CREATE OR REPLACE FUNCTION rustygpt.models_offer(p_provider uuid, p_offers jsonb, p_at timestamptz) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = rustygpt, pg_temp
AS $$
BEGIN
    LOCK TABLE models IN SHARE ROW EXCLUSIVE MODE;
    IF NOT EXISTS (SELECT FROM providers WHERE id = p_provider) THEN
        RAISE EXCEPTION 'RGP.404: there is no such provider';
    END IF;
    IF EXISTS (SELECT FROM models WHERE provider_id = p_provider AND source <> 'discovered') THEN
        p_offers := '[]';
    END IF;
    DELETE FROM models
    WHERE provider_id = p_provider AND source = 'discovered'
      AND upstream_id NOT IN (SELECT o ->> 'upstream_id' FROM jsonb_array_elements(p_offers) AS offers (o));
    INSERT INTO models AS m (id, provider_id, upstream_id, display_name, enabled, is_default, source, params, reported,
        created_at, updated_at)
    SELECT (o ->> 'id')::uuid, p_provider, o ->> 'upstream_id', o ->> 'upstream_id', true, false, 'discovered', '{}',
        o -> 'reported', p_at, p_at
    FROM jsonb_array_elements(p_offers) AS offers (o)
    ON CONFLICT (provider_id, upstream_id) DO UPDATE
    SET reported = excluded.reported, updated_at = excluded.updated_at
    WHERE m.reported <> excluded.reported;
END $$;

-- model_update changes what is not null, and clears the facts that p_clear names.
CREATE OR REPLACE FUNCTION rustygpt.model_update(
    p_id uuid, p_upstream_id text, p_display_name text, p_enabled boolean, p_is_default boolean, p_at timestamptz,
    p_context_size integer DEFAULT NULL, p_input_price bigint DEFAULT NULL, p_output_price bigint DEFAULT NULL,
    p_capabilities jsonb DEFAULT NULL, p_clear text[] DEFAULT '{}', p_reported jsonb DEFAULT NULL
) RETURNS SETOF rustygpt.offered_models
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = rustygpt, pg_temp
AS $$
DECLARE
    former offered_models;
BEGIN
    LOCK TABLE models IN SHARE ROW EXCLUSIVE MODE;
    SELECT * INTO former FROM offered_models o WHERE o.id = p_id;
    IF p_is_default THEN
        UPDATE models SET is_default = false WHERE is_default AND id <> p_id;
    END IF;
    UPDATE models
    SET upstream_id = coalesce(p_upstream_id, upstream_id), display_name = coalesce(p_display_name, display_name),
        enabled = coalesce(p_enabled, enabled), is_default = coalesce(p_is_default, is_default),
        context_size = coalesce(p_context_size, CASE WHEN 'context_size' <> ALL (p_clear) THEN context_size END),
        input_price = coalesce(p_input_price, CASE WHEN 'input_price' <> ALL (p_clear) THEN input_price END),
        output_price = coalesce(p_output_price, CASE WHEN 'output_price' <> ALL (p_clear) THEN output_price END),
        capabilities = coalesce(p_capabilities, CASE WHEN 'capabilities' <> ALL (p_clear) THEN capabilities END),
        reported = coalesce(p_reported, reported), updated_at = p_at
    WHERE id = p_id;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'RGP.404: there is no such model';
    END IF;
    RETURN QUERY SELECT * FROM offered_models o WHERE o.id = p_id;
    RETURN NEXT former;
END $$;
