-- Where a person's device wants to be told of what, one a token. Goes with the token.
CREATE TABLE push_subscriptions (
    id BIGINT PRIMARY KEY,
    token_id BIGINT NOT NULL REFERENCES oauth_tokens (id) ON DELETE CASCADE,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    endpoint TEXT NOT NULL,
    p256dh TEXT NOT NULL,
    auth TEXT NOT NULL,
    standard BOOLEAN NOT NULL,               -- aes128gcm; else the draft's aesgcm
    policy SMALLINT NOT NULL,
    alerts TEXT NOT NULL,                    -- names of kinds, parted by spaces
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX push_subscriptions_token ON push_subscriptions (token_id);
CREATE INDEX push_subscriptions_account ON push_subscriptions (account_id);

-- Notifications that wait to be pushed, one a subscription. What they say is read when they are sent.
CREATE TABLE pushes (
    id BIGINT PRIMARY KEY,
    subscription_id BIGINT NOT NULL REFERENCES push_subscriptions (id) ON DELETE CASCADE,
    notification_id BIGINT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_attempt_at BIGINT NOT NULL,         -- while one is being sent: when its lease ends
    created_at BIGINT NOT NULL
);
CREATE INDEX pushes_due ON pushes (next_attempt_at);
CREATE INDEX pushes_subscription ON pushes (subscription_id);
