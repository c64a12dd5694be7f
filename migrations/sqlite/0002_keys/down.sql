DROP TABLE reports;
DROP TABLE moves;
ALTER TABLE activities DROP COLUMN to_followers;
ALTER TABLE peers DROP COLUMN signature_form;
DROP TABLE actor_keys;
