-- What web pages say of themselves, one row an address. A page of which nothing can be shown has no title.
CREATE TABLE previews (
    id INTEGER PRIMARY KEY,
    url TEXT NOT NULL,
    title TEXT NOT NULL DEFAULT '',
    description TEXT NOT NULL DEFAULT '',
    author_name TEXT NOT NULL DEFAULT '',
    author_url TEXT NOT NULL DEFAULT '',
    provider_name TEXT NOT NULL DEFAULT '',
    provider_url TEXT NOT NULL DEFAULT '',
    image_key TEXT,                          -- our copy of its picture
    image_description TEXT NOT NULL DEFAULT '',
    image_width INTEGER,
    image_height INTEGER,
    blurhash TEXT,
    language TEXT,
    published_at BIGINT,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_attempt_at BIGINT,                  -- NULL: nothing is to be fetched
    fetched_at BIGINT,                       -- when it was last looked at
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX previews_url ON previews (url);
CREATE INDEX previews_due ON previews (next_attempt_at) WHERE next_attempt_at IS NOT NULL;
CREATE INDEX previews_fetched ON previews (fetched_at) WHERE fetched_at IS NOT NULL;

-- The page that a post links to first.
CREATE TABLE post_previews (
    status_id BIGINT NOT NULL PRIMARY KEY REFERENCES statuses (id) ON DELETE CASCADE,
    preview_id BIGINT NOT NULL               -- of `previews`; one that is gone shows nothing
);
CREATE INDEX post_previews_preview ON post_previews (preview_id);
