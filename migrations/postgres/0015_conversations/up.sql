-- The threads in which somebody of this unit was written to, or wrote, to people by name.
CREATE TABLE conversations (
    id BIGINT PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    thread_id BIGINT NOT NULL,
    last_status_id BIGINT NOT NULL,
    unread BOOLEAN NOT NULL
);
CREATE UNIQUE INDEX conversations_pair ON conversations (thread_id, account_id);
CREATE INDEX conversations_account ON conversations (account_id, last_status_id);

-- Their posts, so that the last but one is known when the last is deleted.
CREATE TABLE conversation_posts (
    conversation_id BIGINT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    status_id BIGINT NOT NULL,
    PRIMARY KEY (conversation_id, status_id)
);
CREATE INDEX conversation_posts_status ON conversation_posts (status_id);
