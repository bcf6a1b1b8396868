PRAGMA application_id = 1685223780;
PRAGMA user_version = 1;
BEGIN TRANSACTION;
CREATE TABLE last_commit (id INTEGER PRIMARY KEY CHECK (id = 1), milliseconds INTEGER NOT NULL);
INSERT INTO last_commit VALUES(1,1795728354497);
CREATE TABLE record (
    account TEXT NOT NULL, region TEXT NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL,
    json TEXT NOT NULL,
    UNIQUE (account, region, kind, key));
INSERT INTO record VALUES('','','lost_zones','us-east-1b','{"name":"us-east-1b","lost_at":1795728354497}');
CREATE TABLE secret (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE unreadable (
    account TEXT NOT NULL, region TEXT NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL,
    json TEXT NOT NULL, reason TEXT NOT NULL);
COMMIT;
