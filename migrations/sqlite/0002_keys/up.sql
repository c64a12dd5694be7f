-- Keys beside the RSA key in the row of their actor: the Ed25519 keys of actors here and elsewhere (FEP-521a), and keys of
-- ours that were replaced.
CREATE TABLE actor_keys (
    key_id TEXT NOT NULL PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    public_key TEXT NOT NULL,                -- multibase; PEM for a replaced RSA key
    private_key TEXT,                        -- own actors only
    created_at BIGINT NOT NULL,
    retired_at BIGINT                        -- replaced: signs for peers that have not heard of the new one
);
CREATE INDEX actor_keys_account ON actor_keys (account_id);
CREATE INDEX actor_keys_retired ON actor_keys (retired_at) WHERE retired_at IS NOT NULL;

-- In which form requests to a peer are signed.
ALTER TABLE peers ADD COLUMN signature_form SMALLINT NOT NULL DEFAULT 0;

-- Read by followers of the speaker only: sent with a digest of them (FEP-8fcf).
ALTER TABLE activities ADD COLUMN to_followers BOOLEAN NOT NULL DEFAULT FALSE;

-- The last move of an account, of this unit or elsewhere; the next one has to wait.
CREATE TABLE moves (
    account_id BIGINT NOT NULL PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
    target_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL
);
CREATE INDEX moves_target ON moves (target_id);

CREATE TABLE reports (
    id INTEGER PRIMARY KEY,
    uri TEXT UNIQUE,                         -- of the Flag, where it came from a peer
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    target_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    status_ids TEXT NOT NULL DEFAULT '[]',   -- JSON
    comment TEXT NOT NULL DEFAULT '',
    category SMALLINT NOT NULL DEFAULT 0,
    forwarded BOOLEAN NOT NULL DEFAULT FALSE,
    created_at BIGINT NOT NULL,
    resolved_at BIGINT,
    resolved_by BIGINT
);
CREATE INDEX reports_open ON reports (id) WHERE resolved_at IS NULL;
CREATE INDEX reports_account ON reports (account_id);
CREATE INDEX reports_target ON reports (target_id);
