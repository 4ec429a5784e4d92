//! The log and its seals.

use super::super::act::{Act, Drill};

pub(super) const SEALS: &[Drill] = &[
    Drill {
        alert: "StewardSealBehind",
        of: None,
        cause: "no sealer runs",
        breaking: &[Act::Kill(&["sealer-1"])],
        remedy: "start `steward sealer`",
        mending: &[Act::Start(&["sealer-1"])],
        after: &[],
    },
    Drill {
        alert: "StewardHeadsUnpublished",
        of: Some(("target", "webhook")),
        cause: "the webhook answers 502",
        breaking: &[Act::Webhook(false)],
        remedy: "it answers 2xx again; heads are tried again by themselves",
        mending: &[Act::Webhook(true)],
        after: &[],
    },
];

/// What is there of the log, as a backup has it; then a row in its middle is deleted.
const HOLE: &str = "\
    CREATE SCHEMA backup; \
    CREATE TABLE backup.events AS SELECT * FROM events; \
    ALTER TABLE events DISABLE TRIGGER append_only; \
    DELETE FROM events WHERE position = (SELECT position / 2 FROM log_head); \
    ALTER TABLE events ENABLE TRIGGER append_only";
/// The row comes back as it was.
const RESTORE: &str = "\
    ALTER TABLE events DISABLE TRIGGER USER; \
    INSERT INTO events (aggregate_type, aggregate_id, sequence, event_type, event_version, payload, \
        metadata, position, event_id, command_id, recorded_at) \
      SELECT aggregate_type, aggregate_id, sequence, event_type, event_version, payload, metadata, \
        position, event_id, command_id, recorded_at \
      FROM backup.events b WHERE NOT EXISTS (SELECT FROM events e WHERE e.position = b.position); \
    ALTER TABLE events ENABLE TRIGGER USER; \
    DROP SCHEMA backup CASCADE";
/// The end of the log that no head covers yet is cut off.
const CUT: &str = "\
    ALTER TABLE events DISABLE TRIGGER append_only; \
    DELETE FROM events WHERE position > (SELECT max(position) FROM log_blocks); \
    UPDATE log_head SET position = (SELECT max(position) FROM events); \
    ALTER TABLE events ENABLE TRIGGER append_only";
const SEALED: &str =
    "SELECT (SELECT max(position) FROM log_blocks) = (SELECT position FROM log_head)";
const PROJECTED: &str = "\
    SELECT bool_and(c.position = h.position) FROM log_head h, projection_generations g \
      JOIN checkpoints c USING (projection, generation)";
const GROWN: &str = "\
    SELECT (SELECT position FROM log_head) > (SELECT max(position) FROM log_blocks) + 20";

pub(super) const DAMAGE: &[Drill] = &[
    Drill {
        alert: "StewardLogHasHoles",
        of: None,
        cause: "a superuser deleted an event from the middle of the log",
        breaking: &[Act::Rest, Act::Until(SEALED), Act::GoOn, Act::Sql(HOLE)],
        remedy: "the event comes back as it was, from a copy of the table",
        mending: &[Act::Sql(RESTORE)],
        after: &[Act::Runbook("steward audit verify")],
    },
    Drill {
        alert: "StewardCheckpointBeyondHead",
        of: None,
        cause: "a superuser cut off the end of the log that was not sealed yet",
        breaking: &[
            Act::Kill(&["sealer-1"]),
            Act::Until(GROWN),
            Act::Rest,
            Act::Until(PROJECTED),
            Act::Sql(CUT),
        ],
        remedy: "the shorter log is wanted: `steward projections rebuild --all`; work goes on",
        mending: &[
            Act::Start(&["sealer-1"]),
            Act::Runbook("steward audit verify"),
            Act::Runbook("steward projections rebuild --all"),
            Act::GoOn,
        ],
        after: &[Act::Runbook("steward projections verify --all")],
    },
];
