//! Processes and servers.

use super::super::act::{Act, Drill};
use crate::link::Mode;

/// What is large is not made small; by itself, since it locks the table.
const PLAIN: &str = "ALTER TABLE tasks ALTER COLUMN title SET STORAGE EXTERNAL";
/// Read models that are large; afterwards they are made anew, and the old table is left.
const GROW: &str = "\
    INSERT INTO tasks (tenant_id, task_id, created_by, formerly_open, title, status, created_at, \
        position, updated_position) \
      SELECT gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), false, repeat('x', 200000), \
        'done', clock_timestamp(), 1, 1 FROM generate_series(1, 4300)";

pub(super) const ALL: &[Drill] = &[
    Drill {
        alert: "StewardProcessDown",
        of: Some(("role", "push")),
        cause: "a process has ended",
        breaking: &[Act::Kill(&["push-1"])],
        remedy: "start it again",
        mending: &[Act::Start(&["push-1"])],
        after: &[],
    },
    Drill {
        alert: "StewardMonitorBlind",
        of: None,
        cause: "no relay runs",
        breaking: &[Act::Kill(&["relay-1", "relay-2"])],
        remedy: "start `steward relay`",
        mending: &[Act::Start(&["relay-1"])],
        after: &[Act::Start(&["relay-2"])],
    },
    Drill {
        alert: "StewardRequestsFailing",
        of: None,
        cause: "Postgres has ended",
        breaking: &[Act::StopPostgres],
        remedy: "start it",
        mending: &[Act::StartPostgres],
        after: &[],
    },
    Drill {
        alert: "StewardDatabaseAway",
        of: None,
        cause: "the network to Postgres is cut",
        breaking: &[Act::Link(Mode::Cut)],
        remedy: "mend the network",
        mending: &[Act::Link(Mode::Open)],
        after: &[],
    },
    Drill {
        alert: "StewardRedisAway",
        of: None,
        cause: "Redis has ended",
        breaking: &[Act::StopRedis],
        remedy: "start it, empty",
        mending: &[Act::StartRedis],
        after: &[],
    },
    Drill {
        alert: "StewardConnectionsNearLimit",
        of: None,
        cause: "another program holds connections",
        breaking: &[Act::Connect],
        remedy: "end its sessions",
        mending: &[Act::Runbook(
            "psql \"$DATABASE_URL\" -c \"SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
             WHERE application_name = 'nightly-report'\"",
        )],
        after: &[],
    },
    Drill {
        alert: "StewardDatabaseFilling",
        of: None,
        cause: "a large table from before a rebuild is left",
        breaking: &[
            Act::Sql(PLAIN),
            Act::Sql(GROW),
            Act::Tool("steward projections rebuild tasks"),
        ],
        remedy: "`steward projections drop-retired --all`",
        mending: &[Act::Runbook("steward projections drop-retired --all")],
        after: &[],
    },
    Drill {
        alert: "StewardDiskFilling",
        of: Some(("role", "push")),
        cause: "mails fill the disk of a process' folder (a small tmpfs)",
        breaking: &[Act::FillDisk("push-1")],
        remedy: "move mails that are long read",
        mending: &[Act::MakeRoom],
        after: &[],
    },
];
