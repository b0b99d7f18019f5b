-- Where LM Studio's command is; empty = in one of the usual places.
ALTER TABLE settings ADD COLUMN lmstudio_path TEXT NOT NULL DEFAULT '';
