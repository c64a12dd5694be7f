-- What a unit knows of a peer, besides the state of the queue for it.
CREATE TABLE peer_facts (
    peer_id BIGINT NOT NULL PRIMARY KEY REFERENCES peers (id) ON DELETE CASCADE,
    suspended_at BIGINT,                     -- the accounts that were hidden with it carry the same time
    erased_at BIGINT,                        -- when what it had sent was deleted, after the term
    contact TEXT NOT NULL DEFAULT '',
    actor_uri TEXT NOT NULL DEFAULT '',      -- the actor that speaks for the peer
    public_key TEXT NOT NULL DEFAULT '',     -- its key, as PEM
    agreement TEXT,                          -- JSON: what both admins said yes to, sealed by both
    agreed_at BIGINT,
    directory_url TEXT,
    network_url TEXT,
    probe_url TEXT,
    directory_cursor TEXT,                   -- how far its directory has been read
    next_sync_at BIGINT NOT NULL DEFAULT 0,
    synced_at BIGINT,
    sync_error TEXT
);
CREATE INDEX peer_facts_sync ON peer_facts (next_sync_at);

-- Invitations into the network of this unit; each is good once.
CREATE TABLE invitations (
    id BIGINT PRIMARY KEY,
    token_hash TEXT NOT NULL UNIQUE,
    host TEXT NOT NULL DEFAULT '',           -- the only unit that may take it; empty: whoever has the link
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT,
    used_by TEXT
);

-- With whom the peers say that they are in one network.
CREATE TABLE network_links (
    peer_id BIGINT NOT NULL REFERENCES peers (id) ON DELETE CASCADE,
    authority TEXT NOT NULL,
    title TEXT NOT NULL DEFAULT '',
    software TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (peer_id, authority)
);

-- Who of this unit has been told of to other units, in the order of the changes.
CREATE TABLE directory_changes (
    account_id BIGINT NOT NULL PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
    position BIGINT NOT NULL UNIQUE,
    listed BOOLEAN NOT NULL                  -- FALSE: told of earlier, not any more
);
INSERT INTO directory_changes (account_id, position, listed)
    SELECT id, id, TRUE FROM accounts
    WHERE host = '' AND kind <> 2 AND discoverable AND deleted_at IS NULL AND suspended_at IS NULL;

-- By what people are found: the handle, and the name from each of its words on; lower case. Those of this unit apart.
CREATE TABLE account_words (
    remote BOOLEAN NOT NULL,
    word TEXT COLLATE "C" NOT NULL,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    PRIMARY KEY (remote, word, account_id)
);
CREATE INDEX account_words_account ON account_words (account_id);
INSERT INTO account_words (remote, word, account_id)
    SELECT host <> '', handle, id FROM accounts WHERE kind <> 2 AND deleted_at IS NULL;
INSERT INTO account_words (remote, word, account_id)
    SELECT host <> '', LOWER(display_name), id FROM accounts WHERE kind <> 2 AND deleted_at IS NULL AND display_name <> ''
    ON CONFLICT DO NOTHING;

-- The pages of people: own unit first, then by handle; those who wrote last; those who came last.
CREATE INDEX accounts_people ON accounts (host, handle)
    WHERE discoverable AND kind <> 2 AND deleted_at IS NULL AND suspended_at IS NULL;
CREATE INDEX accounts_active ON accounts (COALESCE(last_status_at, 0), id)
    WHERE discoverable AND kind <> 2 AND deleted_at IS NULL AND suspended_at IS NULL;
CREATE INDEX accounts_new ON accounts (id)
    WHERE discoverable AND kind <> 2 AND deleted_at IS NULL AND suspended_at IS NULL;
