-- A session and those that replaced it, one after the other, are a line, named
-- after the first of them. It ends as a whole: what was replaced seconds ago can
-- still be read with.
ALTER TABLE sessions ADD COLUMN line BLOB; -- NULL = its own id
