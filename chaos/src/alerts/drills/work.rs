//! Turns, the model, timers and erasures.

use super::super::act::{Act, Drill};
use super::WORKERS;

const RUNNING: &str = "\
    SELECT EXISTS (SELECT FROM turns WHERE status = 'running' \
      AND started_at < clock_timestamp() - interval '2 seconds')";
/// Erasing comes to no end.
const REFUSE: &str = "\
    CREATE FUNCTION refuse_it() RETURNS trigger LANGUAGE plpgsql AS \
      $$ BEGIN RAISE EXCEPTION 'refused in a drill'; END $$; \
    CREATE TRIGGER refuse_it BEFORE UPDATE OF ended_at ON erasures \
      FOR EACH ROW EXECUTE FUNCTION refuse_it()";
const ALLOW: &str = "DROP TRIGGER refuse_it ON erasures; DROP FUNCTION refuse_it";

pub(super) const ALL: &[Drill] = &[
    Drill {
        alert: "StewardTurnWaiting",
        of: None,
        cause: "no agent worker runs",
        breaking: &[Act::Kill(WORKERS)],
        remedy: "start `steward agent-worker`",
        mending: &[Act::Start(WORKERS)],
        after: &[],
    },
    Drill {
        alert: "StewardTurnStuck",
        of: None,
        cause: "workers died over a turn, which waited for a model that hung",
        breaking: &[Act::Model("hang", 3), Act::Until(RUNNING), Act::Kill(WORKERS)],
        remedy: "start the agent workers again",
        mending: &[Act::Model("none", 0), Act::Start(WORKERS)],
        after: &[],
    },
    Drill {
        alert: "StewardTurnsFailing",
        of: None,
        cause: "the model's quota is used up",
        breaking: &[Act::Model("daily_quota", 2_000)],
        remedy: "the provider raised the limit",
        mending: &[Act::Model("none", 0)],
        after: &[],
    },
    Drill {
        alert: "StewardModelBreakerOpen",
        of: None,
        cause: "the model's server is gone",
        breaking: &[Act::Kill(&["model"])],
        remedy: "start `steward offline-model` again; somebody writes",
        mending: &[Act::Start(&["model"])],
        after: &[],
    },
    Drill {
        alert: "StewardTimerOverdue",
        of: None,
        cause: "neither an agent worker nor timers run",
        breaking: &[Act::Kill(&["timers-1"]), Act::Kill(WORKERS)],
        remedy: "start `steward timers`",
        mending: &[Act::Start(&["timers-1"])],
        after: &[Act::Start(WORKERS)],
    },
    Drill {
        alert: "StewardErasureFailed",
        of: None,
        cause: "the database refuses the end of an erasure",
        breaking: &[Act::Sql(REFUSE), Act::Erase("peach@pizza.com")],
        remedy: "mend the reason; it is tried again by itself",
        mending: &[Act::Sql(ALLOW)],
        after: &[],
    },
];
