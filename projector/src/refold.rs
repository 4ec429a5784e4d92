//! Streams folded again: their rows are made anew from the log, in place and in one
//! transaction. For what is not as it was: a key that is gone, an event that now applies.

use eventing::checkpoint;
use eventing::dead_letter::{self, ParkedStream};
use eventing::{Batch, LogError};
use sqlx::{Acquire, PgConnection};
use uuid::Uuid;

use crate::batch::{Stretch, Target};
use crate::error::Failure;
use crate::{Error, Projection, Projector, Shared, projection};

impl Projector {
    /// Makes the rows of these streams in a projection's live tables anew: removes them and
    /// folds the streams' events from the first up to the checkpoint, which stands still
    /// meanwhile. Readers see the rows before or after, never none. Parked events of the
    /// streams are tried again in their order. A stream that the projection does not read
    /// is passed over.
    pub async fn refold(&self, name: &str, streams: &[ParkedStream]) -> Result<(), Error> {
        let projection = projection(name)?;
        // Streams of one id share rows where a projection reads several kinds of them.
        let mut ids: Vec<String> = streams
            .iter()
            .filter(|stream| projection.aggregates.contains(&stream.aggregate_type.as_str()))
            .map(|stream| stream.aggregate_id.clone())
            .collect();
        ids.sort_unstable();
        ids.dedup();
        let mut tried = None;
        while !ids.is_empty() {
            let generation = self.shared.live(projection).await?.generation;
            if tried == Some(generation) {
                // It has no checkpoint, so nothing was ever applied.
                return Ok(());
            }
            tried = Some(generation);
            let target = Target { projection, generation, rebuild: false };
            match self.shared.refold(target, &ids).await {
                Ok(true) => return Ok(()),
                Ok(false) => {}
                Err(Failure::Elsewhere(error)) => return Err(error),
                Err(Failure::Unfit(reason)) => return Err(Error::Stopped(reason)),
            }
        }
        Ok(())
    }

    /// Ends whatever is being applied to a projection at this moment, its rebuild included:
    /// who holds a lease loses it and reads again from the checkpoint. What was read before
    /// this cannot be written after it.
    pub async fn interrupt(&self, name: &str) -> Result<(), Error> {
        projection(name)?;
        sqlx::query(
            "UPDATE checkpoints SET epoch = epoch + 1, holder = NULL, expires_at = NULL \
             WHERE projection = $1",
        )
        .bind(name)
        .execute(self.shared.config.database.pool())
        .await?;
        Ok(())
    }
}

impl Shared {
    /// False when the generation is not there (any more).
    async fn refold(&self, target: Target, ids: &[String]) -> Result<bool, Failure> {
        let Target { projection, generation, .. } = target;
        let mut transaction = self.begin(target).await?;
        let Some(through) = checkpoint::lock(&mut transaction, projection.name, generation).await?
        else {
            return Ok(false);
        };
        remove(&mut transaction, projection, ids).await?;
        let tried = dead_letter::take(&mut transaction, projection.name, generation, ids).await?;
        let positions = self.reader.positions_of(projection.aggregates, ids, through).await?;
        let limit = self.config.batch.min(projection.batch).max(1) as usize;
        let mut left = positions.as_slice();
        while !left.is_empty() {
            let next = left.get(..limit.min(left.len())).unwrap_or(left);
            let stretch = self.read_at(next).await?;
            self.write_or_park(target, &mut transaction, &stretch).await?;
            let done = left.partition_point(|position| *position <= stretch.through);
            left = left.get(done..).unwrap_or_default();
        }
        dead_letter::count_in(&mut transaction, projection.name, generation, &tried).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// The events at these positions, or the first of them. One that cannot be opened comes
    /// alone.
    async fn read_at(&self, positions: &[u64]) -> Result<Stretch, Error> {
        let unreadable = match self.reader.at(positions).await {
            Ok(events) => return self.opened(events).await,
            Err(LogError::Unreadable { position, .. }) => position,
            Err(error) => return Err(error.into()),
        };
        let before = positions.partition_point(|position| *position < unreadable);
        if let Some(before @ [_, ..]) = positions.get(..before) {
            return self.opened(self.reader.at(before).await?).await;
        }
        self.unopened(unreadable).await
    }

    async fn opened(&self, events: Vec<eventing::RecordedEvent>) -> Result<Stretch, Error> {
        let through = events.last().map_or(0, |last| last.position);
        self.complete(Batch { events, through }).await
    }

    /// Writes a stretch, or as much of it as fits.
    async fn write_or_park(
        &self,
        target: Target,
        conn: &mut PgConnection,
        stretch: &Stretch,
    ) -> Result<(), Failure> {
        let mut savepoint = conn.begin().await?;
        match self.write(target, &mut savepoint, stretch, false, None).await {
            Ok(_) => Ok(savepoint.commit().await?),
            Err(Failure::Unfit(_)) => {
                savepoint.rollback().await?;
                self.write(target, conn, stretch, true, None).await.map(|_| ())
            }
            Err(elsewhere) => Err(elsewhere),
        }
    }
}

/// Removes the rows of these streams.
async fn remove(
    conn: &mut PgConnection,
    projection: &Projection,
    ids: &[String],
) -> Result<(), sqlx::Error> {
    let parsed = |id: &String| {
        let (tenant, stream) = id.split_once('/')?;
        Some((Uuid::parse_str(tenant).ok()?, Uuid::parse_str(stream).ok()?))
    };
    let (tenants, streams): (Vec<Uuid>, Vec<Uuid>) = ids.iter().filter_map(parsed).unzip();
    for (table, stream) in projection.tables.iter().zip(projection.streams) {
        sqlx::query(&format!(
            "DELETE FROM {table} AS t USING unnest($1::uuid[], $2::uuid[]) AS s (of_tenant, of_stream) \
             WHERE t.tenant_id = s.of_tenant AND {stream} = s.of_stream"
        ))
        .bind(&tenants)
        .bind(&streams)
        .execute(&mut *conn)
        .await?;
    }
    Ok(())
}
