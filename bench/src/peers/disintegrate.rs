//! disintegrate-postgres 4: a decision over the events that carry its id.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use async_trait::async_trait;
use disintegrate::serde::json::Json;
use disintegrate::{
    Decision, Event, EventListener, EventStore as _, NoSnapshot, PersistedEvent, StateMutate,
    StateQuery, StreamItem, StreamQuery,
};
use disintegrate_postgres::{
    PgDecisionMaker, PgEventId, PgEventListener, PgEventListenerConfig, PgEventStore,
    decision_maker,
};
use futures::TryStreamExt;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::drive::{self, Done, Store};
use super::postgres_es::pool;
use super::subscription::{self, Awaited};
use super::{Load, Peer, payload};
use crate::measure::{About, Sample};

/// disintegrate as it comes.
#[derive(Debug, Clone, Copy)]
pub struct Disintegrate;

/// What can happen in a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Event, Serialize, Deserialize)]
#[stream(TalkEvent, [MessageSent])]
pub(super) enum BenchEvent {
    /// Somebody said something.
    MessageSent {
        #[id]
        talk_id: String,
        message_id: Uuid,
        member_id: Uuid,
        text: String,
        metadata: Vec<(String, String)>,
    },
}

/// How much was said.
#[derive(Debug, Clone, Default, StateQuery, Serialize, Deserialize)]
#[state_query(TalkEvent)]
pub(super) struct TalkState {
    #[id]
    talk_id: String,
    messages: u64,
}

impl StateMutate for TalkState {
    fn mutate(&mut self, event: Self::Event) {
        let TalkEvent::MessageSent { .. } = event;
        self.messages += 1;
    }
}

/// Say so many.
pub(super) struct Say {
    talk_id: String,
    messages: Vec<BenchEvent>,
}

impl Decision for Say {
    type Event = BenchEvent;
    type StateQuery = TalkState;
    type Error = std::convert::Infallible;

    fn state_query(&self) -> TalkState {
        TalkState { talk_id: self.talk_id.clone(), messages: 0 }
    }

    fn process(&self, _: &TalkState) -> Result<Vec<BenchEvent>, Self::Error> {
        Ok(self.messages.clone())
    }
}

type EventStore = PgEventStore<BenchEvent, Json<BenchEvent>>;

struct Open {
    maker: PgDecisionMaker<BenchEvent, Json<BenchEvent>, NoSnapshot>,
    store: EventStore,
}

#[async_trait]
impl Store for Open {
    async fn append(&self, stream: Uuid, last: Uuid, count: usize) -> anyhow::Result<Done> {
        let mut conflicts = 0;
        loop {
            let messages = (1..=count).map(|number| BenchEvent::MessageSent {
                talk_id: stream.to_string(),
                message_id: if number == count { last } else { Uuid::now_v7() },
                member_id: Uuid::nil(),
                text: payload::text(),
                metadata: payload::metadata(),
            });
            let say = Say { talk_id: stream.to_string(), messages: messages.collect() };
            match self.maker.make(say).await {
                Ok(_) => return Ok(Done { events: count as u64, conflicts }),
                Err(error) if is_conflict(&error) => conflicts += 1,
                Err(error) => return Err(error.into()),
            }
        }
    }

    async fn load(&self, stream: Uuid) -> anyhow::Result<Done> {
        let talk_id = stream.to_string();
        let query = disintegrate::query!(BenchEvent; talk_id == talk_id);
        let mut items = self.store.stream(&query);
        let mut state = TalkState::default();
        while let Some(item) = items.try_next().await? {
            if let StreamItem::Event(event) = item {
                let BenchEvent::MessageSent { .. } = event.into_inner();
                state.messages += 1;
            }
        }
        Ok(Done { events: state.messages, conflicts: 0 })
    }
}

/// Tells what is delivered to it.
struct Listener {
    query: StreamQuery<PgEventId, BenchEvent>,
    awaited: Awaited,
}

#[async_trait]
impl EventListener<PgEventId, BenchEvent> for Listener {
    type Error = std::convert::Infallible;

    fn id(&self) -> &'static str {
        "bench"
    }

    fn query(&self) -> &StreamQuery<PgEventId, BenchEvent> {
        &self.query
    }

    async fn handle(
        &self,
        event: PersistedEvent<PgEventId, BenchEvent>,
    ) -> Result<(), Self::Error> {
        let BenchEvent::MessageSent { message_id, .. } = event.into_inner();
        self.awaited.delivered(message_id);
        Ok(())
    }
}

async fn listen(open: &Open, load: Load) -> anyhow::Result<Sample> {
    let awaited = Awaited::default();
    let listener = Listener { query: disintegrate::query!(BenchEvent), awaited: awaited.clone() };
    // Its documentation's settings: told by the database, and a look now and then.
    let config = PgEventListenerConfig::poller(Duration::from_secs(1)).with_notifier();
    let listening =
        PgEventListener::builder(open.store.clone()).register_listener(listener, config);
    tokio::select! {
        sample = subscription::run(load, open, &awaited) => sample,
        ended = listening.start() => anyhow::bail!("the listener ended: {ended:?}"),
    }
}

fn is_conflict(error: &disintegrate::DecisionError<std::convert::Infallible>) -> bool {
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(at) = cause {
        match at.downcast_ref() {
            Some(disintegrate_postgres::Error::Concurrency) => return true,
            // Serializable transactions may also fail before their commit.
            Some(disintegrate_postgres::Error::Database(sqlx::Error::Database(error))) => {
                return error.code().as_deref() == Some("40001");
            }
            _ => {}
        }
        cause = at.source();
    }
    false
}

#[async_trait]
impl Peer for Disintegrate {
    fn about(&self) -> About {
        About {
            name: "disintegrate".to_owned(),
            version: "4.0.1".to_owned(),
            guarantees: "optimistic concurrency per decision, over any query; ordered by a \
                         sequence with holes, readers wait for writers in flight; no idempotence, \
                         nothing encrypted or sealed"
                .to_owned(),
            tuning: "a pool as large as there are writers, up to 32, without a test before use; \
                     the library prepares its statements; no snapshots, for streams are short"
                .to_owned(),
        }
    }

    async fn prepare(&self, url: &str) -> anyhow::Result<()> {
        let pool = pool(url, 1).await?;
        EventStore::try_new(pool.clone(), Json::default())
            .await
            .context("the schema of disintegrate")?;
        pool.close().await;
        Ok(())
    }

    async fn measure(&self, workload: &str, url: &str, load: Load) -> anyhow::Result<Sample> {
        // A listener holds two connections of its own.
        let pool = pool(url, load.writers + if workload == "subscription" { 2 } else { 0 }).await?;
        let store = EventStore::new_uninitialized(pool.clone(), Json::default());
        let open = Open { maker: decision_maker(store.clone(), NoSnapshot), store };
        let sample = match workload {
            "append" => drive::append(load, Arc::new(open)).await,
            "load" => drive::read(load, Arc::new(open)).await,
            "subscription" => listen(&open, load).await,
            other => anyhow::bail!("no workload {other}"),
        };
        pool.close().await;
        sample
    }

    fn knows(&self, workload: &str) -> bool {
        matches!(workload, "append" | "load" | "subscription")
    }
}
