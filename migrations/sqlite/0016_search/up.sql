-- Posts that the index for searching has to look at again, one row a change. The database gives the ids: each process reads
-- on from where it stopped, and the oldest rows go.
CREATE TABLE search_changes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    status_id BIGINT NOT NULL
);

-- The ends of words in names and handles, from the second letter on: for half a name that is not its beginning.
CREATE TABLE account_parts (
    remote BOOLEAN NOT NULL,
    part TEXT NOT NULL,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    PRIMARY KEY (remote, part, account_id)
) WITHOUT ROWID;
CREATE INDEX account_parts_account ON account_parts (account_id);
