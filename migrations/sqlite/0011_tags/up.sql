-- Hashtags whose posts somebody wants in their home timeline.
CREATE TABLE tag_follows (
    id INTEGER PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    tag_id BIGINT NOT NULL REFERENCES tags (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX tag_follows_pair ON tag_follows (tag_id, account_id);
CREATE INDEX tag_follows_account ON tag_follows (account_id, id);

-- Hashtags that somebody shows on their profile.
CREATE TABLE featured_tags (
    id INTEGER PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    tag_id BIGINT NOT NULL REFERENCES tags (id) ON DELETE CASCADE,
    name TEXT NOT NULL,                      -- as they spell it
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX featured_tags_pair ON featured_tags (account_id, tag_id);

-- In how many posts for everybody a person of this unit has used a hashtag.
CREATE TABLE account_tags (
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    tag_id BIGINT NOT NULL REFERENCES tags (id) ON DELETE CASCADE,
    uses BIGINT NOT NULL,
    last_at BIGINT NOT NULL,                 -- when the newest of these posts was written
    PRIMARY KEY (account_id, tag_id)
);
CREATE INDEX account_tags_uses ON account_tags (account_id, uses);

INSERT INTO account_tags (account_id, tag_id, uses, last_at)
SELECT statuses.account_id, status_tags.tag_id, COUNT(*), MAX(statuses.created_at)
FROM status_tags JOIN statuses ON statuses.id = status_tags.status_id
WHERE statuses.local AND NOT statuses.local_only AND statuses.visibility IN (0, 1) AND statuses.deleted_at IS NULL
GROUP BY statuses.account_id, status_tags.tag_id;

-- How often a hashtag was used in public posts on each day, and by how many. Kept for a week.
CREATE TABLE tag_days (
    tag_id BIGINT NOT NULL REFERENCES tags (id) ON DELETE CASCADE,
    day BIGINT NOT NULL,                     -- its beginning (UTC), in milliseconds
    uses BIGINT NOT NULL,
    accounts BIGINT NOT NULL,
    PRIMARY KEY (tag_id, day)
);
CREATE INDEX tag_days_day ON tag_days (day);

CREATE TABLE tag_day_accounts (
    tag_id BIGINT NOT NULL REFERENCES tags (id) ON DELETE CASCADE,
    day BIGINT NOT NULL,
    account_id BIGINT NOT NULL,
    PRIMARY KEY (tag_id, day, account_id)
);
CREATE INDEX tag_day_accounts_day ON tag_day_accounts (day);
