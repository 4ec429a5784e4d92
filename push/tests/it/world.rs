//! What these tests share: a business with notices, and devices.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::notification::{
    Notification, NotificationCommand, NotificationIssued, NotificationKind, Urgency,
};
use domain::{Actor, LadderId, MemberId, NotificationId, Personal, TenantId};
use eventing::{
    CommandRequest, Database, DbRole, DeploymentKey, EventStore, KeyRing, LogReader, Signals, Step,
};
use push::{Config, Presence, PushServices, Sender, VapidKey};
use secrecy::SecretString;
use test_support::TestDb;
use uuid::Uuid;

use crate::service::{Device, Service};

pub(crate) struct World {
    pub(crate) db: TestDb,
    pub(crate) service: Service,
    pub(crate) config: Config,
    pub(crate) luigi: MemberId,
    pub(crate) peach: MemberId,
    tenant: TenantId,
}

impl World {
    pub(crate) async fn new() -> Self {
        let db = TestDb::new().await;
        let service = Service::start().await;
        let system = Database::connect(&db.url(), DbRole::System, 8).await.unwrap();
        let keys = KeyRing::new(system.clone(), DeploymentKey::generate());
        let signals = Signals::local();
        let key = VapidKey::from_hex(&SecretString::from("42".repeat(32))).unwrap();
        let services = PushServices::with([service.origin()]).unwrap();
        let redis = redis::Client::open(db.redis_url()).unwrap();
        let config = Config {
            store: EventStore::start(system.clone(), keys.clone(), signals.clone()),
            log: LogReader::new(system.clone(), keys),
            database: system,
            signals,
            presence: Presence::new(Some(redis), Uuid::now_v7()),
            sender: Arc::new(
                Sender::new(key, services, "mailto:ops@example.com".to_owned()).unwrap(),
            ),
        };
        let [luigi, peach] = [(); 2].map(|()| MemberId(Uuid::now_v7()));
        Self { db, service, config, luigi, peach, tenant: TenantId(Uuid::now_v7()) }
    }

    /// A device of a member, signed in there; its session.
    pub(crate) async fn switched_on(&self, member: MemberId, name: &str) -> (Device, Uuid) {
        let device = self.service.device(name);
        let (account, session) = (Uuid::now_v7(), Uuid::now_v7());
        let mut db = self.db.admin_pool().acquire().await.unwrap();
        sqlx::query("INSERT INTO accounts (account_id, email, password_hash) VALUES ($1, $2, '')")
            .bind(account)
            .bind(format!("{account}@example.com"))
            .execute(&mut *db)
            .await
            .unwrap();
        sqlx::query(
            "INSERT INTO sessions (session_id, tenant_id, member_id, account_id, expires_at) \
             VALUES ($1, $2, $3, $4, now() + interval '1 day')",
        )
        .bind(session)
        .bind(self.tenant.0)
        .bind(member.0)
        .bind(account)
        .execute(&mut *db)
        .await
        .unwrap();
        sqlx::query(
            "INSERT INTO push_subscriptions \
               (tenant_id, subscription_id, member_id, session_id, endpoint, p256dh, auth) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(self.tenant.0)
        .bind(Uuid::now_v7())
        .bind(member.0)
        .bind(session)
        .bind(&device.endpoint)
        .bind(device.p256dh())
        .bind(&device.auth)
        .execute(&mut *db)
        .await
        .unwrap();
        (device, session)
    }

    pub(crate) async fn run(&self, notice: NotificationId, command: NotificationCommand) {
        let request = CommandRequest::new(self.tenant, Actor::Member(self.luigi), Utc::now());
        let step = Step::new::<Notification>(notice.0, command);
        self.config.store.execute(request, vec![step]).await.unwrap();
    }

    /// Luigi tells Peach something.
    pub(crate) async fn notice(
        &self,
        text: &str,
        held_until: Option<DateTime<Utc>>,
    ) -> NotificationId {
        let id = NotificationId(Uuid::now_v7());
        let issued = NotificationIssued {
            notification_id: id,
            recipient: self.peach,
            sender: self.luigi,
            kind: NotificationKind::Notice,
            urgency: Urgency::Urgent,
            answer_wanted: false,
            text: Personal::of(self.peach, text.to_owned()),
            reason: Personal::of(self.peach, "on shift".to_owned()),
            deliver_after: held_until,
            acknowledge_by: None,
            ladder_id: LadderId(Uuid::now_v7()),
            rung: 0,
            action_id: None,
            turn_id: None,
            reminder_id: None,
        };
        self.run(id, NotificationCommand::IssueNotification(issued)).await;
        id
    }

    /// Everything that is due is pushed.
    pub(crate) async fn push(&self) {
        push::run_until_idle(&self.config).await.unwrap();
    }

    /// What was put off is due now.
    pub(crate) async fn later(&self) {
        sqlx::query("UPDATE push_jobs SET due_at = now()")
            .execute(self.db.admin_pool())
            .await
            .unwrap();
        self.push().await;
    }

    pub(crate) async fn count(&self, sql: &str) -> i64 {
        sqlx::query_scalar(sql).fetch_one(self.db.admin_pool()).await.unwrap()
    }

    pub(crate) async fn jobs(&self) -> i64 {
        self.count("SELECT count(*) FROM push_jobs").await
    }

    pub(crate) async fn deliveries(&self) -> i64 {
        self.count("SELECT count(*) FROM events WHERE event_type = 'NotificationDelivered'").await
    }
}
