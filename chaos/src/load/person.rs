//! Somebody who is signed in, and asks until there is an answer.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::sync::Mutex;
use uuid::Uuid;

use super::{Deed, Meter, PushService};

const PASSWORD: &str = "password123";
/// How long one attempt may take.
const ATTEMPT: Duration = Duration::from_secs(20);
/// How long somebody goes on trying: far longer than anything is broken.
const PATIENCE: Duration = Duration::from_secs(180);
const PAUSE: Duration = Duration::from_millis(120);

/// How many of what failed are kept in words.
const TOLD: usize = 5;
/// How long a connection is kept without use: less than a server that stops goes on serving.
const KEPT: Duration = Duration::from_millis(500);

type Failures = std::sync::Mutex<(usize, Vec<String>)>;

/// A definite answer to a command.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// Of HTTP.
    pub status: u16,
    /// What was said.
    pub body: Value,
    /// Attempts that it took.
    pub attempts: usize,
}

impl Answer {
    /// Whether it was done.
    pub fn is_done(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The id of what was made or changed.
    pub fn id(&self) -> Option<Uuid> {
        if !self.is_done() {
            return None;
        }
        const NAMES: [&str; 7] = [
            "message_id",
            "conversation_id",
            "task_id",
            "reminder_id",
            "entry_id",
            "fact_id",
            "id",
        ];
        NAMES.iter().find_map(|name| self.body[name].as_str()?.parse().ok())
    }

    /// The position that was told.
    pub fn position(&self) -> Option<u64> {
        self.body["position"].as_u64()
    }
}

/// A member of a business, with two APIs to ask.
#[derive(Debug)]
pub struct Person {
    http: reqwest::Client,
    apis: [SocketAddr; 2],
    next: AtomicUsize,
    email: String,
    token: Mutex<String>,
    /// Whoever is signing in holds it.
    signing_in: Mutex<()>,
    failures: Failures,
    /// What they and others notice.
    pub(super) meter: Arc<Meter>,
    /// Their business.
    pub tenant: Uuid,
    /// Their id.
    pub id: Uuid,
}

impl Person {
    /// Signs in.
    pub async fn sign_in(
        apis: [SocketAddr; 2],
        email: &str,
        meter: Arc<Meter>,
    ) -> anyhow::Result<Self> {
        let http = reqwest::Client::builder()
            .no_proxy()
            .timeout(ATTEMPT)
            .pool_idle_timeout(KEPT)
            .build()?;
        let mut person = Self {
            http,
            apis,
            next: AtomicUsize::new(0),
            email: email.to_owned(),
            token: Mutex::default(),
            signing_in: Mutex::default(),
            failures: Failures::default(),
            meter,
            tenant: Uuid::nil(),
            id: Uuid::nil(),
        };
        let member = person.renew().await?["member"].take();
        let id = |name: &str| member[name].as_str().and_then(|text| text.parse().ok());
        person.tenant = id("tenant_id").context("the answer names no business")?;
        person.id = id("id").context("the answer names no member")?;
        Ok(person)
    }

    /// Where they are known by.
    pub fn email(&self) -> &str {
        &self.email
    }

    /// Does a deed under a key: asks again, one API after the other, until one says what came
    /// of it. What may have been done, or may yet be, is no answer.
    pub async fn ask(&self, deed: &Deed, key: &str) -> anyhow::Result<Answer> {
        let (path, body) = deed.request();
        self.insist(Method::POST, &path, Some((&body, key))).await
    }

    /// Has seen all their notices.
    pub async fn read_notices(&self, key: &str) -> anyhow::Result<()> {
        self.insist(Method::POST, "notifications/read-all", Some((&json!({}), key))).await?;
        Ok(())
    }

    /// Asks for something else under a key, until there is an answer.
    pub async fn post(&self, path: &str, body: &Value, key: &str) -> anyhow::Result<Answer> {
        self.insist(Method::POST, path, Some((body, key))).await
    }

    /// Reads until there is an answer.
    pub async fn read(&self, path: &str) -> anyhow::Result<Answer> {
        self.insist(Method::GET, path, None).await
    }

    async fn insist(
        &self,
        method: Method,
        path: &str,
        body: Option<(&Value, &str)>,
    ) -> anyhow::Result<Answer> {
        let begun = Instant::now();
        let mut attempts = 0;
        // Each attempt at the other one, whoever else asks meanwhile.
        let first = self.next.fetch_add(1, Ordering::Relaxed);
        loop {
            attempts += 1;
            let token = self.token.lock().await.clone();
            let answer = self.once(first + attempts, method.clone(), path, body).await;
            match answer {
                Ok((401, _)) => {
                    let _first = self.signing_in.lock().await;
                    if *self.token.lock().await == token {
                        // Whatever is wrong with signing in, the next attempt finds out.
                        let _ = self.renew().await;
                    }
                }
                // Too many, too early, or not now.
                Ok((409 | 425 | 429 | 500.., _)) | Err(_) => {
                    // A ticket has no key: it is no command.
                    if body.is_some_and(|(_, key)| !key.is_empty()) {
                        self.meter.failed(answer.as_ref().ok().map(|(status, _)| *status));
                    }
                    self.note(path, &answer);
                }
                Ok((status, body)) => return Ok(Answer { status, body, attempts }),
            }
            if begun.elapsed() > PATIENCE {
                bail!("{path} was not answered in {PATIENCE:?}: at last {answer:?}");
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// What failed so far and was asked again, most of it in words.
    pub fn failures(&self) -> (usize, Vec<String>) {
        let failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        (failures.0, failures.1.clone())
    }

    fn note(&self, path: &str, answer: &anyhow::Result<(u16, Value)>) {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        failures.0 += 1;
        if failures.1.len() < TOLD {
            failures.1.push(format!("{}: {path}: {answer:?}", self.email));
        }
    }

    /// One attempt, at an API by its number.
    async fn once(
        &self,
        api: usize,
        method: Method,
        path: &str,
        body: Option<(&Value, &str)>,
    ) -> anyhow::Result<(u16, Value)> {
        let api = self.apis[api % self.apis.len()];
        let token = self.token.lock().await.clone();
        let url = format!("http://{api}/api/v1/{path}");
        let mut request = self.http.request(method, url).bearer_auth(token);
        if let Some((body, key)) = body {
            request = request.header("Idempotency-Key", key).json(body);
        }
        let answer = request.send().await?;
        let status = answer.status();
        // A success whose words are lost is none that was told.
        let words = answer.bytes().await?;
        let body = if words.is_empty() { Value::Null } else { serde_json::from_slice(&words)? };
        Ok((status.as_u16(), body))
    }

    async fn renew(&self) -> anyhow::Result<Value> {
        let body = json!({ "email": self.email, "password": PASSWORD });
        let begun = Instant::now();
        let mut api = 0;
        loop {
            api += 1;
            let sign_in = Some((&body, "sign-in"));
            let answer = self.once(api, Method::POST, "auth/login", sign_in).await;
            if let Ok((status, answer)) = answer {
                if status == StatusCode::OK.as_u16() {
                    let token = answer["access_token"].as_str().context("no token")?;
                    token.clone_into(&mut *self.token.lock().await);
                    return Ok(answer);
                }
                // Who was seeded a moment ago is in the read models a moment later.
                let early = answer["type"] == "/problems/no-membership";
                ensure!(early || status >= 500 || status == 429, "signing in: {status} {answer}");
            }
            ensure!(begun.elapsed() < PATIENCE, "{} cannot sign in", self.email);
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Looks for what an answer says was done, as soon as the read models have it; what is
    /// wrong with what is shown.
    pub async fn look_for(&self, deed: &Deed, answer: &Answer) -> Option<String> {
        let (id, position) = (answer.id()?, answer.position()?);
        let (path, listed) = deed.shown_at(id)?;
        let sign = if path.contains('?') { '&' } else { '?' };
        let shown = self.read(&format!("{path}{sign}after_position={position}")).await.ok()?;
        let id = json!(id);
        let there = if listed {
            shown.body["items"].as_array().is_some_and(|items| items.iter().any(|i| i["id"] == id))
        } else {
            shown.body["id"] == id
        };
        (!there).then(|| format!("{path} does not show {id} of position {position}: {shown:?}"))
    }

    /// Registers a device for pushes.
    pub async fn add_device(&self, pushes: &PushService, number: usize) -> anyhow::Result<()> {
        let body = pushes.device(number);
        let (status, answer) =
            self.once(0, Method::POST, "push/devices", Some((&body, "device"))).await?;
        ensure!(status == 201, "a device of {}: {status} {answer}", self.email);
        Ok(())
    }

    /// A path that opens a WebSocket at one of the APIs, and its address.
    pub async fn socket(&self, api: usize) -> anyhow::Result<(SocketAddr, String)> {
        let ticket = self.insist(Method::POST, "ws/ticket", Some((&json!({}), ""))).await?;
        let ticket = ticket.body["ticket"].as_str().context("no ticket")?.to_owned();
        Ok((self.apis[api % self.apis.len()], format!("/api/v1/ws?ticket={ticket}")))
    }
}
