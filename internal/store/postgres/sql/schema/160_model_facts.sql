-- What is known about a model; NULL = not known.
ALTER TABLE rustygpt.models
    ADD COLUMN context_size integer, -- tokens
    ADD COLUMN input_price  bigint,  -- millionths of a US dollar for a million tokens
    ADD COLUMN output_price bigint,
    ADD COLUMN capabilities jsonb,
    ADD COLUMN reported     jsonb NOT NULL DEFAULT '{}'; -- what its provider says of the same
UPDATE rustygpt.models SET context_size = (params ->> 'context_size')::integer, params = params - 'context_size'
WHERE params ->> 'context_size' IS NOT NULL;

CREATE OR REPLACE VIEW rustygpt.offered_models AS
    SELECT m.id, m.provider_id, p.name AS provider_name, m.upstream_id, m.display_name, m.enabled, m.is_default, m.source,
           m.params, m.created_at, m.updated_at, m.context_size, m.input_price, m.output_price, m.capabilities, m.reported
    FROM rustygpt.models m JOIN rustygpt.providers p ON p.id = m.provider_id;
