//! Group commit: what is decided in one round trip, and what one bad unit does not do.

use cqrs_es::persist::{PersistedEventRepository, SerializedEvent};
use domain::roster::{Period, Shift, ShiftEvent, ShiftScheduled};
use domain::{Actor, Metadata, TenantId};
use eventing::{Database, DbRole};
use futures::future::join_all;
use serde_json::json;
use sqlx::PgConnection;
use sqlx::{Connection, Executor};
use uuid::Uuid;

use crate::support::{Person, World, eventually};

/// The first event of a shift's stream, as `cqrs-es` hands it on. Nothing in it is sealed,
/// so it is queued without a look at the database.
fn scheduled(tenant: TenantId, aggregate_id: String) -> SerializedEvent {
    let now = chrono::Utc::now();
    let event = ShiftEvent::from(ShiftScheduled {
        shift_id: Uuid::now_v7().into(),
        period: Period {
            member_id: Uuid::now_v7().into(),
            role: "kitchen".into(),
            starts_at: now,
            ends_at: now + chrono::TimeDelta::hours(1),
        },
        scheduled_by: None,
        imported: None,
    });
    let metadata = Metadata {
        event_id: Uuid::now_v7(),
        actor: Actor::System(tenant.to_string()),
        correlation_id: Uuid::nil(),
        causation_id: Uuid::nil(),
        command_id: Uuid::nil(),
        occurred_at: now,
        traceparent: None,
    };
    SerializedEvent::new(
        aggregate_id,
        1,
        "Roster".into(),
        "ShiftScheduled".into(),
        "1".into(),
        serde_json::to_value(event).unwrap(),
        json!(metadata.to_map()),
    )
}

/// Appends wait for the log's head while this is held.
async fn hold_head(world: &World) -> PgConnection {
    let mut holder = PgConnection::connect(&world.db.admin_url()).await.unwrap();
    holder.execute("BEGIN; SELECT * FROM log_head FOR UPDATE").await.unwrap();
    holder
}

async fn appends_waiting(world: &World) -> i64 {
    sqlx::query_scalar(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() \
         AND wait_event_type = 'Lock' AND query LIKE '%append_%'",
    )
    .fetch_one(world.db.admin_pool())
    .await
    .unwrap()
}

#[tokio::test]
async fn a_unit_that_fails_the_statement_fails_alone() {
    crate::figures::of("");
    let world = World::new().await;
    let tenant = TenantId(Uuid::now_v7());
    let repository = world.store.repository(tenant);
    let append = async |id: &str| {
        let event = scheduled(tenant, format!("{tenant}/{id}"));
        repository.persist::<Shift>(&[event], None).await
    };
    // One append takes up the appender, which waits for the head: what comes meanwhile
    // is one group.
    let mut holder = hold_head(&world).await;
    let (first, bad) = (Uuid::now_v7().to_string(), "not-an-id".to_owned());
    let others: Vec<_> = (0..20).map(|_| Uuid::now_v7().to_string()).collect();
    let mut plug = Box::pin(append(&first));
    assert!(futures::poll!(&mut plug).is_pending());
    eventually("the append waits", async || appends_waiting(&world).await == 1).await;
    let (some, more) = others.split_at(10);
    let group = some.iter().chain([&bad]).chain(more).map(|id| append(id));
    let mut group = Box::pin(join_all(group));
    assert!(futures::poll!(&mut group).is_pending());
    let before = crate::figures::of("steward_append_group_units").len();
    holder.execute("COMMIT").await.unwrap();

    plug.await.unwrap();
    let verdicts = group.await;
    let failed: Vec<_> =
        verdicts.iter().enumerate().filter(|(_, verdict)| verdict.is_err()).collect();
    assert_eq!(failed.len(), 1, "{failed:?}");
    assert_eq!(failed[0].0, 10);
    let refusal = format!("{:?}", failed[0].1);
    assert!(refusal.contains("events_aggregate_id_check"), "{refusal}");
    assert!(refusal.contains("Corrupt"), "not worth another try: {refusal}");
    assert_eq!(world.reader.head().await.unwrap().position, 21);
    let groups = crate::figures::of("steward_append_group_units")[before..].to_vec();
    assert!(groups.contains(&21.0), "the units did not meet in one group: {groups:?}");
}

/// Command, fingerprint, stream, expected sequence: each unit appends one event.
type Asked = (Uuid, u8, Uuid, i64);
/// Verdict, last position, sequence of the stream that has moved.
type Answered = (String, Option<i64>, Option<i64>);

/// Sends units as one group, past the appender.
async fn append(world: &World, tenant: Uuid, units: &[Asked]) -> Vec<Answered> {
    let api = Database::connect(&world.db.url(), DbRole::Api, 1).await.unwrap();
    let all = |of: fn(&Asked) -> i64| units.iter().map(of).collect::<Vec<_>>();
    let ordinals: Vec<i32> = (1..=units.len() as i32).collect();
    sqlx::query_as(
        "SELECT verdict, last_position, conflict_sequence FROM append_units( \
           $1, $2, $3, $4, $5, $5, $5, $5, $6, $7, $8, $6, $7, $9, $10, $11, $12, $12, $13)",
    )
    .bind(vec![tenant; units.len()])
    .bind(units.iter().map(|unit| unit.0).collect::<Vec<_>>())
    .bind(units.iter().map(|unit| vec![unit.1]).collect::<Vec<_>>())
    .bind(vec!["null"; units.len()])
    .bind(&ordinals)
    .bind(vec!["Roster"; units.len()])
    .bind(units.iter().map(|unit| format!("{tenant}/{}", unit.2)).collect::<Vec<_>>())
    .bind(all(|unit| unit.3))
    .bind(all(|unit| unit.3 + 1))
    .bind(vec!["ShiftScheduled"; units.len()])
    .bind(vec!["1"; units.len()])
    .bind(vec!["{}"; units.len()])
    .bind(units.iter().map(|_| Uuid::now_v7()).collect::<Vec<_>>())
    .fetch_all(api.pool())
    .await
    .unwrap()
}

fn named(rows: &[Answered]) -> Vec<(&str, Option<i64>, Option<i64>)> {
    rows.iter().map(|row| (row.0.as_str(), row.1, row.2)).collect()
}

#[tokio::test]
async fn a_group_is_decided_in_order_each_unit_seeing_the_earlier_ones() {
    let world = World::new().await;
    let (tenant, stream, other) = (Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7());
    let (one, two) = (Uuid::now_v7(), Uuid::now_v7());
    let units = [
        (one, 1, stream, 0),            // the first of its stream
        (one, 1, stream, 0),            // the same command again
        (one, 2, stream, 1),            // its key, for another request
        (Uuid::now_v7(), 1, stream, 0), // decided on a stream that has moved
        (two, 1, stream, 1),            // decided on what the group's first unit left
        (Uuid::now_v7(), 1, other, 0),  // another stream
        (two, 1, other, 0),             // known, whatever stream it names
    ];
    assert_eq!(
        named(&append(&world, tenant, &units).await),
        [
            ("appended", Some(1), None),
            ("duplicate", Some(1), None),
            ("reused", Some(1), None),
            ("conflict", None, Some(1)),
            ("appended", Some(2), None),
            ("appended", Some(3), None),
            ("duplicate", Some(2), None),
        ]
    );
}

#[tokio::test]
async fn a_group_whose_units_do_not_meet_is_decided_as_a_whole() {
    let world = World::new().await;
    let (tenant, moved) = (Uuid::now_v7(), Uuid::now_v7());
    let (one, two) = (Uuid::now_v7(), Uuid::now_v7());
    let before = [(one, 1, moved, 0), (two, 1, Uuid::now_v7(), 0)];
    append(&world, tenant, &before).await;
    let units = [
        (Uuid::now_v7(), 1, Uuid::now_v7(), 0), // the first of its stream
        (one, 1, Uuid::now_v7(), 0),            // carried out before
        (Uuid::now_v7(), 1, moved, 0),          // decided on a stream that has moved
        (Uuid::now_v7(), 1, Uuid::now_v7(), 0), // behind both
        (two, 2, Uuid::now_v7(), 0),            // a key that was used, for another request
        (Uuid::now_v7(), 1, Uuid::now_v7(), 3), // a stream that is not as long
    ];
    assert_eq!(
        named(&append(&world, tenant, &units).await),
        [
            ("appended", Some(3), None),
            ("duplicate", Some(1), None),
            ("conflict", None, Some(1)),
            ("appended", Some(4), None),
            ("reused", Some(2), None),
            ("conflict", None, Some(0)),
        ]
    );
    assert_eq!(world.reader.head().await.unwrap().position, 4);
    let positions: Vec<i64> = sqlx::query_scalar("SELECT position FROM events ORDER BY position")
        .fetch_all(world.db.admin_pool())
        .await
        .unwrap();
    assert_eq!(positions, [1, 2, 3, 4]);
}

/// Sends units as one group that is appended whole or not at all: the position before it.
async fn append_whole(world: &World, tenant: Uuid, units: &[Asked]) -> Option<i64> {
    let api = Database::connect(&world.db.url(), DbRole::Api, 1).await.unwrap();
    let ordinals: Vec<i32> = (1..=units.len() as i32).collect();
    sqlx::query_scalar(
        "SELECT append_group($1, $2, $3, $4, $5, $5, $6, $7, $8, $9, $10, $11, $12, $12, $13)",
    )
    .bind(vec![tenant; units.len()])
    .bind(units.iter().map(|unit| unit.0).collect::<Vec<_>>())
    .bind(units.iter().map(|unit| vec![unit.1]).collect::<Vec<_>>())
    .bind(vec!["null"; units.len()])
    .bind(&ordinals)
    .bind(vec![true; units.len()])
    .bind(vec!["Roster"; units.len()])
    .bind(units.iter().map(|unit| unit.2).collect::<Vec<_>>())
    .bind(units.iter().map(|unit| unit.3 + 1).collect::<Vec<_>>())
    .bind(vec!["ShiftScheduled"; units.len()])
    .bind(vec!["1"; units.len()])
    .bind(vec!["{}"; units.len()])
    .bind(units.iter().map(|_| Uuid::now_v7()).collect::<Vec<_>>())
    .fetch_one(api.pool())
    .await
    .unwrap()
}

#[tokio::test]
async fn a_group_is_appended_whole_or_not_at_all() {
    let world = World::new().await;
    let (tenant, stream, taken) = (Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7());
    let new = || (Uuid::now_v7(), 1, Uuid::now_v7(), 0);
    assert_eq!(append_whole(&world, tenant, &[(taken, 1, stream, 0), new()]).await, Some(0));
    assert_eq!(
        append_whole(&world, tenant, &[new(), (Uuid::now_v7(), 1, stream, 1)]).await,
        Some(2)
    );
    let refused = [
        (taken, 1, Uuid::now_v7(), 0),          // carried out before
        (Uuid::now_v7(), 1, stream, 1),         // decided on a stream that has moved
        (Uuid::now_v7(), 1, stream, 3),         // and on one that is not as long
        (Uuid::now_v7(), 1, Uuid::now_v7(), 1), // or has not begun
    ];
    for one in refused {
        assert_eq!(append_whole(&world, tenant, &[new(), one, new()]).await, None, "{one:?}");
    }
    assert_eq!(world.reader.head().await.unwrap().position, 4);
    assert_eq!(append_whole(&world, tenant, &[new()]).await, Some(4));
    let log: Vec<(i64, i64)> = sqlx::query_as(
        "SELECT e.position, c.position FROM events e JOIN commands c USING (tenant_id, command_id) \
         ORDER BY 1",
    )
    .fetch_all(world.db.admin_pool())
    .await
    .unwrap();
    assert_eq!(log, [(1, 1), (2, 2), (3, 3), (4, 4), (5, 5)]);
}

#[tokio::test]
async fn the_same_key_twice_at_once_takes_effect_once() {
    let world = World::new().await;
    let luigi = Person::new();
    world.store.execute(luigi.request(), vec![luigi.start()]).await.unwrap();
    for round in 0..20 {
        let request = luigi.request();
        let twins = (0..4).map(|_| world.store.execute(request.clone(), vec![luigi.say("hi")]));
        let outcomes: Vec<_> = join_all(twins).await.into_iter().map(Result::unwrap).collect();
        let position = round + 2;
        assert!(outcomes.iter().all(|outcome| outcome.position == position), "{outcomes:?}");
        assert_eq!(outcomes.iter().filter(|outcome| !outcome.repeated).count(), 1);
    }
    assert_eq!(world.reader.head().await.unwrap().position, 21);
}
