//! What several processes do to the database at once, in every order of their statements
//! or, where those are too many, in some.

use std::time::Duration;

use eventing::checkpoint::{LeaseError, ProjectionLease};
use eventing::lease::ConversationLease;
use eventing::{CommandRequest, Database, DbRole, EventStore, KeyRing, Signals, Step, StoreError};
use sqlx::PgPool;
use test_support::TestDb;
use test_support::interleave::{Order, Wire, every_order, some_orders};
use tokio::task::JoinHandle;
use uuid::Uuid;

use crate::support::{Person, World};

/// A command takes some ten statements, and two of them can meet in 180,000 orders: so many
/// of these, chosen at random.
const ORDERS: u64 = 40;
/// A lease that has run out as soon as it is taken, so that everybody may take it over.
const NO_TIME: Duration = Duration::ZERO;

/// A place for rows that nothing keeps from being written twice.
async fn probe(admin: &PgPool) {
    for sql in [
        "CREATE TABLE probe (projection text, position bigint)",
        "GRANT ALL ON probe TO steward_system",
    ] {
        sqlx::query(sql).execute(admin).await.unwrap();
    }
}

/// Two processes, each over a wire of its own.
async fn pair(db: &TestDb, role: DbRole, connections: u32) -> [(Wire, Database); 2] {
    let one = async || {
        let wire = Wire::start(db).await.unwrap();
        let database = Database::connect(wire.url(), role, connections);
        // Connecting asks nothing of a party's, except for the tenant of its first checkout.
        let letting = async {
            loop {
                wire.let_through();
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        };
        let database = tokio::select! {
            database = database => database.unwrap(),
            () = letting => unreachable!(),
        };
        (wire, database)
    };
    [one().await, one().await]
}

/// Runs the two in an order; what each came to.
async fn together<T: 'static>(
    order: &mut Order,
    admin: &PgPool,
    wires: [&Wire; 2],
    work: [JoinHandle<T>; 2],
) -> [T; 2] {
    let ends = order.run(admin, wires.into_iter().zip(work).collect()).await;
    ends.try_into().unwrap_or_else(|_| panic!("two parties, two ends"))
}

/// Applies one event: takes the lease, and moves the checkpoint in the transaction of the rows.
async fn apply(database: Database, projection: String) -> Result<(), LeaseError> {
    let holder = Uuid::now_v7();
    let lease = ProjectionLease::acquire(&database, &projection, 1, holder, NO_TIME).await?;
    let Some(lease) = lease else { return Ok(()) };
    let mut transaction = database.begin().await?;
    let next = lease.position + 1;
    lease.advance(&mut transaction, lease.position, next).await?;
    sqlx::query("INSERT INTO probe VALUES ($1, $2)")
        .bind(&projection)
        .bind(next as i64)
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    Ok(())
}

/// The same without asking whether the lease still holds.
async fn apply_unfenced(database: Database, projection: String) -> Result<(), LeaseError> {
    let holder = Uuid::now_v7();
    let lease = ProjectionLease::acquire(&database, &projection, 1, holder, NO_TIME).await?;
    let Some(lease) = lease else { return Ok(()) };
    let mut transaction = database.begin().await?;
    for sql in [
        "INSERT INTO probe VALUES ($1, $2)",
        "UPDATE checkpoints SET position = $2 WHERE projection = $1",
    ] {
        sqlx::query(sql)
            .bind(&projection)
            .bind(lease.position as i64 + 1)
            .execute(&mut *transaction)
            .await?;
    }
    transaction.commit().await?;
    Ok(())
}

/// In how many orders two projectors write a row twice or lose one, and how many there are.
async fn broken<F>(apply: impl Fn(Database, String) -> F) -> (usize, usize)
where
    F: Future<Output = Result<(), LeaseError>> + Send + 'static,
{
    let db = TestDb::new().await;
    let admin = db.admin_pool();
    probe(admin).await;
    let [(wire_a, a), (wire_b, b)] = pair(&db, DbRole::System, 1).await;
    let mut broken = 0;
    let orders = every_order(async |order| {
        let name = Uuid::now_v7().to_string();
        sqlx::query("INSERT INTO checkpoints (projection, generation) VALUES ($1, 1)")
            .bind(&name)
            .execute(admin)
            .await
            .unwrap();
        let work = [a.clone(), b.clone()].map(|party| tokio::spawn(apply(party, name.clone())));
        let ends = together(order, admin, [&wire_a, &wire_b], work).await;
        for end in ends {
            assert!(matches!(end, Ok(()) | Err(LeaseError::Lost)), "{end:?}");
        }
        let kept: bool = sqlx::query_scalar(
            "SELECT array_agg(p.position ORDER BY p.position) \
               = ARRAY(SELECT generate_series(1, (SELECT position FROM checkpoints WHERE projection = $1))) \
             FROM probe p WHERE projection = $1",
        )
        .bind(&name)
        .fetch_one(admin)
        .await
        .unwrap();
        broken += usize::from(!kept);
    })
    .await;
    (broken, orders)
}

#[tokio::test]
async fn rows_and_checkpoint_move_once_however_two_projectors_meet() {
    let (broken, orders) = broken(apply).await;
    assert!(orders > 50, "only {orders} orders: statements are not held back");
    assert_eq!(broken, 0, "of {orders}");
}

#[tokio::test]
async fn a_lease_without_fencing_shows() {
    let (broken, orders) = broken(apply_unfenced).await;
    assert!(broken > 0, "in none of {orders} orders");
}

#[tokio::test]
async fn one_worker_holds_a_conversation_however_two_take_it() {
    let db = TestDb::new().await;
    let [(wire_a, a), (wire_b, b)] = pair(&db, DbRole::Worker, 1).await;
    let take = async |database: Database, person: Person| {
        let (tenant, conversation) = (person.tenant, person.conversation);
        let ttl = Duration::from_secs(60);
        ConversationLease::acquire(&database, tenant, conversation, Uuid::now_v7(), ttl)
            .await
            .unwrap()
            .is_some()
    };
    let orders = every_order(async |order| {
        let person = Person::new();
        let work = [a.clone(), b.clone()].map(|party| tokio::spawn(take(party, person)));
        let held = together(order, db.admin_pool(), [&wire_a, &wire_b], work).await;
        assert_eq!(held.iter().filter(|held| **held).count(), 1, "{:?}", order.taken());
    })
    .await;
    assert!(orders >= 6, "only {orders} orders");
}

/// Two stores that know nothing yet. Each has a connection to append by, and one to read by.
async fn stores(world: &World) -> [(Wire, EventStore); 2] {
    pair(&world.db, DbRole::Api, 2).await.map(|(wire, database)| {
        let keys = KeyRing::new(database.clone(), world.key.clone());
        (wire, EventStore::start(database, keys, Signals::local()))
    })
}

async fn append(
    store: EventStore,
    request: CommandRequest,
    step: Step,
) -> Result<(u64, bool), StoreError> {
    let outcome = store.execute(request, vec![step]).await?;
    Ok((outcome.position, outcome.repeated))
}

#[tokio::test]
async fn a_command_sent_to_two_processes_takes_effect_once_in_any_order() {
    let world = World::new().await;
    some_orders(ORDERS, async |order| {
        let [(wire_a, a), (wire_b, b)] = stores(&world).await;
        let person = Person::new();
        world.store.execute(person.request(), vec![person.start()]).await.unwrap();
        let (request, step) = (person.request(), person.say("once"));
        let work = [&a, &b]
            .map(|store| tokio::spawn(append(store.clone(), request.clone(), step.clone())));
        let ends = together(order, world.db.admin_pool(), [&wire_a, &wire_b], work).await;
        let [Ok(first), Ok(second)] = ends else { panic!("{:?}: {ends:?}", order.taken()) };
        assert_eq!(first.0, second.0, "{:?}", order.taken());
        assert!(first.1 != second.1, "one of them repeats the other: {:?}", order.taken());
        assert_eq!(world.load(&person).await.unwrap().sequence, 2, "{:?}", order.taken());
    })
    .await;
}

#[tokio::test]
async fn of_two_commands_that_expect_the_same_end_one_is_refused_in_any_order() {
    let world = World::new().await;
    some_orders(ORDERS, async |order| {
        let [(wire_a, a), (wire_b, b)] = stores(&world).await;
        let person = Person::new();
        world.store.execute(person.request(), vec![person.start()]).await.unwrap();
        let work = [(&a, "one"), (&b, "other")].map(|(store, text)| {
            let step = person.say(text).expecting(1);
            tokio::spawn(append(store.clone(), person.request(), step))
        });
        let ends = together(order, world.db.admin_pool(), [&wire_a, &wire_b], work).await;
        let done = ends.iter().filter(|end| end.is_ok()).count();
        assert_eq!(done, 1, "{:?}: {ends:?}", order.taken());
        let refused = ends.iter().find_map(|end| end.as_ref().err());
        assert!(matches!(refused, Some(StoreError::Conflict { .. })), "{refused:?}");
        assert_eq!(world.load(&person).await.unwrap().sequence, 2);
    })
    .await;
}
