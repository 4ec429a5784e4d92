-- Restores that this log has come through (docs/backup.md): each gave it another identity, so
-- that nobody goes on with a cursor or a key of Redis from before.
SET ROLE steward_owner;

CREATE TABLE restores (
    restore_id uuid PRIMARY KEY, -- of a backup: that backup's own id
    kind       text NOT NULL CHECK (kind IN ('backup', 'adopted')),
    former_log uuid NOT NULL,
    log_id     uuid NOT NULL,
    position   bigint NOT NULL, -- where the log stood
    taken_at   timestamptz, -- when the backup was made
    began_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    keys_at    timestamptz, -- when who was erased since had no key any more
    ended_at   timestamptz  -- NULL: it was interrupted, and nobody is let in
);
GRANT SELECT ON restores TO steward_system;

RESET ROLE;
