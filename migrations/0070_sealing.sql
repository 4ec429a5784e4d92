-- Tamper evidence of the log (docs/audit.md, docs/adr/0016): blocks of events that are
-- closed by a signed head, and the parts of the Merkle tree that proofs are made of. None of
-- it is personal: hashes of rows in which personal text is sealed.
SET ROLE steward_owner;

-- A block closes the positions after the one before it up to `position`, which is also the
-- size of the tree that its head is signed over. `leaves` are the hashes of its events,
-- 32 bytes each: they tell which event was altered, and nobody has to believe them unless
-- they lead to the signed root.
CREATE TABLE log_blocks (
    block         bigint PRIMARY KEY CHECK (block > 0),
    log_id        uuid NOT NULL,
    from_position bigint NOT NULL UNIQUE CHECK (from_position > 0),
    position      bigint NOT NULL UNIQUE CHECK (position >= from_position),
    root          bytea NOT NULL CHECK (octet_length(root) = 32),
    previous      bytea NOT NULL CHECK (octet_length(previous) = 32),
    sealed_at     timestamptz NOT NULL,
    key           bytea NOT NULL CHECK (octet_length(key) = 32),
    signature     bytea NOT NULL CHECK (octet_length(signature) = 64),
    leaves        bytea NOT NULL CHECK (octet_length(leaves) = 32 * (position - from_position + 1))
);
-- Hashes do not compress, and parts of them are read.
ALTER TABLE log_blocks ALTER COLUMN leaves SET STORAGE EXTERNAL;
GRANT SELECT ON log_blocks TO steward_api;
GRANT SELECT, INSERT ON log_blocks TO steward_system;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON log_blocks
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_log();

-- The hashes of complete trees of 256 leaves and more: the one of 2^level leaves that is
-- number `index` from the left, from 0. Smaller ones are computed from `leaves`.
CREATE TABLE log_tree (
    level smallint NOT NULL CHECK (level BETWEEN 8 AND 62),
    index bigint NOT NULL CHECK (index >= 0),
    hash  bytea NOT NULL CHECK (octet_length(hash) = 32),
    PRIMARY KEY (level, index)
);
GRANT SELECT ON log_tree TO steward_api;
GRANT SELECT, INSERT ON log_tree TO steward_system;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON log_tree
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_log();

-- Up to which block each place outside has been told the heads.
CREATE TABLE log_publications (
    target       text PRIMARY KEY,
    block        bigint NOT NULL DEFAULT 0,
    published_at timestamptz
);
GRANT SELECT ON log_publications TO steward_api;
GRANT SELECT, INSERT, UPDATE ON log_publications TO steward_system;

RESET ROLE;
