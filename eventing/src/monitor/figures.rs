//! What the monitor measures, with the system's role.

use sqlx::PgPool;

/// A deployment at one moment. Seconds are 0 where nothing waits.
#[derive(Debug, Clone, Default, PartialEq, sqlx::FromRow)]
pub struct Figures {
    /// Position of the log's last event.
    #[sqlx(try_from = "i64")]
    pub head: u64,
    /// By how much positions of events go beyond the head.
    pub beyond_head: i64,
    /// Positions that are missing, as far as they were counted.
    #[sqlx(skip)]
    pub missing: u64,
    /// The first of them.
    #[sqlx(skip)]
    pub first_missing: Option<u64>,
    /// Whether Redis answers.
    #[sqlx(skip)]
    pub redis: bool,
    /// Events that Redis has not got.
    pub undelivered: i64,
    /// For how long the oldest of them has been in the log.
    pub undelivered_seconds: f64,
    /// Events that no signed head covers.
    pub unsealed: i64,
    /// For how long the oldest of them has been in the log.
    pub unsealed_seconds: f64,
    /// Checkpoints that are beyond the head, the one of pushing included.
    pub checkpoints_beyond_head: Vec<String>,
    /// Erasures that are not done.
    pub erasures_waiting: i64,
    /// Those of them whose last attempt failed.
    pub erasures_failed: i64,
    /// For how long the oldest of them has been asked for.
    pub erasure_waiting_seconds: f64,
    /// How long ago the oldest timer was due that has not fired.
    pub timer_overdue_seconds: f64,
    /// How long ago the oldest message was sent that nobody has taken up.
    pub turn_waiting_seconds: f64,
    /// How long ago the oldest turn began that has not ended.
    pub turn_running_seconds: f64,
    /// The size of the database.
    pub database_bytes: i64,
    /// Connections to the server, of everybody.
    pub connections: i64,
    /// How many there may be of those who are no superusers.
    pub connections_limit: i64,
    /// Each projection.
    #[sqlx(skip)]
    pub projections: Vec<Progress>,
}

/// How far a projection is, by its live tables.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct Progress {
    /// Its name.
    pub projection: String,
    /// Events that it has not applied.
    pub behind: i64,
    /// For how long the oldest of them has been in the log.
    pub behind_seconds: f64,
    /// Whether somebody stopped it.
    pub paused: bool,
    /// Whether an instance works on it.
    pub held: bool,
    /// How many of its events are parked.
    pub parked: i64,
}

/// Measures everything but holes; Redis has the log up to `published`.
pub(super) async fn measure(pool: &PgPool, published: u64) -> Result<Figures, sqlx::Error> {
    let mut figures: Figures = sqlx::query_as(include_str!("figures.sql"))
        .bind(i64::try_from(published).unwrap_or(i64::MAX))
        .fetch_one(pool)
        .await?;
    figures.projections = sqlx::query_as(include_str!("projections.sql")).fetch_all(pool).await?;
    Ok(figures)
}
