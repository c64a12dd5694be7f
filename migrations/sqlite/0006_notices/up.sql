-- What people are told: put together in groups, held back by their own rules, and read up to somewhere.
ALTER TABLE notifications ADD COLUMN group_key TEXT;                          -- NULL: stands alone
ALTER TABLE notifications ADD COLUMN filtered BOOLEAN NOT NULL DEFAULT FALSE; -- held back by the person's policy
ALTER TABLE notifications ADD COLUMN report_id BIGINT NOT NULL DEFAULT 0;     -- 0: about no report
DROP INDEX notifications_once;
CREATE UNIQUE INDEX notifications_once ON notifications (account_id, kind, from_account_id, status_id, report_id);
DROP INDEX notifications_unread;
CREATE INDEX notifications_shown ON notifications (account_id, filtered, id);
CREATE INDEX notifications_kind ON notifications (account_id, kind, filtered, id);
CREATE INDEX notifications_alone ON notifications (account_id, filtered, id) WHERE group_key IS NULL;
CREATE INDEX notifications_kind_alone ON notifications (account_id, kind, filtered, id) WHERE group_key IS NULL;
CREATE INDEX notifications_group ON notifications (account_id, group_key, id) WHERE group_key IS NOT NULL;
CREATE INDEX notifications_from ON notifications (account_id, from_account_id, id);

-- Notifications with one group_key, so that a page of groups reads none of their members.
CREATE TABLE notification_groups (
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    group_key TEXT NOT NULL,
    kind SMALLINT NOT NULL,
    status_id BIGINT NOT NULL DEFAULT 0,     -- 0: about no post
    first_id BIGINT NOT NULL,
    latest_id BIGINT NOT NULL,
    latest_at BIGINT NOT NULL,
    notifications_count BIGINT NOT NULL,
    samples TEXT NOT NULL,                   -- JSON: the last few people, newest first
    PRIMARY KEY (account_id, group_key)
);
CREATE INDEX notification_groups_latest ON notification_groups (account_id, latest_id);
CREATE INDEX notification_groups_kind ON notification_groups (account_id, kind, latest_id);
CREATE INDEX notification_groups_status ON notification_groups (status_id);

-- From whom a person wants to be told. Without a row: the defaults of the program.
CREATE TABLE notification_policies (
    account_id BIGINT NOT NULL PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
    for_not_following SMALLINT NOT NULL,
    for_not_followers SMALLINT NOT NULL,
    for_new_accounts SMALLINT NOT NULL,
    for_private_mentions SMALLINT NOT NULL,
    for_limited_accounts SMALLINT NOT NULL
);

-- Who may tell a person things whatever the policy says.
CREATE TABLE notification_permissions (
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    from_account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, from_account_id)
) WITHOUT ROWID;

-- Whose words are held back and wait for an answer.
CREATE TABLE notification_requests (
    id INTEGER PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    from_account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    last_status_id BIGINT NOT NULL,
    notifications_count BIGINT NOT NULL,     -- up to a hundred
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX notification_requests_pair ON notification_requests (account_id, from_account_id);
CREATE INDEX notification_requests_account ON notification_requests (account_id, id);

-- How far a person has read.
CREATE TABLE markers (
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    timeline SMALLINT NOT NULL,              -- 0: home, 1: notifications
    last_read_id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, timeline)
) WITHOUT ROWID;
INSERT INTO markers (account_id, timeline, last_read_id, version, updated_at)
    SELECT account_id, 1, max(id), 1, max(read_at) FROM notifications WHERE read_at IS NOT NULL GROUP BY account_id;

-- Conversations that a person wants to hear no more of, by their first post.
CREATE TABLE thread_mutes (
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    thread_id BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, thread_id)
) WITHOUT ROWID;
CREATE INDEX thread_mutes_thread ON thread_mutes (thread_id);

CREATE INDEX users_role ON users (role);
