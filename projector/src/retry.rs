//! Parked events, tried again: stream by stream, each in its order.

use eventing::checkpoint;
use eventing::dead_letter::{self, ParkedStream};

use crate::batch::{Target, alone, folded};
use crate::error::Failure;
use crate::{Error, Projection, Projector, Shared, projection};

impl Projector {
    /// Tries the parked events of a projection again; how many could be applied now. Of
    /// a stream the first that fails again, and all after it, stay parked.
    pub async fn retry_parked(&self, name: &str) -> Result<usize, Error> {
        let projection = projection(name)?;
        let generation = checkpoint::live_generation(&self.shared.config.database, name)
            .await?
            .ok_or_else(|| Error::UnknownProjection(name.to_owned()))?;
        self.shared.retry(projection, generation).await
    }
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
            let stretch = self.read(projection, position - 1, 1).await?;
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
