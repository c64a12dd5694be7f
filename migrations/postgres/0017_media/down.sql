ALTER TABLE media DROP COLUMN preview_remote_url;
ALTER TABLE media DROP COLUMN recording;
