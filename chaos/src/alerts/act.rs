//! What is done in a drill, to break something or to mend it.

use crate::link::Mode;

/// One thing that is done.
#[derive(Debug, Clone, Copy)]
pub(super) enum Act {
    /// These processes are killed, and stay away.
    Kill(&'static [&'static str]),
    /// These processes are started.
    Start(&'static [&'static str]),
    /// Postgres ends as by a power failure, and stays away.
    StopPostgres,
    /// Postgres is started.
    StartPostgres,
    /// Redis is killed, and stays away.
    StopRedis,
    /// Redis is started, empty.
    StartRedis,
    /// The link between the product and Postgres.
    Link(Mode),
    /// As much as Redis may hold, in bytes; 0: as much as there is.
    RedisMemory(u64),
    /// The webhook takes heads, or does not.
    Webhook(bool),
    /// So many of the model's next answers are of this kind; 0: it answers as it should.
    Model(&'static str, usize),
    /// A command that the alert's section of the runbooks gives, as it stands there.
    Runbook(&'static str),
    /// Another tool of the product, which must succeed.
    Tool(&'static str),
    /// As a superuser of the database.
    Sql(&'static str),
    /// As a superuser in a transaction that stays open. The runbook's `4711` is its process.
    Hold(&'static str),
    /// Another program opens connections until over 85 % of what there may be are in use.
    Connect,
    /// Waits until a query says so.
    Until(&'static str),
    /// People stop working.
    Rest,
    /// People go on working.
    GoOn,
    /// An event that no build can apply, at the end of the stream of whoever has this address.
    Poison(&'static str),
    /// Looks at each parked event, and leaves it out.
    Discard,
    /// An owner erases whoever has this address.
    Erase(&'static str),
    /// This process has its folder on a disk that is almost full.
    FillDisk(&'static str),
    /// What lies on it is removed.
    MakeRoom,
}

/// A drill: how an alert is made to fire, and how that is ended.
#[derive(Debug)]
pub(super) struct Drill {
    /// The alert.
    pub(super) alert: &'static str,
    /// A label that it must have, and its value.
    pub(super) of: Option<(&'static str, &'static str)>,
    /// Its cause, as the runbooks have it.
    pub(super) cause: &'static str,
    /// What is done for that.
    pub(super) breaking: &'static [Act],
    /// What the runbooks say to do.
    pub(super) remedy: &'static str,
    /// What is done for that.
    pub(super) mending: &'static [Act],
    /// What the alert did not depend on, and must be as before for the next drill; or by what
    /// the runbooks say to know that it is over.
    pub(super) after: &'static [Act],
}
