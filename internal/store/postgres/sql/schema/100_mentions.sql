-- Whom a message names, and how many of the unread messages name a participant,
-- beside how many are unread.

ALTER TABLE rustygpt.messages ADD COLUMN mentions uuid[]; -- accounts; null = none
ALTER TABLE rustygpt.message_read_watermarks ADD COLUMN mentions bigint NOT NULL DEFAULT 0;
ALTER TABLE rustygpt.conversation_participants ADD COLUMN mentions bigint NOT NULL DEFAULT 0; -- sum over message_read_watermarks

-- What an earlier program made with fewer arguments or columns.
DROP FUNCTION IF EXISTS rustygpt.post(uuid, uuid, uuid, uuid, text, text, uuid, timestamptz, text, text, boolean, double precision,
    int, jsonb, boolean);
DROP FUNCTION IF EXISTS rustygpt.sp_post_root_message(uuid, uuid, text, text, uuid, uuid, timestamptz, text, text, boolean,
    double precision, int, jsonb, boolean);
DROP FUNCTION IF EXISTS rustygpt.sp_reply_message(uuid, uuid, text, text, uuid, uuid, timestamptz, text, text, boolean,
    double precision, int, jsonb, boolean, uuid);
DROP FUNCTION IF EXISTS rustygpt.sp_edit_message(uuid, uuid, text, text, uuid, timestamptz, boolean);
DROP FUNCTION IF EXISTS rustygpt.change_drafts(uuid, uuid, uuid);
DROP FUNCTION IF EXISTS rustygpt.count_unread(uuid, uuid, uuid, timestamptz);
DROP FUNCTION IF EXISTS rustygpt.recount_unread(uuid, uuid, uuid, bigint, int);
DROP FUNCTION IF EXISTS rustygpt.sp_get_unread_summary(uuid, uuid, uuid);
