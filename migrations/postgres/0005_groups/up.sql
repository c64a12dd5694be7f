-- A group is an account of kind Group; who is in it follows it. Here stands what an account has no room for.
CREATE TABLE groups (
    account_id BIGINT NOT NULL PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
    access SMALLINT NOT NULL,
    rules TEXT NOT NULL DEFAULT '[]',        -- JSON: a list of texts
    mirror BOOLEAN NOT NULL DEFAULT FALSE,   -- members on microblogs get copies that the group itself writes
    moderators_url TEXT,                     -- a peer's group: the collection of its moderators
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

-- Who is more, less or not yet a member. Plain members have no row.
CREATE TABLE group_roles (
    group_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    role SMALLINT NOT NULL,
    expires_at BIGINT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (group_id, account_id)
);
CREATE INDEX group_roles_account ON group_roles (account_id, role);

-- What moderators did, for everybody in the group to read.
CREATE TABLE group_log (
    id BIGINT PRIMARY KEY,
    group_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    moderator_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    deed SMALLINT NOT NULL,
    account_id BIGINT,
    status_id BIGINT,
    reason TEXT NOT NULL DEFAULT '',
    created_at BIGINT NOT NULL
);
CREATE INDEX group_log_group ON group_log (group_id, id);

-- Conversations that take no more answers, by their first post.
CREATE TABLE group_locks (
    status_id BIGINT NOT NULL PRIMARY KEY REFERENCES statuses (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL
);

ALTER TABLE statuses ADD COLUMN group_id BIGINT;
ALTER TABLE statuses ADD COLUMN removed_at BIGINT;
CREATE INDEX statuses_group ON statuses (group_id, id) WHERE group_id IS NOT NULL;
