-- Who looks after a report, when somebody last changed it, and the rules of the unit that it says were broken.
ALTER TABLE reports ADD COLUMN rule_ids TEXT NOT NULL DEFAULT '[]';
ALTER TABLE reports ADD COLUMN assigned_to BIGINT;
ALTER TABLE reports ADD COLUMN updated_at BIGINT;
CREATE INDEX reports_resolved ON reports (id) WHERE resolved_at IS NOT NULL;
CREATE INDEX reports_by_account ON reports (account_id, id);
CREATE INDEX reports_by_target ON reports (target_id, id);
DROP INDEX reports_account;
DROP INDEX reports_target;

-- What moderators list people by.
CREATE INDEX accounts_elsewhere ON accounts (id) WHERE host <> '';
CREATE INDEX accounts_suspended ON accounts (id) WHERE suspended_at IS NOT NULL;
CREATE INDEX users_staff ON users (account_id) WHERE role > 0;
CREATE INDEX users_disabled ON users (account_id) WHERE disabled_at IS NOT NULL;
CREATE INDEX peers_state ON peers (state, id);

-- Why a peer is shut out: for everybody, and among the admins.
CREATE TABLE block_notes (
    peer_id BIGINT NOT NULL PRIMARY KEY REFERENCES peers (id) ON DELETE CASCADE,
    public_comment TEXT NOT NULL DEFAULT '',
    private_comment TEXT NOT NULL DEFAULT ''
);
