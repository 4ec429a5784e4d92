//! Sealing and verifying a real log.

mod alterations;
mod blocks;
mod proofs;

use std::time::Duration;

use audit::{
    Audit, Block, Head, Line, Problem, PublicKey, Records, Report, SealKey, records, verify_export,
};
use eventing::sealer::{Pace, Sealer, blocks as sealed};
use eventing::{Database, DbRole, export};
use futures::TryStreamExt;
use sqlx::{Connection, Executor, PgConnection};

use crate::support::{Person, World};

/// Events of a block here.
const BLOCK: u32 = 40;

fn key() -> SealKey {
    SealKey::from_hex(&"5e".repeat(32)).unwrap()
}

/// What somebody elsewhere has: the public key, and nothing of the deployment's.
fn trusted() -> [PublicKey; 1] {
    [key().public()]
}

/// A log with its sealer.
struct Sealed {
    world: World,
    system: Database,
    luigi: Person,
}

impl Sealed {
    /// A log of `events` events, of which nothing is sealed.
    async fn new(events: usize) -> Self {
        let world = World::new().await;
        let system = Database::connect(&world.db.url(), DbRole::System, 4).await.unwrap();
        let luigi = Person::new();
        world.store.execute(luigi.request(), vec![luigi.start()]).await.unwrap();
        let log = Self { world, system, luigi };
        log.grow(events - 1).await;
        log
    }

    /// So many more events: conversations, for a unit may name a stream once.
    async fn grow(&self, mut events: usize) {
        while events > 0 {
            let now = events.min(50);
            let another = || Person { conversation: Person::new().conversation, ..self.luigi };
            let steps = (0..now).map(|_| another().start()).collect();
            self.world.store.execute(self.luigi.request(), steps).await.unwrap();
            events -= now;
        }
    }

    fn sealer(&self, age: Duration) -> Sealer {
        Sealer::new(self.system.clone(), key(), Pace { events: BLOCK, age })
    }

    /// Closes every block that is full, and the rest as well when `all`.
    async fn seal(&self, all: bool) -> Vec<Head> {
        let age = if all { Duration::ZERO } else { Duration::from_secs(3600) };
        let mut sealer = self.sealer(age);
        let mut heads = Vec::new();
        while let Some(head) = sealer.seal().await.unwrap() {
            heads.push(head);
        }
        heads
    }

    /// What `steward audit export` writes: the events and the blocks.
    async fn export(&self) -> (Vec<u8>, Vec<u8>) {
        let (mut events, mut blocks) = (Vec::new(), Vec::new());
        let mut lines = export::lines(self.system.pool(), 0, i64::MAX as u64);
        while let Some(line) = lines.try_next().await.unwrap() {
            records::write(&mut events, &line).unwrap();
        }
        for block in sealed::after(self.system.pool(), 0, 1000).await.unwrap() {
            records::write(&mut blocks, &block).unwrap();
        }
        (events, blocks)
    }

    /// The verdict on an export by somebody who has the public key and `published` heads.
    async fn verdict(&self, published: &[Head]) -> Result<Report, Problem> {
        let (events, blocks) = self.export().await;
        verify_export(
            Audit {
                events: Records::<Line, _>::new(events.as_slice()),
                blocks: Records::<Block, _>::new(blocks.as_slice()),
                published: published.iter().cloned().map(Ok),
                keys: trusted().to_vec(),
            },
            |_| {},
        )
    }

    /// What a superuser can do who switches triggers off.
    async fn tamper(&self, statements: &[&str]) {
        let mut admin = PgConnection::connect(&self.world.db.admin_url()).await.unwrap();
        admin.execute("SET session_replication_role = replica").await.unwrap();
        for statement in statements {
            let done = admin.execute(*statement).await.unwrap();
            assert!(done.rows_affected() > 0, "{statement} changes nothing");
        }
        admin.close().await.unwrap();
    }
}
