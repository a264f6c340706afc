CREATE TABLE notes (author smallint, body text);
CREATE POLICY own ON notes USING (author <> 3);
