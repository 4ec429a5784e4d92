//! What these tests share: a business with notices, and devices.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::member::{Member, MemberCommand, MemberJoined, NotificationPreferencesChanged};
use domain::notification::{
    Notification, NotificationCommand, NotificationIssued, NotificationKind,
    NotificationPreferences, NotificationRules, Urgency,
};
use domain::{Actor, LadderId, MemberId, NotificationId, Personal, Role, TenantId};
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

    async fn execute(&self, step: Step) {
        let request = CommandRequest::new(self.tenant, Actor::Member(self.luigi), Utc::now());
        self.config.store.execute(request, vec![step]).await.unwrap();
    }

    pub(crate) async fn run(&self, notice: NotificationId, command: NotificationCommand) {
        self.execute(Step::new::<Notification>(notice.0, command)).await;
    }

    pub(crate) async fn joined(&self, member: MemberId) {
        let joined = MemberJoined {
            member_id: member,
            name: Personal::of(member, "Peach".to_owned()),
            role: Role::Member,
            title: "kitchen".to_owned(),
        };
        self.execute(Step::new::<Member>(member.0, MemberCommand::JoinTenant(joined))).await;
    }

    /// What a member wants to be told of.
    pub(crate) async fn wishes(&self, member: MemberId, preferences: NotificationPreferences) {
        let changed = NotificationPreferencesChanged { preferences };
        let command = MemberCommand::ChangeNotificationPreferences(changed);
        self.execute(Step::new::<Member>(member.0, command)).await;
    }

    /// The read model has a business with this clock and these rules.
    pub(crate) async fn business(&self, zone: &str, rules: &NotificationRules) {
        sqlx::query(
            "INSERT INTO tenants (tenant_id, name, time_zone, locale, owner_id, rules, policies, \
               notification_rules, registered_at, position, updated_position) \
             VALUES ($1, 'Pizza', $2, 'en', $3, '[]', '{}', $4, now(), 1, 1)",
        )
        .bind(self.tenant.0)
        .bind(zone)
        .bind(self.luigi.0)
        .bind(sqlx::types::Json(rules))
        .execute(self.db.admin_pool())
        .await
        .unwrap();
    }

    /// Luigi tells Peach something.
    pub(crate) async fn notice(
        &self,
        text: &str,
        held_until: Option<DateTime<Utc>>,
    ) -> NotificationId {
        let id = NotificationId(Uuid::now_v7());
        let issued = NotificationIssued {
            text: Personal::of(self.peach, text.to_owned()),
            urgency: Urgency::Urgent,
            deliver_after: held_until,
            ..self.issued(id, self.peach)
        };
        self.run(id, NotificationCommand::IssueNotification(issued)).await;
        id
    }

    /// Peach gets a notice of a kind.
    pub(crate) async fn tell(&self, kind: NotificationKind, urgency: Urgency) -> NotificationId {
        self.tell_whom(self.peach, kind, urgency).await
    }

    pub(crate) async fn tell_whom(
        &self,
        whom: MemberId,
        kind: NotificationKind,
        urgency: Urgency,
    ) -> NotificationId {
        let id = NotificationId(Uuid::now_v7());
        let issued = NotificationIssued { kind, urgency, ..self.issued(id, whom) };
        self.run(id, NotificationCommand::IssueNotification(issued)).await;
        id
    }

    fn issued(&self, id: NotificationId, recipient: MemberId) -> NotificationIssued {
        NotificationIssued {
            notification_id: id,
            recipient,
            sender: self.luigi,
            kind: NotificationKind::Notice,
            urgency: Urgency::Normal,
            answer_wanted: false,
            text: Personal::of(recipient, "Hello.".to_owned()),
            reason: Personal::of(recipient, "on shift".to_owned()),
            deliver_after: None,
            acknowledge_by: None,
            ladder_id: LadderId(Uuid::now_v7()),
            rung: 0,
            action_id: None,
            turn_id: None,
            reminder_id: None,
        }
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
