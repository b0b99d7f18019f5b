-- A session and those that replaced it, one after the other, are a line, named
-- after the first of them. It ends as a whole: what was replaced seconds ago can
-- still be read with.
ALTER TABLE rustygpt.user_sessions ADD COLUMN line uuid; -- NULL = its own id
