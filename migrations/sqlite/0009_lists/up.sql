-- People whom somebody wants to read apart from the others.
CREATE TABLE lists (
    id INTEGER PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    title TEXT NOT NULL,
    replies_policy SMALLINT NOT NULL,
    exclusive BOOLEAN NOT NULL DEFAULT FALSE, -- their posts are not in the home timeline
    created_at BIGINT NOT NULL
);
CREATE INDEX lists_account ON lists (account_id, id);

-- Who is on a list. The owner stands here too, so that a post finds the lists that it goes to in one step.
CREATE TABLE list_accounts (
    list_id BIGINT NOT NULL REFERENCES lists (id) ON DELETE CASCADE,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    owner_id BIGINT NOT NULL,
    PRIMARY KEY (list_id, account_id)
);
CREATE INDEX list_accounts_account ON list_accounts (account_id, owner_id);

-- What stands on each list, written when the post comes in, as `home_entries`.
CREATE TABLE list_entries (
    list_id BIGINT NOT NULL REFERENCES lists (id) ON DELETE CASCADE,
    status_id BIGINT NOT NULL,
    author_id BIGINT NOT NULL,
    PRIMARY KEY (list_id, status_id)
) WITHOUT ROWID;
