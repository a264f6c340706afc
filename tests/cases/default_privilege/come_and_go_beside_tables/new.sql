CREATE TABLE after (a integer);
CREATE TABLE granted (a integer);
GRANT SELECT, INSERT ON granted TO case_reader;
