//! Beside the live work: what was asked for is done, and tables of an older version than this
//! build's are made anew while they go on serving. One thing at a time.

use std::time::Duration;

use eventing::requests::{self, Request};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{Error, Options, PROJECTIONS, Projector};

/// The pause between looks.
const LOOK: Duration = Duration::from_secs(1);
/// The pause after a rebuild that failed by itself: nobody asked for it, nobody waits.
const AFTER_FAILURE: Duration = Duration::from_secs(30);

impl Projector {
    /// Looks after the projections until `shutdown`.
    pub(crate) async fn tend(&self, shutdown: &CancellationToken) {
        let holder = Uuid::new_v4();
        while !shutdown.is_cancelled() {
            let mut pause = LOOK;
            match requests::claim(self.database(), holder, self.lease()).await {
                Ok(Some(request)) => {
                    self.serve(&request, holder, shutdown).await;
                    continue;
                }
                Ok(None) => {}
                Err(error) => tracing::warn!(%error, "could not look for requests"),
            }
            let renewed = tokio::select! {
                renewed = self.renew_versions() => renewed,
                () = shutdown.cancelled() => return,
            };
            if let Err(error) = renewed {
                tracing::error!(%error, "could not make tables of this build's version");
                pause = AFTER_FAILURE;
            }
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                () = shutdown.cancelled() => {}
            }
        }
    }

    /// Rebuilds what has an older version than this build wants, if nobody does it already.
    async fn renew_versions(&self) -> Result<(), Error> {
        for projection in PROJECTIONS {
            let live = match self.shared.live(projection).await {
                Ok(live) => live,
                // That is for a newer build.
                Err(Error::Newer(_)) => continue,
                Err(error) => return Err(error),
            };
            if live.version == projection.version {
                continue;
            }
            let (from, to) = (live.version, projection.version);
            tracing::info!(projection = projection.name, from, to, "making tables of this version");
            match self.rebuild(projection.name, Options::default(), |_| ()).await {
                Ok(_) | Err(Error::Held(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Works off one request and answers it. One that was interrupted is given back.
    async fn serve(&self, request: &Request, holder: Uuid, shutdown: &CancellationToken) {
        let Request { request_id, projection, kind, .. } = request;
        tracing::info!(%request_id, projection, kind, "doing what was asked for");
        let outcome = tokio::select! {
            outcome = self.outcome(request) => outcome.map_err(|error| error.to_string()),
            () = self.hold(*request_id, holder) => return,
            () = shutdown.cancelled() => {
                if let Err(error) = requests::give_back(self.database(), *request_id, holder).await {
                    tracing::warn!(%request_id, %error, "could not give the request back");
                }
                return;
            }
        };
        if let Err(error) = &outcome {
            tracing::error!(%request_id, projection, kind, error, "what was asked for failed");
        }
        if let Err(error) = requests::answer(self.database(), *request_id, outcome).await {
            tracing::warn!(%request_id, %error, "could not answer the request");
        }
    }

    async fn outcome(&self, request: &Request) -> Result<Value, Error> {
        let name = &request.projection;
        let from_scratch = request.arguments["from_scratch"].as_bool().unwrap_or_default();
        match request.kind.as_str() {
            "rebuild" => {
                let mut position = 0;
                let options = Options { from_scratch, ..Options::default() };
                let told = |progress: crate::Progress| position = progress.position;
                let generation = self.rebuild(name, options, told).await?;
                Ok(json!({ "generation": generation, "position": position }))
            }
            "verify" => {
                let verified = self.verify(name, Options::default(), |_| ()).await?;
                Ok(serde_json::to_value(verified).unwrap_or_default())
            }
            "retry" => {
                let retried = self.retry_stream(name, position(request)).await?;
                Ok(json!(retried))
            }
            "discard" => {
                let reason = request.arguments["reason"].as_str().unwrap_or_default();
                let by = &request.requested_by;
                let discarded = self.discard(name, position(request), reason, by).await;
                match discarded {
                    // A projector before this one had done it.
                    Err(Error::NotParked { .. }) if self.is_discarded(request).await? => {
                        Ok(json!({}))
                    }
                    other => Ok(json!(other?)),
                }
            }
            other => Err(Error::Newer(format!("{other} is not known here"))),
        }
    }

    async fn is_discarded(&self, request: &Request) -> Result<bool, Error> {
        Ok(sqlx::query_scalar(
            "SELECT EXISTS (SELECT FROM discarded_events WHERE consumer = $1 AND position = $2)",
        )
        .bind(&request.projection)
        .bind(position(request) as i64)
        .fetch_one(self.database().pool())
        .await?)
    }

    /// Keeps a request until it is lost.
    async fn hold(&self, request: Uuid, holder: Uuid) {
        loop {
            tokio::time::sleep(self.lease() / 3).await;
            match requests::renew(self.database(), request, holder, self.lease()).await {
                Ok(true) => {}
                Ok(false) => return,
                Err(error) => tracing::warn!(%request, %error, "could not renew the request"),
            }
        }
    }

    fn database(&self) -> &eventing::Database {
        &self.shared.config.database
    }

    fn lease(&self) -> Duration {
        self.shared.config.lease
    }
}

/// The position that a request is about.
fn position(request: &Request) -> u64 {
    request.arguments["position"].as_u64().unwrap_or_default()
}
