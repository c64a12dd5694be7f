DROP INDEX accounts_new;
DROP INDEX accounts_active;
DROP INDEX accounts_people;
DROP TABLE account_words;
DROP TABLE directory_changes;
DROP TABLE network_links;
DROP TABLE invitations;
DROP TABLE peer_facts;
