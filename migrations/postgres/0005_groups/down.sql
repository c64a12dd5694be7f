DROP INDEX statuses_group;
ALTER TABLE statuses DROP COLUMN removed_at;
ALTER TABLE statuses DROP COLUMN group_id;
DROP TABLE group_locks;
DROP TABLE group_log;
DROP TABLE group_roles;
DROP TABLE groups;
