//! From the log through Redis: the relay, hints, signals between processes, and the
//! leases of conversations.

mod hints;
mod lease;
mod relay;
mod signals;

use eventing::relay::{publish_once, stream_key};
use redis::aio::MultiplexedConnection;
use redis::streams::StreamRangeReply;
use test_support::TestRedis;
use uuid::Uuid;

use crate::support::{Person, World};

/// A world with a Redis of its own.
struct Wire {
    world: World,
    redis: TestRedis,
    client: redis::Client,
    log_id: Uuid,
    luigi: Person,
}

impl Wire {
    /// With a conversation of `messages` messages in the log.
    async fn new(messages: usize) -> Self {
        let (world, redis) = (World::new().await, TestRedis::start().await);
        let client = redis::Client::open(redis.url()).unwrap();
        let log_id = world.reader.head().await.unwrap().log_id;
        let luigi = Person::new();
        world.store.execute(luigi.request(), vec![luigi.start()]).await.unwrap();
        let wire = Self { world, redis, client, log_id, luigi };
        wire.say(messages).await;
        wire
    }

    /// Writes `messages` more messages.
    async fn say(&self, messages: usize) {
        for _ in 0..messages {
            let say = vec![self.luigi.say("my blood type is AB")];
            self.world.store.execute(self.luigi.request(), say).await.unwrap();
        }
    }

    async fn publish(&self) -> u64 {
        publish_once(&self.world.reader, &self.client).await.unwrap()
    }

    async fn connection(&self) -> MultiplexedConnection {
        self.client.get_multiplexed_async_connection().await.unwrap()
    }

    /// Adds many events at once, in conversations of their own.
    async fn fill(&self, events: usize) {
        for _ in 0..events / 100 {
            let others: Vec<_> =
                (0..100).map(|_| Person { tenant: self.luigi.tenant, ..Person::new() }).collect();
            let starts = others.iter().map(Person::start).collect();
            self.world.store.execute(self.luigi.request(), starts).await.unwrap();
        }
    }

    /// Everything in the log's stream; nothing while Redis is away.
    async fn entries(&self) -> StreamRangeReply {
        let Ok(mut connection) = self.client.get_multiplexed_async_connection().await else {
            return StreamRangeReply::default();
        };
        redis::cmd("XRANGE")
            .arg(stream_key(self.log_id))
            .arg("-")
            .arg("+")
            .query_async(&mut connection)
            .await
            .unwrap_or_default()
    }

    /// The ids of the entries.
    async fn ids(&self) -> Vec<String> {
        self.entries().await.ids.into_iter().map(|entry| entry.id).collect()
    }

    /// Puts an entry into the stream that no relay wrote.
    async fn forge(&self, id: &str, fields: &[(&str, &str)]) {
        let mut add = redis::cmd("XADD");
        add.arg(stream_key(self.log_id)).arg(id).arg(fields);
        add.exec_async(&mut self.connection().await).await.unwrap();
    }
}

/// `1-0`, `2-0` and so on.
fn ids_to(last: usize) -> Vec<String> {
    (1..=last).map(|position| format!("{position}-0")).collect()
}
