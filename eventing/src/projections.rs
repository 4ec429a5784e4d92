//! Projections for people: how far each is, what is being rebuilt, and stopping one.
//!
//! The tables themselves are the projector's; this is what other roles and tools see of it.

use chrono::{DateTime, Utc};
use domain::TenantId;

use crate::Database;

/// How long a projection may be behind without moving before it is called stalled.
const STALLED_AFTER: &str = "15 seconds";

/// One projection and how far it is.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Projection {
    /// Its name.
    pub name: String,
    /// Its tables.
    pub tables: Vec<String>,
    /// The generation that readers see.
    pub generation: i32,
    /// The version of that generation's shape.
    pub version: i32,
    /// The last position whose rows are committed.
    pub position: i64,
    /// The end of the log.
    pub head: i64,
    /// Whether an instance works on it.
    pub held: bool,
    /// How often it changed hands.
    pub epoch: i64,
    /// When it moved last.
    pub updated_at: Option<DateTime<Utc>>,
    /// Since when it is stopped.
    pub paused_at: Option<DateTime<Utc>>,
    /// Since when its tables are the present ones, if they were ever rebuilt.
    pub flipped_at: Option<DateTime<Utc>>,
    /// Whether it is behind and nobody has moved it for a while.
    pub stalled: bool,
    /// How many of its events are parked.
    pub parked: i64,
    /// Whether the tables of the generation before are still there.
    pub retired: bool,
    /// The rebuild under way.
    #[sqlx(flatten)]
    pub rebuild: Rebuild,
}

/// How far a rebuild is; all `None` if there is none.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Rebuild {
    /// The generation it makes.
    pub rebuild_generation: Option<i32>,
    /// The version of its shape.
    pub rebuild_version: Option<i32>,
    /// How far it is: the mean of its lanes.
    pub rebuild_position: Option<i64>,
    /// How many lanes it fills side by side; 0 when it catches up with the log's end.
    pub rebuild_lanes: Option<i32>,
    /// When it was begun.
    pub rebuild_started_at: Option<DateTime<Utc>>,
    /// Whether an instance works on it.
    pub rebuild_held: Option<bool>,
}

/// Every projection, by name; the parked events of one tenant are counted, or all. Needs the
/// system's role.
pub async fn list(
    database: &Database,
    parked_of: Option<TenantId>,
) -> Result<Vec<Projection>, sqlx::Error> {
    sqlx::query_as(
        "SELECT g.projection AS name, g.tables, g.generation, g.version, g.paused_at, g.flipped_at, \
           coalesce(c.position, 0) AS position, h.position AS head, coalesce(c.epoch, 0) AS epoch, \
           coalesce(c.expires_at > clock_timestamp(), false) AS held, c.updated_at, \
           g.paused_at IS NULL AND coalesce(c.position, 0) < h.position \
             AND coalesce(c.updated_at, g.flipped_at, '-infinity') < clock_timestamp() - $1::interval AS stalled, \
           (SELECT count(*) FROM dead_letters d WHERE d.consumer = g.projection \
              AND d.generation = g.generation AND ($2::uuid IS NULL OR d.tenant_id = $2)) AS parked, \
           g.projection IN (SELECT retired_projections()) AS retired, \
           r.generation AS rebuild_generation, r.version AS rebuild_version, \
           CASE WHEN r.generation IS NOT NULL \
             THEN coalesce(l.position, n.position, 0) END AS rebuild_position, \
           CASE WHEN r.generation IS NOT NULL THEN coalesce(l.lanes, 0) END AS rebuild_lanes, \
           r.started_at AS rebuild_started_at, \
           CASE WHEN r.generation IS NOT NULL THEN coalesce(n.expires_at > clock_timestamp(), false) END \
             AS rebuild_held \
         FROM projection_generations g CROSS JOIN log_head h \
         LEFT JOIN checkpoints c USING (projection, generation) \
         LEFT JOIN rebuilds r ON r.projection = g.projection \
         LEFT JOIN checkpoints n ON n.projection = r.projection AND n.generation = r.generation \
         LEFT JOIN (SELECT projection, avg(position)::bigint AS position, count(*)::int AS lanes \
                    FROM rebuild_lanes GROUP BY projection) l ON l.projection = g.projection \
         ORDER BY g.projection",
    )
    .bind(STALLED_AFTER)
    .bind(parked_of.map(|tenant| tenant.0))
    .fetch_all(database.pool())
    .await
}

/// Stops a projection where it is, or lets it go on; false if there is no such projection.
/// Needs the system's role.
pub async fn pause(
    database: &Database,
    projection: &str,
    paused: bool,
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("SELECT pause_projection($1, $2)")
        .bind(projection)
        .bind(paused)
        .fetch_one(database.pool())
        .await
}

/// Drops the tables of the generation before. Needs the system's role.
pub async fn drop_retired(database: &Database, projection: &str) -> Result<(), sqlx::Error> {
    sqlx::query("SELECT drop_retired($1)").bind(projection).execute(database.pool()).await?;
    Ok(())
}

/// Forgets a rebuild under way. Needs the system's role.
pub async fn abandon_rebuild(database: &Database, projection: &str) -> Result<(), sqlx::Error> {
    sqlx::query("SELECT abandon_rebuild($1)").bind(projection).execute(database.pool()).await?;
    Ok(())
}
