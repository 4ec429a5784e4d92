//! The monitor on a real log and a real Redis: each thing that can be wrong is made wrong, and
//! shows in its gauge and under the name of its alert.

mod delivery;
mod log;
mod waiting;

use std::collections::HashMap;

use eventing::monitor::{Figures, Monitor, rules};
use eventing::{Database, DbRole, relay};
use sqlx::{Connection, Executor, PgConnection};
use test_support::TestRedis;

use crate::figures;
use crate::support::{Person, World};

/// A deployment that is looked at.
struct Watched {
    world: World,
    redis: TestRedis,
    monitor: Monitor,
    luigi: Person,
}

/// What a look has shown.
struct Sight {
    gauges: HashMap<String, f64>,
    alerts: Vec<&'static str>,
}

impl Watched {
    /// A log of `events` events that Redis has, read models that have them too, under leases,
    /// and a head over all.
    async fn new(events: usize) -> Self {
        let (world, redis) = (World::new().await, TestRedis::start().await);
        let system = Database::connect(&world.db.url(), DbRole::System, 4).await.unwrap();
        let client = redis::Client::open(redis.url()).unwrap();
        let monitor = Monitor::new(system, client);
        let watched = Self { world, redis, monitor, luigi: Person::new() };
        watched.write(events).await;
        watched.publish().await;
        watched
            .change(
                "UPDATE checkpoints SET position = (SELECT position FROM log_head), \
                   holder = gen_random_uuid(), expires_at = now() + interval '1 hour'",
            )
            .await;
        watched
    }

    /// So many more events.
    async fn write(&self, events: usize) {
        for _ in 0..events {
            let person = Person { tenant: self.luigi.tenant, ..Person::new() };
            self.world.store.execute(person.request(), vec![person.start()]).await.unwrap();
        }
    }

    async fn publish(&self) {
        let client = redis::Client::open(self.redis.url()).unwrap();
        relay::publish_once(&self.world.reader, &client).await.unwrap();
    }

    /// What a superuser can do who switches triggers off.
    async fn change(&self, statement: &str) {
        let mut admin = PgConnection::connect(&self.world.db.admin_url()).await.unwrap();
        admin.execute("SET session_replication_role = replica").await.unwrap();
        let done = admin.execute(statement).await.unwrap();
        assert!(done.rows_affected() > 0, "{statement} changes nothing");
        admin.close().await.unwrap();
    }

    /// Lets every event be an hour older.
    async fn age(&self) {
        self.change("UPDATE events SET recorded_at = recorded_at - interval '1 hour'").await;
    }

    /// Makes the business known to the read models.
    async fn open_business(&self) {
        self.change(&format!(
            "INSERT INTO tenants (tenant_id, name, time_zone, locale, owner_id, rules, policies, registered_at, \
               position, updated_position) \
             VALUES ('{}', 'Mario''s', 'Europe/Rome', 'en', gen_random_uuid(), '[]', '{{}}', now(), 1, 1)",
            self.luigi.tenant
        ))
        .await;
    }

    async fn look(&mut self) -> Sight {
        let figures = self.monitor.look().await.unwrap();
        Sight { gauges: figures::gauges(|| figures.publish()), alerts: alerts(&figures) }
    }
}

impl Sight {
    fn gauge(&self, name: &str) -> f64 {
        *self.gauges.get(name).unwrap_or_else(|| panic!("no gauge {name}: {:?}", self.gauges))
    }
}

fn alerts(figures: &Figures) -> Vec<&'static str> {
    let wrong = rules::RULES.iter().filter(|rule| (rule.check)(figures).is_err());
    wrong.map(|rule| rule.alert).collect()
}

#[tokio::test]
async fn where_all_is_well_nothing_is_found() {
    let mut watched = Watched::new(5).await;
    watched.open_business().await;
    let seen = watched.look().await;
    assert_eq!(seen.alerts, [""; 0]);
    assert_eq!(seen.gauge("steward_log_position"), 5.0);
    for at_rest in [
        "steward_log_missing_positions",
        "steward_log_beyond_head",
        "steward_checkpoints_beyond_head",
        "steward_undelivered_events",
        "steward_erasures_waiting",
        "steward_timer_overdue_seconds",
        "steward_turn_waiting_seconds",
        "steward_turn_running_seconds",
        "steward_projection_behind_seconds tasks",
        "steward_dead_letters tasks",
    ] {
        assert_eq!(seen.gauge(at_rest), 0.0, "{at_rest}");
    }
    assert!(seen.gauge("steward_database_bytes") > 1e6);
    let (now, most) = (
        seen.gauge("steward_database_connections"),
        seen.gauge("steward_database_connections_limit"),
    );
    assert!(1.0 <= now && now < most, "{now} of {most}");
}
