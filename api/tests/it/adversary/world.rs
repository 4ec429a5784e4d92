//! Two businesses, each with a canary in every kind of thing that it has.

use std::collections::BTreeMap;
use std::time::Duration;

use api::Limits;
use domain::Role;
use domain::tenant::Policy;
use serde_json::{Value, json};
use test_support::TestRedis;
use uuid::Uuid;

use super::operation::Ids;
use crate::support::{Business, Setup, Someone, TestApp, id, in_hours};

/// Some device's public key.
const DEVICE_KEY: &str =
    "BLn9b-VR0ca83knDNZ32dCHGyjJp-1riX9ZTN40MqV8K_LpQmLqxC_DoHvqvFXO_nGdAB4W9dogZb_sM-uV4JbY";

/// A business and what lies in it.
pub(super) struct Place {
    pub(super) business: Business,
    pub(super) manager: Someone,
    pub(super) auditor: Someone,
    /// A word nobody else uses, by what it stands in.
    pub(super) canaries: BTreeMap<&'static str, String>,
    pub(super) ids: Ids,
}

/// An application of its own, with a Redis of its own.
pub(super) struct World {
    pub(super) app: TestApp,
    pub(super) redis: TestRedis,
}

impl World {
    pub(super) async fn new() -> Self {
        let redis = TestRedis::start().await;
        let limits = Limits {
            read_your_writes: Duration::from_millis(300),
            member_requests_per_minute: 1_000_000,
            registrations_per_hour: 1_000_000,
            account_failures: 1_000_000,
            address_failures: 1_000_000,
            ..Limits::default()
        };
        let setup = Setup { limits, redis_url: Some(redis.url()), ..Setup::default() };
        Self { app: TestApp::with(setup).await, redis }
    }
}

/// What a member of a business does, one thing of each kind.
struct Planter<'a> {
    app: &'a TestApp,
    token: &'a str,
}

impl Planter<'_> {
    async fn make(&self, path: &str, body: Value, field: &str) -> Uuid {
        let call = self.app.post(format!("/api/v1/{path}")).bearer(self.token).json(body);
        let reply = call.send().await;
        assert!(reply.status.is_success(), "{path}: {}", reply.text());
        id(&reply.json()[field])
    }

    async fn set(&self, path: &str, body: Value) {
        let call = self.app.put(format!("/api/v1/{path}")).bearer(self.token).json(body);
        call.header("if-match", "*").expect(200).await;
    }
}

impl Place {
    /// Opens a business whose every word begins with `word`.
    pub(super) async fn open(app: &TestApp, word: &str) -> Self {
        // In the business's name, and in every address.
        let business = app.business(&format!("{word}business.com")).await;
        let manager = app.add(&business, &format!("{word}manager@{word}.com"), Role::Manager).await;
        let auditor = app.add(&business, &format!("{word}auditor@{word}.com"), Role::Auditor).await;
        let mut place =
            Self { business, manager, auditor, canaries: BTreeMap::new(), ids: Ids::new() };
        for (kind, suffix) in [("name", "business"), ("member", "manager")] {
            place.canaries.insert(kind, format!("{word}{suffix}"));
        }
        place.plant(app, word).await;
        app.project().await;
        place
    }

    fn canary(&mut self, word: &str, kind: &'static str) -> String {
        let canary = format!("{word}{kind}");
        self.canaries.insert(kind, canary.clone());
        canary
    }

    async fn plant(&mut self, app: &TestApp, word: &str) {
        let mut say = |kind| self.canary(word, kind);
        let (message, notice, waiting) = (say("message"), say("notice"), say("waiting"));
        let (task, notes, fact, entry) = (say("task"), say("notes"), say("fact"), say("entry"));
        let (category, reminder, shift) = (say("category"), say("reminder"), say("shift"));
        let (title, passage, file, persona) =
            (say("title"), say("passage"), say("file"), say("persona"));
        let (rule, key, guest, reason) = (say("rule"), say("key"), say("guest"), say("reason"));
        let (named, rated, about) = (say("named"), say("rated"), say("about"));
        let Business { tenant, owner, luigi, peach } = &self.business;
        let mut ids = Ids::new();

        let (conversation, sent, turn) = app.say(luigi, &message).await;
        let reply = app.answer(&self.business, luigi, (conversation, sent, turn), vec![]).await;
        let acted = app.act_saying(&self.business, luigi, peach, Policy::Allow, &notice).await;
        let held = app.act_saying(&self.business, luigi, peach, Policy::Ask, &waiting).await;
        ids.extend([
            ("conversations", conversation),
            ("Conversation", conversation),
            ("message_id", reply),
            ("turns", turn),
            ("actions", held.action),
            ("notifications", acted.notification),
        ]);

        let by = format!("member:{}", luigi.id);
        let asked = eventing::requests::ask(
            &app.services.system,
            Uuid::now_v7(),
            "tasks",
            "verify",
            json!({}),
            &by,
        );
        ids.insert("requests", asked.await.unwrap().request_id);

        let mine = Planter { app, token: &luigi.token };
        let body = json!({ "title": task, "notes": notes, "assignee_id": luigi.id });
        ids.insert("tasks", mine.make("tasks", body, "task_id").await);
        ids.insert("facts", mine.make("facts", json!({ "text": fact }), "fact_id").await);
        let body = json!({ "text": entry, "category": category });
        ids.insert("logbook", mine.make("logbook", body, "entry_id").await);
        let body = json!({ "text": reminder, "due_at": in_hours(5) });
        ids.insert("reminders", mine.make("reminders", body, "reminder_id").await);

        let body = json!({ "name": key, "scopes": ["tasks:read"], "expires_in_days": 1 });
        ids.insert("api-keys", mine.make("api-keys", body, "id").await);
        let keys = json!({ "p256dh": DEVICE_KEY, "auth": "_ordMnz7uTCmrpBTeUV4Bw" });
        let body =
            json!({ "endpoint": format!("https://fcm.googleapis.com/{word}"), "keys": keys });
        ids.insert("devices", mine.make("push/devices", body, "device_id").await);
        mine.set(&format!("conversations/{conversation}/title"), json!({ "title": named })).await;
        let path = format!("conversations/{conversation}/messages/{reply}/rating");
        mine.set(&path, json!({ "rating": "helpful", "reason": rated })).await;
        let path = format!("/api/v1/conversations/{conversation}/messages/{reply}/pass-on");
        app.post(path).bearer(&luigi.token).expect(200).await;
        ids.insert("questions", reply);
        let sessions = app.get("/api/v1/me/sessions").bearer(&luigi.token).expect(200).await;
        ids.insert("sessions", id(&sessions.json()["items"][0]["id"]));

        let owners = Planter { app, token: &owner.token };
        let text = format!("{passage}: basil from the garden behind the house.");
        let body = json!({ "title": title, "text": text });
        ids.insert("documents", owners.make("documents", body, "document_id").await);
        let upload = app.post("/api/v1/documents/upload").bearer(&owner.token);
        upload.file(&format!("{file}.txt"), "text/plain", "Oregano.").expect(201).await;
        let body = json!({ "name": guest, "role": "member", "title": "guest" });
        ids.insert("invitations", owners.make("invitations", body, "member_id").await);
        let path = format!("conversations/{conversation}/disclosures");
        let body = json!({ "reason": reason });
        ids.insert("disclosures", owners.make(&path, body, "disclosure_id").await);
        let mut shifts = Vec::new();
        for (member, from) in [(peach.id, 1), (peach.id, 20), (luigi.id, 1)] {
            let body = json!({
                "member_id": member, "role": shift,
                "starts_at": in_hours(from), "ends_at": in_hours(from + 8),
            });
            shifts.push(owners.make("shifts", body, "shift_id").await);
        }
        ids.extend([("shifts", shifts[0]), ("shift_id", shifts[0]), ("with_shift_id", shifts[2])]);
        let mut profile =
            app.get("/api/v1/tenant/profile").bearer(&owner.token).expect(200).await.json();
        profile["description"] = json!(about);
        owners.set("tenant/profile", profile).await;
        owners.set("tenant/agent", json!({ "persona": persona, "rules": [rule] })).await;

        let head: Uuid = sqlx::query_scalar("SELECT log_id FROM log_head")
            .fetch_one(app.db.admin_pool())
            .await
            .unwrap();
        let said: i64 = sqlx::query_scalar(
            "SELECT position FROM events WHERE event_type = 'MessageSent' AND tenant_id = $1 LIMIT 1",
        )
        .bind(tenant.0)
        .fetch_one(app.db.admin_pool())
        .await
        .unwrap();
        ids.extend([
            ("position", Uuid::from_u128(said.unsigned_abs().into())),
            ("stream_id", conversation),
            ("correlation_id", sent),
            ("explain", turn),
        ]);
        app.seal().await;
        ids.extend([("tenant_id", tenant.0), ("tenants", tenant.0), ("log_id", head)]);
        for name in
            ["members", "member", "confirm", "member_id", "assignee", "assignee_id", "logged_by"]
        {
            ids.insert(name, luigi.id.0);
        }
        self.ids = ids;
    }

    /// Its people, by role; the member is the one whose things were planted.
    pub(super) fn people(&self) -> [(&'static str, &Someone); 5] {
        [
            ("owner", &self.business.owner),
            ("manager", &self.manager),
            ("member", &self.business.luigi),
            ("member", &self.business.peach),
            ("auditor", &self.auditor),
        ]
    }

    /// What nobody else may be shown: canaries, and ids of its own.
    pub(super) fn secrets(&self) -> Vec<(String, String)> {
        let words = self.canaries.iter().map(|(kind, word)| ((*kind).to_owned(), word.clone()));
        // The log is everybody's.
        let ids = self.ids.iter().filter(|(name, _)| **name != "log_id");
        let ids = ids.map(|(name, id)| (format!("id of {name}"), id.to_string()));
        words.chain(ids).collect()
    }
}
