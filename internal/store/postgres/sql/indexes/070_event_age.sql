CREATE INDEX conversations_by_event_age ON rustygpt.conversations (events_since) WHERE events_since IS NOT NULL;
CREATE INDEX conversations_by_event_bulk ON rustygpt.conversations (event_bulk);
