-- What a few posts carry besides their text. A plain post has no row.
CREATE TABLE post_extras (
    status_id BIGINT NOT NULL PRIMARY KEY REFERENCES statuses (id) ON DELETE CASCADE,
    kind TEXT NOT NULL DEFAULT '',           -- the type its author's server gave it, where it is none of ours
    has_poll BOOLEAN NOT NULL DEFAULT FALSE,
    has_quote BOOLEAN NOT NULL DEFAULT FALSE,
    quotes_count BIGINT NOT NULL DEFAULT 0,  -- posts that quote this one with consent
    policy TEXT,                             -- JSON: who may quote, answer, like and boost it
    event TEXT,                              -- JSON: time and place
    context_url TEXT,                        -- the collection of its conversation, at its origin
    replies_url TEXT,                        -- the collection of its replies, at its origin
    thread_fetched_at BIGINT                 -- when its conversation was last read from there
);

CREATE TABLE polls (
    status_id BIGINT NOT NULL PRIMARY KEY REFERENCES statuses (id) ON DELETE CASCADE,
    multiple BOOLEAN NOT NULL,
    hide_totals BOOLEAN NOT NULL DEFAULT FALSE,
    expires_at BIGINT,                       -- NULL: never
    ended_at BIGINT,                         -- when its end was told
    voters_count BIGINT,                     -- NULL: not told by its origin
    told_at BIGINT NOT NULL DEFAULT 0,       -- when its tallies were last told (ours) or read (a peer's)
    next_at BIGINT                           -- when the worker looks at it next
);
CREATE INDEX polls_next ON polls (next_at) WHERE next_at IS NOT NULL;

CREATE TABLE poll_options (
    status_id BIGINT NOT NULL REFERENCES polls (status_id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    title TEXT NOT NULL,
    votes_count BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (status_id, position)
);

CREATE TABLE poll_votes (
    id BIGINT PRIMARY KEY,
    status_id BIGINT NOT NULL REFERENCES polls (status_id) ON DELETE CASCADE,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX poll_votes_once ON poll_votes (status_id, account_id, position);
CREATE INDEX poll_votes_account ON poll_votes (account_id);

-- Quoting posts, of people here and elsewhere.
CREATE TABLE quotes (
    status_id BIGINT NOT NULL PRIMARY KEY REFERENCES statuses (id) ON DELETE CASCADE,
    quoted_uri TEXT NOT NULL,
    quoted_id BIGINT,                        -- once the quoted post is known here
    state SMALLINT NOT NULL,
    stamp_uri TEXT,                          -- the consent its author gave
    created_at BIGINT NOT NULL
);
CREATE INDEX quotes_quoted ON quotes (quoted_id, state, status_id) WHERE quoted_id IS NOT NULL;
CREATE INDEX quotes_uri ON quotes (quoted_uri);
CREATE INDEX quotes_stamp ON quotes (stamp_uri) WHERE stamp_uri IS NOT NULL;

-- Consent that people here gave to posts elsewhere; served at an address of its own.
CREATE TABLE stamps (
    id BIGINT PRIMARY KEY,
    kind SMALLINT NOT NULL,
    status_id BIGINT NOT NULL REFERENCES statuses (id) ON DELETE CASCADE,
    object_uri TEXT NOT NULL,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX stamps_once ON stamps (status_id, object_uri, kind);
CREATE INDEX stamps_account ON stamps (account_id);

-- Replies written here that wait for consent from whom they answer; until then only their author sees them.
CREATE TABLE waiting_replies (
    status_id BIGINT NOT NULL PRIMARY KEY REFERENCES statuses (id) ON DELETE CASCADE,
    visibility SMALLINT NOT NULL,            -- the audience it gets with consent
    mentioned TEXT NOT NULL,                 -- JSON: ids of the people named in it
    created_at BIGINT NOT NULL
);

-- Stamps that peers put on replies of people here; they go out with the reply.
CREATE TABLE reply_stamps (
    status_id BIGINT NOT NULL PRIMARY KEY REFERENCES statuses (id) ON DELETE CASCADE,
    stamp_uri TEXT NOT NULL
);

-- Custom emoji, ours (no host) and those that peers used.
CREATE TABLE emoji (
    id BIGINT PRIMARY KEY,
    host TEXT NOT NULL DEFAULT '',
    shortcode TEXT NOT NULL,
    remote_url TEXT,
    file_key TEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX emoji_name ON emoji (host, shortcode);

-- Favourites with an emoji.
CREATE TABLE reactions (
    id BIGINT PRIMARY KEY,
    status_id BIGINT NOT NULL REFERENCES statuses (id) ON DELETE CASCADE,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    content TEXT NOT NULL,                   -- the emoji, or a code between colons
    emoji_id BIGINT,                         -- the picture of a code
    uri TEXT,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX reactions_once ON reactions (status_id, account_id, content);
CREATE INDEX reactions_account ON reactions (account_id);
CREATE INDEX reactions_uri ON reactions (uri) WHERE uri IS NOT NULL;

-- Who goes to an event.
CREATE TABLE attendances (
    status_id BIGINT NOT NULL REFERENCES statuses (id) ON DELETE CASCADE,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    state SMALLINT NOT NULL,
    serial BIGINT NOT NULL,                  -- of the Join that went out
    created_at BIGINT NOT NULL,
    PRIMARY KEY (status_id, account_id)
);
CREATE INDEX attendances_account ON attendances (account_id);
CREATE INDEX attendances_serial ON attendances (serial);

-- When the pinned posts of somebody elsewhere were last read.
CREATE TABLE featured_reads (
    account_id BIGINT NOT NULL PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
    read_at BIGINT NOT NULL
);
