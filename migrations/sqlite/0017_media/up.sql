-- JSON of domain::Recording: what is known of a film or a sound.
ALTER TABLE media ADD COLUMN recording TEXT;
-- The picture that a peer shows for a film or a sound; fetched after the file.
ALTER TABLE media ADD COLUMN preview_remote_url TEXT;
