-- Which data is here: that of the first start, or that of a backup which has
-- taken its place. Connections that were made for other data are not let in.
CREATE TABLE rustygpt.restore_state (
    id     boolean PRIMARY KEY DEFAULT true CHECK (id), -- one row
    epoch  uuid    NOT NULL DEFAULT gen_random_uuid(),  -- another with every restore
    report jsonb                                        -- how the last restore went; null = there was none
);

INSERT INTO rustygpt.restore_state DEFAULT VALUES;
