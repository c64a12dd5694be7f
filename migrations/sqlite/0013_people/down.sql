DROP INDEX mutes_end;
DROP TABLE preferences;
DROP TABLE dismissed_suggestions;
DROP TABLE domain_blocks;
DROP TABLE endorsements;
DROP TABLE account_notes;
