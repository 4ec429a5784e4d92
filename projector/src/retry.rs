//! Parked events, tried again: stream by stream, each in its order.

use eventing::checkpoint;
use eventing::dead_letter::{self, DeadLetter, ParkedStream, Wanted};
use serde::Serialize;

use crate::batch::{Target, alone, folded};
use crate::error::Failure;
use crate::{Error, Projection, Projector, Shared, projection};

impl Projector {
    /// Tries the parked events of a projection again; how many could be applied now. Of
    /// a stream the first that fails again, and all after it, stay parked.
    pub async fn retry_parked(&self, name: &str) -> Result<usize, Error> {
        let projection = projection(name)?;
        let live = self.shared.live(projection).await?;
        self.shared.retry(projection, live.generation).await
    }

    /// Tries the parked events of one stream again: that of the parked event at `position`.
    pub async fn retry_stream(&self, name: &str, position: u64) -> Result<Retried, Error> {
        let projection = projection(name)?;
        let generation = self.shared.live(projection).await?.generation;
        let letter = self.letter(name, position).await?;
        let target = Target { projection, generation, rebuild: false };
        self.shared.retried(target, &letter.stream()).await
    }

    /// Leaves the first parked event of a stream out of the projection for good, for the
    /// `reason` that `by` gives, and applies the later ones of its stream.
    pub async fn discard(
        &self,
        name: &str,
        position: u64,
        reason: &str,
        by: &str,
    ) -> Result<Retried, Error> {
        let projection = projection(name)?;
        let generation = self.shared.live(projection).await?.generation;
        let target = Target { projection, generation, rebuild: false };
        let mut transaction = self.shared.begin(target).await?;
        // Held until the commit: nothing is applied, parked or tried again beside it.
        checkpoint::lock(&mut transaction, name, generation).await?;
        let letter = self.letter(name, position).await?;
        let stream = letter.stream();
        if !letter.first {
            let parked =
                dead_letter::of_stream(&mut transaction, name, generation, &stream).await?;
            let first = parked.first().copied().unwrap_or_default();
            return Err(Error::NotFirst { position, first });
        }
        let rebuilding: bool = sqlx::query_scalar(
            "SELECT EXISTS (SELECT FROM rebuilds WHERE projection = $1 AND purpose = 'rebuild')",
        )
        .bind(name)
        .fetch_one(&mut *transaction)
        .await?;
        if rebuilding {
            return Err(Error::Rebuilding(name.to_owned()));
        }
        dead_letter::discard(&mut transaction, &letter, reason, by).await?;
        transaction.commit().await?;
        tracing::info!(projection = name, position, by, "left an event out for good");
        self.shared.retried(target, &stream).await
    }

    /// The letter of the event at a position, in the live tables.
    async fn letter(&self, name: &str, position: u64) -> Result<DeadLetter, Error> {
        let wanted = Wanted { consumer: Some(name), position: Some(position), ..Wanted::default() };
        let mut connection = self.shared.config.database.pool().acquire().await?;
        let found = dead_letter::list(&mut connection, wanted, 1).await?.pop();
        found.ok_or_else(|| Error::NotParked { projection: name.to_owned(), position })
    }
}

/// What came of trying a stream again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Retried {
    /// How many of its events could be applied.
    pub applied: usize,
    /// How many are parked still.
    pub parked: usize,
}

impl Shared {
    pub(crate) async fn retry(
        &self,
        projection: &'static Projection,
        generation: u32,
    ) -> Result<usize, Error> {
        let mut connection = self.config.database.pool().acquire().await?;
        let streams =
            dead_letter::parked_streams(&mut connection, projection.name, generation).await?;
        drop(connection);
        let target = Target { projection, generation, rebuild: false };
        let mut applied = 0;
        for stream in streams {
            applied += match self.retry_stream(target, &stream).await {
                Ok(applied) => applied,
                Err(Failure::Elsewhere(error)) => return Err(error),
                Err(Failure::Unfit(_)) => 0,
            };
        }
        Ok(applied)
    }

    async fn retried(&self, target: Target, stream: &ParkedStream) -> Result<Retried, Error> {
        let applied = match self.retry_stream(target, stream).await {
            Ok(applied) => applied,
            Err(Failure::Elsewhere(error)) => return Err(error),
            Err(Failure::Unfit(reason)) => return Err(Error::Stopped(reason)),
        };
        let mut connection = self.config.database.pool().acquire().await?;
        let Target { projection, generation, .. } = target;
        let left =
            dead_letter::of_stream(&mut connection, projection.name, generation, stream).await?;
        Ok(Retried { applied, parked: left.len() })
    }

    /// In one transaction that holds the checkpoint: nothing is applied or parked beside it.
    async fn retry_stream(&self, target: Target, stream: &ParkedStream) -> Result<usize, Failure> {
        let Target { projection, generation, .. } = target;
        let mut transaction = self.begin(target).await?;
        if checkpoint::lock(&mut transaction, projection.name, generation).await?.is_none() {
            return Ok(0);
        }
        let positions =
            dead_letter::of_stream(&mut transaction, projection.name, generation, stream).await?;
        let mut applied = 0;
        for position in positions {
            let stretch = self.read(projection.aggregates, position - 1, 1).await?;
            let Some((event, unreadable)) = stretch.single() else { break };
            let outcome = match unreadable
                .map_or_else(|| folded(projection, event), |why| Err(why.to_owned()))
            {
                Ok(writes) => alone(&mut transaction, writes).await?,
                Err(reason) => Err(reason),
            };
            if let Err(reason) = outcome {
                dead_letter::park(&mut transaction, projection.name, generation, event, &reason)
                    .await?;
                break;
            }
            dead_letter::settle(&mut transaction, projection.name, generation, position).await?;
            applied += 1;
        }
        transaction.commit().await?;
        Ok(applied)
    }
}
