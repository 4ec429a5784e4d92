//! Delivery and read models.

use super::super::act::{Act, Drill};

/// Who writes waits, who reads does not.
const LOCK: &str = "LOCK TABLE tasks IN SHARE MODE";

pub(super) const ALL: &[Drill] = &[
    Drill {
        alert: "StewardEventsNotDelivered",
        of: None,
        cause: "Redis takes no more (OOM)",
        breaking: &[Act::RedisMemory(1)],
        remedy: "raise maxmemory",
        mending: &[Act::RedisMemory(0)],
        after: &[],
    },
    Drill {
        alert: "StewardEventsNotProjected",
        of: Some(("projection", "tasks")),
        cause: "another program has locked the table tasks",
        breaking: &[Act::Hold(LOCK)],
        remedy: "end its session",
        mending: &[Act::Runbook("psql \"$DATABASE_URL\" -c \"SELECT pg_terminate_backend(4711)\"")],
        after: &[],
    },
    Drill {
        alert: "StewardProjectionUnattended",
        of: Some(("projection", "tasks")),
        cause: "no projector runs",
        breaking: &[Act::Kill(&["projector-1", "projector-2"])],
        remedy: "start `steward projector`",
        mending: &[Act::Start(&["projector-1"])],
        after: &[Act::Start(&["projector-2"])],
    },
    Drill {
        alert: "StewardProjectionPaused",
        of: Some(("projection", "turns")),
        cause: "somebody paused a projection and forgot it",
        breaking: &[Act::Tool("steward projections pause turns")],
        remedy: "`steward projections resume --all`",
        mending: &[Act::Runbook("steward projections resume --all")],
        after: &[],
    },
    Drill {
        alert: "StewardDeadLetters",
        of: Some(("projection", "directory")),
        cause: "an event that no build can apply",
        breaking: &[Act::Poison("bob@oakst.com")],
        remedy: "`steward dead-letters show`, then `discard` of each",
        mending: &[Act::Discard],
        after: &[],
    },
];
