-- Times are milliseconds since 1970 (UTC). Ids are made by the program and rise with time.

CREATE TABLE settings (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE peers (
    id BIGINT PRIMARY KEY,
    authority TEXT NOT NULL UNIQUE,          -- host, or host:port where the port is not the scheme's own
    state SMALLINT NOT NULL,
    title TEXT NOT NULL DEFAULT '',
    software TEXT NOT NULL DEFAULT '',
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    failures INTEGER NOT NULL DEFAULT 0,     -- failed deliveries in a row
    failing_since BIGINT,
    next_attempt_at BIGINT NOT NULL DEFAULT 0,
    lease_until BIGINT NOT NULL DEFAULT 0,
    parked_at BIGINT,                        -- given up for now; the queue is kept
    last_error TEXT,
    last_success_at BIGINT,
    last_received_at BIGINT
);

CREATE TABLE accounts (
    id BIGINT PRIMARY KEY,
    username TEXT NOT NULL,
    host TEXT NOT NULL DEFAULT '',           -- empty: of this unit
    handle TEXT COLLATE "C" NOT NULL UNIQUE,             -- lower case: alice, or alice@it.example
    uri TEXT NOT NULL UNIQUE,
    url TEXT NOT NULL,
    kind SMALLINT NOT NULL,
    display_name TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT '',           -- HTML, sanitised
    note_source TEXT NOT NULL DEFAULT '',
    fields TEXT NOT NULL DEFAULT '[]',       -- JSON: [{"name","value"(HTML),"source"}]
    avatar_key TEXT,                         -- own file
    header_key TEXT,
    avatar_remote_url TEXT,
    header_remote_url TEXT,
    locked BOOLEAN NOT NULL DEFAULT FALSE,
    bot BOOLEAN NOT NULL DEFAULT FALSE,
    discoverable BOOLEAN NOT NULL DEFAULT TRUE,
    indexable BOOLEAN NOT NULL DEFAULT FALSE,
    inbox_url TEXT NOT NULL DEFAULT '',
    shared_inbox_url TEXT,
    outbox_url TEXT,
    followers_url TEXT,
    following_url TEXT,
    featured_url TEXT,
    also_known_as TEXT NOT NULL DEFAULT '[]',
    moved_to_uri TEXT,
    key_id TEXT NOT NULL DEFAULT '',
    public_key TEXT NOT NULL DEFAULT '',
    private_key TEXT,
    statuses_count BIGINT NOT NULL DEFAULT 0,
    followers_count BIGINT NOT NULL DEFAULT 0,
    following_count BIGINT NOT NULL DEFAULT 0,
    last_status_at BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    fetched_at BIGINT,                       -- when a peer's actor was last read from its origin
    suspended_at BIGINT,
    deleted_at BIGINT
);
CREATE INDEX accounts_host ON accounts (host, id);
CREATE INDEX accounts_key_id ON accounts (key_id);
CREATE INDEX accounts_followers_url ON accounts (followers_url);

CREATE TABLE users (
    account_id BIGINT NOT NULL PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
    role SMALLINT NOT NULL,
    email TEXT,
    password_hash TEXT,
    locale TEXT NOT NULL DEFAULT '',
    default_visibility SMALLINT NOT NULL DEFAULT 0,
    default_sensitive BOOLEAN NOT NULL DEFAULT FALSE,
    default_language TEXT,
    default_local_only BOOLEAN NOT NULL DEFAULT FALSE,
    disabled_at BIGINT,
    created_at BIGINT NOT NULL,
    last_active_at BIGINT
);

CREATE TABLE sessions (
    token_hash TEXT NOT NULL PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    csrf TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    user_agent TEXT NOT NULL DEFAULT ''
);
CREATE INDEX sessions_account ON sessions (account_id);

CREATE TABLE oauth_apps (
    id BIGINT PRIMARY KEY,
    name TEXT NOT NULL,
    website TEXT,
    redirect_uris TEXT NOT NULL,             -- one a line
    scopes TEXT NOT NULL,
    client_id TEXT NOT NULL UNIQUE,
    client_secret_hash TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE oauth_codes (
    code_hash TEXT NOT NULL PRIMARY KEY,
    app_id BIGINT NOT NULL REFERENCES oauth_apps (id) ON DELETE CASCADE,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    redirect_uri TEXT NOT NULL,
    scopes TEXT NOT NULL,
    code_challenge TEXT,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);

CREATE TABLE oauth_tokens (
    id BIGINT PRIMARY KEY,
    token_hash TEXT NOT NULL UNIQUE,
    app_id BIGINT NOT NULL REFERENCES oauth_apps (id) ON DELETE CASCADE,
    account_id BIGINT REFERENCES accounts (id) ON DELETE CASCADE,
    scopes TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    revoked_at BIGINT
);
CREATE INDEX oauth_tokens_account ON oauth_tokens (account_id);

CREATE TABLE statuses (
    id BIGINT PRIMARY KEY,
    uri TEXT NOT NULL UNIQUE,
    url TEXT NOT NULL,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    local BOOLEAN NOT NULL,
    in_reply_to_id BIGINT,
    in_reply_to_account_id BIGINT,
    in_reply_to_uri TEXT,
    thread_id BIGINT NOT NULL,               -- the post that started the conversation, as far as known here
    reblog_of_id BIGINT,
    content TEXT NOT NULL DEFAULT '',        -- HTML, sanitised
    text TEXT NOT NULL DEFAULT '',           -- the source as it was written
    text_format SMALLINT NOT NULL DEFAULT 0,
    title TEXT NOT NULL DEFAULT '',
    spoiler_text TEXT NOT NULL DEFAULT '',
    sensitive BOOLEAN NOT NULL DEFAULT FALSE,
    language TEXT,
    visibility SMALLINT NOT NULL,
    local_only BOOLEAN NOT NULL DEFAULT FALSE,
    app_id BIGINT,
    replies_count BIGINT NOT NULL DEFAULT 0,
    reblogs_count BIGINT NOT NULL DEFAULT 0,
    favourites_count BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL,
    edited_at BIGINT,
    deleted_at BIGINT
);
CREATE INDEX statuses_url ON statuses (url);
CREATE INDEX statuses_account ON statuses (account_id, id);
CREATE INDEX statuses_reply ON statuses (in_reply_to_id, id);
CREATE INDEX statuses_thread ON statuses (thread_id, id);
CREATE INDEX statuses_network ON statuses (id) WHERE visibility = 0 AND reblog_of_id IS NULL AND deleted_at IS NULL;
CREATE INDEX statuses_unit ON statuses (id) WHERE visibility = 0 AND reblog_of_id IS NULL AND deleted_at IS NULL AND local;
CREATE UNIQUE INDEX statuses_reblog ON statuses (reblog_of_id, account_id) WHERE reblog_of_id IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX statuses_reply_uri ON statuses (in_reply_to_uri) WHERE in_reply_to_uri IS NOT NULL AND in_reply_to_id IS NULL;

CREATE TABLE status_edits (
    id BIGINT PRIMARY KEY,
    status_id BIGINT NOT NULL REFERENCES statuses (id) ON DELETE CASCADE,
    content TEXT NOT NULL,
    text TEXT NOT NULL,
    spoiler_text TEXT NOT NULL,
    sensitive BOOLEAN NOT NULL,
    media TEXT NOT NULL DEFAULT '[]',        -- JSON: ids of the attachments of that version, in order
    created_at BIGINT NOT NULL
);
CREATE INDEX status_edits_status ON status_edits (status_id, id);

CREATE TABLE mentions (
    status_id BIGINT NOT NULL REFERENCES statuses (id) ON DELETE CASCADE,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    PRIMARY KEY (status_id, account_id)
);
CREATE INDEX mentions_account ON mentions (account_id, status_id);

CREATE TABLE tags (
    id BIGINT PRIMARY KEY,
    name TEXT COLLATE "C" NOT NULL UNIQUE,               -- folded to lower case
    display_name TEXT NOT NULL
);

CREATE TABLE status_tags (
    tag_id BIGINT NOT NULL REFERENCES tags (id) ON DELETE CASCADE,
    status_id BIGINT NOT NULL REFERENCES statuses (id) ON DELETE CASCADE,
    PRIMARY KEY (tag_id, status_id)
);
CREATE INDEX status_tags_status ON status_tags (status_id);

CREATE TABLE media (
    id BIGINT PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    status_id BIGINT REFERENCES statuses (id) ON DELETE SET NULL,
    position INTEGER NOT NULL DEFAULT 0,
    kind SMALLINT NOT NULL,
    content_type TEXT NOT NULL,
    file_key TEXT,
    preview_key TEXT,
    remote_url TEXT,
    description TEXT,
    blurhash TEXT,
    width INTEGER,
    height INTEGER,
    preview_width INTEGER,
    preview_height INTEGER,
    size BIGINT NOT NULL DEFAULT 0,
    focus_x DOUBLE PRECISION,
    focus_y DOUBLE PRECISION,
    file_name TEXT,
    created_at BIGINT NOT NULL
);
CREATE INDEX media_status ON media (status_id);
CREATE INDEX media_account ON media (account_id, id);
CREATE INDEX media_unattached ON media (created_at) WHERE status_id IS NULL;

CREATE TABLE favourites (
    id BIGINT PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    status_id BIGINT NOT NULL REFERENCES statuses (id) ON DELETE CASCADE,
    uri TEXT,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX favourites_pair ON favourites (account_id, status_id);
CREATE INDEX favourites_status ON favourites (status_id, id);
CREATE INDEX favourites_account ON favourites (account_id, id);

CREATE TABLE bookmarks (
    id BIGINT PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    status_id BIGINT NOT NULL REFERENCES statuses (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX bookmarks_pair ON bookmarks (account_id, status_id);
CREATE INDEX bookmarks_status ON bookmarks (status_id);
CREATE INDEX bookmarks_account ON bookmarks (account_id, id);

CREATE TABLE pins (
    id BIGINT PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    status_id BIGINT NOT NULL REFERENCES statuses (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX pins_pair ON pins (account_id, status_id);
CREATE INDEX pins_status ON pins (status_id);

CREATE TABLE follows (
    id BIGINT PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    target_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    state SMALLINT NOT NULL,
    uri TEXT NOT NULL,
    show_reblogs BOOLEAN NOT NULL DEFAULT TRUE,
    notify BOOLEAN NOT NULL DEFAULT FALSE,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX follows_pair ON follows (account_id, target_id);
CREATE INDEX follows_target ON follows (target_id, state, id);
CREATE INDEX follows_account ON follows (account_id, state, id);
CREATE INDEX follows_uri ON follows (uri);

CREATE TABLE blocks (
    id BIGINT PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    target_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    uri TEXT,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX blocks_pair ON blocks (account_id, target_id);
CREATE INDEX blocks_target ON blocks (target_id);

CREATE TABLE mutes (
    id BIGINT PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    target_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    hide_notifications BOOLEAN NOT NULL,
    expires_at BIGINT,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX mutes_pair ON mutes (account_id, target_id);

CREATE TABLE notifications (
    id BIGINT PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    kind SMALLINT NOT NULL,
    from_account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    status_id BIGINT NOT NULL DEFAULT 0,     -- 0: about no post
    created_at BIGINT NOT NULL,
    read_at BIGINT
);
CREATE UNIQUE INDEX notifications_once ON notifications (account_id, kind, from_account_id, status_id);
CREATE INDEX notifications_account ON notifications (account_id, id);
CREATE INDEX notifications_unread ON notifications (account_id, id) WHERE read_at IS NULL;
CREATE INDEX notifications_status ON notifications (status_id);

-- The home timelines of the people of this unit, one row a post and reader, written when the post comes in.
CREATE TABLE home_entries (
    account_id BIGINT NOT NULL,
    status_id BIGINT NOT NULL,
    author_id BIGINT NOT NULL,
    PRIMARY KEY (account_id, status_id)
);

CREATE TABLE idempotency_keys (
    account_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    status_id BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, name)
);
CREATE INDEX idempotency_keys_age ON idempotency_keys (created_at);

-- What services want said to peers; emptied by the publish worker.
CREATE TABLE outbox (
    id BIGINT PRIMARY KEY,
    event TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

-- Activities that we send, as their JSON stands.
CREATE TABLE activities (
    id BIGINT PRIMARY KEY,
    uri TEXT NOT NULL UNIQUE,
    account_id BIGINT NOT NULL,
    public BOOLEAN NOT NULL,
    body TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

-- One row a peer inbox an activity goes to; done rows are deleted, parked ones stay for the admin.
CREATE TABLE deliveries (
    id BIGINT PRIMARY KEY,
    peer_id BIGINT NOT NULL REFERENCES peers (id) ON DELETE CASCADE,
    inbox_url TEXT NOT NULL,
    activity_id BIGINT NOT NULL REFERENCES activities (id) ON DELETE CASCADE,
    attempts INTEGER NOT NULL DEFAULT 0,
    first_attempt_at BIGINT,
    parked_at BIGINT,
    last_error TEXT,
    created_at BIGINT NOT NULL
);
CREATE INDEX deliveries_lane ON deliveries (peer_id, id) WHERE parked_at IS NULL;
CREATE INDEX deliveries_activity ON deliveries (activity_id);

-- What peers sent, in order of arrival. Handled rows keep their id (for 60 days) so that a repeat has no effect.
CREATE TABLE inbox (
    id BIGINT PRIMARY KEY,
    activity_key TEXT NOT NULL UNIQUE,       -- the activity's id, or a digest of it where it has none
    peer_id BIGINT NOT NULL REFERENCES peers (id) ON DELETE CASCADE,
    actor_uri TEXT NOT NULL,
    body TEXT,                               -- gone when handled
    attempts INTEGER NOT NULL DEFAULT 0,
    next_attempt_at BIGINT NOT NULL,
    lease_until BIGINT NOT NULL DEFAULT 0,
    handled_at BIGINT,
    last_error TEXT,
    created_at BIGINT NOT NULL
);
CREATE INDEX inbox_open ON inbox (peer_id, id) WHERE handled_at IS NULL;
CREATE INDEX inbox_age ON inbox (created_at);

-- Ids that were deleted at their origin: a late Create of one is not let in again.
CREATE TABLE tombstones (
    uri TEXT NOT NULL PRIMARY KEY,
    created_at BIGINT NOT NULL
);

-- Posts that peers mention and we want to fetch, outside the request that named them.
CREATE TABLE fetches (
    uri TEXT NOT NULL PRIMARY KEY,
    depth INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_attempt_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX fetches_due ON fetches (next_attempt_at);
