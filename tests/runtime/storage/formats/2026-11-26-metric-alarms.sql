PRAGMA application_id = 1685223780;
PRAGMA user_version = 1;
BEGIN TRANSACTION;
CREATE TABLE record (
    account TEXT NOT NULL, region TEXT NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL,
    json TEXT NOT NULL,
    UNIQUE (account, region, kind, key));
INSERT INTO record VALUES('000000000000','us-east-1','metric_alarms','errors','{"name":"errors","arn":"arn:aws:cloudwatch:us-east-1:000000000000:alarm:errors","description":null,"configured_at":1795692759988,"actions_enabled":true,"ok_actions":[],"alarm_actions":["arn:aws:sns:us-east-1:000000000000:pager"],"insufficient_data_actions":[],"metric":{"metric_namespace":"Shop","name":"Errors","dimensions":{"Site":"eu"}},"rule":{"statistic":"Sum","unit":"Count","period":60000,"evaluation_periods":2,"datapoints_to_alarm":2,"threshold":5.0,"comparison":"GreaterThanThreshold","treat_missing_data":"missing"},"told_datapoints_to_alarm":false,"told_treat_missing_data":false,"state":"ALARM","state_reason":"test","state_reason_data":"{\"recentDatapoints\":[7]}","state_updated_at":1795692762712,"state_transitioned_at":1795692762712,"actions_due":true,"history":[{"at":1795692762712,"type":"StateUpdate","summary":"Alarm updated from INSUFFICIENT_DATA to ALARM","data":"{\"version\":\"1.0\",\"oldState\":{\"stateValue\":\"INSUFFICIENT_DATA\",\"stateReason\":\"Unchecked: Initial alarm creation\"},\"newState\":{\"stateValue\":\"ALARM\",\"stateReason\":\"test\"}}"},{"at":1795692759988,"type":"ConfigurationUpdate","summary":"Alarm \"errors\" created","data":"{\"version\":\"1.0\"}"}],"tags":[{"Key":"team","Value":"a"}]}');
CREATE TABLE unreadable (
    account TEXT NOT NULL, region TEXT NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL,
    json TEXT NOT NULL, reason TEXT NOT NULL);
CREATE TABLE secret (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE last_commit (id INTEGER PRIMARY KEY CHECK (id = 1), milliseconds INTEGER NOT NULL);
INSERT INTO last_commit VALUES(1,1795692762712);
COMMIT;
