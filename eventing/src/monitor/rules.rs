//! What is wrong with figures. Each rule has the name of the alert in `ops/alerts.yml`, which
//! goes by the same thresholds, and of its section in `docs/runbooks.md`.

use super::{Figures, checks};

/// One thing that is looked at.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// The alert.
    pub alert: &'static str,
    /// What is looked at, in a word or two.
    pub subject: &'static str,
    /// How it is when all is well, or else what is wrong.
    pub check: fn(&Figures) -> Result<String, String>,
    /// What to do about it, in a line; the runbook has the rest.
    pub remedy: &'static str,
    /// Whether people are kept from their work, or will be.
    pub urgent: bool,
}

/// Where the runbook of an alert is.
pub fn runbook(alert: &str) -> String {
    format!("docs/runbooks.md#{}", alert.to_lowercase())
}

/// Every rule.
pub const RULES: &[Rule] = &[
    Rule {
        alert: "StewardLogHasHoles",
        subject: "log",
        check: checks::dense,
        remedy: "stop nothing; run `steward audit verify`, and find out who has changed the table events",
        urgent: true,
    },
    Rule {
        alert: "StewardCheckpointBeyondHead",
        subject: "checkpoints",
        check: checks::within_head,
        remedy: "the log was cut or only a part was restored: `steward projections rebuild` makes the read models anew",
        urgent: true,
    },
    Rule {
        alert: "StewardEventsNotDelivered",
        subject: "delivery",
        check: checks::delivered,
        remedy: "see that `steward relay` runs and reaches Redis",
        urgent: false,
    },
    Rule {
        alert: "StewardEventsNotProjected",
        subject: "projections",
        check: checks::projected,
        remedy: "see that `steward projector` runs; its log says what stops it",
        urgent: true,
    },
    Rule {
        alert: "StewardProjectionUnattended",
        subject: "projectors",
        check: checks::attended,
        remedy: "start `steward projector`",
        urgent: true,
    },
    Rule {
        alert: "StewardProjectionPaused",
        subject: "paused projections",
        check: checks::running,
        remedy: "let them go on with `steward projections resume --all`, once there is no reason any more",
        urgent: false,
    },
    Rule {
        alert: "StewardDeadLetters",
        subject: "dead letters",
        check: checks::applied,
        remedy: "`steward dead-letters list` says which, and `show` what to do",
        urgent: false,
    },
    Rule {
        alert: "StewardTurnWaiting",
        subject: "waiting messages",
        check: checks::taken_up,
        remedy: "see that `steward agent-worker` runs; start more of them if all are busy",
        urgent: true,
    },
    Rule {
        alert: "StewardTurnStuck",
        subject: "turns",
        check: checks::ended,
        remedy: "see the agent worker's log; restart it if it does nothing",
        urgent: true,
    },
    Rule {
        alert: "StewardTimerOverdue",
        subject: "timers",
        check: checks::fired,
        remedy: "see that `steward agent-worker` or `steward timers` runs, and its log",
        urgent: true,
    },
    Rule {
        alert: "StewardErasureFailed",
        subject: "erasures",
        check: checks::erased,
        remedy: "`steward erase list` says which; the projector's log says why",
        urgent: true,
    },
    Rule {
        alert: "StewardSealBehind",
        subject: "seals",
        check: checks::sealed,
        remedy: "see that `steward sealer` runs; its log says what stops it",
        urgent: false,
    },
    Rule {
        alert: "StewardRedisAway",
        subject: "Redis for delivery",
        check: checks::redis_answers,
        remedy: "start Redis, or check REDIS_URL; nothing is lost meanwhile",
        urgent: false,
    },
    Rule {
        alert: "StewardConnectionsNearLimit",
        subject: "connections",
        check: checks::connectable,
        remedy: "raise max_connections of Postgres, or run fewer processes",
        urgent: true,
    },
];
