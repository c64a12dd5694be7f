-- Posts that wait for their time. What is in one stands as it was written; it is checked again when it is published.
CREATE TABLE scheduled_posts (
    id BIGINT PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    due_at BIGINT NOT NULL,
    draft TEXT NOT NULL,                     -- JSON
    idempotency_key TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,     -- that failed for a reason that passes
    next_attempt_at BIGINT NOT NULL,
    error TEXT,                              -- why it was not published; it waits for its author then
    created_at BIGINT NOT NULL
);
CREATE INDEX scheduled_posts_account ON scheduled_posts (account_id, id);
CREATE INDEX scheduled_posts_due ON scheduled_posts (next_attempt_at) WHERE error IS NULL;

-- Their files, which nothing else may take meanwhile.
CREATE TABLE scheduled_media (
    media_id BIGINT NOT NULL PRIMARY KEY REFERENCES media (id) ON DELETE CASCADE,
    scheduled_id BIGINT NOT NULL REFERENCES scheduled_posts (id) ON DELETE CASCADE,
    position INTEGER NOT NULL
);
CREATE INDEX scheduled_media_post ON scheduled_media (scheduled_id);
