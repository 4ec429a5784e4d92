//! The private instance on which the cases are played, with its businesses.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use agent_worker::Clock;
use anyhow::Context;
use chrono::{DateTime, NaiveDateTime, TimeZone, Utc};
use chrono_tz::Tz;
use domain::tenant::TenantRegistered;
use domain::{MemberId, TenantId};
use futures::{StreamExt, TryStreamExt, stream};
use indicatif::{ProgressBar, ProgressStyle};
use offline_model::Scripts;
use serde_json::{Value, json};
use uuid::Uuid;

use super::cases::Business;
use super::{Args, Provider};
use crate::commands::demo::client::{Server, Session};
use crate::commands::up;
use crate::seed::{self, Joining, Opening};
use crate::settings::ModelProvider;
use crate::trial::Trial;

/// Cases played at once.
const AT_ONCE: usize = 6;
/// The pause before the state of something is asked for again.
const BREATH: Duration = Duration::from_millis(60);
/// The longest wait for one answer.
const PATIENCE: Duration = Duration::from_secs(240);

/// A running instance and what is in it.
pub(super) struct Stage {
    running: up::Running,
    server: Server,
    /// What the steward takes to be now, in seconds; 0 for the real time.
    hand: Arc<AtomicI64>,
    pub(super) scripts: Scripts,
    pub(super) folder: PathBuf,
    pub(super) offline: bool,
    model: String,
    every: usize,
    quiet: bool,
    opened: Mutex<u32>,
}

/// A business on the stage.
pub(super) struct House {
    pub(super) zone: Tz,
    owner: String,
    people: BTreeMap<String, (Uuid, String)>,
    tokens: BTreeMap<String, Session>,
}

/// What the steward answered.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    pub(super) text: String,
    pub(super) citations: usize,
    /// The actions of the turn, as its reply shows them.
    pub(super) actions: Vec<Value>,
    /// `GET /api/v1/turns/{id}`.
    pub(super) turn: Value,
}

impl fmt::Debug for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stage").field("model", &self.model).finish_non_exhaustive()
    }
}

impl Stage {
    /// Starts the instance.
    pub(super) async fn open(args: &Args) -> anyhow::Result<Self> {
        let root = std::env::temp_dir().join(format!("steward-eval-{}", std::process::id()));
        let mut settings = args.settings.clone();
        settings.listen = ([127, 0, 0, 1], 0).into();
        settings.metrics_listen = Some(([127, 0, 0, 1], 0).into());
        settings.public_url = None;
        settings.database_url = None;
        settings.redis_url = None;
        if args.provider == Provider::Offline {
            settings.google_api_key = None;
            settings.model_provider = ModelProvider::Gemini;
        }
        let hand = Arc::new(AtomicI64::new(0));
        let shown = hand.clone();
        let clock = Clock::new(move || {
            let seconds = shown.load(Ordering::Relaxed);
            let at = DateTime::from_timestamp(seconds, 0).filter(|_| seconds != 0);
            at.unwrap_or_else(Utc::now)
        });
        let trial = Trial { clock, ..Trial::default() };
        let scripts = trial.scripts.clone();
        let up = up::Args { settings, root: Some(root), throw_away: true, no_seed: true, trial };
        let quiet = args.json;
        let report = move |step: &str| {
            if !quiet {
                eprintln!("steward: {step}");
            }
        };
        let running = up::start(&up, Arc::new(report)).await?;
        Ok(Self {
            server: Server::new(running.address)?,
            hand,
            scripts,
            folder: args.folder.clone(),
            offline: running.offline,
            model: running.model.clone(),
            every: usize::try_from(args.every)?,
            quiet,
            opened: Mutex::new(0),
            running,
        })
    }

    /// Stops it.
    pub(super) async fn close(self) {
        self.running.stop().await;
    }

    /// The model that answers.
    pub(super) fn model(&self) -> String {
        self.model.clone()
    }

    /// The cases of a set: all, or as many as were asked for.
    pub(super) fn cases<T: serde::de::DeserializeOwned>(
        &self,
        name: &str,
    ) -> anyhow::Result<Vec<T>> {
        let cases = super::cases::read(&self.folder, name)?;
        Ok(cases.into_iter().step_by(self.every).collect())
    }

    /// Sets the steward's clock: local time of a business, or the real time.
    pub(super) fn set_clock(&self, local: Option<(NaiveDateTime, Tz)>) -> anyhow::Result<()> {
        let seconds = match local {
            None => 0,
            Some((local, zone)) => {
                let at = zone.from_local_datetime(&local).earliest();
                at.with_context(|| format!("{local} does not exist in {zone}"))?.timestamp()
            }
        };
        self.hand.store(seconds, Ordering::Relaxed);
        Ok(())
    }

    /// Plays cases, some at a time, with a bar that tells how far it is.
    pub(super) async fn play<T, R, F>(
        &self,
        name: &str,
        cases: Vec<T>,
        one: impl Fn(T) -> F,
    ) -> anyhow::Result<Vec<R>>
    where
        F: Future<Output = anyhow::Result<R>>,
    {
        let bar =
            if self.quiet { ProgressBar::hidden() } else { ProgressBar::new(cases.len() as u64) };
        let style = ProgressStyle::with_template("{prefix:>12} {bar:40} {pos}/{len} {eta}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar.set_prefix(name.to_owned());
        let results = stream::iter(cases)
            .map(one)
            .buffered(AT_ONCE)
            .inspect(|_| bar.inc(1))
            .try_collect()
            .await;
        bar.finish_and_clear();
        results
    }

    /// Opens a business anew, with its people, roster and documents.
    pub(super) async fn business(&self, slug: &str, policies: &Value) -> anyhow::Result<House> {
        let business = Business::read(&self.folder, slug)?;
        let number = {
            let mut opened = self.opened.lock().map_err(|_| anyhow::anyhow!("a lost lock"))?;
            *opened += 1;
            *opened
        };
        let tenant = TenantId(Uuid::now_v7());
        let mut people = BTreeMap::new();
        let mut joining = Vec::new();
        for person in &business.people {
            let member = MemberId(Uuid::now_v7());
            let local = person.name.to_lowercase().replace(' ', ".");
            let email = format!("{local}.{number}@eval.example");
            people.insert(person.name.clone(), (member.0, email.clone()));
            joining.push(Joining {
                member,
                name: person.name.clone(),
                email,
                role: person.role,
                title: person.title.clone(),
            });
        }
        let owner = joining.first().context("a business needs an owner")?.member;
        let registered = TenantRegistered {
            tenant_id: tenant,
            name: business.name.clone(),
            description: Some(business.description.clone()),
            time_zone: domain::TimeZone(business.zone),
            locale: business.locale.clone(),
            owner,
        };
        let opening = Opening { tenant: registered, people: joining };
        let position = seed::open(&self.running.api, opening).await?;
        let mut house = House {
            zone: business.zone,
            owner: business.people[0].name.clone(),
            people,
            tokens: BTreeMap::new(),
        };
        for (name, (_, email)) in &house.people {
            house.tokens.insert(name.clone(), self.server.sign_in(email).await?);
        }
        self.fill(&house, &business, policies, position).await?;
        Ok(house)
    }

    /// Writes a business's policies, shifts and documents through the API, as its owner.
    async fn fill(
        &self,
        house: &House,
        business: &Business,
        policies: &Value,
        position: u64,
    ) -> anyhow::Result<()> {
        let owner = house.owner()?;
        owner.get(&format!("/api/v1/me?after_position={position}")).await?;
        if !policies.is_null() {
            owner.put("/api/v1/tenant/policies", json!({ "policies": policies })).await?;
        }
        let shifts = business.shifts()?;
        let shifts = stream::iter(shifts).map(|shift| async move {
            let at = |local: NaiveDateTime| {
                let at = house.zone.from_local_datetime(&local).earliest();
                at.with_context(|| format!("{local} does not exist")).map(|at| at.to_rfc3339())
            };
            let (member, _) = house.people.get(&shift.who).context("a shift of nobody")?;
            let body = json!({
                "member_id": member, "role": shift.role,
                "starts_at": at(shift.from)?, "ends_at": at(shift.to)?,
            });
            owner.post("/api/v1/shifts", body).await
        });
        shifts.buffer_unordered(AT_ONCE).try_collect::<Vec<_>>().await?;
        for (title, text) in &business.documents {
            owner.post("/api/v1/documents", json!({ "title": title, "text": text })).await?;
        }
        self.wait_for_embeddings(owner).await
    }

    /// Waits until the search finds every passage by meaning.
    pub(super) async fn wait_for_embeddings(&self, session: &Session) -> anyhow::Result<()> {
        let waiting = async {
            loop {
                let documents = session.get("/api/v1/documents?limit=200").await?;
                let items = documents["items"].as_array().cloned().unwrap_or_default();
                let done = |item: &Value| {
                    item["chunk_count"].as_u64() > Some(0)
                        && item["chunk_count"] == item["embedded_count"]
                };
                if !items.is_empty() && items.iter().all(done) {
                    return anyhow::Ok(());
                }
                tokio::time::sleep(BREATH).await;
            }
        };
        tokio::time::timeout(PATIENCE, waiting).await.context("documents were not embedded")?
    }

    /// Writes `messages` to the steward in a new conversation, one after another, and
    /// returns what it answered to the last, with what it answered before.
    pub(super) async fn ask(
        &self,
        house: &House,
        member: &str,
        messages: &[&str],
    ) -> anyhow::Result<Vec<Answer>> {
        let session = house.session(member)?;
        let started = session.post("/api/v1/conversations", json!({})).await?;
        let id = started["conversation_id"].as_str().context("no conversation")?;
        let path = format!("/api/v1/conversations/{id}/messages");
        let mut answers = Vec::new();
        for message in messages {
            let sent = session.post(&path, json!({ "text": message })).await?;
            let turn = sent["turn_id"].as_str().context("no turn")?;
            let turn = self.ended(session, turn, &sent["position"]).await?;
            let reply = self.reply(session, &path, &turn).await?;
            let none = || format!("(no reply: {}, {})", turn["status"], turn["failure"]);
            answers.push(Answer {
                text: reply["text"].as_str().map_or_else(none, str::to_owned),
                citations: reply["citations"].as_array().map_or(0, Vec::len),
                actions: reply["actions"].as_array().cloned().unwrap_or_default(),
                turn,
            });
        }
        Ok(answers)
    }

    /// The reply of a turn that has ended; null when it failed. The read model of messages
    /// may be behind that of turns.
    async fn reply(&self, session: &Session, path: &str, turn: &Value) -> anyhow::Result<Value> {
        let waiting = async {
            loop {
                let items = session.get(&format!("{path}?limit=200")).await?;
                let items = items["items"].as_array().cloned().unwrap_or_default();
                let is_reply =
                    |item: &Value| item["role"] == "steward" && item["turn_id"] == turn["id"];
                let reply = items.into_iter().rev().find(is_reply);
                if reply.is_some() || turn["status"] != "completed" {
                    return anyhow::Ok(reply.unwrap_or_default());
                }
                tokio::time::sleep(BREATH).await;
            }
        };
        tokio::time::timeout(PATIENCE, waiting).await.context("a reply was not shown")?
    }

    async fn ended(
        &self,
        session: &Session,
        turn: &str,
        position: &Value,
    ) -> anyhow::Result<Value> {
        let path = format!("/api/v1/turns/{turn}?after_position={position}");
        let waiting = async {
            loop {
                let turn = session.get(&path).await?;
                if ["completed", "failed", "cancelled"].iter().any(|end| turn["status"] == *end) {
                    return anyhow::Ok(turn);
                }
                tokio::time::sleep(BREATH).await;
            }
        };
        tokio::time::timeout(PATIENCE, waiting).await.context("a turn did not end")?
    }
}

impl House {
    /// The owner's session.
    pub(super) fn owner(&self) -> anyhow::Result<&Session> {
        self.session(&self.owner)
    }

    /// Somebody's session.
    pub(super) fn session(&self, name: &str) -> anyhow::Result<&Session> {
        self.tokens.get(name).with_context(|| format!("nobody is called {name}"))
    }

    /// Everybody's name and session.
    pub(super) fn sessions(&self) -> impl Iterator<Item = (&String, &Session)> {
        self.tokens.iter()
    }
}
