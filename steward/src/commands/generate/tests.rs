use eventing::{Database, DbRole, DeploymentKey, EventStore, KeyRing, LogReader, Signals};
use tokio_util::sync::CancellationToken;

use super::bulk::{self, Wanted};
use super::business::Business;
use super::desk::Desk;
use super::live;
use super::*;

struct World {
    db: test_support::TestDb,
    system: Database,
    keys: KeyRing,
}

impl World {
    async fn new() -> Self {
        let db = test_support::TestDb::new().await;
        let system = Database::connect(&db.url(), DbRole::System, 8).await.unwrap();
        let deployment = DeploymentKey::from_hex(&"d1".repeat(32)).unwrap();
        let keys = KeyRing::new(system.clone(), deployment);
        Self { db, system, keys }
    }

    fn store(&self) -> EventStore {
        EventStore::start(self.system.clone(), self.keys.clone(), Signals::local())
    }

    async fn bulk(&self, events: u64) -> bulk::Done {
        let wanted = Wanted { events, tenants: 2, seed: 7 };
        bulk::run(&self.system, self.store(), wanted, CancellationToken::new()).await.unwrap()
    }

    async fn project(&self) {
        let config =
            projector::Config::new(self.system.clone(), self.keys.clone(), Signals::local());
        projector::Projector::new(config).unwrap().run_until_idle().await.unwrap();
    }

    async fn count(&self, sql: &str) -> i64 {
        sqlx::query_scalar(sql).fetch_one(self.db.admin_pool()).await.unwrap()
    }
}

#[tokio::test]
async fn a_past_is_whole_goes_on_where_it_ended_and_leaves_nothing_to_do() {
    let world = World::new().await;
    let done = world.bulk(1500).await;
    assert!(done.complete && done.events >= 1500, "{done:?}");
    assert_eq!((done.position, done.refused, done.known), (done.events, 0, 0));

    // What was counted without asking is what is in the log, for further stories too.
    let more = world.bulk(2500).await;
    assert_eq!(more.known, done.commands);
    assert_eq!((more.position, more.refused), (done.events + more.events, 0));
    let none = world.bulk(2500).await;
    assert_eq!((none.events, none.commands, none.position), (0, 0, more.position));

    // Every event can be read, and every projection takes it.
    let log = LogReader::new(world.system.clone(), world.keys.clone());
    let batch = log.read(0, 10_000, &["Turn", "Conversation", "Memory"]).await.unwrap();
    assert!(batch.events.iter().all(|event| event.decode().is_ok()));
    world.project().await;
    for (what, sql) in [
        ("dead letters", "SELECT count(*) FROM dead_letters"),
        ("turns to do", "SELECT count(*) FROM turns WHERE ended_at IS NULL"),
        (
            "messages without a turn",
            "SELECT count(*) FROM messages m WHERE m.role = 'member' \
             AND NOT EXISTS (SELECT FROM turns t WHERE t.message_id = m.message_id)",
        ),
        ("timers to come", "SELECT count(*) FROM timers WHERE NOT done"),
        ("notices held back", "SELECT count(*) FROM notifications WHERE held_until IS NOT NULL"),
        ("people who can sign in", "SELECT count(*) FROM accounts"),
    ] {
        assert_eq!(world.count(sql).await, 0, "{what}");
    }
    for table in
        ["messages", "turns", "actions", "notifications", "tasks", "shifts", "facts", "log_entries"]
    {
        assert!(world.count(&format!("SELECT count(*) FROM {table}")).await > 10, "{table}");
    }
}

#[tokio::test]
async fn a_live_load_is_repeated_beside_itself() {
    let world = World::new().await;
    for round in 1..=2 {
        let wanted = live::Wanted {
            rate: 100,
            lasting: std::time::Duration::from_secs(2),
            tenants: 2,
            seed: 7,
        };
        let done = live::run(&world.system, world.store(), wanted, CancellationToken::new());
        let done = serde_json::to_value(done.await.unwrap()).unwrap();
        assert_eq!((&done["commands"], &done["refused"]), (&200.into(), &0.into()), "{round}");
    }
}

#[test]
fn the_same_seed_tells_the_same_stories() {
    let told = |seed, number| {
        let business = Business::new(seed, number, false);
        let mut desks = Desk::all(&business, "generate", Business::dawn());
        let mut told = Vec::new();
        for desk in &mut desks {
            told.extend((0..20).map(|_| {
                let (request, steps) = desk.later().into_parts();
                (request.command_id, request.occurred_at, format!("{steps:?}"))
            }));
        }
        told
    };
    assert_eq!(told(7, 3), told(7, 3));
    assert_ne!(told(7, 3), told(8, 3));
}

#[test]
fn durations_are_numbers_with_a_unit() {
    assert_eq!(duration("90"), Ok(Duration::from_secs(90)));
    assert_eq!(duration("5m"), Ok(Duration::from_secs(300)));
    for wrong in ["", "s", "5 m", "0s", "1w", "99999999999h", "ñ"] {
        assert!(duration(wrong).is_err(), "{wrong}");
    }
}
