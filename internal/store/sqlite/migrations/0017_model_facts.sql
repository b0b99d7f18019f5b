-- What is known about a model; NULL = not known.
ALTER TABLE models ADD COLUMN context_size INTEGER; -- tokens
ALTER TABLE models ADD COLUMN input_price  INTEGER; -- millionths of a US dollar for a million tokens
ALTER TABLE models ADD COLUMN output_price INTEGER;
ALTER TABLE models ADD COLUMN capabilities TEXT;    -- JSON
ALTER TABLE models ADD COLUMN reported     TEXT NOT NULL DEFAULT '{}'; -- JSON, what its provider says of the same
UPDATE models SET context_size = params ->> '$.context_size', params = json_remove(params, '$.context_size')
WHERE params ->> '$.context_size' IS NOT NULL;
