-- What the admins of the unit tell everybody in it.
CREATE TABLE announcements (
    id INTEGER PRIMARY KEY,
    text TEXT NOT NULL,
    content TEXT NOT NULL,                   -- HTML
    mentions TEXT NOT NULL DEFAULT '[]',     -- JSON: ids of the people named
    tags TEXT NOT NULL DEFAULT '[]',         -- JSON: hashtags
    statuses TEXT NOT NULL DEFAULT '[]',     -- JSON: ids of the posts linked to
    starts_at BIGINT,
    ends_at BIGINT,
    all_day BOOLEAN NOT NULL DEFAULT FALSE,
    published_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE TABLE announcement_reads (
    announcement_id BIGINT NOT NULL REFERENCES announcements (id) ON DELETE CASCADE,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    PRIMARY KEY (announcement_id, account_id)
);

CREATE TABLE announcement_reactions (
    announcement_id BIGINT NOT NULL REFERENCES announcements (id) ON DELETE CASCADE,
    name TEXT NOT NULL,                      -- an emoji, or the code of one of the unit's own
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (announcement_id, name, account_id)
);
CREATE INDEX announcement_reactions_account ON announcement_reactions (account_id, announcement_id);

-- How many chose each.
CREATE TABLE announcement_reaction_counts (
    announcement_id BIGINT NOT NULL REFERENCES announcements (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    uses BIGINT NOT NULL,
    first_at BIGINT NOT NULL,                -- when the first of them did
    PRIMARY KEY (announcement_id, name)
);

-- How lively the unit was, a row a week; of the running week as it was when it was last counted.
CREATE TABLE activity_weeks (
    week_at BIGINT NOT NULL PRIMARY KEY,     -- its first moment
    statuses BIGINT NOT NULL,
    logins BIGINT NOT NULL,
    registrations BIGINT NOT NULL
);
