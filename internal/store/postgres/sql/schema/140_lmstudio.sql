-- Where LM Studio's command is; empty = in one of the usual places.
ALTER TABLE rustygpt.server_settings ADD COLUMN lmstudio_path text NOT NULL DEFAULT '';
